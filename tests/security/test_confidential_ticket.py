"""Lesson: a confidential ticket in search, counts, notices, history, exports and links: not a word and no number."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import SecurityEvent, SecurityEventKind, User
from notifications.models import Notice
from tests.cast import NOW, PASSWORD, Cast
from tests.security.people import shows_who_it_is
from tests.tickets import factories
from tests.walk.world import stored
from tickets.actions.link import link
from tickets.actions.note import note
from tickets.actions.write_path import Form, Words
from tickets.enums import Relation
from tickets.models import Attachment, Message, Ticket
from tickets.notices.mail import render

pytestmark = pytest.mark.django_db
OUTSIDE = ("partner", "colleague", "stranger", "ended_partner")
INSIDE = ("contact", "key_contact")
PARTS_OF_PORTAL = (("get", "nieuws/"), ("post", "antwoord/"))


@pytest.fixture(autouse=True)
def nothing_noted_yet() -> None:
    cache.clear()


@pytest.fixture
def secret(cast: Cast, settings: Settings, tmp_path: Path) -> Ticket:
    """A confidential ticket with words, a file and an answer, linked to one that its customer's partner follows too."""
    settings.FILES_DIR = tmp_path
    made = factories.incident(
        cast.contact, cast.customer, subject="Storing qsecretsubject", description="Over qsecretstory",
        phone="0413555777", files=stored("qsecretfile"), confidential=True, now=NOW,
    )  # fmt: skip
    factories.replied(made, cast.agent, "Antwoord qsecretanswer", now=NOW)
    open_one = factories.incident(cast.partner, cast.customer, subject="Storing van de partner", now=NOW)
    link(cast.agent, Form(open_one.reference), made.reference, Relation.SAME_CAUSE, now=NOW)
    return Ticket.objects.get(pk=made.pk)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def pages(secret: Ticket) -> tuple[str, ...]:
    """Where it could be met: lists, counts, search by word, number and phone, links, export."""
    open_one = Ticket.objects.exclude(pk=secret.pk).get()
    searched = ("qsecret", "storing", str(secret.pk), secret.reference, "0413555777")
    lists = ("/", "/tickets/", "/tickets/?group=open", "/tickets/?group=ended")
    at = f"/tickets/{open_one.reference}/"
    about = (at, f"{at}nieuws/?since=0", f"/vraag/?vervolg={secret.pk}")
    return (*lists, *(f"/tickets/?q={each}" for each in searched), *about, "/tickets/tickets.csv")


def own(secret: Ticket) -> tuple[str, ...]:
    at, file = f"/tickets/{secret.reference}/", Attachment.objects.get(ticket=secret).pk
    parts = ("", "nieuws/", "klok/recovery/1/", "volgers/", "intrekken/", "afspraak.ics", "ander-moment/")
    return (*(f"{at}{part}" for part in parts), f"/bestanden/{file}/")


@pytest.mark.parametrize("who", OUTSIDE)
def test_confidential_ticket_in_search_counts_history_exports_and_links(cast: Cast, secret: Ticket, who: str) -> None:
    client = client_of(cast.everybody[who])
    with time_machine.travel(NOW, tick=False):
        read = {page: client.get(page).content.decode() for page in pages(secret)}
        # A page repeats what was asked for; elsewhere its number stands nowhere either.
        told = {page: text.replace(f'value="{page.partition("=")[2]}"', "") for page, text in read.items()}
        assert [page for page, text in told.items() if "qsecret" in text and "q=" not in page] == []
        assert [
            page for page, text in told.items() if f"/{secret.reference}/" in text or "qsecretsubject" in text
        ] == []
        assert secret.reference not in "".join(text for page, text in told.items() if "q=" not in page)
        assert {client.get(path).status_code for path in own(secret)} == {404}
        forms = ("antwoord/", "werkt-weer/", "nog-stuk/", "volgers/", "volgers/weg/", "vertrouwelijk/", "intrekken/")
        fields = {"body": "x", "person": str(cast.colleague.pk), "confidential": "no"}
        sent = [client.post(f"/tickets/{secret.reference}/{each}", fields) for each in forms]
    assert {each.status_code for each in sent} == {404}


def test_confidential_ticket_counts_for_its_own_people_only(cast: Cast, secret: Ticket) -> None:
    """The number on the home page is of what somebody sees: the partner has one, the key contact two."""
    with time_machine.travel(NOW, tick=False):
        found = {
            who: client_of(cast.everybody[who]).get("/tickets/?q=storing").content.decode().count('href="/tickets/OZ-')
            for who in (*INSIDE, *OUTSIDE)
        }
        exported = client_of(cast.key_contact).get("/tickets/tickets.csv").content.decode()
    assert found == {"contact": 1, "key_contact": 2, "partner": 1, "colleague": 0, "stranger": 0, "ended_partner": 0}
    assert "qsecretsubject" in exported


def test_confidential_ticket_in_notices(cast: Cast, secret: Ticket) -> None:
    """Nobody outside gets a mail of it, and a row that was made by mistake is not sent."""
    events = list(secret.events.values_list("pk", flat=True))
    told = Notice.objects.filter(source="tickets.event", subject_id__in=events)
    assert {each.recipient_id for each in told} & {cast.everybody[who].pk for who in OUTSIDE} == set()
    answer = told.filter(recipient=cast.contact).latest("pk")
    with time_machine.travel(NOW, tick=False):
        assert render(answer) is not None
        for who in OUTSIDE:
            answer.recipient = cast.everybody[who]
            assert render(answer) is None


def test_confidential_ticket_in_the_archive_of_somebody_else(cast: Cast, secret: Ticket) -> None:
    """The archive of what is kept of a person: for the colleague nothing of it, for the reporter it is there."""
    with time_machine.travel(NOW, tick=False):
        for who, is_there in (("colleague", False), ("contact", True)):
            client = Client()
            client.post("/account/login/", {"login": cast.everybody[who].email, "password": PASSWORD})
            shows_who_it_is(client)
            answer = client.get("/profiel/gegevens/")
            archive = zipfile.ZipFile(BytesIO(b"".join(answer)))
            whole = "".join(
                archive.read(name).decode() for name in archive.namelist() if name.endswith((".json", ".html"))
            )
            assert ("qsecretstory" in whole) is is_there


def test_confidential_ticket_that_is_opened_is_on_record(cast: Cast, secret: Ticket) -> None:
    """Who opened it, and its file; not who was told that there is none."""
    with time_machine.travel(NOW, tick=False):
        for who in (*INSIDE, "partner", "agent"):
            side = "/desk" if who == "agent" else ""
            client_of(cast.everybody[who]).get(f"{side}/tickets/{secret.reference}/")
    opened = SecurityEvent.objects.filter(kind=SecurityEventKind.CONFIDENTIAL_OPENED)
    assert {each.actor_id for each in opened} == {cast.everybody[who].pk for who in (*INSIDE, "agent")}
    assert {each.subject for each in opened} == {secret.reference}
    assert "qsecret" not in json.dumps([each.data for each in opened])


def test_confidential_ticket_that_is_read_by_a_part_or_a_refused_form_is_on_record(cast: Cast, secret: Ticket) -> None:
    """What was said stands in these answers as well as on the page; an answer without it (204) adds no row."""
    note(cast.second_agent, Form(secret.reference), Words("Notitie qsecretnote"), now=NOW)
    words = {each.event.kind: each.pk for each in Message.objects.filter(ticket=secret).select_related("event")}
    at, of_note = f"/desk/tickets/{secret.reference}/", f"berichten/{words['noted']}/openbaar/"
    of_words = f"berichten/{words['submitted']}/verwijderen/"
    agent, contact, found = client_of(cast.agent), client_of(cast.contact), {}
    with time_machine.travel(NOW, tick=False):
        asked = [(agent, "get", f"{at}{part}") for part in ("nieuws/", of_note, of_words)]
        asked += [(agent, "post", f"{at}{part}") for part in ("antwoord/", "notitie/", "nemen/")]
        asked += [(contact, method, f"/tickets/{secret.reference}/{part}") for method, part in PARTS_OF_PORTAL]
        for client, method, path in asked:
            cache.clear()
            before = SecurityEvent.objects.filter(kind=SecurityEventKind.CONFIDENTIAL_OPENED).count()
            answer = getattr(client, method)(path)
            after = SecurityEvent.objects.filter(kind=SecurityEventKind.CONFIDENTIAL_OPENED).count()
            found[path] = ("qsecret" in answer.content.decode(), after - before)
        drawn = contact.get(f"/tickets/{secret.reference}/").context["mark"]
        before = SecurityEvent.objects.count()
        assert contact.get(f"/tickets/{secret.reference}/nieuws/", {"mark": drawn}).status_code == 204
    assert set(found.values()) == {(True, 1)}, found
    assert SecurityEvent.objects.count() == before
