"""Putting notices in the outbox: once each, with their transaction, and never stopped by a broker that is down."""

import time
from datetime import timedelta

import pytest
from celery import current_app
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from notifications.insertion import insert, insert_in_postgresql
from notifications.models import Notice, NoticeState
from notifications.outbox import NewNotice, enqueue, enqueue_many, wake
from tests.cast import NOW, Cast
from tests.notifications.conftest import SOURCE

pytestmark = pytest.mark.django_db


def test_notice_waits_with_its_own_message_id(cast: Cast) -> None:
    enqueue(SOURCE, 7, [cast.contact.pk, cast.agent.pk], now=NOW, payload={"a": 1})
    notices = list(Notice.objects.order_by("id"))
    assert [(n.recipient_id, n.state, n.payload, n.send_after) for n in notices] == [
        (cast.contact.pk, NoticeState.PENDING, {"a": 1}, NOW),
        (cast.agent.pk, NoticeState.PENDING, {"a": 1}, NOW),
    ]
    assert len({n.message_id for n in notices}) == 2
    assert all(n.message_id.startswith("<notice-") and n.message_id.endswith("@ozmo.example>") for n in notices)


def test_enqueue_twice_is_one_notice(cast: Cast) -> None:
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW, payload={"first": True})
    before = Notice.objects.get()
    enqueue(SOURCE, 7, [cast.contact.pk, cast.contact.pk, cast.agent.pk], now=NOW + timedelta(hours=1))
    again = Notice.objects.get(recipient=cast.contact)
    assert (again.message_id, again.payload, Notice.objects.count()) == (before.message_id, {"first": True}, 2)


def test_other_event_is_another_notice(cast: Cast) -> None:
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    enqueue(SOURCE, 8, [cast.contact.pk], now=NOW)
    enqueue("tests.other", 7, [cast.contact.pk], now=NOW)
    assert Notice.objects.count() == 3


@pytest.mark.parametrize("people", [0, 1, 3])
def test_enqueue_is_one_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, people: int) -> None:
    ids = [cast.contact.pk, cast.agent.pk, cast.partner.pk][:people]
    with transaction.atomic(), django_assert_num_queries(1 if people else 0):
        enqueue(SOURCE, 7, ids, now=NOW)


def test_notice_without_anybody_is_refused() -> None:
    """Also by the database, where SQLite would otherwise drop the row without a word."""
    with pytest.raises(ValueError, match="recipient"):
        enqueue_many([NewNotice(SOURCE, 1)], now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(source=SOURCE, subject_id=1, created_at=NOW, send_after=NOW, message_id="<1>")


@pytest.mark.postgres_only
def test_both_ways_in_give_the_same_rows(cast: Cast) -> None:
    row = NewNotice(SOURCE, 7, cast.contact.pk, payload={"é": [1, None]}, send_after=NOW + timedelta(hours=1))
    found = []
    for way in (insert, insert_in_postgresql):
        way([row, NewNotice(SOURCE, 8, address="a@example.org")], now=NOW)
        found.append(list(Notice.objects.order_by("subject_id").values()))
        Notice.objects.all().delete()
    for values in (*found[0], *found[1]):
        del values["id"], values["message_id"]
    assert found[0] == found[1]


@pytest.mark.postgres_only
@pytest.mark.parametrize("people", [500, 501])
def test_many_notices_go_in_batches(django_assert_num_queries: DjangoAssertNumQueries, people: int) -> None:
    with transaction.atomic(), django_assert_num_queries(1 if people == 500 else 2):
        enqueue_many((NewNotice(SOURCE, n, address="a@example.org") for n in range(people)), now=NOW)
    assert Notice.objects.count() == people


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "sent"},
        {"sent_at": NOW},
        {"state": "lost"},
        {"claimed_until": NOW},
        {"source": ""},
    ],
)
def test_database_refuses_a_notice_that_makes_no_sense(cast: Cast, wrong: dict[str, object]) -> None:
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(**wrong)


def test_rolled_back_change_tells_nobody(cast: Cast) -> None:
    with transaction.atomic():
        enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_wake_with_a_dead_broker_says_so_and_goes_on(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # As settings configure a Redis broker; nothing listens on port 9.
    options = {"max_retries": 0, "socket_connect_timeout": 2}
    with current_app.connection_for_write("redis://127.0.0.1:9/0", transport_options=options) as dead:
        monkeypatch.setattr(current_app, "connection_for_write", lambda *_, **__: dead)
        monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
        began = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            wake()
        assert time.monotonic() - began < 2
    assert "outbox_wake_failed" in caplog.text
