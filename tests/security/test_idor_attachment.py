"""Lesson: the ticket was checked and its files, found by a number that counts up, were not."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.actions import end_mandate
from accounts.models import User
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.walk.world import stored
from tickets.actions.note import note
from tickets.actions.redact import redact
from tickets.actions.write_path import Form, Words
from tickets.enums import ScanState
from tickets.files import store
from tickets.forms.fields import seal
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db
NOBODY: set[str] = set()
DESK = {"agent", "second_agent", "lead_agent", "administrator"}
CUSTOMER = DESK | {"contact", "key_contact", "partner"}


@pytest.fixture(autouse=True)
def at_the_moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ticket(cast: Cast, settings: Settings, tmp_path: Path) -> Ticket:
    settings.FILES_DIR = tmp_path
    return factories.incident(cast.contact, cast.customer, files=stored("qpublic"), now=NOW)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def who_get(cast: Cast, row: Attachment) -> set[str]:
    """Each person by role who gets the file; all others are told that there is none."""
    answers = {role: client_of(user).get(f"/bestanden/{row.pk}/") for role, user in cast.everybody.items()}
    for answer in answers.values():
        assert answer.getvalue()
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    return {role for role, answer in answers.items() if answer.status_code == 200}


def test_file_is_for_who_sees_its_message(cast: Cast, ticket: Ticket) -> None:
    """By number: of a message, a note, a confidential ticket, another customer; of words removed, and refused."""
    note(cast.agent, Form(ticket.reference), Words("voor ons", files=stored("qnote")), now=NOW)
    factories.incident(cast.contact, cast.customer, files=stored("qsecret"), confidential=True, now=NOW)
    factories.incident(cast.stranger, cast.other_customer, files=stored("qtheirs"), now=NOW)
    gone = factories.incident(cast.contact, cast.customer, files=stored("qgone"), now=NOW)
    redact(cast.administrator, factories.form_of(gone), Message.objects.get(ticket=gone).pk, "weg", now=NOW)
    factories.incident(cast.contact, cast.customer, files=stored("qrefused"), now=NOW)
    Attachment.objects.filter(name="qrefused.txt").update(scan_state=ScanState.REFUSED)
    assert {row.name.partition(".")[0]: who_get(cast, row) for row in Attachment.objects.order_by("pk")} == {
        "qpublic": CUSTOMER,
        "qnote": DESK,
        "qsecret": CUSTOMER - {"partner"},
        "qtheirs": DESK | {"stranger"},
        "qgone": NOBODY,
        "qrefused": NOBODY,
    }
    end_mandate(actor=None, mandate=cast.mandate, now=NOW)
    assert who_get(cast, Attachment.objects.get(name="qpublic.txt")) == CUSTOMER - {"partner"}
    assert Client().get(f"/bestanden/{Attachment.objects.earliest('pk').pk}/").status_code == 302


def test_file_lies_nowhere_else(cast: Cast, ticket: Ticket) -> None:
    """Not under its name in storage, and not by going up and down from another number."""
    row = Attachment.objects.get(ticket=ticket)
    client = client_of(cast.contact)
    paths = [f"/media/{row.storage_name}", f"/static/{row.storage_name}", f"/bestanden/{row.storage_name}/"]
    paths += [f"/bestanden/{row.pk}/../{row.pk}/x", "/bestanden/0/", "/bestanden/99999999999999999999/"]
    assert [path for path in paths if client.get(path).status_code != 404] == []


def test_file_that_somebody_else_chose_does_not_come_along(cast: Cast, ticket: Ticket) -> None:
    """The token of a stored file is its sender's; a made up one is nobody's."""
    theirs = store(SimpleUploadedFile("qtheirs.txt", b"van een ander"))
    sent = Attachment.objects.get(ticket=ticket)
    known = store(SimpleUploadedFile("qmine.txt", b"van mij"))
    tokens = [seal(theirs, cast.stranger.pk), seal(known, cast.contact.pk)[:-1], "x"]
    for token in tokens:
        fields = {"body": "Met een bestand", "key": str(uuid4()), "kept": token}
        client_of(cast.contact).post(f"/tickets/{ticket.reference}/antwoord/", fields)
    assert list(Attachment.objects.all()) == [sent]
