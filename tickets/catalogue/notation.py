"""Choices and columns as an administrator types them, a line each, and back: nothing is lost on the way.

A choice is `value = Dutch / English`. A column is `key ; type ; Dutch ; English ; options`, its options divided by `|`:
`required`, `many`, `working_day`, `min = 1`, `max = 9`, and for a choice each of its answers.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

FLAGS = ("required", "many", "working_day")
BOUNDS = ("min", "max")
_PARTS = 4


class NotationError(ValueError):
    """A line that cannot be read; the sentence says which."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def choices_text(choices: Iterable[Mapping[str, str]]) -> str:
    """The answers, a line each."""
    return "\n".join(_choice_text(each) for each in choices)


def _choice_text(choice: Mapping[str, str]) -> str:
    return f"{choice['value']} = {choice['nl']} / {choice['en']}"


def choices_of(text: str) -> list[dict[str, str]]:
    """The answers of lines."""
    return [_choice(line) for line in _lines(text)]


def _choice(line: str) -> dict[str, str]:
    value, is_there, words = line.partition("=")
    dutch, both, english = words.rpartition(" / ")
    if not is_there or not both:
        raise NotationError(
            _("Write an answer as: value = Dutch / English. This cannot be read: {line}").format(line=line)
        )
    return {"value": value.strip(), "nl": dutch.strip(), "en": english.strip()}


def columns_text(columns: Iterable[Mapping[str, Any]]) -> str:
    """The columns, a line each."""
    return "\n".join(_column_text(each) for each in columns)


def _column_text(column: Mapping[str, Any]) -> str:
    options = [flag for flag in FLAGS if column.get(flag)]
    options += [f"{bound} = {column[bound]}" for bound in BOUNDS if column.get(bound) is not None]
    options += [_choice_text(each) for each in column.get("choices", ())]
    parts = [column["key"], column["type"], column["label_nl"], column["label_en"]]
    return " ; ".join([*parts, " | ".join(options)] if options else parts)


def columns_of(text: str) -> list[dict[str, Any]]:
    """The columns of lines."""
    return [_column(line) for line in _lines(text)]


def _column(line: str) -> dict[str, Any]:
    parts = [each.strip() for each in line.split(";", _PARTS)]
    if len(parts) < _PARTS:
        sentence = _("Write a column as: key ; type ; Dutch ; English ; options. This cannot be read: {line}")
        raise NotationError(sentence.format(line=line))
    key, kind, dutch, english = parts[:_PARTS]
    column: dict[str, Any] = {"key": key, "type": kind, "label_nl": dutch, "label_en": english}
    for option in filter(None, (each.strip() for each in "".join(parts[_PARTS:]).split("|"))):
        _add_option(column, option)
    return column


def _add_option(column: dict[str, Any], option: str) -> None:
    name, _is, value = (each.strip() for each in option.partition("="))
    if option in FLAGS:
        column[option] = True
    elif name in BOUNDS and value.lstrip("-").isdecimal():
        column[name] = int(value)
    else:
        column.setdefault("choices", []).append(_choice(option))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
