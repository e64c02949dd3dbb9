"""`manage.py demo`: fictional organisations, people and tickets, relative to now, into an empty database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from ozmo_desk.demo.loader import load
from ozmo_desk.demo.people import PASSWORD


class Command(BaseCommand):
    """Refuses a database with people in it, and production."""

    help = "Load fictional organisations, people and tickets into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say with which password one signs in."""
        if settings.PRODUCTION:
            raise CommandError("Demo data never go into production (DESK_MODE).")
        if User.objects.exists():
            raise CommandError("There are people in this database already; demo data go into an empty one only.")
        count = load(timezone.now())
        self.stdout.write(f"{count} demo tickets. Everybody's password is: {PASSWORD}")
