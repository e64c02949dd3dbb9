"""OZMO's agreement and calendar in every test that has a database, also after a test that emptied it."""

from importlib import import_module

import pytest
from django.apps import apps

from agreements import queries
from agreements.models import Agreement

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_reset_sequences", "live_server"})


@pytest.fixture(autouse=True)
def agreement_in_place(request: pytest.FixtureRequest) -> None:
    """What the migration puts in a new database. SQLite gives the ids of a rolled back test out again: caches go."""
    queries.forget()
    if not (request.node.get_closest_marker("django_db") or DATABASE_FIXTURES & set(request.fixturenames)):
        return
    request.getfixturevalue("_django_db_helper")
    if not Agreement.objects.exists():
        import_module("agreements.migrations.0002_ozmo").put_in(apps, None)
