"""Replays the events of every ticket and puts its stored clocks right, or only says what differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tickets.actions.rebuild_clocks import clock_differences, rebuild_clocks


class Command(BaseCommand):
    """`manage.py rebuild_clocks [--check]`."""

    help = "Replay all events and repair the stored clocks; --check only reports differences (exit code 1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--check", action="store_true", help="report differences, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report, and repair unless asked only to check."""
        found = 0
        for difference in clock_differences():
            found += 1
            self.stdout.write(difference)
        if options["check"]:
            if found:
                raise CommandError(f"{found} differences.")
        elif found:
            self.stdout.write(f"{rebuild_clocks()} tickets put right.")
        self.stdout.write("The clocks are what the events say." if not found else f"{found} differences.")
