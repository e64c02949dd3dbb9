"""Lesson: one customer cannot fill the disk for all; the desk can always send, and words without files come in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from accounts.refusals import Refusal
from tests.cast import Cast
from tests.tickets.factories import incident
from tickets.actions.customer_reply import customer_reply
from tickets.actions.reply import reply
from tickets.actions.write_path import Form, Words
from tickets.files import store
from tickets.models import Attachment, Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room_for_ten_bytes(settings: Settings, tmp_path: object) -> None:
    settings.FILES_DIR, settings.FILES_QUOTA = tmp_path, 10


def words(size: int) -> Words:
    return Words("Zie hierbij.", files=[store(SimpleUploadedFile("log.txt", b"x" * size))])


def test_quota_refuses_what_takes_too_much_and_keeps_nothing(cast: Cast) -> None:
    ticket = Form(incident(cast.contact, cast.customer, now=cast.now).reference)
    customer_reply(cast.contact, ticket, words(6), now=cast.now)
    said = Message.objects.count()
    with pytest.raises(Refusal):
        customer_reply(cast.contact, ticket, words(5), now=cast.now)
    assert (Message.objects.count(), Attachment.objects.count()) == (said, 1)
    customer_reply(cast.contact, ticket, words(4), now=cast.now)
    customer_reply(cast.contact, ticket, Words("Zonder bestand."), now=cast.now)


def test_quota_is_of_each_customer_and_removed_files_take_nothing(cast: Cast) -> None:
    ours = Form(incident(cast.contact, cast.customer, now=cast.now).reference)
    theirs = Form(incident(cast.stranger, cast.other_customer, now=cast.now).reference)
    for who, ticket in ((cast.contact, ours), (cast.stranger, theirs)):
        customer_reply(who, ticket, words(10), now=cast.now)
    Attachment.objects.update(removed_at=cast.now)
    customer_reply(cast.contact, ours, words(10), now=cast.now)


def test_quota_does_not_stop_the_desk(cast: Cast) -> None:
    ticket = incident(cast.contact, cast.customer, now=cast.now)
    reply(cast.agent, Form(ticket.reference), words(50), now=cast.now)
    assert Attachment.objects.count() == 1


def test_quota_of_zero_has_no_end(cast: Cast, settings: Settings) -> None:
    settings.FILES_QUOTA = 0
    ticket = incident(cast.contact, cast.customer, now=cast.now)
    customer_reply(cast.contact, Form(ticket.reference), words(50), now=cast.now)
    assert Attachment.objects.count() == 1
