"""A source of notices for these tests, and mail that stays in memory."""

from collections.abc import Callable, Iterator

import pytest
from django.utils.translation import get_language
from pytest_django import Settings

from notifications import renderers
from notifications.models import Notice
from notifications.renderers import Mail

SOURCE = "tests.event"
Register = Callable[[renderers.Renderer], None]


def plain(notice: Notice) -> Mail:
    """A mail that says in which language it was written."""
    return Mail(
        subject=f"Melding {notice.subject_id}",
        text=f"Tekst in het {get_language()}",
        html=f"<p>Tekst in het {get_language()}</p>",
        headers={"References": "<ticket-1@ozmo.example>"},
    )


@pytest.fixture
def write_with() -> Iterator[Register]:
    """Makes another renderer write the notices of the tests' source."""

    def register(renderer: renderers.Renderer) -> None:
        renderers._sources.pop(SOURCE, None)
        renderers.register(SOURCE, renderer)

    register(plain)
    yield register
    renderers._sources.pop(SOURCE, None)


@pytest.fixture(autouse=True)
def mail_in_memory(settings: Settings, write_with: Register) -> None:
    """No test sends anything, unless it says so."""
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
