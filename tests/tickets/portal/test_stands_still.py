"""Whether the clock of a ticket that waits stands still is said alike by the list, the page and the mail."""

import re

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import SignIn
from tests.tickets.portal.test_report import text_of
from tickets.actions.merge import merge
from tickets.enums import EventKind
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.notices.letter import letter
from tickets.notices.occasion import Occasion

pytestmark = pytest.mark.django_db
STILL = re.compile(r"klok staat stil|staat de klok stil")


def said(cast: Cast, sign_in: SignIn, ticket: Ticket) -> list[bool]:
    """Whether list, page and mail say that the clock stands still."""
    client = sign_in(cast.contact)
    event = TicketEvent.objects.get(ticket=ticket, kind=EventKind.CUSTOMER_ASKED)
    clocks = tuple(SlaClock.objects.filter(ticket=ticket))
    with translation.override("nl"):
        mail = letter(Occasion(ticket, event, None, NOW, clocks), cast.contact.name).closing
    pages = (strip_tags(text_of(client.get(path))) for path in ("/", f"/tickets/{ticket.reference}/"))
    return [STILL.search(text) is not None for text in (*pages, mail)]


def test_waiting_ticket_says_that_the_clock_stands_still(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.waiting(factories.incident(cast.contact, cast.customer, now=NOW), cast.agent, now=NOW)
    assert said(cast, sign_in, ticket) == [True, True, True]


def test_waiting_ticket_whose_clock_runs_on_after_a_merge_says_so_nowhere(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.waiting(factories.incident(cast.contact, cast.customer, now=NOW), cast.agent, now=NOW)
    duplicate = factories.incident(cast.colleague, cast.customer, now=NOW)
    merge(cast.agent, factories.form_of(duplicate), factories.form_of(ticket), now=NOW)
    assert said(cast, sign_in, Ticket.objects.get(pk=ticket.pk)) == [False, False, False]
