"""The way in: actions put notices here, in the transaction of the change that they tell about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from notifications.models import Channel, Notice
from notifications.renderers import Attachment, Mail, Renderer, register
from notifications.tasks import deliver_due

__all__ = ["Attachment", "Mail", "NewNotice", "Renderer", "enqueue", "enqueue_many", "register", "wake"]

logger = structlog.get_logger(__name__)
BATCH = 500


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to put in the outbox: to a person, or to a bare address when nobody has it."""

    source: str
    subject_id: int
    recipient_id: int | None = None
    address: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    send_after: datetime | None = None

    def __post_init__(self) -> None:
        # SQLite's INSERT OR IGNORE would drop a row that breaks a check constraint without a word.
        if not self.source or (self.recipient_id is None and not self.address):
            raise ValueError("A notice needs a source, and a recipient or an address.")


def enqueue(
    source: str,
    subject_id: int,
    recipient_ids: Iterable[int],
    *,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Tell these people about one event; who was told about it already is left alone. One SQL per 500 people."""
    enqueue_many(
        (NewNotice(source, subject_id, recipient_id, payload=payload or {}) for recipient_id in recipient_ids), now=now
    )


def enqueue_many(rows: Iterable[NewNotice], *, now: datetime) -> None:
    """Put many notices in the outbox, safe to repeat; call `wake` after it. One SQL per 500 rows."""
    domain = _domain()
    notices = [
        Notice(
            source=row.source,
            subject_id=row.subject_id,
            recipient_id=row.recipient_id,
            address=row.address,
            channel=Channel.MAIL,
            payload=dict(row.payload),
            created_at=now,
            send_after=row.send_after or now,
            message_id=f"<notice-{uuid4().hex}@{domain}>",
        )
        for row in rows
    ]
    Notice.objects.bulk_create(notices, batch_size=BATCH, ignore_conflicts=True)


def wake() -> None:
    """After the commit, ask a worker to deliver now; without a broker the beat does so within a minute."""
    transaction.on_commit(_wake)


def _wake() -> None:
    try:
        deliver_due.apply_async(retry=False)
    except OperationalError as error:
        logger.warning("outbox_wake_failed", error=type(error).__name__)


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
