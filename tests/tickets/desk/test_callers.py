"""Who is on the phone: accents and capitals do not matter, somebody without an account is known from before."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import NOW, Cast, member
from tests.tickets.desk.conftest import at
from tickets.actions.log_call import Call, log_call
from tickets.actions.reclassify import Answers
from tickets.enums import Ground, Kind
from tickets.models import Attachment, Ticket
from tickets.queries.callers import find_callers

CALL, CALLERS = "/desk/bellen/", "/desk/bellen/bellers/"


def filled(**fields: object) -> dict[str, Any]:
    """A form of a call of somebody without an account."""
    values = {
        "key": str(uuid4()), "kind": "question", "subject": "Geen kiestoon", "said": "De lijn is dood.",
        "called_at": "2026-11-24T10:07",
    }  # fmt: skip
    return {**values, **fields}


@pytest.fixture
def earlier(cast: Cast) -> Ticket:
    """A call of this morning by the porter, who has no account."""
    said = Call(
        uuid4(), cast.customer.pk, "Lift", "Geen toon.", at(24, 9), caller_name="Zoë Çelik", phone="06 - 12 34 56 78"
    )
    return log_call(cast.agent, said, Answers(Kind.SUPPORT_INCIDENT, Ground.QUESTION), now=at(24, 9))


def names(words: str) -> list[str]:
    return [each.name for each in find_callers(words, now=NOW) if each.name]


@pytest.mark.parametrize("words", ["muller", "Müller", "MULLER", "müller rene", "RENÉ"])
@pytest.mark.parametrize("name", ["René Müller", "Rene Muller", "RENE MÜLLER"])
def test_accents_and_capitals_do_not_matter(cast: Cast, words: str, name: str) -> None:
    member("rm@maasoever.example", name, cast.customer, now=cast.now)
    assert names(words) == [name]


@pytest.mark.parametrize("words", ["0612345678", "+31 6 12345678", "zoe celik", "ZOË", "çelik maasoever"])
def test_caller_without_account_is_known_from_before(cast: Cast, earlier: Ticket, words: str) -> None:
    found = next(each for each in find_callers(words, now=NOW) if each.earlier)
    assert (found.name, found.phone, found.organisation_id) == ("Zoë Çelik", "06 - 12 34 56 78", cast.customer.pk)
    assert found.value == f"0-{cast.customer.pk}-{earlier.pk}"


def test_same_caller_is_offered_once(cast: Cast, desk: Client, earlier: Ticket) -> None:
    chosen = f"0-{cast.customer.pk}-{earlier.pk}"
    assert desk.post(CALL, filled(caller=chosen)).status_code == 302
    again = Ticket.objects.order_by("-pk")[0]
    assert (again.caller_name, again.phone) == ("Zoë Çelik", "06 - 12 34 56 78")
    assert len([each for each in find_callers("zoe", now=NOW) if each.earlier]) == 1


def test_caller_of_another_customer_is_nobody(cast: Cast, desk: Client, earlier: Ticket) -> None:
    chosen = f"0-{cast.other_customer.pk}-{earlier.pk}"
    assert desk.post(CALL, filled(caller=chosen)).status_code == 422


def test_choice_stays_in_the_list(cast: Cast, desk: Client, earlier: Ticket) -> None:
    chosen = f"0-{cast.customer.pk}-{earlier.pk}"
    body = desk.get(CALLERS, {"q": "niemand", "caller": chosen}).content.decode()
    assert f'value="{chosen}" checked' in body
    assert "called before, no account" in body


def test_support_needs_its_ground(cast: Cast, desk: Client) -> None:
    fields = filled(
        caller=f"{cast.contact.pk}-{cast.customer.pk}", kind="support_incident", impact="some", severity="no_calls"
    )
    assert "Choose why it is support." in desk.post(CALL, fields).content.decode()
    assert desk.post(CALL, fields | {"ground": "not_managed"}).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.ground, ticket.category) == (Kind.SUPPORT_INCIDENT, Ground.NOT_MANAGED, 2)


def test_promise_waits_for_the_ground(cast: Cast, desk: Client) -> None:
    answers = {"kind": "support_incident", "impact": "some", "severity": "no_calls"}
    assert "Category 2" not in desk.get("/desk/bellen/belofte/", answers).content.decode()
    assert "Category 2" in desk.get("/desk/bellen/belofte/", answers | {"ground": "not_managed"}).content.decode()


def test_files_come_with_the_call_also_after_an_error(cast: Cast, desk: Client) -> None:
    fields = filled(caller=f"{cast.contact.pk}-{cast.customer.pk}")
    file = SimpleUploadedFile("foto.txt", b"inhoud")
    refused = desk.post(CALL, fields | {"subject": "", "files": file})
    assert refused.status_code == 422
    token = refused.context["form"].kept_files[0].token
    assert desk.post(CALL, fields | {"kept": token}).status_code == 302
    assert Attachment.objects.get().name == "foto.txt"
