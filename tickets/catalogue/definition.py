"""What the form of a standard change asks, read from the JSON of a version, and what is wrong with such a JSON (W1)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

MOST_FIELDS, MOST_COLUMNS, MOST_CHOICES, MOST_CHECKS, MOST_ROWS = 25, 6, 30, 20, 50
LABEL_LENGTH, HELP_LENGTH = 120, 300
# A date question with this key asks, in its own words and bounds, what every form asks: on which day it has to be done.
WISHED_DATE = "wished_date"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}", re.ASCII)


class FieldType(StrEnum):
    """What somebody fills in."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    PHONE = "phone"
    EXTENSION = "extension"
    FILE = "file"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from."""

    value: str
    nl: str
    en: str

    @property
    def label(self) -> str:
        """In the language of the moment."""
        return said(self.nl, self.en)


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    `low` and `high` bound a number, an extension, the days ahead of a date, the length of a text, the number of rows.
    `working_day`: a date on which the helpdesk is open. `many`: several extensions, also as ranges.
    """

    key: str
    type: FieldType
    label_nl: str
    label_en: str
    help_nl: str = ""
    help_en: str = ""
    required: bool = False
    low: int | None = None
    high: int | None = None
    working_day: bool = False
    many: bool = False
    choices: tuple[Choice, ...] = ()
    columns: "tuple[Field, ...]" = ()

    @property
    def is_wished_date(self) -> bool:
        """Whether the answer is the day of the delivery: later than the norm, it is the appointment (W2)."""
        return self.key == WISHED_DATE and self.type is FieldType.DATE

    @property
    def label(self) -> str:
        """The question in the language of the moment."""
        return said(self.label_nl, self.label_en)

    @property
    def help(self) -> str:
        """What helps to answer it, in the language of the moment."""
        return said(self.help_nl, self.help_en)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of what "working" means: ticked before the change is delivered."""

    key: str
    nl: str
    en: str

    @property
    def label(self) -> str:
        """In the language of the moment."""
        return said(self.nl, self.en)


def said(dutch: str, english: str) -> str:
    """One of two texts, by the language of the moment."""
    return (english if (get_language() or "").startswith("en") else dutch) or dutch or english


def fields_of(data: Iterable[Mapping[str, Any]]) -> tuple[Field, ...]:
    """The questions of a version, which was found right when it was written."""
    return tuple(_field(each) for each in data)


def needs_a_day(fields: Iterable[Field]) -> bool:
    """Whether it is delivered on a day that the customer has to choose, some days ahead, and not within the norm."""
    return any(each.is_wished_date and each.required and bool(each.low) for each in fields)


def checks_of(data: Iterable[Mapping[str, Any]]) -> tuple[Check, ...]:
    """The check list of a version, which was found right when it was written."""
    return tuple(Check(each["key"], each["nl"], each["en"]) for each in data)


def _field(data: Mapping[str, Any]) -> Field:
    return Field(
        key=data["key"],
        type=FieldType(data["type"]),
        label_nl=data["label_nl"],
        label_en=data["label_en"],
        help_nl=data.get("help_nl", ""),
        help_en=data.get("help_en", ""),
        required=bool(data.get("required", False)),
        low=data.get("min"),
        high=data.get("max"),
        working_day=bool(data.get("working_day", False)),
        many=bool(data.get("many", False)),
        choices=tuple(Choice(each["value"], each["nl"], each["en"]) for each in data.get("choices", ())),
        columns=fields_of(data.get("columns", ())),
    )


def problems_of_fields(data: object) -> list[str]:
    """What is wrong with the fields as somebody wrote them, as sentences; none when they make a form."""
    if not _is_list_of_mappings(data):
        return [_("The fields are a list, each with its key, type and labels.")]
    rows: Sequence[Mapping[str, Any]] = data  # type: ignore[assignment]
    found = [sentence for place, each in enumerate(rows, 1) for sentence in _problems_of_field(each, place)]
    if len(rows) > MOST_FIELDS:
        found.append(_("A form has at most {n} fields.").format(n=MOST_FIELDS))
    if sum(each.get("type") == FieldType.FILE for each in rows) > 1:
        found.append(_("A form has at most one field for files; it takes ten of them."))
    return found + _twice(rows)


def problems_of_checks(data: object) -> list[str]:
    """What is wrong with a check list as somebody wrote it, as sentences."""
    if not _is_list_of_mappings(data):
        return [_("The check list is a list, each line with its key and its words in Dutch and English.")]
    rows: Sequence[Mapping[str, Any]] = data  # type: ignore[assignment]
    found = [_("A check list has at most {n} lines.").format(n=MOST_CHECKS)] if len(rows) > MOST_CHECKS else []
    if not rows:
        found.append(_("Say what “working” means: the check list has at least one line."))
    for place, each in enumerate(rows, 1):
        where = _("Line {n} of the check list").format(n=place)
        found += _key_problem(each, where) + _texts_problem(each, ("nl", "en"), where)
    return found + _twice(rows)


def _is_list_of_mappings(data: object) -> bool:
    return isinstance(data, list) and all(isinstance(each, dict) for each in data)


def _problems_of_field(data: Mapping[str, Any], place: int, *, inside: bool = False) -> list[str]:
    where = _("Column {n}").format(n=place) if inside else _("Field {n}").format(n=place)
    if data.get("key") and isinstance(data["key"], str):
        where += f" ({data['key']})"
    found = _key_problem(data, where) + _texts_problem(data, ("label_nl", "label_en"), where)
    kind = data.get("type")
    if kind not in list(FieldType):
        types = ", ".join(FieldType)
        return [*found, _("{where}: the type is one of {types}.").format(where=where, types=types)]
    if inside and kind in (FieldType.FILE, FieldType.ROWS):
        found.append(_("{where}: files and repeated rows cannot stand inside a row.").format(where=where))
    found += _help_problem(data, where) + _bounds_problem(data, where)
    if kind == FieldType.CHOICE:
        found += _choices_problem(data.get("choices"), where)
    if kind == FieldType.ROWS and not inside:
        found += _columns_problem(data.get("columns"), where)
    return found


def _key_problem(data: Mapping[str, Any], where: str) -> list[str]:
    key = data.get("key")
    if isinstance(key, str) and _KEY.fullmatch(key):
        return []
    return [_("{where}: the key is a word of small letters, digits and _, at most 30 long.").format(where=where)]


def _texts_problem(data: Mapping[str, Any], names: Sequence[str], where: str) -> list[str]:
    texts = [data.get(name) for name in names]
    if all(isinstance(each, str) and len(each.strip()) > 0 and len(each) <= LABEL_LENGTH for each in texts):
        return []
    sentence = _("{where}: say it in Dutch and in English, at most {n} characters each.")
    return [sentence.format(where=where, n=LABEL_LENGTH)]


def _help_problem(data: Mapping[str, Any], where: str) -> list[str]:
    texts = [data.get(name, "") for name in ("help_nl", "help_en")]
    if not all(isinstance(each, str) and len(each) <= HELP_LENGTH for each in texts):
        return [_("{where}: the help is at most {n} characters.").format(where=where, n=HELP_LENGTH)]
    if bool(texts[0]) != bool(texts[1]):
        return [_("{where}: give the help in both languages, or in neither.").format(where=where)]
    return []


def _bounds_problem(data: Mapping[str, Any], where: str) -> list[str]:
    low, high = data.get("min"), data.get("max")
    known = [each for each in (low, high) if each is not None]
    if any(isinstance(each, bool) or not isinstance(each, int) or abs(each) > 10**9 for each in known):
        return [_("{where}: the lowest and the highest are whole numbers.").format(where=where)]
    if len(known) == 2 and known[0] > known[1]:  # noqa: PLR2004 - both ends
        return [_("{where}: the lowest is higher than the highest.").format(where=where)]
    if data.get("type") == FieldType.ROWS and any(not 0 <= each <= MOST_ROWS for each in known):
        return [_("{where}: at most {n} rows.").format(where=where, n=MOST_ROWS)]
    return []


def _choices_problem(data: object, where: str) -> list[str]:
    if not _is_list_of_mappings(data) or len(data) not in range(2, MOST_CHOICES + 1):  # type: ignore[arg-type]
        return [_("{where}: give two to {n} answers to choose from.").format(where=where, n=MOST_CHOICES)]
    rows: Sequence[Mapping[str, Any]] = data  # type: ignore[assignment]
    keyed = [{"key": each.get("value"), **each} for each in rows]
    found = [
        sentence for each in keyed for sentence in _key_problem(each, where) + _texts_problem(each, ("nl", "en"), where)
    ]
    return found + _twice(keyed)


def _columns_problem(data: object, where: str) -> list[str]:
    if not _is_list_of_mappings(data) or len(data) not in range(1, MOST_COLUMNS + 1):  # type: ignore[arg-type]
        return [_("{where}: a row has one to {n} columns.").format(where=where, n=MOST_COLUMNS)]
    rows: Sequence[Mapping[str, Any]] = data  # type: ignore[assignment]
    inner = [
        sentence for place, each in enumerate(rows, 1) for sentence in _problems_of_field(each, place, inside=True)
    ]
    return [f"{where}: {sentence}" for sentence in inner] + _twice(rows)


def _twice(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    keys = [each.get("key") for each in rows if isinstance(each.get("key"), str)]
    double = sorted({str(each) for each in keys if keys.count(each) > 1})
    return [_("The key {key} is used twice.").format(key=each) for each in double]
