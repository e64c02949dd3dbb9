"""Lesson: header injection. A line break in a name, a subject or a file's name makes no line of its own."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from icalendar import Calendar
from pytest_django.fixtures import Settings

from accounts.actions import invite
from accounts.models import Organisation, User
from maintenance.actions.feed_address import make_feed_address
from maintenance.models import Environment, EnvironmentCustomer, MaintenanceWindow
from notifications.message import message_for
from notifications.models import Notice
from tests.cast import LONG_AGO, NOW, Cast
from tests.tickets import factories
from tests.walk.windows import emergency_at
from tickets.files import store
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db
BREAKS = "\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "%0d%0a", "=?utf-8?q?=0D=0A?="
FORGED = "Bcc: everybody@evil.example", "ATTENDEE:mailto:everybody@evil.example", "X-EVIL: 1"


def broken(word: str, at: str) -> str:
    return word + "".join(f"{at}{each}" for each in FORGED)


def headers_of(content: bytes) -> set[str]:
    return {name.lower() for part in message_from_bytes(content, policy=policy.default).walk() for name in part}


@pytest.mark.parametrize("at", BREAKS)
def test_header_injection_through_names_and_subjects(cast: Cast, settings: Settings, at: str) -> None:
    """Written past every form into the rows themselves: mails, their calendar files and the calendar stay whole."""
    settings.EMAIL_BACKEND = "notifications.backend.OutboxEmailBackend"
    Organisation.objects.filter(pk=cast.customer.pk).update(name=broken("Zorg", at)[:150])
    User.objects.filter(pk=cast.key_contact.pk).update(name=broken("Ingrid", at))
    on = Environment.objects.create(name=broken("Omgeving", at)[:100])
    EnvironmentCustomer.objects.create(environment=on, customer=cast.customer, joined_at=NOW - LONG_AGO)
    ticket = factories.incident(cast.key_contact, cast.customer, now=NOW)
    Ticket.objects.filter(pk=ticket.pk).update(subject=broken("Storing", at)[:120])
    invite(actor=cast.administrator, organisation=cast.customer, email="new@maasoever.example",
           name=broken("Nieuw", at), now=NOW)  # fmt: skip
    window = emergency_at(cast, on, hours=2)
    MaintenanceWindow.objects.filter(pk=window.pk).update(title=broken("Spoed", at)[:120])
    secret = make_feed_address(cast.key_contact, cast.customer.pk, now=NOW)
    with time_machine.travel(NOW, tick=False):
        mails = [message_for(each, now=NOW) for each in Notice.objects.select_related("recipient")]
        written = [each.message().as_bytes() for each in mails if each is not None]
        calendar = Client().get(f"/onderhoud/agenda/{secret}.ics").content
    assert {"tickets.event", "maintenance.event", "accounts.invitation"} <= set(
        Notice.objects.values_list("source", flat=True)
    )
    assert len(written) >= 3
    assert {name for each in written for name in headers_of(each)} & {"bcc", "x-evil", "attendee"} == set()
    assert [each for each in written if message_from_bytes(each)["To"].count("@") != 1] == []
    properties = {name for event in Calendar.from_ical(calendar).walk() for name in event}
    assert properties & {"ATTENDEE", "X-EVIL", "BCC"} == set()


@pytest.mark.parametrize("at", [*BREAKS, "\0", '"; filename="', "'", "\u202e", "../../", "\\", ";", "🐎"])
def test_header_injection_through_the_name_of_a_file(cast: Cast, settings: Settings, tmp_path: Path, at: str) -> None:
    settings.FILES_DIR = tmp_path
    kept = store(SimpleUploadedFile("x.txt", b"Wat ik zag."))
    ticket = factories.incident(cast.contact, cast.customer, files=[kept], now=NOW)
    Attachment.objects.filter(ticket=ticket).update(name=f"a{at}Set-Cookie: x=1.txt".replace("\0", ""))
    client = Client()
    client.force_login(cast.contact)
    response = client.get(f"/bestanden/{Attachment.objects.get(ticket=ticket).pk}/")
    disposition = response.headers["Content-Disposition"]
    response.close()
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    # One value, quoted or in percents (RFC 6266): nothing of it ends the line or the value.
    assert re.fullmatch(
        r"attachment; filename(=\"([^\"\\\x00-\x1f]|\\[\"\\])*\"|\*=utf-8''[\w%.~!#$&+^`|-]*)", disposition
    )
