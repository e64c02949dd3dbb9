"""With a scanner nobody gets a file before it was found clean; an infected one is refused once, told of, and gone."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import Settings
from structlog.testing import capture_logs

from accounts.models import SecurityEvent, User
from notifications.models import Notice
from ozmo_desk.environment import scanner
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.clamd import VIRUS, Clamd, clamd
from tickets.actions.note import note
from tickets.actions.scan_files import Scanned, scan_files
from tickets.actions.sweep_files import sweep_files
from tickets.actions.write_path import Words
from tickets.clamav import ScannerDown, Verdict, scan
from tickets.enums import EventKind, ScanState, Visibility
from tickets.files import StoredFile, path_of, store
from tickets.models import Attachment, Ticket, TicketEvent
from tickets.notices.mail import render
from tickets.queries.files import bytes_kept_for
from tickets.queries.personal_data import files_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NOWHERE = "127.0.0.1:1"
CLEAN, INFECTED = b"niets aan de hand", b"hallo " + VIRUS


@pytest.fixture(autouse=True)
def scanner_at(settings: Settings, tmp_path: Path) -> Iterator[Clamd]:
    with clamd() as server, time_machine.travel(NOW, tick=False):
        settings.CLAMAV, settings.FILES_DIR = server.address, tmp_path
        yield server


def sent(content: bytes) -> list[StoredFile]:
    return [store(SimpleUploadedFile("verslag.txt", content))]


def ticket_with(cast: Cast, content: bytes) -> tuple[Ticket, Attachment]:
    ticket = factories.incident(cast.contact, cast.customer, files=sent(content), now=NOW)
    return ticket, Attachment.objects.get(ticket=ticket)


def opened(user: User, row: Attachment) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    response = client.get(f"/bestanden/{row.pk}/")
    return response.status_code, (b"".join(response) if response.streaming else response.content).decode()


def page(user: User, ticket: Ticket) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/{'desk/' if user.is_agent else ''}tickets/{ticket.reference}/").content.decode()


def test_file_is_held_until_it_was_found_clean(cast: Cast) -> None:
    ticket, row = ticket_with(cast, CLEAN)
    for user in (cast.contact, cast.agent):
        status, text = opened(user, row)
        assert (status, CLEAN.decode() in text) == (409, False)
        assert "wordt gecontroleerd op virussen" in page(user, ticket)
        assert f"/bestanden/{row.pk}/" not in page(user, ticket)
    assert opened(cast.stranger, row)[0] == 404
    assert files_of(cast.contact, Ticket.objects.all()) == []
    assert scan_files(now=NOW) == Scanned(clean=1)
    assert opened(cast.contact, row) == (200, CLEAN.decode())
    assert f"/bestanden/{row.pk}/" in page(cast.contact, ticket)
    assert scan_files(now=NOW + MINUTE) == Scanned()


def test_infected_file_is_refused_told_of_and_gone(cast: Cast, django_capture_on_commit_callbacks: object) -> None:
    ticket, row = ticket_with(cast, INFECTED)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert scan_files(now=NOW) == Scanned(refused=1)
    row.refresh_from_db()
    assert (row.scan_state, row.finding) == (ScanState.REFUSED, "Win.Test.EICAR_HDB-1")
    assert not path_of(row.storage_name).exists()
    assert opened(cast.contact, row)[0] == 404
    event = TicketEvent.objects.get(ticket=ticket, kind=EventKind.FILE_REFUSED)
    assert (event.visibility, event.system_actor, event.data) == ("public", "scan_files", {"attachment_id": row.pk})
    for user in (cast.contact, cast.agent):
        text = page(user, ticket)
        assert "geweigerd: er zat een virus in" in text
        assert "Een bestand is geweigerd omdat er een virus in zat" in text
    mail = render(Notice.objects.get(subject_id=event.pk, recipient=cast.contact))
    assert mail is not None
    assert "verslag" not in mail.text
    logged = SecurityEvent.objects.get(kind="file_refused")
    assert (logged.actor, logged.subject) == (cast.contact, ticket.reference)
    assert logged.data == {"attachment": row.pk, "found": "Win.Test.EICAR_HDB-1"}
    assert bytes_kept_for(cast.customer.pk) == 0
    assert scan_files(now=NOW + MINUTE) == Scanned()


def test_refusal_of_a_file_of_a_note_stays_among_colleagues(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    note(cast.agent, factories.form_of(ticket), Words("voor ons", files=sent(INFECTED)), now=NOW)
    told = Notice.objects.count()
    assert scan_files(now=NOW) == Scanned(refused=1)
    assert TicketEvent.objects.get(kind=EventKind.FILE_REFUSED).visibility == Visibility.INTERNAL
    assert Notice.objects.count() == told
    assert "geweigerd" not in page(cast.contact, ticket)


def test_dead_scanner_lets_nothing_through_and_is_asked_again(cast: Cast, settings: Settings) -> None:
    _ticket, row = ticket_with(cast, CLEAN)
    alive, settings.CLAMAV = settings.CLAMAV, NOWHERE
    with capture_logs() as lines:
        assert scan_files(now=NOW) == Scanned(scanner_down=True)
    assert [(each["event"], each["log_level"], each["waiting"]) for each in lines] == [("scanner_down", "error", 1)]
    assert opened(cast.contact, row)[0] == 409
    settings.CLAMAV = alive
    assert scan_files(now=NOW + MINUTE / 2) == Scanned()
    assert scan_files(now=NOW + MINUTE) == Scanned(clean=1)


def test_files_that_wait_long_are_told_by_readyz(cast: Cast, client: Client) -> None:
    """Which is no less ready for it: pages go on."""
    ticket_with(cast, CLEAN)
    told = []
    for at in (NOW + 4 * MINUTE, NOW + 6 * MINUTE):
        with time_machine.travel(at, tick=False):
            told.append(client.get("/readyz").json()["files"])
    assert told == ["ok", "wait for the scanner"]


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"stream:  FOUND", b"stream: OK?", b" "])
def test_answer_that_is_no_verdict_is_no_verdict(cast: Cast, scanner_at: Clamd, answer: bytes) -> None:
    _ticket, row = ticket_with(cast, CLEAN)
    scanner_at.answer = answer
    assert scan_files(now=NOW) == Scanned(scanner_down=True)
    row.refresh_from_db()
    assert row.scan_state == ScanState.SCANNING


def test_claimed_file_is_left_to_who_claimed_it_and_taken_over_after_the_lease(cast: Cast) -> None:
    _ticket, row = ticket_with(cast, CLEAN)
    Attachment.objects.filter(pk=row.pk).update(scan_after=NOW + 5 * MINUTE)
    assert scan_files(now=NOW + 4 * MINUTE) == Scanned()
    assert scan_files(now=NOW + 5 * MINUTE) == Scanned(clean=1)


def test_file_that_the_disk_lost_is_not_asked_about_for_ever(cast: Cast) -> None:
    _ticket, row = ticket_with(cast, CLEAN)
    path_of(row.storage_name).unlink()
    assert scan_files(now=NOW) == Scanned()
    assert opened(cast.contact, row)[0] == 404


def test_without_a_scanner_files_are_as_they_were(cast: Cast, settings: Settings) -> None:
    _ticket, row = ticket_with(cast, CLEAN)
    settings.CLAMAV = ""
    _other, later = ticket_with(cast, INFECTED)
    assert later.scan_state == ScanState.UNSCANNED
    scan_files(now=NOW)
    assert [opened(cast.contact, each)[0] for each in (row, later)] == [200, 200]
    settings.CLAMAV = NOWHERE
    assert opened(cast.contact, later)[0] == 200


def test_bytes_of_a_refused_file_that_a_crash_left_are_swept(cast: Cast) -> None:
    _ticket, row = ticket_with(cast, INFECTED)
    scan_files(now=NOW)
    assert path_of(row.storage_name).exists()
    assert sweep_files(machine_time=path_of(row.storage_name).stat().st_mtime + 2 * 24 * 3600) == 1
    assert not path_of(row.storage_name).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_one_verdict(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    ticket, _row = ticket_with(cast, INFECTED)
    done: list[Scanned] = []

    def work() -> None:
        done.append(scan_files(now=NOW))
        connection.close()

    workers = [threading.Thread(target=work) for _each in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(each.refused for each in done) == 1
    assert TicketEvent.objects.filter(ticket=ticket, kind=EventKind.FILE_REFUSED).count() == 1


def test_whole_file_reaches_the_scanner_in_pieces(scanner_at: Clamd, tmp_path: Path) -> None:
    content = b"x" * 300_000 + VIRUS
    (tmp_path / "groot").write_bytes(content)
    assert scan(tmp_path / "groot", at=scanner_at.address) == Verdict("Win.Test.EICAR_HDB-1")
    assert scanner_at.asked == [content]
    with pytest.raises(ScannerDown):
        scan(tmp_path / "groot", at=str(tmp_path / "geen.ctl"))


@pytest.mark.parametrize("value", ["", "127.0.0.1:3310", "[::1]:3310", "/run/clamav/clamd.ctl"])
def test_address_of_a_scanner(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DESK_CLAMAV", value)
    assert scanner("DESK_CLAMAV") == value


@pytest.mark.parametrize("value", ["clamd", "clamd:", ":3310", "clamd:poort"])
def test_address_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DESK_CLAMAV", value)
    with pytest.raises(ImproperlyConfigured, match=r"env\.sample"):
        scanner("DESK_CLAMAV")
