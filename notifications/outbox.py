"""The way in: actions put notices here, in the transaction of the change that they tell about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

import structlog
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from notifications.insertion import NewNotice, insert, insert_in_postgresql
from notifications.renderers import Attachment, Mail, Renderer, register
from notifications.tasks import deliver_due

__all__ = ["Attachment", "Mail", "NewNotice", "Renderer", "enqueue", "enqueue_many", "register", "wake"]

logger = structlog.get_logger(__name__)
BATCH = 500


def enqueue(
    source: str,
    subject_id: int,
    recipient_ids: Iterable[int],
    *,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Tell these people about one event; who was told about it already is left alone. One SQL."""
    enqueue_many(
        (NewNotice(source, subject_id, recipient_id, payload=payload or {}) for recipient_id in recipient_ids), now=now
    )


def enqueue_many(rows: Iterable[NewNotice], *, now: datetime) -> None:
    """Put many notices in the outbox, safe to repeat; call `wake` after it. One SQL per 500 rows on PostgreSQL."""
    new = iter(rows)
    store = insert_in_postgresql if connection.vendor == "postgresql" else insert
    while batch := list(islice(new, BATCH)):
        store(batch, now=now)


def wake() -> None:
    """After the commit, ask a worker to deliver now; without a broker the beat does so within a minute."""
    transaction.on_commit(_wake)


def _wake() -> None:
    try:
        deliver_due.apply_async(retry=False)
    except OperationalError as error:
        logger.warning("outbox_wake_failed", error=type(error).__name__)
