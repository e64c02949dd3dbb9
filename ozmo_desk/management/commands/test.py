"""`manage.py test [pytest arguments]`: the whole test run, or the part of it that the arguments name."""

import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """A door only: the work is in tests/launcher, which production does not need to carry."""

    help = "Runs the tests with pytest; every argument is pytest's."
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Take the arguments as they are, before Django would refuse those that it does not know."""
        from tests.launcher.run import main

        sys.exit(main(argv[2:]))
