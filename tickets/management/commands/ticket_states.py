"""Writes `docs/ticket-states.md` from the table of transitions, so that the picture of a life is never stale."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def ticket_states() -> str:
    """The whole page: a picture of what moves a ticket, and every row of the table."""
    return "\n".join([INTRODUCTION, "```mermaid", "stateDiagram-v2", *_arrows(), "```", "", HEAD, *_rows()]) + "\n"


def _arrows() -> Iterator[str]:
    for row in TRANSITIONS:
        for source in row.sources:
            if row.target is not None and row.target != source:
                yield f"    {source or '[*]'} --> {row.target}: {row.action.replace('_', ' ')}"


def _rows() -> Iterator[str]:
    return (f"| {' | '.join(_cells(row))} |" for row in TRANSITIONS)


def _cells(row: Transition) -> tuple[str, ...]:
    return (
        row.action.replace("_", " "),
        ", ".join(str(source or "(none)") for source in row.sources),
        "(what it was)" if row.restores else str(row.target or "(stays)"),
        ", ".join(row.who),
        str(row.event),
        ", ".join(f"{kind}: {effect}" for kind, effect in row.effects.items()) or "none",
    )


class Command(BaseCommand):
    """`manage.py ticket_states`."""

    help = f"Write {FILE} from the table of transitions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        (settings.BASE_DIR / FILE).write_text(ticket_states(), encoding="utf-8")
        self.stdout.write(f"{FILE} written.")
