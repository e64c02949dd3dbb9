"""The archive of all that is kept of a person: theirs, and nothing of anybody else."""

import json
import zipfile
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import SecurityEvent
from tests.cast import Cast
from tests.security.people import shows_who_it_is
from tests.tickets import factories
from tickets.actions.customer_reply import customer_reply
from tickets.actions.write_path import Form, Words
from tickets.files import store
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
OWN = "/profiel/gegevens/"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Reported by the contact, answered by the agent, with a word of the key contact."""
    file = store(SimpleUploadedFile("verslag.txt", b"Wat ik zag."))
    made = factories.incident(cast.contact, cast.customer, now=cast.now, files=(file,))
    factories.replied(made, cast.agent, "Antwoord van Tom", now=cast.now)
    words = Words("Ik zag het ook", key=uuid4())
    return customer_reply(cast.key_contact, Form(made.reference), words, now=cast.now)


def archive_of(client: Client, address: str = OWN) -> zipfile.ZipFile:
    """What comes back, opened."""
    shows_who_it_is(client)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    return zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def all_words(archive: zipfile.ZipFile) -> str:
    return "\n".join(archive.read(name).decode() for name in archive.namelist())


def entered(client: Client, person: object) -> Client:
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_own_words_and_files_are_in_it(cast: Cast, ticket: Ticket, client: Client) -> None:
    archive = archive_of(entered(client, cast.contact))
    data = json.loads(archive.read("data.json"))
    assert data["person"]["email"] == cast.contact.email
    assert [each["ticket"] for each in data["tickets"]] == [ticket.reference]
    assert [each["text"] for each in data["messages"]] == [factories.DESCRIPTION]
    file = next(name for name in archive.namelist() if name.startswith("files/"))
    assert archive.read(file) == b"Wat ik zag."
    page = archive.read("data.html").decode()
    assert cast.contact.email in page
    # In words: no keys, codes or digits of a program.
    assert [each for each in ("Rol bij", "contactpersoon", "gemeld", "Nederlands") if each not in page] == ["Rol bij"]
    assert [
        each for each in ("role_at_desk", "last_signed_in", "submitted", "+00:00", "None", "True") if each in page
    ] == []


def test_nobody_else_is_in_it(cast: Cast, ticket: Ticket, client: Client) -> None:
    words = all_words(archive_of(entered(client, cast.contact)))
    others = [person for person in cast.everybody.values() if person.pk != cast.contact.pk]
    assert [each.name for each in others if each.name in words or each.email in words] == []
    assert "Antwoord van Tom" not in words
    assert "Ik zag het ook" not in words
    assert "een medewerker van de helpdesk" in words
    assert "een collega" in words


def test_after_a_mandate_nothing_of_the_customer_is_in_it(cast: Cast, ticket: Ticket, client: Client) -> None:
    words = all_words(archive_of(entered(client, cast.ended_partner)))
    assert ticket.reference not in words
    assert cast.customer.name not in words


def test_of_the_desk_no_words_about_customers(cast: Cast, ticket: Ticket, client: Client) -> None:
    words = all_words(archive_of(entered(client, cast.agent)))
    assert ticket.reference in words
    assert "Antwoord van Tom" not in words


def test_text_cannot_be_a_script(cast: Cast, client: Client) -> None:
    factories.incident(cast.contact, cast.customer, now=cast.now, description="<script>alert(1)</script>")
    archive = archive_of(entered(client, cast.contact))
    assert "<script>" not in archive.read("data.html").decode()


def test_who_it_is_is_asked_first(cast: Cast, client: Client) -> None:
    assert "/reauthenticate/" in entered(client, cast.contact).get(OWN).headers["Location"]


def test_administrator_makes_that_of_somebody(cast: Cast, ticket: Ticket, client: Client) -> None:
    address = f"/beheer/personen/{cast.contact.pk}/gegevens/"
    data = json.loads(archive_of(entered(client, cast.administrator), address).read("data.json"))
    assert data["person"]["name"] == cast.contact.name
    assert [each["by"] for each in data["events"]][:1] == ["uzelf"]
    logged = SecurityEvent.objects.get(kind="exported")
    assert (logged.actor_id, logged.subject) == (cast.administrator.pk, f"person {cast.contact.pk}")


def test_nobody_else_makes_it(cast: Cast, client: Client) -> None:
    address = f"/beheer/personen/{cast.contact.pk}/gegevens/"
    assert entered(client, cast.agent).get(address).status_code == 403
    assert entered(client, cast.key_contact).get(address).status_code == 404


def test_more_tickets_ask_no_more_queries(cast: Cast, client: Client) -> None:
    shows_who_it_is(entered(client, cast.contact))
    counts = []
    for _more in range(2):
        factories.incident(cast.contact, cast.customer, now=cast.now)
        with CaptureQueriesContext(connection) as asked:
            b"".join(client.get(OWN).streaming_content)  # type: ignore[attr-defined]
        counts.append(len(asked))
    assert counts[0] == counts[1]
