"""Lesson: floods. Nobody fills a mailbox, the disk or the database by doing an ordinary thing very often."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actions import invitations, invite, revoke
from accounts.actions.invitations import send_again
from accounts.drafts import SESSION_KEY
from accounts.models import Invitation, SecurityEvent
from accounts.refusals import Refusal
from notifications.models import Notice
from ozmo_desk.uploads import MOST_BYTES
from tests.cast import NOW, Cast
from tests.security.people import shows_who_it_is, signed_in
from tests.tickets import factories
from tickets.actions.add_follower import add_follower
from tickets.actions.remove_follower import remove_follower
from tickets.actions.write_path import Form
from tickets.forms import fields
from tickets.views.privacy import data

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=10)


def test_flood_of_invitations_to_one_address(cast: Cast) -> None:
    """Sent again after ten minutes, not before; withdrawing and inviting anew is counted by the day."""
    about = {"actor": cast.key_contact, "organisation": cast.customer, "name": "Iemand", "email": "x@elsewhere.example"}
    invitation = invite(**about, now=NOW)  # type: ignore[arg-type]
    for after in (timedelta(0), MINUTES - timedelta(seconds=1)):
        with pytest.raises(Refusal):
            send_again(actor=cast.key_contact, invitation=invitation, now=NOW + after)
    send_again(actor=cast.key_contact, invitation=invitation, now=NOW + MINUTES)
    rest = invitations.MOST_A_DAY - 1
    Invitation.objects.bulk_create(
        Invitation(
            organisation=cast.customer, email=f"{n}@elsewhere.example", name="x", role="contact", digest=str(n),
            sent_at=NOW, expires_at=NOW + timedelta(days=7), revoked_at=NOW,
        )
        for n in range(rest)
    )  # fmt: skip
    revoke(actor=cast.key_contact, invitation=invitation, now=NOW + MINUTES)
    with pytest.raises(Refusal):
        invite(**about, now=NOW + MINUTES)  # type: ignore[arg-type]
    assert invite(**{**about, "actor": cast.agent}, now=NOW + MINUTES).pk  # type: ignore[arg-type]


def test_flood_of_mails_to_somebody_who_is_made_to_follow(cast: Cast) -> None:
    """Taken off and added again, over and over: one mail in a day, and again the day after."""
    about = Form(factories.incident(cast.contact, cast.customer, now=NOW).reference)
    mails = Notice.objects.filter(recipient=cast.colleague)
    for times, now in ((3, NOW), (3, NOW + timedelta(hours=23)), (1, NOW + timedelta(days=2))):
        for _again in range(times):
            add_follower(cast.contact, about, cast.colleague.pk, now=now)
            remove_follower(cast.contact, about, cast.colleague.pk, now=now)
    assert mails.count() == 2
    add_follower(cast.contact, about, cast.partner.pk, now=NOW)
    assert Notice.objects.filter(recipient=cast.partner).count() == 1


def test_flood_of_rows_in_the_security_log(cast: Cast) -> None:
    """It cannot be cleared for a year: a page that is asked for over and over adds one row a minute."""
    cache.clear()
    ticket = factories.incident(cast.contact, cast.customer, confidential=True, now=NOW)
    inside, agent = Client(), Client()
    inside.force_login(cast.contact)
    agent.force_login(cast.agent)
    for minutes in range(2):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            for _again in range(3):
                inside.get(f"/tickets/{ticket.reference}/")
                agent.post("/melden/")
    rows = SecurityEvent.objects.order_by("pk").values_list("kind", "actor")
    assert list(rows) == [("confidential_opened", cast.contact.pk), ("refused", cast.agent.pk)] * 2


def test_flood_of_texts_of_nobody(settings: Settings) -> None:
    """What somebody typed before signing in is kept, thirty times a minute from one place."""
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "keep_draft": "3/m/ip"}
    for _each in range(5):
        assert Client().post("/vraag/", {"description": "x" * 60_000}).status_code == 302
    assert sum(SESSION_KEY in each.get_decoded() for each in Session.objects.all()) == 3


def test_flood_of_files_that_are_never_sent(
    cast: Cast, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each form that is refused leaves its files on the disk until the night: so many bytes an hour and no more."""
    cache.clear()
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr(fields, "HOURLY_BYTES", 2500)
    client = Client()
    client.force_login(cast.contact)
    for _each in range(5):
        file = SimpleUploadedFile("log.txt", b"a" * 1000)
        answer = client.post("/vraag/", {"subject": "", "description": "", "files": file})
    assert answer.status_code == 422
    assert "in korte tijd heel veel bestanden" in answer.content.decode()
    assert sum(each.is_file() for each in tmp_path.rglob("*")) == 2


def test_flood_of_archives_of_a_person(cast: Cast) -> None:
    cache.clear()
    client = signed_in(cast.contact.email)
    shows_who_it_is(client)
    answers = [client.get("/profiel/gegevens/") for _each in range(data.MOST_AN_HOUR + 1)]
    for each in answers:
        each.close()
    assert [each.status_code for each in answers] == [200] * data.MOST_AN_HOUR + [429]


def test_flood_of_one_body_is_refused_unread() -> None:
    """Before who it is, and before the token of the form, a body of more than any form needs is left where it is."""
    client = Client(enforce_csrf_checks=True)
    client.get("/account/login/")
    length = {"CONTENT_LENGTH": str(MOST_BYTES + 1), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    sent = Unread()
    answer = client.generic("POST", "/account/login/", b"--x\r\n", **{**length, "wsgi.input": sent})  # type: ignore[arg-type]
    assert (answer.status_code, sent.was_read) == (400, False)


class Unread(io.BytesIO):
    """A body that says whether somebody asked for it."""

    was_read = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.was_read = True
        return b""
