"""Other weekly hours and open tickets, case by case: what is shown before saving, and what is stored after applying.

A case says when a ticket of some category came in, what happened to it, from when the week is which, and when the
recovery (or another clock) is due before and after. The hours are those of OZMO, with its public holidays.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from agreements import edited, queries
from agreements.actions import set_day, set_weekly_hours
from agreements.matrix import Impact, Severity
from agreements.models import CalendarDay, WeeklyHours
from agreements.snapshot import opening_hours_of
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import at
from tickets import sla
from tickets.actions.apply_edit import apply_edit
from tickets.actions.decide_edit import NewPins
from tickets.actions.rebuild_clocks import rebuild_clocks
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.sla.what_if import Edit, outlook

pytestmark = pytest.mark.django_db
OFFICE = {str(day): [["08:30", "17:00"]] for day in range(5)}
FRIDAY_16 = OFFICE | {"4": [["08:30", "16:00"]]}
NO_FRIDAY = {day: hours for day, hours in OFFICE.items() if day != "4"}
LATER = {day: [["10:00", "17:00"]] for day in OFFICE}
SATURDAY = OFFICE | {"5": [["09:00", "13:00"]]}
SPLIT = {day: [["08:30", "12:00"], ["13:00", "17:00"]] for day in OFFICE}
NIGHT = {str(day): [["00:00", "00:00"]] for day in range(7)}
CATEGORY = {
    1: (Impact.ALL, Severity.NO_CALLS),
    2: (Impact.SOME, Severity.NO_CALLS),
    3: (Impact.ONE, Severity.NO_CALLS),
}


@dataclass(frozen=True, slots=True)
class Case:
    """Submitted and edited at two moments; `kind` is due at `before`, and at `after` once the edit is applied."""

    name: str
    submitted: str
    week: dict[str, Any]
    begins: str
    before: str
    after: str
    category: int = 2
    kind: str = "recovery"
    edited: str = ""


@pytest.fixture(autouse=True)
def _nothing_shown() -> None:
    """What was shown in another test, to somebody with the same number, is forgotten."""
    cache.clear()


CASES = [
    Case("friday until 16:00", "12-04 15:00", FRIDAY_16, "12-01", "12-07 14:30", "12-07 15:30", edited="11-30 09:00"),
    Case("submitted after the new closing", "11-26 16:00", FRIDAY_16, "11-27", "11-27 15:30", "11-27 15:30"),
    Case("due in the hour that goes", "11-26 16:45", FRIDAY_16, "11-27", "11-27 16:15", "11-30 08:45"),
    Case("due exactly at the new closing stays", "11-26 16:30", FRIDAY_16, "11-27", "11-27 16:00", "11-27 16:00"),
    Case("a second past the new closing", "11-26 16:30:01", FRIDAY_16, "11-27", "11-27 16:00:01", "11-30 08:30:01"),
    Case("at the old closing", "11-27 09:00", FRIDAY_16, "11-27", "11-27 17:00", "11-30 09:30", edited="11-27 09:00"),
    Case("no more fridays", "11-26 16:00", NO_FRIDAY, "11-27", "11-27 15:30", "11-30 15:30"),
    Case("later opening", "11-24 10:12", LATER, "11-25", "11-25 09:42", "11-25 11:12"),
    Case("later opening after it is due", "11-24 10:12", LATER, "11-26", "11-25 09:42", "11-25 09:42"),
    Case("saturdays make it earlier", "11-27 16:00", SATURDAY, "11-28", "11-30 15:30", "11-30 11:30"),
    Case("a break at noon makes it later", "11-24 15:00", SPLIT, "11-25", "11-25 14:30", "11-25 15:30"),
    Case("day and night", "11-24 15:00", NIGHT, "11-25", "11-25 14:30", "11-25 06:00"),
    Case("over christmas", "12-24 15:00", FRIDAY_16, "12-28", "12-28 14:30", "12-28 14:30"),
    Case("over christmas with later openings", "12-24 15:00", LATER, "12-28", "12-28 14:30", "12-28 16:00"),
    Case("saturday that is boxing day", "12-24 15:00", SATURDAY, "12-25", "12-28 14:30", "12-28 14:30"),
    Case("over a new year on friday", "12-31 15:00", FRIDAY_16, "2027-01-01", "2027-01-04 14:30", "2027-01-04 14:30"),
    Case("into the summer time", "2027-03-25 16:00", FRIDAY_16, "2027-03-26", "2027-03-26 15:30", "2027-03-26 15:30"),
    Case("through easter", "2027-03-25 16:45", FRIDAY_16, "2027-03-26", "2027-03-26 16:15", "2027-03-30 08:45"),
    Case("nights, the lost hour", "2027-03-26 16:00", NIGHT, "2027-03-27", "2027-03-30 15:30", "2027-03-27 07:00"),
    Case("nights, the doubled hour", "2027-10-29 16:30", NIGHT, "2027-10-30", "2027-11-01 16:00", "2027-10-30 07:30"),
    Case("response of the evening", "11-24 16:30", LATER, "11-25", "11-25 09:00", "11-25 10:30", kind="response"),
    Case("status report at evening", "11-24 16:30", LATER, "11-25", "11-25 12:00", "11-25 13:30", kind="status_report"),
    Case("category 1", "11-24 16:00", LATER, "11-25", "11-25 11:30", "11-25 13:00", category=1),
    Case("category 3 over two days", "11-24 10:00", LATER, "11-25", "11-26 09:00", "11-26 12:00", category=3),
    Case("from today on, for what is left of it", "11-24 10:12", SPLIT, "11-24", "11-25 09:42", "11-25 10:42"),
    Case("all of today", "11-24 09:12", LATER, "11-24", "11-25 08:42", "11-25 11:00", edited="11-24 10:12"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name.replace(" ", "-") for case in CASES])
def test_weekly_hours(cast: Cast, case: Case) -> None:
    submitted = _at(case.submitted)
    ticket = reported(cast, submitted, case.category)
    now = max(submitted, _at(case.edited)) if case.edited else submitted
    begins = _at(f"{case.begins} 12:00").date()
    assert due(ticket, case.kind) == _at(case.before)
    week = WeeklyHours(effective_from=begins, hours=case.week)
    edit = Edit(hours=opening_hours_of(edited.snapshot_with_week(week)))
    shown = [
        move for effect in outlook(edit, now=now).effects.values() for move in effect.moves if move.kind == case.kind
    ]
    moves = case.before != case.after
    assert [(move.before, move.after) for move in shown] == ([(_at(case.before), _at(case.after))] if moves else [])
    # The action refuses a past that the table needs (an edit of December looked at in December).
    made = set_weekly_hours(
        actor=None, now=min(now, _at(f"{case.begins} 00:00")), effective_from=begins, hours=case.week, reason="Anders"
    )
    assert apply_edit(cast.administrator, NewPins(made.pk), [ticket.pk], now=now) == 1
    assert due(ticket, case.kind) == _at(case.after)
    replays(ticket, made.pk)


def _at(text: str) -> datetime:
    """A moment in Amsterdam, of 2026 unless it names a year."""
    return at(text if text.startswith("20") else f"2026-{text}")


def reported(cast: Cast, now: datetime, category: int = 2) -> Ticket:
    impact, severity = CATEGORY[category]
    return factories.incident(cast.contact, cast.customer, now=now, impact=impact, severity=severity)


def due(ticket: Ticket, kind: str) -> datetime | None:
    return SlaClock.objects.filter(ticket=ticket, kind=kind).order_by("-round")[0].due_at


def replays(ticket: Ticket, revision: int) -> None:
    """The event pins the revision, and replaying all events gives the stored rows."""
    assert TicketEvent.objects.get(ticket=ticket, kind="pinned").data["calendar_revision"] == revision
    ticket.refresh_from_db()
    assert ticket.calendar_revision_id == revision
    assert sla.differences(ticket) == []
    before = list(
        SlaClock.objects.filter(ticket=ticket).order_by("kind", "round").values_list("kind", "round", "due_at")
    )
    SlaClock.objects.filter(ticket=ticket).delete()
    rebuild_clocks()
    after = list(
        SlaClock.objects.filter(ticket=ticket).order_by("kind", "round").values_list("kind", "round", "due_at")
    )
    assert before == after


def later_from_wednesday(cast: Cast, now: datetime, *tickets: Ticket) -> int:
    made = set_weekly_hours(actor=None, now=NOW, effective_from=date(2026, 11, 25), hours=LATER, reason="Later open")
    apply_edit(cast.administrator, NewPins(made.pk), [each.pk for each in tickets], now=now)
    return made.pk


def test_queued_ticket_is_taken_up_at_the_new_opening(cast: Cast) -> None:
    evening = at("2026-11-24 18:00")
    ticket = reported(cast, evening)
    assert ticket.release_at == at("2026-11-25 08:30")
    revision = later_from_wednesday(cast, evening, ticket)
    ticket.refresh_from_db()
    assert ticket.release_at == at("2026-11-25 10:00")
    assert (due(ticket, "response"), due(ticket, "recovery")) == (at("2026-11-25 11:00"), at("2026-11-26 11:00"))
    replays(ticket, revision)


def test_past_outcomes_never_move(cast: Cast) -> None:
    ticket = factories.replied(reported(cast, NOW), cast.agent, now=NOW + timedelta(minutes=5))
    kept = SlaClock.objects.filter(ticket=ticket, kind="response").values().get()
    done = factories.recovered(reported(cast, NOW), cast.agent, now=NOW)
    before = list(SlaClock.objects.filter(ticket=done).order_by("pk").values())
    later_from_wednesday(cast, NOW + timedelta(minutes=6), ticket, done)
    assert SlaClock.objects.filter(ticket=ticket, kind="response").values().get() == kept
    assert list(SlaClock.objects.filter(ticket=done).order_by("pk").values()) == before
    assert not TicketEvent.objects.filter(ticket=done, kind="pinned").exists()


def test_late_clock_keeps_its_breach_and_due_moment(cast: Cast) -> None:
    ticket = reported(cast, NOW)
    late = at("2026-11-25 09:50")
    later_from_wednesday(cast, late, ticket)
    assert due(ticket, "recovery") == at("2026-11-25 09:42")
    done = factories.recovered(Ticket.objects.get(pk=ticket.pk), cast.agent, now=late + timedelta(minutes=1))
    assert SlaClock.objects.get(ticket=done, kind="recovery").breached_at == at("2026-11-25 09:42")


def test_waiting_ticket_goes_on_under_the_new_hours(cast: Cast) -> None:
    """It stands still, so that nothing of it moves now; what is left of it counts by the new week."""
    ticket = factories.waiting(reported(cast, NOW), cast.agent, now=NOW)
    revision = later_from_wednesday(cast, NOW + timedelta(hours=1), ticket)
    waiting = Ticket.objects.get(pk=ticket.pk)
    from tickets.actions.resume import resume  # noqa: PLC0415 - used once
    from tickets.actions.write_path import Form  # noqa: PLC0415

    resume(cast.agent, Form(waiting.reference), now=at("2026-11-24 17:00"))
    assert due(ticket, "recovery") == at("2026-11-26 11:00")
    replays(ticket, revision)


def test_left_tickets_keep_their_moments_and_pins(cast: Cast) -> None:
    ticket = reported(cast, NOW)
    set_weekly_hours(actor=None, now=NOW, effective_from=date(2026, 11, 25), hours=LATER, reason="Later open")
    ticket.refresh_from_db()
    assert due(ticket, "recovery") == at("2026-11-25 09:42")
    assert ticket.calendar_revision_id != queries.current_calendar_id()


def test_edit_past_the_end_of_the_calendar_is_a_sentence(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One minute a week: sixteen hours would take years more than the calendar has."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    reported(cast, NOW, 3)
    client.force_login(cast.administrator)
    form = {"effective_from": "2026-11-25", "reason": "Zuinig", "day_0_from_1": "09:00", "day_0_till_1": "09:01"}
    form |= {f"day_{day}_closed": "on" for day in range(1, 7)}
    answer = client.post(reverse("admin:agreements_weeklyhours_add"), form)
    assert answer.status_code == 200
    assert "voorbij het einde van onze kalender" in answer.content.decode()
    assert WeeklyHours.objects.count() == 1


def test_taking_back_a_week_is_previewed_and_puts_the_moments_back(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    ticket = reported(cast, NOW)
    later_from_wednesday(cast, NOW, ticket)
    client.force_login(cast.administrator)
    page = reverse("admin:agreements_weeklyhours_delete", args=[WeeklyHours.objects.order_by("-pk")[0].pk])
    shown = client.get(page)
    assert (shown.context["preview"].open, shown.context["preview"].count) == (1, 1)
    set_day(actor=cast.administrator, now=NOW, date=date(2026, 12, 24), hours=[], reason_nl="Kerstavond")
    old = {
        "post": "yes",
        "outcome": "apply",
        "previewed": shown.context["preview"].digest,
        "based_on": shown.context["based_on"],
    }
    refused = client.post(page, old, follow=True)
    assert "De kalender is intussen gewijzigd" in refused.content.decode()
    assert WeeklyHours.objects.count() == 2
    again = {**old, "based_on": refused.context["based_on"]}
    assert client.post(page, again).status_code == 302
    assert (WeeklyHours.objects.count(), due(ticket, "recovery")) == (1, at("2026-11-25 09:42"))


def test_holiday_policy_moves_what_lies_over_it(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    thursday = at("2027-03-25 16:00")
    monkeypatch.setattr("django.utils.timezone.now", lambda: thursday)
    ticket = reported(cast, thursday)
    client.force_login(cast.administrator)
    form = {"good_friday": "closed", "liberation_day": "each_fifth_year", "reason": "Iedereen is vrij"}
    page = reverse("admin:agreements_calendar_change", args=[1])
    shown = client.post(page, form)
    (row,) = shown.context["preview"].rows
    assert [(line.what, line.before, line.after) for line in row.lines] == [
        ("Herstel", "vr 15:30", "30 mrt 15:30"), ("Statusrapportage", "vr 11:30", "30 mrt 11:30"),
    ]  # fmt: skip
    decision = {**form, "outcome": "apply", "previewed": shown.context["preview"].digest}
    assert client.post(page, decision).status_code == 302
    assert due(ticket, "recovery") == at("2027-03-30 15:30")
    assert CalendarDay.objects.filter(date=date(2027, 3, 26)).exists()
