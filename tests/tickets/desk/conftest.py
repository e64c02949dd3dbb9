"""Agents at their desk, Tuesday 24 November 2026, 10:12."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.cast import AMSTERDAM, NOW, Cast
from tickets.models import Ticket

Send = Callable[..., Any]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the helpdesk's clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The desk's clock stands still at the moment of the design."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def signed_in(user: User, language: str = "en") -> Client:
    """A browser of this person."""
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(cast: Cast) -> Client:
    """The agent's browser."""
    return signed_in(cast.agent)


def address(ticket: Ticket, what: str = "") -> str:
    """The address of a ticket's page, or of something done to it."""
    return f"/desk/tickets/{ticket.reference}/{what}"
