"""Lesson: an open session is not enough for what matters: it is asked who it is, and the form goes on after that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, Mandate, Membership, User
from accounts.security.sessions import MARK
from maintenance.models import FeedAddress
from tests.cast import NOW, PASSWORD, Cast
from tests.security.people import AGAIN
from tickets.models import ErasureRecord

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Change:
    """Who does it, where, with which form, and how one sees that it was done."""

    who: str
    path: Callable[[Cast], str]
    fields: Callable[[Cast], dict[str, Any]]
    is_done: Callable[[Cast], bool]


def of_customer(name: str, **more: Callable[[Cast], int]) -> Callable[[Cast], str]:
    def path(cast: Cast) -> str:
        return reverse(
            name, kwargs={"organisation_id": cast.customer.pk, **{key: of(cast) for key, of in more.items()}}
        )

    return path


def membership(cast: Cast) -> int:
    return Membership.objects.get(user=cast.contact).pk


def person(cast: Cast, **more: str) -> dict[str, str]:
    known = {"email": cast.contact.email, "name": cast.contact.name, "phone": "", "language": "nl", "desk_role": ""}
    return {**known, **more}


def page_of(cast: Cast) -> str:
    return f"/beheer/accounts/user/{cast.contact.pk}/change/?_changelist_filters=q%3Da"


def row_of(cast: Cast) -> User:
    return User.objects.get(pk=cast.contact.pk)


CHANGES = {
    "a colleague's role": Change(
        "key_contact", of_customer("colleague", membership_id=membership),
        lambda _cast: {"name": "Sanne de Vries", "phone": "", "role": "key_contact"},
        lambda cast: Membership.objects.get(user=cast.contact).role == "key_contact",
    ),
    "a colleague removed": Change(
        "key_contact", of_customer("colleague_remove", membership_id=membership), lambda _cast: {"sure": "yes"},
        lambda cast: not Membership.objects.filter(user=cast.contact).exists(),
    ),
    "a key contact invited": Change(
        "key_contact", of_customer("invite"),
        lambda _cast: {"name": "Nog", "email": "nog@maasoever.example", "role": "key_contact", "language": "nl"},
        lambda _cast: Invitation.objects.filter(email="nog@maasoever.example", name="Nog").exists(),
    ),
    "a mandate given": Change(
        "key_contact", of_customer("grant_mandate"),
        lambda cast: {
            "partner": cast.ended_partner_organisation.pk, "may_file": "on", "starts_on": "2026-11-24", "ends_on": "",
        },
        lambda cast: Mandate.objects.filter(partner=cast.ended_partner_organisation, ends_at=None).exists(),
    ),
    "a mandate ended": Change(
        "key_contact", of_customer("end_mandate", mandate_id=lambda cast: cast.mandate.pk),
        lambda _cast: {"sure": "yes"},
        lambda cast: Mandate.objects.get(pk=cast.mandate.pk).ends_at is not None,
    ),
    "a calendar's address": Change(
        "contact", of_customer("maintenance:make_calendar"), lambda _cast: {"sure": "yes"},
        lambda cast: FeedAddress.objects.filter(created_by=cast.contact).exists(),
    ),
    "somebody anonymised": Change(
        "administrator", lambda cast: reverse("erase", args=[cast.contact.pk]), lambda _cast: {"confirmed": "yes"},
        lambda cast: ErasureRecord.objects.filter(user=cast.contact).exists(),
    ),
    "an address and a name": Change(
        "administrator", page_of, lambda cast: person(cast, email="ander@maasoever.example", is_active="on"),
        lambda cast: row_of(cast).email == "ander@maasoever.example",
    ),
    "somebody deactivated": Change(
        "administrator", page_of, person, lambda cast: not row_of(cast).is_active
    ),
    "a membership": Change(
        "administrator", lambda _cast: "/beheer/accounts/membership/add/",
        lambda cast: {"user": cast.stranger.pk, "organisation": cast.customer.pk, "role": "key_contact"},
        lambda cast: Membership.objects.filter(user=cast.stranger, organisation=cast.customer).exists(),
    ),
    "mandates ended from the list": Change(
        "administrator", lambda _cast: "/beheer/accounts/mandate/",
        lambda cast: {"action": "end_now", "_selected_action": [cast.mandate.pk]},
        lambda cast: Mandate.objects.get(pk=cast.mandate.pk).ends_at is not None,
    ),
    "somebody signed out everywhere": Change(
        "administrator", lambda _cast: "/beheer/accounts/user/",
        lambda cast: {"action": "end_sessions", "_selected_action": [cast.contact.pk]},
        lambda cast: row_of(cast).session_epoch > 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_change_asks_who_it_is_and_then_goes_on(cast: Cast, what: str) -> None:
    change, client = CHANGES[what], Client()
    cache.clear()
    client.force_login(cast.everybody[change.who])
    with time_machine.travel(NOW, tick=False):
        asked = client.post(change.path(cast), change.fields(cast))
        path = change.path(cast).partition("?")[0]
        assert asked.headers.get("Location") == f"{AGAIN}?next={path.replace('/', '%2F')}"
        assert not change.is_done(cast)
        wrong = client.post(AGAIN, {"password": "verkeerd", "next": path})
        assert (wrong.status_code, change.is_done(cast)) == (200, False)
        went_on = client.post(AGAIN, {"password": PASSWORD, "next": path})
        assert (went_on.status_code in {200, 302}, change.is_done(cast)) == (True, True)


@pytest.mark.parametrize(("minutes", "goes_on"), [(9, True), (11, False)])
def test_who_has_nothing_to_be_asked_for_has_just_signed_in(cast: Cast, minutes: int, goes_on: bool) -> None:
    """By a code in a mail or an organisation's own sign-in: without a password and a second step."""
    cast.key_contact.set_unusable_password()
    cast.key_contact.save()
    change, client = CHANGES["a mandate ended"], Client()
    cache.clear()
    client.force_login(cast.key_contact)
    session = client.session
    session[MARK] = {"since": NOW.isoformat(), "seen": NOW.isoformat()}
    session.save()
    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        answer = client.post(change.path(cast), change.fields(cast))
        taken = client.get("/profiel/gegevens/")
        list(taken)
    assert (answer.status_code, taken.status_code) == ((302, 200) if goes_on else (403, 403))
    assert change.is_done(cast) is goes_on


def test_name_and_phone_number_of_a_colleague_ask_nothing(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.key_contact)
    path = CHANGES["a colleague's role"].path(cast)
    assert client.post(path, {"name": "Sanne de Vries", "phone": "", "role": "contact"}).status_code == 302
    assert client.get(path).status_code == 200


def test_refused_before_it_is_asked(cast: Cast) -> None:
    """Whoever may not do it is told so at once."""
    client = Client()
    client.force_login(cast.contact)
    names = ("a colleague's role", "a colleague removed", "a mandate given", "a mandate ended", "somebody anonymised")
    answers = {client.post(CHANGES[each].path(cast), CHANGES[each].fields(cast)).status_code for each in names}
    assert answers == {404}
