"""What happened to the tickets of the demo data, read from `stories.toml` beside this file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agreements.matrix import Impact, Severity

FILE = Path(__file__).with_name("stories.toml")


@dataclass(frozen=True, slots=True)
class Step:
    """`verb` is done by `who`, `after` minutes of opening time; a status report has three texts, most others one."""

    after: int
    verb: str
    who: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket: without impact and severity it is a question.

    What came by phone from somebody unknown has the agent who wrote it down in `logged_by`, and no steps.
    """

    reporter: str
    customer: str
    subject: str
    text: str
    age: int = 0
    impact: Impact | None = None
    severity: Severity | None = None
    steps: tuple[Step, ...] = ()
    logged_by: str = ""
    confidential: bool = False


def stories(group: str) -> list[Story]:
    """The stories of a group: `open`, `ended` or `night`."""
    return [_story(row) for row in _all()[group]]


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _story(row: dict[str, Any]) -> Story:
    steps = tuple(Step(**{**step, "texts": tuple(step.get("texts", ()))}) for step in row.get("steps", ()))
    graded = {"impact": Impact(row["impact"]), "severity": Severity(row["severity"])} if "impact" in row else {}
    return Story(**{**row, **graded, "steps": steps})
