"""One entry as a file: whatever people type comes back as they typed it, and no line is longer than programs take."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from maintenance.notices.ics import Entry, EntryStatus, calendar_of, file_of, method_of

AT = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
STARTS = datetime(2026, 12, 5, 21, tzinfo=UTC)
# What a form lets through: no control characters but line breaks, which programs may give back in another style.
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)


def entry(title: str = "Onderhoud", effect: str = "Even niet bellen.", status: str = "CONFIRMED") -> Entry:
    return Entry(
        uid="een@desk.example",
        sequence=3,
        status=EntryStatus(status),
        changed_at=AT,
        reference="OH-12",
        title=title,
        effect=effect,
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=4),
    )


@given(title=TEXT, effect=TEXT)
def test_words_come_back_as_they_were_typed(title: str, effect: str) -> None:
    content = file_of(entry(title, effect))
    (event,) = Calendar.from_ical(content).events
    assert str(event["summary"]) == f"OZMO OH-12: {title}"
    assert effect in str(event["description"])
    assert event["uid"] == "een@desk.example"


@given(title=TEXT, effect=TEXT)
def test_lines_end_and_fold_as_calendars_want_it(title: str, effect: str) -> None:
    lines = file_of(entry(title, effect)).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


@pytest.mark.parametrize(
    "typed",
    [
        "Fase 1; deel A, B",
        "back\\slash \\n",
        'BEGIN:VEVENT "x":',
        "é ✓ 𝄞",
        "a" * 300,
        "regel 1\nregel 2\n\nEND:VCALENDAR",
    ],
)
def test_nothing_typed_breaks_out_of_its_line(typed: str) -> None:
    calendar = Calendar.from_ical(file_of(entry("Onderhoud", typed)))
    (event,) = calendar.events
    assert typed in str(event["description"]).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("status", "method"), [("CONFIRMED", "PUBLISH"), ("TENTATIVE", "PUBLISH"), ("CANCELLED", "CANCEL")]
)
def test_method_says_what_a_program_is_to_do(status: str, method: str) -> None:
    made = entry(status=status)
    calendar = Calendar.from_ical(file_of(made))
    assert (method_of(made), str(calendar["method"]), str(calendar.events[0]["status"])) == (method, method, status)
    assert str(calendar.events[0]["organizer"]).startswith("mailto:")


def test_calendar_without_windows_is_a_calendar() -> None:
    assert Calendar.from_ical(calendar_of([], name="Onderhoud")).events == []
