"""Lesson: an ended mandate, on each path. The partner's open session, its forms, files, mails and calendar: nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.actions import end_mandate
from maintenance.actions.feed_address import make_feed_address
from notifications.models import Notice
from tests.cast import NOW, PASSWORD, Cast
from tests.tickets.factories import replied
from tests.walk.addresses import fields_for
from tests.walk.walker import Walker, body_of
from tests.walk.world import World, world_at
from tickets.actions.add_follower import add_follower
from tickets.actions.write_path import Form
from tickets.enums import Visibility
from tickets.notices.mail import render

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
WORDS = (
    "qcontactsubject",
    "qcontactstory",
    "qdeskanswer",
    "qfiledsubject",
    "qwindowasked",
    "qwindowurgent",
    "Maasoever",
)
GONE = {
    # path: what the partner got while the mandate was in force, and what it gets from the moment that it ended.
    "page": (200, 404), "fragment": (200, 404), "clock": (200, 404), "followers": (200, 404), "file": (200, 404),
    "list": (200, 200), "search": (200, 200), "home": (200, 200), "export": (403, 403), "window": (200, 404),
    "window file": (404, 404), "POST reply": (302, 404), "POST withdraw": (302, 404), "POST follow": (302, 404),
    "POST unfollow": (302, 404), "POST other moment": (422, 404), "POST report": (302, 403),
    "POST question": (302, 403), "POST answer window": (302, 404), "POST ask window": (302, 404), "promise": (200, 404),
}  # fmt: skip


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[World]:
    settings.FILES_DIR = tmp_path
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield world_at(cast)


def answers(world: World) -> tuple[dict[str, int], str]:
    """The status of each path, and everything that was said."""
    walker, reference, window = Walker(world.cast.partner), world.running.reference, world.windows.asked.reference
    file = world.files_of(world.running, Visibility.PUBLIC)[0]
    opened = {
        "page": reverse("portal:ticket", args=[reference]),
        "fragment": reverse("portal:ticket_news", args=[reference]),
        "clock": reverse("portal:clock", args=[reference, "recovery", 1]),
        "followers": reverse("portal:followers", args=[reference]),
        "file": reverse("portal:file", args=[file.pk]),
        "list": "/tickets/", "search": "/tickets/?q=subject", "home": "/", "export": "/tickets/tickets.csv",
        "promise": "/melden/belofte/?impact=all&severity=no_calls",
        "window": reverse("maintenance:window", args=[window]),
        "window file": reverse("maintenance:calendar_file", args=[window]),
    }  # fmt: skip
    sent = {
        "POST reply": "portal:reply", "POST withdraw": "portal:withdraw", "POST follow": "portal:followers",
        "POST unfollow": "portal:unfollow", "POST other moment": "portal:other_moment",
        "POST report": "portal:report_incident", "POST question": "portal:ask_question",
        "POST answer window": "maintenance:answer", "POST ask window": "maintenance:ask",
    }  # fmt: skip
    got = {path: walker.get(address) for path, address in opened.items()}
    for path, name in sent.items():
        about = [window if name.startswith("maintenance") else reference]
        address = reverse(name, args=about if "report" not in name and "question" not in name else [])
        got[path] = walker.post(address, fields_for(world, name))
    return {path: each.status_code for path, each in got.items()}, "".join(map(body_of, got.values()))


def test_ended_mandate_on_each_path(world: World) -> None:
    statuses, said = answers(world)
    assert statuses == {path: before for path, (before, _after) in GONE.items()}
    assert [word for word in WORDS if word not in said] == []
    end_mandate(actor=None, mandate=world.cast.mandate, now=NOW)
    statuses, said = answers(world)
    assert statuses == {path: after for path, (_before, after) in GONE.items()}
    assert [word for word in WORDS if word in said] == []


def test_ended_mandate_in_mail_calendar_and_draft(world: World) -> None:
    """What waits to be sent, what a calendar program asks for, and what was typed before signing in again."""
    cast, ticket = world.cast, world.running
    secret = make_feed_address(cast.partner, cast.partner_organisation.pk, now=NOW)
    feed = reverse("maintenance:feed", args=[secret])
    add_follower(cast.partner, Form(ticket.reference), cast.partner.pk, now=NOW)
    ticket.refresh_from_db()
    replied(ticket, cast.agent, "Antwoord qdeskanswer", now=NOW)
    notice = Notice.objects.filter(recipient=cast.partner, source="tickets.event").latest("pk")
    assert "qwindowurgent" in Client().get(feed).content.decode()
    assert render(notice) is not None
    browser, path = Client(), reverse("portal:reply", args=[ticket.reference])
    browser.post(path, {"body": "Wat ik typte"}, headers={"Referer": f"http://testserver/tickets/{ticket.reference}/"})
    end_mandate(actor=None, mandate=cast.mandate, now=NOW)
    assert "qwindow" not in Client().get(feed).content.decode()
    assert render(notice) is None
    answer = browser.post("/account/login/", {"login": cast.partner.email, "password": PASSWORD})
    assert answer.status_code == 302
    page = browser.get(f"/tickets/{ticket.reference}/")
    assert (page.status_code, "qcontact" in page.content.decode()) == (404, False)
