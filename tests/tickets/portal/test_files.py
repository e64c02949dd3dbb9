"""Attachments: what they are by content, how they lie on disk, who gets them and how, and what is swept away."""

import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actions import end_mandate
from accounts.models import User
from accounts.refusals import Refusal
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import SignIn, stored_in
from tickets.actions.redact import redact
from tickets.actions.sweep_files import sweep_files
from tickets.actions.write_path import Form
from tickets.files import MAX_BYTES, StoredFile, clean_name, path_of, store
from tickets.models import Attachment, Message, Ticket

BYTES = "application/octet-stream"
DAY = 24 * 3600


def office(folder: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<w/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("scherm.png", b"\x89PNG\r\n\x1a\n rest", "image/png"),
        ("foto.txt", b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
        ("x.gif", b"GIF89a\x01\x00\x01\x00", "image/gif"),
        ("x.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("x.heic", b"\x00\x00\x00\x18ftypheic\x00", "image/heic"),
        ("x.pdf", b"%PDF-1.7 rest", "application/pdf"),
        ("gesprek.wav", b"RIFF\x10\x00\x00\x00WAVEfmt ", "audio/wav"),
        ("gesprek.mp3", b"ID3\x04 rest", "audio/mpeg"),
        ("x.pcap", b"\xd4\xc3\xb2\xa1\x02\x00", "application/vnd.tcpdump.pcap"),
        ("x.pcapng", b"\x0a\x0d\x0d\x0a\x1c\x00", "application/x-pcapng"),
        ("log.txt", "regel één\n".encode(), "text/plain"),
        ("log.log", "regel één\n".encode("latin-1"), "text/plain"),
        ("lijst.csv", b"a;b\n1;2\n", "text/csv"),
        ("mail.eml", b"From: a@b.nl\nSubject: x\n\nhallo", "message/rfc822"),
        ("brief.docx", office("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("lijst.xlsx", office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("oud.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-excel"),
        ("kapot.zip", b"PK\x03\x04 niets", BYTES),
        ("x.txt", b"<html><body>hoi</body></html>", BYTES),
        ("x.txt", b"hallo <script>alert(1)</script>", BYTES),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", BYTES),
        ("x.png", b"#!/bin/sh\nrm -rf /", BYTES),
        ("x.html", b"zomaar tekst", BYTES),
        ("x.bin", b"\x00\x01\x02\x03", BYTES),
        ("x.txt", b"\x01\x02 geen tekst", BYTES),
    ],
)
def test_type_is_what_the_content_says(name: str, content: bytes, content_type: str, files_dir: Path) -> None:
    assert store(SimpleUploadedFile(name, content, content_type="text/html")).content_type == content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leeg.txt", b""),
        ("groot.txt", b"x" * (MAX_BYTES + 1)),
        ("factuur.pdf", b"MZ\x90\x00"),
        ("factuur", b"\x7fELF\x02"),
        ("factuur.pdf.exe", b"tekst"),
        ("snel.LNK", b"tekst"),
    ],
)
def test_file_is_refused_and_leaves_nothing(name: str, content: bytes, files_dir: Path) -> None:
    with pytest.raises(Refusal):
        store(SimpleUploadedFile(name, content))
    assert stored_in(files_dir) == []


def test_stored_file_is_whole_under_a_name_of_our_own(files_dir: Path) -> None:
    stored = store(SimpleUploadedFile("../../etc/passwd", b"x" * 100_000))
    assert stored.name == "passwd"
    assert stored_in(files_dir) == [path_of(stored.storage_name)]
    assert path_of(stored.storage_name).read_bytes() == b"x" * 100_000
    assert "passwd" not in stored.storage_name
    assert (stored.size, len(stored.sha256)) == (100_000, 64)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("C:\\Users\\jan\\scherm afdruk.png", "scherm afdruk.png"),
        ("log\r\nSet-Cookie: x.txt", "log Set-Cookie x.txt"),
        ("foto\u202egnp.exe.jpg", "foto gnp.exe.jpg"),
        ("..", "bestand"),
        ("", "bestand"),
        ("a" * 300 + ".docx", "a" * 145 + ".docx"),
        ("ge\u0301e\u0301n.txt", "géén.txt"),
    ],
)
def test_name_is_fit_to_show(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


def status_for(sign_in: SignIn, person: User, attachment: Attachment) -> int:
    """What somebody who asks for the file gets."""
    response = sign_in(person).get(f"/bestanden/{attachment.pk}/")
    if response.streaming:
        list(response)
    return response.status_code


def attached(cast: Cast, *, internal: bool = False, name: str = "log.txt") -> Attachment:
    stored = store(SimpleUploadedFile(name, b"regel"))
    if internal:
        factories.noted(factories.incident(cast.contact, cast.customer, now=NOW), cast.agent, now=NOW, files=[stored])
    else:
        factories.incident(cast.contact, cast.customer, now=NOW, files=[stored])
    return Attachment.objects.get()


@pytest.mark.django_db
def test_file_is_a_download_that_no_browser_runs(cast: Cast, sign_in: SignIn) -> None:
    attachment = attached(cast, name='ruzie "één".txt')
    response = sign_in(cast.contact).get(f"/bestanden/{attachment.pk}/")
    assert b"".join(response.streaming_content) == b"regel"  # type: ignore[attr-defined]
    headers = response.headers
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''ruzie%20%C3%A9%C3%A9n.txt"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (headers["Content-Type"], headers["Content-Length"]) == ("text/plain", "5")
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.django_db
def test_file_reaches_only_who_sees_the_message(cast: Cast, sign_in: SignIn) -> None:
    attachment = attached(cast)
    statuses = {name: status_for(sign_in, who, attachment) for name, who in cast.everybody.items()}
    assert statuses == {
        "contact": 200,
        "colleague": 404,
        "key_contact": 200,
        "stranger": 404,
        "partner": 200,
        "ended_partner": 404,
        "agent": 200,
        "lead_agent": 200,
        "second_agent": 200,
        "administrator": 200,
    }


@pytest.mark.django_db
def test_file_of_an_internal_note_is_for_agents(cast: Cast, sign_in: SignIn) -> None:
    attachment = attached(cast, internal=True)
    for person in (cast.contact, cast.key_contact, cast.partner):
        assert status_for(sign_in, person, attachment) == 404
    assert status_for(sign_in, cast.agent, attachment) == 200


@pytest.mark.django_db
def test_file_is_gone_with_its_message_or_mandate(cast: Cast, sign_in: SignIn) -> None:
    attachment = attached(cast)
    client = sign_in(cast.partner)
    end_mandate(actor=None, mandate=cast.mandate, now=NOW)
    assert client.get(f"/bestanden/{attachment.pk}/").status_code == 404
    ticket = Ticket.objects.get()
    redact(cast.agent, Form(ticket.reference), Message.objects.get().pk, "wachtwoord", now=NOW)
    for person in (cast.contact, cast.agent):
        assert status_for(sign_in, person, attachment) == 404


@pytest.mark.django_db
def test_file_that_the_disk_lost_is_said_in_a_sentence(cast: Cast, sign_in: SignIn) -> None:
    attachment = attached(cast)
    path_of(attachment.storage_name).unlink()
    response = sign_in(cast.contact).get(f"/bestanden/{attachment.pk}/")
    assert response.status_code == 404
    assert "Dit bestand is er niet meer." in response.content.decode()


def aged(stored: StoredFile, seconds: int) -> StoredFile:
    path = path_of(stored.storage_name)
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))
    return stored


@pytest.mark.django_db
def test_sweeping_removes_old_files_that_nothing_refers_to(cast: Cast, files_dir: Path) -> None:
    used, young, old, unfinished = (store(SimpleUploadedFile(f"{n}.txt", b"regel")) for n in range(4))
    factories.incident(cast.contact, cast.customer, now=NOW, files=[used])
    for each in (used, old, unfinished):
        aged(each, DAY + 60)
    path_of(unfinished.storage_name).rename(path_of(unfinished.storage_name + ".part"))
    assert sweep_files(machine_time=time.time()) == 2
    assert stored_in(files_dir) == sorted(path_of(each.storage_name) for each in (used, young))
    assert sweep_files(machine_time=time.time()) == 0


def test_sweeping_before_the_first_file_is_nothing(files_dir: Path) -> None:
    (files_dir / "nog niet").mkdir()
    assert sweep_files(machine_time=time.time()) == 0
