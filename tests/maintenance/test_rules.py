"""The rules of planned maintenance by named case: what is refused where, in which words, and what passes (M1 to M5)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from agreements.actions import set_day
from maintenance.actions.announce import announce
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.due_steps import lapse_reservations, start_due
from maintenance.actions.edit_draft import edit_draft
from maintenance.actions.open_consultation import open_consultation
from maintenance.enums import Answer, Means
from maintenance.models import ConsultationAnswer, EnvironmentCustomer, MaintenanceWindow, WindowCustomer
from tests.cast import NOW, Cast, member
from tests.maintenance import factories
from tests.maintenance.planning import DAY, OK, Planning, moment, said
from tests.maintenance.windows import named

pytestmark = pytest.mark.django_db
Story = Callable[[Planning], object]

# Saturday nights with enough notice at Tuesday 24 November 2026, 10:12.
SAT, NEXT_SAT, THIRD_SAT = (
    "2026-12-05 22:00 > 2026-12-06 02:00",
    "2026-12-12 22:00 > 2026-12-13 02:00",
    "2026-12-19 22:00 > 2026-12-20 02:00",
)
NEW_YEAR = "2027-01-02 22:00 > 2027-01-03 02:00"
M1 = "422 M1: The window touches opening hours: {}. The nearest moment that passes is {}."
TOO_LONG = "422 A window lasts at most 72 hours. Plan several windows instead."
YEAR = "422 Check the year: maintenance is planned from 2000 to 2100."


@pytest.fixture
def planning(cast: Cast) -> Planning:
    return Planning(cast, factories.shared(cast))


# M1, and times that make no sense: refused when a draft is saved
TIMES: dict[str, tuple[str, str]] = {
    "on Saturday night": (SAT, OK),
    "until the very opening": ("2026-12-07 06:00 > 2026-12-07 08:30", OK),
    "a microsecond into the opening": (
        "2026-12-07 06:00 > 2026-12-07 08:30:00.000001",
        M1.format("7 Dec 08:30–17:00", "Monday 7 December 17:00"),
    ),
    "from the very closing": ("2026-12-07 17:00 > 2026-12-07 19:00", OK),
    "a second before the closing": (
        "2026-12-07 16:59:59 > 2026-12-07 19:00",
        M1.format("7 Dec 08:30–17:00", "Monday 7 December 17:00"),
    ),
    "in the middle of a working day": (
        "2026-12-09 12:00 > 2026-12-09 13:00",
        M1.format("9 Dec 08:30–17:00", "Wednesday 9 December 17:00"),
    ),
    "over a whole working day": (
        "2026-12-08 20:00 > 2026-12-09 20:00",
        M1.format("9 Dec 08:30–17:00", "Friday 11 December 17:00"),
    ),
    "over midnight": ("2026-12-08 22:00 > 2026-12-09 04:00", OK),
    "from Friday's closing to Monday's opening": ("2026-12-04 17:00 > 2026-12-07 08:30", OK),
    "a second longer than the weekend": (
        "2026-12-04 17:00 > 2026-12-07 08:30:01",
        M1.format("7 Dec 08:30–17:00", "Thursday 24 December 17:00"),
    ),
    "on Ascension Day at noon": ("2027-05-06 12:00 > 2027-05-06 14:00", OK),
    "on the Friday after Ascension Day": (
        "2027-05-07 12:00 > 2027-05-07 14:00",
        M1.format("7 May 2027 08:30–17:00", "Friday 7 May 2027 17:00"),
    ),
    "on Christmas Day": ("2026-12-25 09:00 > 2026-12-25 16:00", OK),
    "on New Year's Eve over midnight": ("2026-12-31 22:00 > 2027-01-01 02:00", OK),
    "on New Year's Day, a Friday": ("2027-01-01 10:00 > 2027-01-01 16:00", OK),
    "on King's Day": ("2027-04-27 10:00 > 2027-04-27 12:00", OK),
    "on Good Friday, which is a working day": (
        "2027-03-26 10:00 > 2027-03-26 12:00",
        M1.format("26 Mar 2027 08:30–17:00", "Friday 26 March 2027 17:00"),
    ),
    "in the night that the clock goes forward": ("2027-03-28 01:00 > 2027-03-28 06:00", OK),
    "in the night that the clock goes back": ("2027-10-31 00:00 > 2027-10-31 08:00", OK),
    "over the weekend of the clock change, 64 hours and a half": ("2027-10-29 17:00 > 2027-11-01 08:30", OK),
    "past the calendar": (
        "2031-01-04 22:00 > 2031-01-05 02:00",
        "422 M1: The calendar does not reach that far yet.",
    ),
    "with its end at its start": ("2026-12-05 22:00 > 2026-12-05 22:00", "422 The end is before the start."),
    "with its end before its start": ("2026-12-05 22:00 > 2026-12-05 21:00", "422 The end is before the start."),
    "for 72 hours, over Easter": ("2027-03-26 17:00 > 2027-03-29 18:00", OK),
    "for a second over 72 hours": ("2026-12-24 20:00 > 2026-12-27 20:00:01", TOO_LONG),
    "for 30 days": ("2026-12-05 22:00 > 2027-01-04 22:00", TOO_LONG),
    "in the year 1900": ("1900-12-01 22:00 > 1900-12-02 02:00", YEAR),
    "in the year 1999": ("1999-12-31 22:00 > 1999-12-31 23:00", YEAR),
    "in the year 2101": ("2101-01-01 22:00 > 2101-01-01 23:00", YEAR),
    "in the year 9999": ("9999-12-30 22:00 > 9999-12-30 23:00", YEAR),
    "in the past, as an idea": ("2026-11-21 22:00 > 2026-11-22 02:00", OK),
}


@pytest.mark.parametrize("when,answer", named(TIMES))
def test_draft(planning: Planning, when: str, answer: str) -> None:
    assert said(lambda: planning.draft(when)) == answer
    assert MaintenanceWindow.objects.count() == (answer == OK)


@pytest.mark.parametrize("when,answer", named({name: case for name, case in TIMES.items() if case[1] != OK}))
def test_draft_is_not_changed_into(planning: Planning, when: str, answer: str) -> None:
    window = planning.draft(SAT)
    proposal = planning.proposal(when)
    assert said(lambda: edit_draft(planning.planner, factories.form_of(window), proposal, now=NOW)) == answer


def _open_day(planning: Planning, on: date, *hours: tuple[str, str]) -> None:
    set_day(
        actor=None, now=NOW, date=on, hours=[list(each) for each in hours], reason_nl="Open dag", reason_en="Open day"
    )


DATED: dict[str, tuple[date, tuple[tuple[str, str], ...], str, str]] = {
    "a Saturday that was opened": (
        date(2026, 12, 5), (("10:00", "14:00"),), "2026-12-05 13:00 > 2026-12-05 15:00",
        M1.format("5 Dec 10:00–14:00", "Saturday 5 December 14:00"),
    ),
    "the rest of a Saturday that was opened": (
        date(2026, 12, 5), (("10:00", "14:00"),), "2026-12-05 14:00 > 2026-12-05 15:00", OK,
    ),
    "the afternoon of 24 December until noon": (
        date(2026, 12, 24), (("08:30", "12:00"),), "2026-12-24 12:00 > 2026-12-24 18:00", OK,
    ),
    "the morning of 24 December until noon": (
        date(2026, 12, 24), (("08:30", "12:00"),), "2026-12-24 11:59 > 2026-12-24 18:00",
        M1.format("24 Dec 08:30–12:00", "Thursday 24 December 12:00"),
    ),
    "a working day that was closed": (date(2026, 12, 9), (), "2026-12-09 09:00 > 2026-12-09 16:00", OK),
    "a break at noon": (
        date(2026, 12, 9), (("08:30", "12:00"), ("13:00", "17:00")), "2026-12-09 12:00 > 2026-12-09 13:00", OK,
    ),
    "a break that is too short": (
        date(2026, 12, 9), (("08:30", "12:00"), ("13:00", "17:00")), "2026-12-09 12:00 > 2026-12-09 13:01",
        M1.format("9 Dec 13:00–17:00", "Wednesday 9 December 17:00"),
    ),
    "a holiday that was opened": (
        date(2026, 12, 25), (("10:00", "12:00"),), "2026-12-25 11:00 > 2026-12-25 13:00",
        M1.format("25 Dec 10:00–12:00", "Friday 25 December 12:00"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("on,hours,when,answer", named(DATED))
def test_dated_hours(planning: Planning, on: date, hours: tuple[tuple[str, str], ...], when: str, answer: str) -> None:
    _open_day(planning, on, *hours)
    assert said(lambda: planning.draft(when)) == answer


# Words of the form
WORDS: dict[str, tuple[dict[str, object], str]] = {
    "no title": ({"title": "  "}, "422 Give the window a title."),
    "a title of 120": ({"title": "x" * 120}, OK),
    "a title of 121": ({"title": "x" * 121}, "422 Use at most 120 characters."),
    "no effect": ({"effect": "\n"}, "422 Say what the customer notices."),
    "an effect of 2001": ({"effect": "x" * 2001}, "422 Use at most 2000 characters."),
    "an unknown scope": ({"scope": "some"}, "422 Choose whom the window applies to."),
    "an unknown environment": ({"environment_id": 10**9}, "422 Choose an environment."),
    "a reason of 501": ({"weekday_reason": "x" * 501}, "422 Use at most 500 characters."),
    "a customer of nowhere": (
        {"scope": "chosen", "customer_ids": (10**9,)},
        "422 A chosen customer does not use this environment. Choose again.",
    ),
}


@pytest.mark.parametrize("fields,answer", named(WORDS))
def test_words(planning: Planning, fields: dict[str, object], answer: str) -> None:
    assert said(lambda: planning.draft(SAT, **fields)) == answer


# Opening the consultation: M2, M3, M4, M5 and the environment's other windows
def _left_all(planning: Planning) -> None:
    EnvironmentCustomer.objects.update(left_at=NOW)


def _inactive(planning: Planning) -> None:
    for customer in (planning.cast.customer, planning.cast.other_customer):
        customer.is_active = False
        customer.save()


def _capped(cap: int) -> Story:
    return lambda planning: planning.agree(planning.cast.customer, maintenance_per_year=cap)


def _both(*stories: Story) -> Story:
    return lambda planning: [story(planning) for story in stories]


def _opened(when: str) -> Story:
    return lambda planning: planning.open(when, weekday_reason="Jaarwisseling")


def _cancelled(when: str) -> Story:
    return lambda planning: planning.cancel(planning.open(when))


def _lapsed(when: str) -> Story:
    def lapse(planning: Planning) -> None:
        planning.open(when)
        assert lapse_reservations(now=NOW + 30 * DAY) == 1

    return lapse


def _moved(when: str, to: str) -> Story:
    return lambda planning: planning.move(planning.announced(when), to)


def _emergency(when: str) -> Story:
    return lambda planning: planning.emergency(when)


def _ran(when: str) -> Story:
    def run(planning: Planning) -> None:
        window = planning.announced(when)
        assert start_due(now=window.starts_at) == 1

    return run


def _cancelled_while_running(when: str) -> Story:
    def cancel(planning: Planning) -> None:
        window = planning.announced(when)
        cancel_window(
            planning.planner, factories.form_of(window), "Storing", now=window.starts_at + timedelta(minutes=5)
        )

    return cancel


def _elsewhere(when: str) -> Story:
    """The first customer is on another environment as well, which has a window then."""

    def plan(planning: Planning) -> None:
        other = factories.environment(planning.cast.customer, name="Eigen omgeving", now=NOW)
        planning.open(when, on=other)

    return plan


def _nothing(planning: Planning) -> None:
    pass


FULL_1 = "422 M3: No window is left in 2026: at most 1 a year. The nearest moment that passes is {}."
NEW_YEARS_NIGHT = "Friday 1 January 2027 00:00"
CUSTOMER_FULL = (
    f"422 M3: No window is left in 2026 for Zorggroep Maasoever. The nearest moment that passes is {NEW_YEARS_NIGHT}."
)
FULL_2 = FULL_1.replace("at most 1", "at most 2")
OVERLAP = "422 {} is planned on this environment then: {}. The nearest moment that passes is {}."
WEEKDAY = "422 M5: It begins on {}: give the reason, or choose the weekend. The nearest moment that passes is {}."
NOTICE = "422 M4: Announced now, it can start {} at the earliest. The nearest moment that passes is {}."

OPENING: dict[str, tuple[Story, str, dict[str, object], str]] = {
    "as it should be": (_nothing, SAT, {}, OK),
    "nobody on the environment": (_left_all, SAT, {}, "422 M2: This environment has no customers."),
    "nobody in service": (_inactive, SAT, {}, "422 M2: This environment has no customers."),
    "nobody chosen": (
        _nothing, SAT, {"scope": "chosen"}, "422 M2: Choose at least one customer of this environment.",
    ),
    # M3
    "the only place is reserved": (_both(_capped(1), _opened(NEXT_SAT)), SAT, {}, FULL_1.format(NEW_YEARS_NIGHT)),
    "the only place ran": (_both(_capped(1), _ran(SAT)), NEXT_SAT, {}, FULL_1.format(NEW_YEARS_NIGHT)),
    "the only place was cancelled before its start": (_both(_capped(1), _cancelled(NEXT_SAT)), SAT, {}, OK),
    "the only place was cancelled while it ran": (
        _both(_capped(1), _cancelled_while_running(SAT)), NEXT_SAT, {}, FULL_1.format(NEW_YEARS_NIGHT),
    ),
    "the only place lapsed": (_both(_capped(1), _lapsed(NEXT_SAT)), SAT, {}, OK),
    "an emergency takes no place": (
        _both(_capped(1), _emergency("2026-11-24 12:00 > 2026-11-24 13:00")), SAT, {}, OK,
    ),
    "the only place moved to the new year": (_both(_capped(1), _moved(NEXT_SAT, NEW_YEAR)), SAT, {}, OK),
    "the only place moved within the year": (
        _both(_capped(1), _moved(NEXT_SAT, THIRD_SAT)), SAT, {}, FULL_1.format(NEW_YEARS_NIGHT),
    ),
    "another year has its own places": (_both(_capped(1), _opened(SAT)), NEW_YEAR, {}, OK),
    "a window over New Year's Eve counts in the old year": (
        _both(_capped(1), _opened("2026-12-31 22:00 > 2027-01-01 02:00")), SAT, {},
        FULL_1.format("Friday 1 January 2027 02:00"),
    ),
    "a window over New Year's Eve leaves the new year free": (
        _both(_capped(1), _opened("2026-12-31 22:00 > 2027-01-01 02:00")), NEW_YEAR, {}, OK,
    ),
    "two of two are taken": (
        _both(_capped(2), _opened(NEXT_SAT), _opened(THIRD_SAT)), SAT, {}, FULL_2.format(NEW_YEARS_NIGHT),
    ),
    "one of two is taken": (_both(_capped(2), _opened(NEXT_SAT)), SAT, {}, OK),
    "an agreement of none": (
        _capped(0), SAT, {}, "422 M3: No window is left in 2026: at most 0 a year.",
    ),
    "a cap that was lowered binds the new window": (
        _both(_opened(NEXT_SAT), _capped(1)), SAT, {}, FULL_1.format(NEW_YEARS_NIGHT),
    ),
    "the customer had its only window elsewhere": (
        _both(_capped(1), _elsewhere(SAT)), NEXT_SAT, {},
        CUSTOMER_FULL,
    ),
    # Overlap
    "the same time": (
        _opened(SAT), SAT, {}, OVERLAP.format("OH-{first}", "5 Dec 22:00–6 Dec 02:00", "Sunday 6 December 02:00"),
    ),
    "a second of overlap": (
        _opened(SAT), "2026-12-06 01:59:59 > 2026-12-06 03:00", {},
        OVERLAP.format("OH-{first}", "5 Dec 22:00–6 Dec 02:00", "Sunday 6 December 02:00"),
    ),
    "right after it": (_opened(SAT), "2026-12-06 02:00 > 2026-12-06 03:00", {}, OK),
    "right before it": (_opened(SAT), "2026-12-05 20:00 > 2026-12-05 22:00", {}, OK),
    "around it": (
        _opened(SAT), "2026-12-05 20:00 > 2026-12-06 04:00", {},
        OVERLAP.format("OH-{first}", "5 Dec 22:00–6 Dec 02:00", "Sunday 6 December 02:00"),
    ),
    "at the time of a cancelled one": (_cancelled(SAT), SAT, {}, OK),
    "at the time of a draft": (lambda planning: planning.draft(SAT), SAT, {}, OK),
    "at the time of one elsewhere": (_elsewhere(SAT), SAT, {}, OK),
    # M4
    "three days and a second ahead": (_nothing, "2026-11-27 17:00 > 2026-11-27 19:00", {"weekday_reason": "Haast"}, OK),
    "in the past": (
        _nothing, "2026-11-21 22:00 > 2026-11-22 02:00", {},
        NOTICE.format("Friday 27 November 10:12", "Friday 27 November 17:00"),
    ),
    "too late to announce": (
        _nothing, "2026-11-26 22:00 > 2026-11-27 02:00", {"weekday_reason": "Haast"},
        NOTICE.format("Friday 27 November 10:12", "Friday 27 November 17:00"),
    ),
    "too late by the agreement of one customer": (
        lambda planning: planning.agree(planning.cast.other_customer, notice_days=14), SAT, {},
        NOTICE.format("Tuesday 8 December 10:12", "Tuesday 8 December 17:00"),
    ),
    "too late by the hours of one customer": (
        lambda planning: planning.agree(planning.cast.customer, notice_hours=300), SAT, {},
        NOTICE.format("Sunday 6 December 22:12", "Sunday 6 December 22:12"),
    ),
    # M5
    "on a weekday without a reason": (
        _nothing, "2026-12-08 22:00 > 2026-12-09 02:00", {}, WEEKDAY.format("Tuesday", "Saturday 12 December 22:00"),
    ),
    "on a weekday with a blank reason": (
        _nothing, "2026-12-08 22:00 > 2026-12-09 02:00", {"weekday_reason": "   "},
        WEEKDAY.format("Tuesday", "Saturday 12 December 22:00"),
    ),
    "on a weekday with its reason": (
        _nothing, "2026-12-08 22:00 > 2026-12-09 02:00", {"weekday_reason": "De leverancier werkt dan"}, OK,
    ),
    "on a Friday night": (
        _nothing, "2026-12-04 22:00 > 2026-12-05 02:00", {}, WEEKDAY.format("Friday", "Saturday 5 December 22:00"),
    ),
    "on a Sunday night": (_nothing, "2026-12-06 23:00 > 2026-12-07 03:00", {}, OK),
    "on a holiday in the week": (
        _nothing, "2026-12-25 10:00 > 2026-12-25 12:00", {}, WEEKDAY.format("Friday", "Saturday 26 December 22:00"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("story,when,fields,answer", named(OPENING))
def test_opening(planning: Planning, story: Story, when: str, fields: dict[str, object], answer: str) -> None:
    story(planning)
    first = MaintenanceWindow.objects.order_by("pk").values_list("pk", flat=True).first()
    window = planning.draft(when, **fields)
    form = factories.form_of(window)
    answered = said(lambda: open_consultation(planning.planner, form, now=NOW))
    assert answered == answer.replace("{first}", str(first))
    window.refresh_from_db()
    assert (window.status, window.place is not None) == (("consultation", True) if answer == OK else ("draft", False))


# M4 to the second, around the clock changes: announcing
NOTICES: dict[str, tuple[str, str, str]] = {
    "72 hours before": ("2026-12-02 22:00", SAT, OK),
    "a second less than 72 hours before": (
        "2026-12-02 22:00:01", SAT, NOTICE.format("Saturday 5 December 22:00", "Saturday 5 December 22:01"),
    ),
    "spring, three days by the clock are 71 hours": (
        "2027-03-25 22:00", "2027-03-28 22:00 > 2027-03-29 02:00",
        NOTICE.format("Sunday 28 March 23:00", "Sunday 28 March 23:00"),
    ),
    "spring, 72 hours": ("2027-03-25 21:00", "2027-03-28 22:00 > 2027-03-29 02:00", OK),
    "spring, a second less": (
        "2027-03-25 21:00:01", "2027-03-28 22:00 > 2027-03-29 02:00",
        NOTICE.format("Sunday 28 March 22:00", "Sunday 28 March 22:01"),
    ),
    "autumn, 72 hours are not three days": (
        "2027-10-28 23:00", "2027-10-31 22:00 > 2027-11-01 02:00",
        NOTICE.format("Sunday 31 October 23:00", "Sunday 31 October 23:00"),
    ),
    "autumn, three days by the clock": ("2027-10-28 22:00", "2027-10-31 22:00 > 2027-11-01 02:00", OK),
    "autumn, a second less": (
        "2027-10-28 22:00:01", "2027-10-31 22:00 > 2027-11-01 02:00",
        NOTICE.format("Sunday 31 October 22:00", "Sunday 31 October 22:01"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("at,when,answer", named(NOTICES))
def test_announcing_in_time(planning: Planning, at: str, when: str, answer: str) -> None:
    planning.now = moment(at) - DAY
    window = factories.agreed(planning.open(when), planning.planner, now=planning.now)
    assert said(lambda: announce(planning.planner, factories.form_of(window), now=moment(at))) == answer


# M2: the consultation at the announcement
def _answer(answer: Answer, *, later: int = 0, settled: bool = False) -> Callable[[Planning, WindowCustomer], None]:
    def give(planning: Planning, row: WindowCustomer) -> None:
        at = NOW + timedelta(minutes=later)
        settlement = (
            {"settled_at": at, "settled_by": planning.planner, "settled_with": "Ingrid", "settled_means": Means.PHONE,
             "settled_words": "Mag toch."}
            if settled else {}
        )  # fmt: skip
        ConsultationAnswer.objects.create(
            consultation=row, round=row.window.round, answer=answer, words="Woorden", means=Means.PHONE, at=at,
            recorded_by=planning.planner, said_by="Ingrid", **settlement,
        )  # fmt: skip

    return give


OUTSTANDING = "422 M2: No answer yet from {}."
BLOCKED = "422 M2: To be settled with Zorggroep Maasoever: an objection or a proposal of other times."
AGREES, OBJECTS, OTHER = Answer.AGREED, Answer.OBJECTED, Answer.OTHER_TIMES
CONSULTED: dict[str, tuple[list[Callable[[Planning, WindowCustomer], None]], bool, str]] = {
    "nobody answered": ([], False, OUTSTANDING.format("Peelland Transport, Zorggroep Maasoever")),
    "one of two answered": ([_answer(AGREES)], False, OUTSTANDING.format("Peelland Transport")),
    "all agreed": ([_answer(AGREES)], True, OK),
    "one objects": ([_answer(OBJECTS)], True, BLOCKED),
    "one proposes other times": ([_answer(OTHER)], True, BLOCKED),
    "an objection, settled": ([_answer(OBJECTS, settled=True)], True, OK),
    "other times, settled": ([_answer(OTHER, settled=True)], True, OK),
    "an objection, then agreed": ([_answer(OBJECTS), _answer(AGREES, later=1)], True, OK),
    "agreed, then an objection": ([_answer(AGREES), _answer(OBJECTS, later=1)], True, BLOCKED),
    "settled, then another objection": (
        [_answer(OBJECTS, settled=True), _answer(OBJECTS, later=1)], True, BLOCKED,
    ),
    "an objection of one, nothing of the other": ([_answer(OBJECTS)], False, BLOCKED),
}  # fmt: skip


@pytest.mark.parametrize("answers,other_agrees,answer", named(CONSULTED))
def test_announcing_after_consultation(
    planning: Planning,
    answers: list[Callable[[Planning, WindowCustomer], None]],
    other_agrees: bool,
    answer: str,
) -> None:
    window = planning.open(SAT)
    rows = {row.customer_id: row for row in WindowCustomer.objects.filter(window=window).select_related("window")}
    for give in answers:
        give(planning, rows[planning.cast.customer.pk])
    if other_agrees:
        _answer(AGREES)(planning, rows[planning.cast.other_customer.pk])
    assert said(lambda: announce(planning.planner, factories.form_of(window), now=NOW + DAY)) == answer


# What the form shows
def test_checks_of_a_good_proposal(planning: Planning) -> None:
    checks = planning.checks(SAT)
    assert {key: (check.clause, check.state, check.sentence) for key, check in checks.items()} == {
        "opening_hours": ("M1", "pass", "The helpdesk is closed all that time."),
        "overlap": ("", "pass", "No other window of this environment is planned then."),
        "notice": ("M4", "pass", "It can be announced until Wednesday 2 December 22:00."),
        "consultation": ("M2", "attention", "2 customers are still to be asked."),
        "reach": (
            "M2",
            "attention",
            "Without a key contact who can answer: Peelland Transport. Ask them by phone, and record the answer.",
        ),
        "cap": ("M3", "pass", "This becomes number 1 in 2026."),
        "weekend": ("M5", "pass", "It begins in the weekend."),
    }


SHOWN: dict[str, tuple[Story, str, dict[str, str]]] = {
    "everything wrong at once": (
        _both(_capped(1), _opened(SAT)), "2026-11-24 12:00 > 2026-11-24 13:00",
        {"opening_hours": "fail", "notice": "fail", "cap": "fail", "customers_cap": "fail", "weekend": "fail"},
    ),
    "times that make no sense": (_nothing, "2026-12-05 22:00 > 2026-12-05 21:00", {"times": "fail"}),
    "an environment without customers": (_left_all, SAT, {"customers": "fail"}),
    "past the calendar": (
        _nothing, "2031-01-04 22:00 > 2031-01-05 02:00", {"opening_hours": "fail"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("story,when,states", named(SHOWN))
def test_checks_shown(planning: Planning, story: Story, when: str, states: dict[str, str]) -> None:
    """But for who is to be asked, which is the same in each."""
    story(planning)
    shown = planning.states(when)
    assert {key: state for key, state in shown.items() if key not in ("consultation", "reach")} == states


def test_checks_name_a_customer_whose_key_contact_was_deactivated(planning: Planning) -> None:
    planning.cast.key_contact.is_active = False
    planning.cast.key_contact.save()
    assert planning.checks(SAT)["reach"].sentence.startswith(
        "Without a key contact who can answer: Peelland Transport, Zorggroep Maasoever."
    )


def test_customer_with_a_partner_that_may_answer_is_in_reach(planning: Planning) -> None:
    planning.cast.mandate.may_consult = True
    planning.cast.mandate.save()
    planning.cast.key_contact.is_active = False
    planning.cast.key_contact.save()
    assert "Without a key contact who can answer: Peelland Transport." in planning.checks(SAT)["reach"].sentence


def test_nearest_moment_passes_every_rule_of_time(planning: Planning) -> None:
    """The suggestion is taken at its word: proposed itself, nothing but the weekday stands in its way."""
    planning.agree(planning.cast.customer, maintenance_per_year=1)
    planning.open(SAT)
    nearest = planning.checks("2026-12-05 23:00 > 2026-12-06 04:00")["overlap"].nearest
    assert nearest is not None
    proposal = factories.proposal(planning.on, nearest.starts_at, nearest.length, weekday_reason="Nachtdienst")
    window = factories.drafted(planning.planner, planning.on, now=NOW)
    edit_draft(planning.planner, factories.form_of(window), proposal, now=NOW)
    assert said(lambda: open_consultation(planning.planner, factories.form_of(window), now=NOW)) == OK


def test_checks_take_as_many_statements_for_many_customers(
    planning: Planning, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    proposal = planning.proposal(SAT)
    window = planning.open(SAT)
    planning.checks(SAT)
    with django_assert_num_queries(CHECKS):
        planning.checks(SAT)
    with django_assert_num_queries(CHECKS_OF_ONE):
        planning.states(SAT, window, key=proposal.key)
    for number in range(3):
        customer = planning.customer(f"Klant {number}")
        member(f"key{number}@klant.example", f"Contact {number}", customer, now=NOW)
        EnvironmentCustomer.objects.create(environment=planning.on, customer=customer, joined_at=NOW - DAY)
        planning.draft(NEXT_SAT)
    planning.open(THIRD_SAT)
    with django_assert_num_queries(CHECKS):
        planning.checks(SAT)
    with django_assert_num_queries(CHECKS_OF_ONE):
        planning.states(SAT, window, key=proposal.key)


CHECKS = 7
CHECKS_OF_ONE = 11
