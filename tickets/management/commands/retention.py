"""Clears what is older than its period, or only counts it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tickets.actions.retention import RULES, keep_no_longer


class Command(BaseCommand):
    """`manage.py retention [--dry-run]`."""

    help = "Clear what is kept longer than its period; --dry-run only counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--dry-run", action="store_true", help="count, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line a kind of data."""
        found = keep_no_longer(now=timezone.now(), dry_run=options["dry_run"])
        word = "would be cleared" if options["dry_run"] else "cleared"
        for rule in RULES:
            self.stdout.write(f"{rule.kind}, older than {rule.keeps.days} days: {found[rule.kind]} {word}.")
