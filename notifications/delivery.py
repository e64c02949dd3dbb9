"""Sends the notices that are due: at least once each, and as good as always exactly once.

A worker claims a batch with a lease. Every later change of a row asks for that claim, so that a worker that lost its
lease (it was killed, or slower than the lease) changes nothing, and what it left behind is claimed by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any
from uuid import uuid4

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from notifications.message import message_for
from notifications.models import Notice, NoticeState
from notifications.renderers import is_secret

logger = structlog.get_logger(__name__)

BATCH = 20
LEASE = timedelta(minutes=10)
LONGEST_RUN = timedelta(minutes=2)
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=2)
PARKED_AFTER = 10
# What a mail server or the way to it does wrong. Anything else is a fault of ours and not worth trying again.
TRANSPORT_ERRORS = (SMTPException, OSError)


def deliver_due(*, now: Callable[[], datetime]) -> None:
    """Send everything that is due; `now` is asked again and again, since sending takes time.

    Ends early when the mail server cannot be reached, or when it has been busy for two minutes (jobs have a time
    limit): the notices stay due, and the beat goes on with them in a minute.
    """
    ends_at = now() + LONGEST_RUN
    while now() < ends_at and (batch := claim_due(now())):
        if not _deliver(batch, now, ends_at):
            return


def claim_due(now: datetime) -> list[Notice]:
    """Take a lease on the oldest due notices. Whoever else asks at the same time gets other ones.

    SKIP LOCKED (PostgreSQL) lets workers pass each other; the condition in the UPDATE is what makes it right anywhere.
    """
    claim = uuid4()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    due = Notice.objects.filter(free, state=NoticeState.PENDING, send_after__lte=now)
    with transaction.atomic():
        ids = list(
            due.order_by("send_after", "id").select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH]
        )
        if not ids:
            return []
        due.filter(pk__in=ids).update(claim=claim, claimed_until=now + LEASE)
    return list(Notice.objects.filter(claim=claim).select_related("recipient").order_by("send_after", "id"))


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after that many failures: 1, 2, 4 ... minutes, two hours at most."""
    doublings = min(max(attempts - 1, 0), PARKED_AFTER)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def _deliver(batch: Sequence[Notice], now: Callable[[], datetime], ends_at: datetime) -> bool:
    """Whether the batch was gone through; False when the mail server cannot be reached, or the time is up."""
    transport = get_connection(settings.MAIL_TRANSPORT)
    try:
        for position, notice in enumerate(batch):
            if now() >= ends_at:
                _release(batch[position:])
                return False
            message = _written(notice, now())
            if message is None:
                continue
            outage = _opening_error(transport)
            if outage is not None:
                logger.warning("mail_server_unreachable", waiting=len(batch) - position, error=type(outage).__name__)
                _release(batch[position:], last_error=type(outage).__name__)
                return False
            _send(notice, message, transport, now)
        return True
    finally:
        _close(transport)


def _written(notice: Notice, now: datetime) -> EmailMessage | None:
    """The message, or None when it is settled already: not to be sent any more, or impossible to write."""
    try:
        message = message_for(notice, now=now)
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        # The database is away or the time is up, which is nothing against this notice: it is tried again.
        raise
    except Exception as error:
        # The one broad catch of the program. Renderers belong to other apps, and whatever is wrong with one of them
        # must not hold up everybody's mail: this notice is parked, in sight, with the traceback in the log.
        logger.exception("notice_not_written", notice=notice.pk, source=notice.source)
        _settle(notice, state=NoticeState.PARKED, attempts=notice.attempts + 1, last_error=type(error).__name__)
        return None
    if message is None:
        _settle(notice, state=NoticeState.SUPPRESSED, **_forgotten(notice))
    return message


def _send(notice: Notice, message: EmailMessage, transport: BaseEmailBackend, now: Callable[[], datetime]) -> None:
    try:
        transport.send_messages([message])
    except TRANSPORT_ERRORS as error:
        _close(transport)  # The next notice gets a fresh connection.
        _postpone(notice, error, now())
    else:
        _settle(notice, state=NoticeState.SENT, sent_at=now(), address=message.to[0], **_forgotten(notice))


def _postpone(notice: Notice, error: Exception, now: datetime) -> None:
    """Try again later, or park the notice when that has been done often enough."""
    attempts, name = notice.attempts + 1, type(error).__name__
    logger.warning("notice_not_sent", notice=notice.pk, source=notice.source, attempts=attempts, error=name)
    if attempts >= PARKED_AFTER:
        _settle(notice, state=NoticeState.PARKED, attempts=attempts, last_error=name)
    else:
        _settle(notice, attempts=attempts, last_error=name, send_after=now + retry_delay(attempts))


def _release(notices: Sequence[Notice], **changes: Any) -> None:
    """Give leases back, with no attempt counted: a mail server that is away says nothing against these notices."""
    mine = Notice.objects.filter(pk__in=[notice.pk for notice in notices], claim=notices[0].claim)
    mine.update(claim=None, claimed_until=None, **changes)


def _settle(notice: Notice, **changes: Any) -> None:
    """Write down what became of a notice, unless another worker has it by now."""
    mine = Notice.objects.filter(pk=notice.pk, claim=notice.claim, state=NoticeState.PENDING)
    if not mine.update(claim=None, claimed_until=None, **{"last_error": "", **changes}):
        logger.warning("notice_lease_lost", notice=notice.pk, source=notice.source)


def _forgotten(notice: Notice) -> dict[str, Any]:
    return {"payload": {}} if is_secret(notice.source) else {}


def _opening_error(transport: BaseEmailBackend) -> Exception | None:
    """Why the mail server cannot be reached; None when it can (an open connection is used again)."""
    try:
        transport.open()
    except TRANSPORT_ERRORS as error:
        return error
    return None


def _close(transport: BaseEmailBackend) -> None:
    try:
        transport.close()
    except TRANSPORT_ERRORS as error:
        logger.info("mail_connection_not_closed", error=type(error).__name__)
