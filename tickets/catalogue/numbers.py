"""Phone numbers and extensions as people type them: Dutch and international numbers, single extensions and ranges."""

import re
from collections.abc import Iterable

# Area codes of two digits after the 0; all other geographic ones have three. Services have no area code.
_SHORT_AREAS = re.compile(r"1[035]|2[0346]|3[03568]|4[0356]|5[0358]|7[0-9]|8[4578]|91", re.ASCII)
_DUTCH = re.compile(r"[1-9]\d{8}", re.ASCII)
_DUTCH_SERVICE = re.compile(r"(?:800|90[069])\d{4}(?:\d{3})?", re.ASCII)
_ABROAD = re.compile(r"[1-9]\d{6,14}", re.ASCII)
_SEPARATORS = re.compile(r"[\s.\-–/()]+")
_LOOKS_RIGHT = re.compile(r"\+?[\d\s.\-–/()]+", re.ASCII)
_EXTENSION = re.compile(r"\d{2,6}", re.ASCII)
_RANGE = re.compile(r"(\d{2,6})\s*[-–]\s*(\d{2,6})", re.ASCII)
MOST_EXTENSIONS = 200
NETHERLANDS = "+31"


class NoNumberError(ValueError):
    """What was typed is no phone number or extension."""


def phone_number(text: str) -> str:
    """The number as +31413741742; Dutch without a country code, others with + or 00. Refuses anything else."""
    typed = text.strip()
    if not _LOOKS_RIGHT.fullmatch(typed):
        raise NoNumberError
    digits = _SEPARATORS.sub("", typed.replace("(0)", "")).removeprefix("+")
    if typed.startswith("+"):
        return _abroad(digits)
    if digits.startswith("00"):
        return _abroad(digits[2:])
    if digits.startswith("0"):
        return NETHERLANDS + _dutch(digits[1:])
    raise NoNumberError


def _abroad(digits: str) -> str:
    if digits.startswith("31"):
        return NETHERLANDS + _dutch(digits[2:])
    if not _ABROAD.fullmatch(digits):
        raise NoNumberError
    return f"+{digits}"


def _dutch(digits: str) -> str:
    """Nine digits after the zero, or a service number (0800, 0900, 0906, 0909) with four or seven more."""
    if not (_DUTCH_SERVICE.fullmatch(digits) if digits[:2] in ("80", "90") else _DUTCH.fullmatch(digits)):
        raise NoNumberError
    return digits


def phone_words(number: str) -> str:
    """How a stored number is written for people: 0413 - 741 742, 06 - 1234 5678, +32 470123456."""
    if not number.startswith(NETHERLANDS):
        return number
    rest = number.removeprefix(NETHERLANDS)
    if rest[:2] in ("80", "90"):
        return f"0{rest[:3]} - {rest[3:]}"
    if rest.startswith("6"):
        return f"06 - {rest[1:5]} {rest[5:]}"
    area = 2 if _SHORT_AREAS.match(rest) else 3
    return f"0{rest[:area]} - {rest[area : area + 3]} {rest[area + 3 :]}"


def extension(text: str, low: int | None, high: int | None) -> str:
    """One extension of two to six digits between the bounds."""
    typed = text.strip()
    if not _EXTENSION.fullmatch(typed) or not _is_between(int(typed), low, high):
        raise NoNumberError
    return typed


def extensions(text: str, low: int | None, high: int | None) -> str:
    """Several, as `201, 205-210`: in order, each once, written back in the same way. Refuses more than 200."""
    numbers: set[str] = set()
    for part in filter(None, (each.strip() for each in re.split(r"[,;\n]", text))):
        numbers.update(_part(part, low, high))
        if len(numbers) > MOST_EXTENSIONS:
            raise NoNumberError
    if not numbers:
        raise NoNumberError
    return ", ".join(_joined(sorted(numbers, key=lambda each: (len(each), each))))


def _part(part: str, low: int | None, high: int | None) -> Iterable[str]:
    found = _RANGE.fullmatch(part)
    if found is None:
        return [extension(part, low, high)]
    first, last = found[1], found[2]
    if len(first) != len(last) or not int(first) <= int(last) < int(first) + MOST_EXTENSIONS:
        raise NoNumberError
    return [extension(f"{each:0{len(first)}d}", low, high) for each in range(int(first), int(last) + 1)]


def _joined(numbers: list[str]) -> list[str]:
    """Three or more in a row as a range."""
    said: list[str] = []
    begin = 0
    for place in range(1, len(numbers) + 1):
        if place < len(numbers) and _follows(numbers[place - 1], numbers[place]):
            continue
        run = numbers[begin:place]
        said += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else run  # noqa: PLR2004 - two are shorter as they are
        begin = place
    return said


def _follows(one: str, other: str) -> bool:
    return len(one) == len(other) and int(other) == int(one) + 1


def _is_between(number: int, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)
