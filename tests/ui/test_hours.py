"""The opening hours banner names its state, and when the helpdesk opens next (H1, H3)."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from ozmo_desk.templatetags.hours import OpeningWords, words_for
from tests.ui.kit import CLOSED, HOLIDAY, NOW, OPEN


@pytest.fixture(autouse=True)
def _dutch() -> object:
    with override("nl"):
        yield


def test_open() -> None:
    assert words_for(OPEN, now=NOW) == OpeningWords(
        state="ok",
        icon="circle-check",
        pill="Open",
        lead="De helpdesk is open tot 17:00.",
        rest="Daarna weer morgen, woensdag, vanaf 08:30.",
        short="tot 17:00",
    )


def test_holidays_before_the_next_opening_are_named() -> None:
    christmas = tuple(SimpleNamespace(reason=name) for name in ("Eerste kerstdag", "Tweede kerstdag"))
    opens = datetime(2026, 12, 28, 7, 30, tzinfo=UTC)
    said = "28 december {}08:30{} Tussendoor gesloten: Eerste kerstdag, Tweede kerstdag."
    for hours, between, after in ((OPEN, "vanaf ", "."), (CLOSED, "om ", " zijn wij er weer. Bellen kan altijd.")):
        long = SimpleNamespace(**{**vars(hours), "next_opening_at": opens, "named_days": christmas})
        rest = words_for(long, now=datetime(2026, 12, 24, 15, tzinfo=UTC)).rest
        assert rest.endswith(said.format(between, after))


def test_closed_in_the_evening() -> None:
    assert words_for(CLOSED, now=datetime(2026, 11, 24, 19, tzinfo=UTC)) == OpeningWords(
        state="soon",
        icon="moon-star",
        pill="Gesloten",
        lead="De helpdesk is nu gesloten.",
        rest="Morgen, woensdag, om 08:30 zijn wij er weer. Bellen kan altijd.",
        short="tot morgen 08:30",
    )


def test_closed_before_opening_on_the_same_day() -> None:
    words = words_for(CLOSED, now=datetime(2026, 11, 25, 6, tzinfo=UTC))
    assert (words.rest, words.short) == ("Vandaag om 08:30 zijn wij er weer. Bellen kan altijd.", "tot 08:30")


def test_holiday_is_named() -> None:
    words = words_for(HOLIDAY, now=datetime(2026, 12, 25, 11, tzinfo=UTC))
    assert (words.pill, words.icon, words.lead, words.rest, words.short) == (
        "Feestdag",
        "calendar-x",
        "Vandaag is het eerste kerstdag.",
        "Maandag 28 december om 08:30 zijn wij er weer. Bellen kan altijd.",
        "tot ma 08:30",
    )


def test_closed_after_noon_on_a_named_day() -> None:
    hours = SimpleNamespace(**{**vars(HOLIDAY), "reason": "kerstavond"})
    assert words_for(hours, now=datetime(2026, 12, 24, 12, tzinfo=UTC)).lead == "Vandaag is het kerstavond."


def test_tomorrow_is_a_date_and_not_24_hours() -> None:
    hours = SimpleNamespace(**{**vars(CLOSED), "next_opening_at": datetime(2026, 11, 30, 7, 30, tzinfo=UTC)})
    assert words_for(hours, now=datetime(2026, 11, 28, 23, 30, tzinfo=UTC)).short == "tot morgen 08:30"
    assert words_for(hours, now=datetime(2026, 11, 28, 22, 30, tzinfo=UTC)).short == "tot ma 08:30"


def test_english() -> None:
    with override("en"):
        words = words_for(CLOSED, now=datetime(2026, 11, 24, 19, tzinfo=UTC))
    assert words.rest == "Tomorrow, Wednesday, at 08:30 we are back. You can always call."
