"""A merged ticket in the portal: where it goes on, what is promised there, and that an answer belongs there."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import NOW, Cast
from tests.tickets import factories
from tickets.actions.merge import merge
from tickets.actions.unmerge import unmerge
from tickets.models import Ticket, TicketFollower

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def duplicate(cast: Cast) -> Ticket:
    return factories.incident(cast.colleague, cast.customer, now=NOW - 42 * MINUTE)


@pytest.fixture
def survivor(cast: Cast) -> Ticket:
    return factories.incident(cast.contact, cast.customer, now=NOW - 12 * MINUTE)


def browser(cast: Cast, who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(getattr(cast, who))
    return client


def merged(cast: Cast, duplicate: Ticket, survivor: Ticket) -> None:
    merge(cast.agent, factories.form_of(duplicate), factories.form_of(survivor), now=NOW)


def test_page_says_where_it_goes_on_and_links_to_it(cast: Cast, duplicate: Ticket, survivor: Ticket) -> None:
    merged(cast, duplicate, survivor)
    client = browser(cast, "colleague")
    body = client.get(f"/tickets/{duplicate.reference}/").content.decode()
    assert f'href="/tickets/{survivor.reference}/"' in body
    assert 'id="id_body"' not in body
    assert "vervolg=" not in body
    assert client.get(f"/tickets/{survivor.reference}/").status_code == 200


def test_who_cannot_see_the_other_reads_its_number_and_promises_only(
    cast: Cast, duplicate: Ticket, survivor: Ticket
) -> None:
    merged(cast, duplicate, survivor)
    TicketFollower.objects.all().delete()
    client = browser(cast, "colleague")
    body = client.get(f"/tickets/{duplicate.reference}/").content.decode()
    assert survivor.reference in body
    assert f"/tickets/{survivor.reference}/" not in body
    assert client.get(f"/tickets/{survivor.reference}/").status_code == 404


def test_answer_is_refused_with_the_other_number_and_the_text_kept(
    cast: Cast, duplicate: Ticket, survivor: Ticket
) -> None:
    merged(cast, duplicate, survivor)
    client = browser(cast, "colleague")
    fields = {"body": "De balie ligt nu ook plat.", "key": "5b1d2a52-6d2c-4b43-9a9c-0d8a0b9b6a11"}
    response = client.post(f"/tickets/{duplicate.reference}/antwoord/", fields)
    body = response.content.decode()
    assert response.status_code == 422
    assert "De balie ligt nu ook plat." in body
    assert f'href="/tickets/{survivor.reference}/#answer"' in body


def test_list_shows_it_as_ended_and_again_as_open_after_the_undo(
    cast: Cast, duplicate: Ticket, survivor: Ticket
) -> None:
    merged(cast, duplicate, survivor)
    client = browser(cast, "colleague")

    def found(group: str) -> bool:
        return f"/tickets/{duplicate.reference}/" in client.get("/tickets/", {"group": group}).content.decode()

    assert (found("open"), found("ended")) == (False, True)
    unmerge(cast.agent, duplicate.reference, now=NOW + MINUTE)
    assert (found("open"), found("ended")) == (True, False)


def test_survivor_explains_its_start(cast: Cast, duplicate: Ticket, survivor: Ticket) -> None:
    merged(cast, duplicate, survivor)
    body = browser(cast, "contact").get(f"/tickets/{survivor.reference}/klok/recovery/1/").content.decode()
    assert duplicate.reference in body
