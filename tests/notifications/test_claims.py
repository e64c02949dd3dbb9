"""Several workers at once, and one that is killed: every notice is sent, and sent once."""

import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from pytest_django import Settings

from notifications import renderers
from notifications.delivery import LEASE, claim_due, deliver_due
from notifications.models import Notice, NoticeState
from notifications.outbox import NewNotice, enqueue_many
from tests.cast import NOW
from tests.notifications.conftest import SOURCE

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4
NOTICES = 200


class CountingBackend(BaseEmailBackend):
    """Counts what is sent by all threads together."""

    sent: Counter[str] = Counter()
    lock = threading.Lock()

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        with CountingBackend.lock:
            CountingBackend.sent.update(str(message.message()["Message-ID"]) for message in messages)
        return len(messages)


def fill(number: int) -> None:
    enqueue_many((NewNotice(SOURCE, n, address=f"a{n}@example.org") for n in range(number)), now=NOW)


def test_second_worker_claims_other_notices() -> None:
    fill(30)
    first, second, third = (claim_due(NOW) for _ in range(3))
    assert [len(batch) for batch in (first, second, third)] == [20, 10, 0]
    assert not {notice.pk for notice in first} & {notice.pk for notice in second}


@pytest.mark.postgres_only
def test_workers_at_the_same_time_send_each_notice_once(settings: Settings) -> None:
    """The in-memory SQLite of the tests cannot be shared by threads that write."""
    settings.MAIL_TRANSPORT = f"{__name__}.CountingBackend"
    CountingBackend.sent.clear()
    fill(NOTICES)
    together = threading.Barrier(WORKERS)

    def work() -> None:
        together.wait()
        try:
            deliver_due(now=lambda: NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(CountingBackend.sent.values()) == {1}
    assert set(CountingBackend.sent) == set(Notice.objects.values_list("message_id", flat=True))
    assert Notice.objects.filter(state=NoticeState.SENT, claim=None).count() == NOTICES


@pytest.mark.postgres_only
def test_claim_passes_what_another_worker_is_claiming() -> None:
    """SKIP LOCKED: nobody waits for a worker in the middle of its claim."""
    fill(30)
    claimed: list[Notice] = []

    def claim() -> None:
        try:
            claimed.extend(claim_due(NOW))
        finally:
            connection.close()

    with transaction.atomic():
        held = list(Notice.objects.select_for_update().order_by("id")[:20])
        thread = threading.Thread(target=claim)
        thread.start()
        thread.join(10)
    assert {notice.pk for notice in claimed} == set(Notice.objects.values_list("pk", flat=True)) - {
        notice.pk for notice in held
    }


KILLED_WORKER = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connection
connection.close()
connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = sys.argv[1]
from datetime import datetime
from notifications.delivery import claim_due
claimed = claim_due(datetime.fromisoformat(sys.argv[2]))
print(len(claimed), flush=True)
sys.stdin.read()
"""


@pytest.mark.postgres_only
def test_killed_worker_leaves_its_notices_to_the_next(settings: Settings, mailoutbox: list[EmailMessage]) -> None:
    """A real process dies by SIGKILL between claiming and sending."""
    fill(25)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED_WORKER, str(connection.settings_dict["NAME"]), NOW.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(renderers.__file__).parent.parent,
    )
    assert process.stdout
    claimed = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.communicate()
    deliver_due(now=lambda: NOW)
    assert (claimed, len(mailoutbox)) == (20, 5)
    deliver_due(now=lambda: NOW + LEASE)
    assert len(mailoutbox) == 25
    assert len({message.extra_headers["Message-ID"] for message in mailoutbox}) == 25
