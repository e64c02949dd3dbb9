"""What somebody filled in: read by the type of each field, refused with a sentence, and written out as words again."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from agreements import wording
from tickets.catalogue import numbers
from tickets.catalogue.definition import MOST_ROWS, Field, FieldType

TEXT_LENGTH, LONG_LENGTH = 200, 2000
# Embeddings, overrides and isolates: their effect would reach past the text.
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)", re.ASCII),
    re.compile(r"(?P<d>\d\d?)[-/.](?P<m>\d\d?)[-/.](?P<y>\d{4})", re.ASCII),
)
YEARS_AHEAD = timedelta(days=730)
Value = str | int | list[str] | list[dict[str, Any]]


class WrongAnswerError(ValueError):
    """An answer that does not fit its field; the sentence says why, for whoever filled it in."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Days:
    """What a date is held against: today at the helpdesk, and whether it is open on a date."""

    today: date
    is_working_day: Callable[[date], bool]


def without_direction(text: str) -> str:
    """Without the invisible signs that turn the reading direction, also of the words around it."""
    return text.translate(dict.fromkeys(_TURNING))


def most_characters(field: Field) -> int:
    """How long the answer to a field can be."""
    most = {FieldType.TEXT: TEXT_LENGTH, FieldType.LONG_TEXT: LONG_LENGTH}.get(field.type)
    return min(most, field.high or most) if most else 300 if field.many else 40


def read(field: Field, raw: object, days: Days) -> Value | None:
    """The answer by the type of the field, None when nothing was filled in; refused with `WrongAnswerError`.

    Files and rows are not for here: those are answered by more than one input.
    """
    text = without_direction(str(raw or "")).replace("\x00", "").strip()
    if field.type is not FieldType.LONG_TEXT:
        text = " ".join(text.split())
    if not text:
        if field.required:
            raise WrongAnswerError(_("Fill in “{label}”.").format(label=field.label))
        return None
    if len(text) > most_characters(field):
        sentence = _("{label}: use at most {n} characters.")
        raise WrongAnswerError(sentence.format(label=field.label, n=most_characters(field)))
    return _READERS[field.type](field, text, days)


def _text(field: Field, text: str, _days: Days) -> str:
    if field.low and len(text) < field.low:
        raise WrongAnswerError(_("{label}: use at least {n} characters.").format(label=field.label, n=field.low))
    return text


def _number(field: Field, text: str, _days: Days) -> int:
    if not _NUMBER.fullmatch(text):
        raise WrongAnswerError(_("{label}: fill in a whole number.").format(label=field.label))
    number = int(text)
    if (field.low is not None and number < field.low) or (field.high is not None and number > field.high):
        raise WrongAnswerError(f"{field.label}: {_bounds(field)}")
    return number


def _bounds(field: Field) -> str:
    if field.low is not None and field.high is not None:
        return _("choose between {low} and {high}.").format(low=field.low, high=field.high)
    if field.low is not None:
        return _("{low} is the least.").format(low=field.low)
    return _("{high} is the most.").format(high=field.high)


def _choice(field: Field, text: str, _days: Days) -> str:
    if text not in {each.value for each in field.choices}:
        raise WrongAnswerError(_("{label}: choose one of the answers.").format(label=field.label))
    return text


def date_of(text: str) -> date | None:
    """A date as 2026-12-07 or 7-12-2026; None for anything else."""
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def _date(field: Field, text: str, days: Days) -> str:
    on = date_of(text)
    if on is None:
        raise WrongAnswerError(_("{label}: write a date as 7-12-2026.").format(label=field.label))
    check_date(on, days, label=field.label, working_day=field.working_day)
    soonest = days.today + timedelta(days=field.low) if field.low else None
    latest = days.today + timedelta(days=field.high) if field.high else None
    if soonest and on < soonest:
        raise WrongAnswerError(_("{label}: not before {day}.").format(label=field.label, day=wording.day(soonest)))
    if latest and on > latest:
        raise WrongAnswerError(_("{label}: not after {day}.").format(label=field.label, day=wording.day(latest)))
    return on.isoformat()


def check_date(on: date, days: Days, *, label: str, working_day: bool) -> None:
    """Refuses a date that has gone by, that is too far ahead, or on which the helpdesk is closed all day."""
    if on < days.today:
        raise WrongAnswerError(_("{label}: that date has gone by.").format(label=label))
    if on > days.today + YEARS_AHEAD:
        raise WrongAnswerError(_("{label}: that is more than two years ahead.").format(label=label))
    if working_day and not days.is_working_day(on):
        sentence = _("{label}: the helpdesk is closed on {day}. Choose a working day.")
        raise WrongAnswerError(sentence.format(label=label, day=wording.day(on)))


def _phone(field: Field, text: str, _days: Days) -> str:
    try:
        return numbers.phone_number(text)
    except numbers.NoNumberError:
        sentence = _("{label}: this is not a whole phone number. Write 0413 741742, or +32 470123456 for abroad.")
        raise WrongAnswerError(sentence.format(label=field.label)) from None


def _extension(field: Field, text: str, _days: Days) -> str:
    try:
        return (numbers.extensions if field.many else numbers.extension)(text, field.low, field.high)
    except numbers.NoNumberError:
        sentence = _("{label}: an extension has two to six digits.")
        if field.many:
            sentence = _("{label}: write extensions as 201, 205-210.")
        bounds = f" {_bounds(field).capitalize()}" if field.low is not None or field.high is not None else ""
        raise WrongAnswerError(sentence.format(label=field.label) + bounds) from None


_READERS: Mapping[FieldType, Callable[[Field, str, Days], Value]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.CHOICE: _choice,
    FieldType.DATE: _date,
    FieldType.PHONE: _phone,
    FieldType.EXTENSION: _extension,
}


def row_bounds(field: Field) -> tuple[int, int]:
    """How few and how many rows a field of repeated rows takes."""
    return max(field.low or 0, int(field.required)), field.high or MOST_ROWS


def check_rows(field: Field, rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuses too few or too many rows."""
    low, high = row_bounds(field)
    if len(rows) < low:
        sentence = _("{label}: fill in at least {n} row.") if low == 1 else _("{label}: fill in at least {n} rows.")
        raise WrongAnswerError(sentence.format(label=field.label, n=low))
    if len(rows) > high:
        raise WrongAnswerError(_("{label}: at most {n} rows.").format(label=field.label, n=high))


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as people read it; of repeated rows each row is one text."""

    label: str
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        """In one piece."""
        return "\n".join(self.texts)


def lines_of(fields: Iterable[Field], answers: Mapping[str, Any]) -> list[Line]:
    """The answers in the order of the form and the language of the moment; without what was left open."""
    found = []
    for field in fields:
        value = answers.get(field.key)
        if value not in (None, "", []):
            found.append(Line(field.label, _texts(field, value)))
    return found


def _texts(field: Field, value: Any) -> tuple[str, ...]:
    if field.type is FieldType.ROWS:
        return tuple(" · ".join(line.text for line in lines_of(field.columns, row)) for row in value)
    if field.type is FieldType.FILE:
        return tuple(str(each) for each in value)
    return (_word(field, value),)


def _word(field: Field, value: Any) -> str:
    if field.type is FieldType.CHOICE:
        return next((each.label for each in field.choices if each.value == value), str(value))
    if field.type is FieldType.DATE:
        return wording.day(date.fromisoformat(value))
    return numbers.phone_words(value) if field.type is FieldType.PHONE else str(value)


def as_text(lines: Iterable[Line]) -> str:
    """The answers as plain text, for the words of the request: each question with its answer, a row on a line."""
    return "\n".join(_said(line) for line in lines)


def _said(line: Line) -> str:
    label = line.label if line.label.endswith("?") else f"{line.label}:"
    if len(line.texts) == 1:
        return f"{label} {line.text}"
    return "\n".join([label, *(f"- {each}" for each in line.texts)])


def naming(fields: Iterable[Field], answers: Mapping[str, Any]) -> str:
    """The first short answer, by which people tell one request from another; of rows that of the first one."""
    for field in fields:
        value = answers.get(field.key)
        if value and field.type in _NAMING:
            return _word(field, value)
        if value and field.type is FieldType.ROWS and (found := naming(field.columns, value[0])):
            return found
    return ""


_NAMING = (FieldType.TEXT, FieldType.PHONE, FieldType.EXTENSION)
