"""What a lead agent may do at the desk and an agent may not: who refuses whom, as a table; and that pages say so."""

from collections.abc import Callable
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccountEvent, User
from accounts.queries import Access
from accounts.refusals import NotAllowed, NotVisible
from accounts.roles import DESK_ROLES, LEAD_ROLES, Role
from tests.cast import NOW, Cast
from tests.signed_in import client_sure_of
from tests.tickets import factories
from tickets import permissions
from tickets.actions.assign import assign, assign_one_of_several
from tickets.actions.merge import merge
from tickets.actions.redact import redact
from tickets.actions.set_confidential import set_confidential
from tickets.actions.unmerge import unmerge
from tickets.actions.write_path import Form
from tickets.models import Message, Ticket, TicketEvent

ME, COLLEAGUE = 7, 8
CUSTOMER = Access(user_id=ME, contact_of=frozenset({1}))
KEY_CONTACT = Access(user_id=ME, key_contact_of=frozenset({1}))
AGENT, LEAD, ADMINISTRATOR = (Access(user_id=ME, desk_role=role) for role in DESK_ROLES)
WHO = (CUSTOMER, KEY_CONTACT, AGENT, LEAD, ADMINISTRATOR)


def of(assignee: int | None) -> Ticket:
    return Ticket(organisation_id=1, assignee_id=assignee)


def by(actor: int, role: str = "agent") -> User:
    return User(pk=actor, desk_role=role)


def merge_by(actor: int) -> TicketEvent:
    return TicketEvent(actor_id=actor)


# The verb, and who may: customer, key contact, agent, lead agent, administrator.
NOBODY_ELSE, DESK = (False, False, False, True, True), (False, False, True, True, True)
TABLE: dict[str, tuple[Callable[[Access], bool], tuple[bool, ...]]] = {
    "remove a customer's words": (lambda who: permissions.may_remove_words(who, by(COLLEAGUE, "")), DESK),
    "remove one's own words": (lambda who: permissions.may_remove_words(who, by(ME)), DESK),
    "remove the program's words": (lambda who: permissions.may_remove_words(who, None), DESK),
    "remove a colleague's words": (lambda who: permissions.may_remove_words(who, by(COLLEAGUE)), NOBODY_ELSE),
    "undo one's own merge": (lambda who: permissions.may_undo_merge(who, merge_by(ME)), DESK),
    "undo a colleague's merge": (lambda who: permissions.may_undo_merge(who, merge_by(COLLEAGUE)), NOBODY_ELSE),
    "divide what is nobody's": (lambda who: permissions.may_divide(who, of(None)), DESK),
    "divide what is one's own": (lambda who: permissions.may_divide(who, of(ME)), DESK),
    "divide what a colleague handles": (lambda who: permissions.may_divide(who, of(COLLEAGUE)), NOBODY_ELSE),
    "make confidential": (
        lambda who: permissions.may_set_confidential(who, of(None), confidential=True),
        (False, True, True, True, True),
    ),
    "make open again": (
        lambda who: permissions.may_set_confidential(who, of(None), confidential=False),
        (False, True, False, True, True),
    ),
}  # fmt: skip


@pytest.mark.parametrize("verb", TABLE)
def test_who_may(verb: str) -> None:
    may, expected = TABLE[verb]
    assert tuple(may(who) for who in WHO) == expected


def test_every_role_at_the_desk_says_what_it_is() -> None:
    assert (DESK_ROLES, LEAD_ROLES) == (
        (Role.AGENT, Role.LEAD_AGENT, Role.ADMINISTRATOR),
        (Role.LEAD_AGENT, Role.ADMINISTRATOR),
    )
    assert all(str(role.description).endswith(".") for role in DESK_ROLES)


@pytest.mark.django_db
def test_actions_refuse_an_agent_what_is_for_leads(cast: Cast) -> None:
    """Each refused by its own sentence, and each done by a lead agent right after; alone, a ticket can be assigned."""
    one, other = (factories.incident(cast.contact, cast.customer, now=NOW) for _ in range(2))
    factories.taken(one, cast.second_agent, now=NOW)
    one.refresh_from_db()
    factories.replied(one, cast.second_agent, "Een wachtwoord", now=NOW)
    said = Message.objects.get(body="Een wachtwoord").pk
    form = Form(one.reference)
    set_confidential(cast.agent, form, confidential=True, now=NOW)
    set_confidential(cast.agent, Form(other.reference), confidential=True, now=NOW)
    merge(cast.second_agent, Form(other.reference), form, now=NOW)
    verbs: list[Callable[[User], object]] = [
        lambda user: redact(user, form, said, "Wachtwoord", now=NOW),
        lambda user: unmerge(user, other.reference, now=NOW),
        lambda user: assign_one_of_several(user, form, cast.agent.pk, now=NOW),
        lambda user: set_confidential(user, form, confidential=False, now=NOW),
    ]
    sentences = set()
    for verb in verbs:
        before = TicketEvent.objects.count()
        with pytest.raises(NotAllowed) as refused:
            verb(cast.agent)
        with pytest.raises((NotAllowed, NotVisible)):
            verb(cast.partner)
        assert TicketEvent.objects.count() == before
        sentences.add(refused.value.sentence)
        verb(cast.lead_agent)
        assert TicketEvent.objects.count() > before
    assert len(sentences) == len(verbs)
    assert assign(cast.second_agent, form, cast.second_agent.pk, now=NOW).assignee_id == cast.second_agent.pk


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_page_of_an_agent_offers_nothing_that_is_for_leads(cast: Cast) -> None:
    ticket, other = (factories.incident(cast.contact, cast.customer, confidential=True, now=NOW) for _ in range(2))
    factories.noted(ticket, cast.second_agent, "Van een collega", now=NOW)
    merge(cast.second_agent, Form(other.reference), Form(ticket.reference), now=NOW)
    address = reverse("desk:ticket", args=[ticket.reference])
    message = Message.objects.get(body="Van een collega")
    tools = (
        "Niet meer vertrouwelijk",
        reverse("desk:undo_merge", args=[other.reference]),
        reverse("desk:redact", args=[ticket.reference, message.pk]),
    )
    offered = {}
    for who in ("agent", "lead_agent", "administrator"):
        client = Client()
        client.force_login(cast.everybody[who])
        page = client.get(address).content.decode()
        offered[who] = tuple(tool in page for tool in tools)
    assert offered == {"agent": (False,) * 3, "lead_agent": (True,) * 3, "administrator": (True,) * 3}


@pytest.mark.django_db
def test_administrator_gives_the_role_and_it_is_on_record(cast: Cast) -> None:
    client = client_sure_of(cast.administrator)
    page = f"/beheer/accounts/user/{cast.agent.pk}/change/"
    shown = unescape(client.get(page).content.decode())
    assert [role for role in DESK_ROLES if str(role.description) not in shown] == []
    fields = {"email": cast.agent.email, "name": cast.agent.name, "phone": "", "language": "nl", "is_active": "on"}
    assert client.post(page, {**fields, "desk_role": "lead_agent"}).status_code == 302
    cast.agent.refresh_from_db()
    assert cast.agent.desk_role == Role.LEAD_AGENT
    event = AccountEvent.objects.get(user=cast.agent, kind="user_changed")
    assert event.data == {"changed": ["desk_role"], "desk_role": ["agent", "lead_agent"]}
