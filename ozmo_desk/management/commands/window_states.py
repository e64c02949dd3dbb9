"""Writes `docs/window-states.md` from the table of transitions of maintenance, as `ticket_states` does for tickets."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from maintenance.state_machine import TRANSITIONS
from tickets.management.commands.ticket_states import state_page

FILE = Path("docs") / "window-states.md"
INTRODUCTION = """\
# The life of a maintenance window

Made by `python3 manage.py window_states` from `maintenance/state_machine.py`; a test fails when this page is stale.
The rules that an action is held to besides are those of M1 to M5 (`maintenance/queries/rules.py`), and which places it
takes or frees is in [ADR 15](adr/0015-numbered-places.md). What stays where it is isn't in the picture.
"""
HEAD = "| action | from | to | by | event |\n| --- | --- | --- | --- | --- |"


def window_states() -> str:
    """The whole page: a picture of what moves a window, and every row of the table."""
    return state_page(INTRODUCTION, HEAD, TRANSITIONS, lambda _row: ())


class Command(BaseCommand):
    """`manage.py window_states`."""

    help = f"Write {FILE} from the table of transitions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        (settings.BASE_DIR / FILE).write_text(window_states(), encoding="utf-8")
        self.stdout.write(f"{FILE} written.")
