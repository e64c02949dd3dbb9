"""Pages about time and what it costs: recording with words, the list, the stopwatch, one's own week, decisions (W3)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agreements.models import Activity
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.actions.time.record import Work, record_time
from tickets.models import BillableRuling, Message, Stopwatch, Ticket, TimeEntry

TODAY = date(2026, 11, 24)
LIST_STATEMENTS, WEEK_STATEMENTS, LINE_STATEMENTS = 8, 6, 3


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """An incident of this morning."""
    return factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))


def filled(**fields: object) -> dict[str, Any]:
    """A form for an entry of today."""
    return {"minutes": "25", "day": "2026-11-24", "activity": "remote", "note": "", "key": str(uuid4()), **fields}


def recorded(agent: Any, ticket: Ticket, minutes: int = 25, day: date = TODAY, note: str = "Gebeld") -> TimeEntry:
    return record_time(agent, ticket.reference, Work(minutes, day, Activity.REMOTE, note), now=NOW)


def test_time_goes_along_with_the_words(cast: Cast, desk: Client, ticket: Ticket) -> None:
    form = {"version": ticket.version, "key": str(uuid4()), "body": "Wij bellen u zo."}
    page = desk.get(address(ticket)).content.decode()
    assert 'name="spent_minutes"' in page
    spent = {"spent_minutes": "1:15", "spent_activity": "on_site"}
    assert desk.post(address(ticket, "antwoord/"), form | spent).status_code == 302
    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.activity, entry.person, entry.day) == (75, "on_site", cast.agent, TODAY)
    # The kind of work is remembered; without a time nothing is recorded.
    page = desk.get(address(ticket)).content.decode()
    assert '<option value="on_site" selected>' in page
    assert "1 h 15" in page
    bad = {**form, "key": str(uuid4()), "spent_minutes": "1 uur en een beetje"}
    response = desk.post(address(ticket, "antwoord/"), bad | {"spent_minutes": "0:75"})
    assert response.status_code == 422
    assert "like 1:30" in response.content.decode()
    assert "Wij bellen u zo." in response.content.decode()
    assert (Message.objects.filter(body="Wij bellen u zo.").count(), TimeEntry.objects.count()) == (1, 1)


def test_list_adds_corrects_and_voids_with_history(cast: Cast, desk: Client, ticket: Ticket) -> None:
    where = address(ticket, "tijd/")
    response = desk.post(where, filled(person=cast.second_agent.pk, note="Router bekeken"), follow=True)
    body = response.content.decode()
    assert "25 min recorded." in body
    assert "There is no rate for remote work on Tuesday 24 November 2026." in body
    entry = TimeEntry.objects.get()
    one = f"{where}{entry.pk}/"
    assert "Router bekeken" in desk.get(one).content.decode()
    refused = desk.post(one, filled(minutes="20"))
    assert (refused.status_code, "Say why the entry changes." in refused.content.decode()) == (422, True)
    assert desk.post(one, filled(minutes="20", reason="Pauze telde mee"))["Location"] == where
    stale = desk.post(one, filled(minutes="10", reason="Toch minder"))
    assert stale.status_code == 409
    assert "was corrected in the meantime, by Joris van Laar" in stale.content.decode()
    assert 'value="Toch minder"' in stale.content.decode()
    body = desk.get(where).content.decode()
    assert "Was 25 min, “Router bekeken”; changed by Joris van Laar, 10:12: Pauze telde mee" in body
    newest = TimeEntry.objects.get(replaces=entry)
    assert desk.post(f"{where}{newest.pk}/", {"void": "1"}).status_code == 422
    assert desk.post(f"{where}{newest.pk}/", {"void": "1", "reason": "Ander ticket"}).status_code == 302
    body = desk.get(where).content.decode()
    assert ("no longer counts" in body, "Ander ticket" in body, "<tfoot>" in body) == (True, True, False)
    assert desk.get(f"{where}999999/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"minutes": ""}, "Say how long it took."),
        ({"minutes": "0"}, "at least 1"),
        ({"minutes": "-5"}, "Write minutes like 25"),
        ({"minutes": "24:01"}, "A day has 24 hours"),
        ({"day": "2026-11-25"}, "This day is still to come."),
        ({"day": "gisteren"}, "This is not a day we know."),
        ({"person": "1"}, "people of the helpdesk only"),
    ],
)
def test_bad_time_is_refused_with_everything_typed(
    cast: Cast, desk: Client, ticket: Ticket, fields: dict[str, str], sentence: str
) -> None:
    response = desk.post(address(ticket, "tijd/"), filled(person=cast.agent.pk, note="Blijft staan") | fields)
    body = response.content.decode()
    assert (response.status_code, sentence in body, 'value="Blijft staan"' in body) == (422, True, True)
    assert not TimeEntry.objects.exists()


def test_stopwatch_survives_a_new_session_and_asks_before_it_moves(
    cast: Cast, desk: Client, ticket: Ticket, clock: time_machine.Traveller
) -> None:
    other = factories.incident(cast.contact, cast.customer, now=at(24, 9), subject="Alle lijnen dood")
    line = "/desk/stopwatch/nu/"
    assert "<p" not in desk.get(line).content.decode()
    assert desk.post(address(ticket, "stopwatch/"), {"activity": "remote"})["Location"] == address(ticket)
    clock.move_to(at(24, 10, 22))
    again = signed_in(cast.agent)
    assert "<b>10 min</b>" in again.get(line).content.decode()
    assert "Your stopwatch runs since 10:12." in again.get(address(ticket)).content.decode()
    asked = again.post(address(other, "stopwatch/"), {"activity": "remote"})
    assert asked.status_code == 409
    assert f"Record 10 min on {ticket.reference}, and start on {other.reference}" in asked.content.decode()
    assert (TimeEntry.objects.count(), Stopwatch.objects.get().ticket) == (0, ticket)
    body = again.post(
        address(other, "stopwatch/"), {"activity": "remote", "stop_first": "1"}, follow=True
    ).content.decode()
    assert f"Recorded on {ticket.reference}: 10 min (today)." in body
    clock.move_to(at(25, 0, 30))
    page = again.get("/desk/stopwatch/").content.decode()
    assert "each day gets its own part" in page
    body = again.post("/desk/stopwatch/", {"activity": "on_site", "note": "Nachtwerk"}, follow=True).content.decode()
    assert "The stopwatch ran past midnight." in body
    kept = TimeEntry.objects.filter(ticket=other).order_by("day")
    assert [(each.day.day, each.minutes, each.activity) for each in kept] == [(24, 818, "on_site"), (25, 30, "on_site")]


def test_forgotten_stopwatch_is_said_by_the_agent_or_thrown_away(
    cast: Cast, desk: Client, ticket: Ticket, clock: time_machine.Traveller
) -> None:
    desk.post(address(ticket, "stopwatch/"), {"activity": "remote"})
    clock.move_to(at(25, 11))
    desk = signed_in(cast.agent)
    body = desk.get("/desk/stopwatch/").content.decode()
    assert ("more than 24 hours" in body, "Stop and record this instead" in body) == (True, True)
    refused = desk.post("/desk/stopwatch/", {"activity": "remote", "note": ""})
    assert (refused.status_code, Stopwatch.objects.count()) == (422, 1)
    assert desk.post("/desk/stopwatch/", filled(own="1", minutes="45"))["Location"] == address(ticket, "tijd/")
    assert [(each.minutes, each.day) for each in TimeEntry.objects.all()] == [(45, TODAY)]
    desk.post(address(ticket, "stopwatch/"), {"activity": "remote"})
    assert desk.post("/desk/stopwatch/", {"discard": "1"}).status_code == 302
    assert (Stopwatch.objects.count(), TimeEntry.objects.count()) == (0, 1)
    assert desk.post(address(ticket, "stopwatch/"), {"activity": "slapen"}).status_code == 422


def test_own_week_by_day(cast: Cast, desk: Client, ticket: Ticket) -> None:
    recorded(cast.agent, ticket, 90, date(2026, 11, 23))
    recorded(cast.agent, ticket, 30)
    recorded(cast.agent, ticket, 60, date(2026, 11, 17))
    recorded(cast.second_agent, ticket, 480, note="Van een ander")
    body = desk.get("/desk/tijd/").content.decode()
    assert ("Week 48 of 2026" in body, "Together 2 h, of which 0 min is charged" in body) == (True, True)
    assert ("Van een ander" in body, "A week later" in body) == (False, False)
    body = desk.get("/desk/tijd/?week=2026-W47").content.decode()
    assert ("Week 47 of 2026" in body, "A week later" in body) == (True, True)
    for odd in ("2026-W99", "x", "2026-W00"):
        assert "Week 48 of 2026" in desk.get(f"/desk/tijd/?week={odd}").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_statements_does_not_grow_with_the_entries(
    cast: Cast, desk: Client, ticket: Ticket, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count):
        other = factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))
        recorded(cast.agent, other)
        recorded(cast.agent, ticket)
    desk.get("/desk/tijd/")
    with django_assert_num_queries(LIST_STATEMENTS):
        desk.get(address(ticket, "tijd/"))
    with django_assert_num_queries(WEEK_STATEMENTS):
        desk.get("/desk/tijd/")
    with django_assert_num_queries(LINE_STATEMENTS):
        desk.get("/desk/stopwatch/nu/")


def test_what_is_charged_is_decided_with_a_reason_that_the_customer_reads(
    cast: Cast, desk: Client, ticket: Ticket
) -> None:
    where = address(ticket, "rekening/")
    assert "This is an incident: solving it is part of the service" in desk.get(where).content.decode()
    form = {"version": ticket.version, "billed": "billed", "reason": ""}
    assert desk.post(where, form).status_code == 422
    stale = desk.post(where, form | {"version": 0, "reason": "Eigen router"})
    assert (stale.status_code, BillableRuling.objects.count()) == (409, 0)
    assert desk.post(where, form | {"reason": "De router was van u zelf."})["Location"] == address(ticket)
    assert "Charged" in desk.get(address(ticket)).content.decode()
    body = signed_in(cast.contact).get(f"/tickets/{ticket.reference}/").content.decode()
    assert "charged at the hourly rate" in body
    assert body.count("De router was van u zelf.") == 2
    ticket.refresh_from_db()
    twice = desk.post(where, {"version": ticket.version, "billed": "billed", "reason": "Nog eens"})
    assert (twice.status_code, "This is what holds already." in twice.content.decode()) == (422, True)


def test_pages_of_time_do_not_exist_for_customers(cast: Cast, desk: Client, ticket: Ticket) -> None:
    entry = recorded(cast.agent, ticket, note="Geheim van de desk")
    for user in (cast.contact, cast.key_contact, cast.partner, cast.stranger):
        theirs = signed_in(user)
        for what in ("tijd/", f"tijd/{entry.pk}/", "rekening/"):
            assert theirs.get(address(ticket, what)).status_code == 404
            assert theirs.post(address(ticket, what), filled()).status_code == 404
        assert theirs.post(address(ticket, "stopwatch/"), {"activity": "remote"}).status_code == 404
        assert "Geheim" not in theirs.get(f"/tickets/{ticket.reference}/").content.decode()
