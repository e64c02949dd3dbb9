"""After a restore: everybody who was anonymised since the backup is anonymised again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tickets.actions.anonymise import kept_outside, replay_erasures


class Command(BaseCommand):
    """`manage.py replay_erasures [FILE]`."""

    help = "Anonymise again whom the erasures name; FILE is erasures.jsonl when it is not in the folder of files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the lines are."""
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say for how many."""
        file: Path | None = options["file"]
        lines = kept_outside() if file is None else file.read_text(encoding="utf-8").splitlines()
        self.stdout.write(f"{replay_erasures(lines, now=timezone.now())} people anonymised again.")
