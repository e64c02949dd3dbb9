"""Runs a module of the benchmarks inside Django, with their settings: `python -m benchmarks.inside NAME ...`."""

import os
import sys
from importlib import import_module

import django


def enter(name: str, *arguments: str) -> None:
    """Set Django up, then call `main` of a module that imports models."""
    if not os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")):
        sys.exit("Name a PostgreSQL database of the benchmark's own in DATABASE_URL (docs/speed.md).")
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    import_module(f"benchmarks.{name}").main(*arguments)


if __name__ == "__main__":
    enter(*sys.argv[1:])
