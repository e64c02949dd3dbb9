"""Writes `docs/ticket-states.md` from the table of transitions, so that the picture of a life is never stale."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand

from tickets.state_machine import TRANSITIONS, Transition

FILE = Path("docs") / "ticket-states.md"
INTRODUCTION = """\
# The life of a ticket

Made by `python3 manage.py ticket_states` from `tickets/state_machine.py`; a test fails when this page is stale.
Response, recovery and status report are the clocks of clauses N1 to N4. What stays where it is isn't in the picture.
"""
HEAD = "| action | from | to | by | event | effect on the clocks |\n| --- | --- | --- | --- | --- | --- |"


class Row(Protocol):
    """What a table of transitions has in every package."""

    @property
    def action(self) -> str:
        """The verb."""

    @property
    def sources(self) -> Sequence[str | None]:
        """The statuses that it is done from; None is before the beginning."""

    @property
    def target(self) -> str | None:
        """The status after it; None when that stays."""

    @property
    def who(self) -> Sequence[str]:
        """The sides that may do it."""

    @property
    def event(self) -> str:
        """The event that it writes."""


AnyRow = TypeVar("AnyRow", bound=Row)


def ticket_states() -> str:
    """The whole page: a picture of what moves a ticket, and every row of the table."""
    return state_page(INTRODUCTION, HEAD, TRANSITIONS, _effects)


def state_page(introduction: str, head: str, rows: Sequence[AnyRow], more: Callable[[AnyRow], tuple[str, ...]]) -> str:
    """A page about any table of transitions; `more` are the cells of a row that only this table has."""
    cells = (" | ".join((*_cells(row), *more(row))) for row in rows)
    lines = ["```mermaid", "stateDiagram-v2", *_arrows(rows), "```", "", head, *(f"| {each} |" for each in cells)]
    return "\n".join([introduction, *lines]) + "\n"


def _arrows(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for source in row.sources:
            if row.target is not None and row.target != source:
                yield f"    {source or '[*]'} --> {row.target}: {row.action.replace('_', ' ')}"


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.action.replace("_", " "),
        ", ".join(str(source or "(none)") for source in row.sources),
        "(what it was)" if getattr(row, "restores", False) else str(row.target or "(stays)"),
        ", ".join(row.who),
        str(row.event),
    )


def _effects(row: Transition) -> tuple[str]:
    return (", ".join(f"{kind}: {effect}" for kind, effect in row.effects.items()) or "none",)


class Command(BaseCommand):
    """`manage.py ticket_states`."""

    help = f"Write {FILE} from the table of transitions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        (settings.BASE_DIR / FILE).write_text(ticket_states(), encoding="utf-8")
        self.stdout.write(f"{FILE} written.")
