"""Asks the scanner about files that came in (DESK_CLAMAV): clean ones may be opened, infected ones are refused.

A row carries the moment at which it is asked about next. Claiming moves that moment, giving the verdict ends the state:
each by compare-and-swap, so that any number of workers give one verdict. A scanner that is away delays, and lets
nothing through.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError

from accounts.models import SecurityEventKind
from accounts.security.log import note
from tickets import clamav, event_log, files, notices, sla
from tickets.clamav import ScannerDown, Verdict
from tickets.enums import ScanState, Status, Visibility
from tickets.event_log import Actor, Entry
from tickets.models import Attachment, Ticket
from tickets.queries.files import is_public
from tickets.state_machine import Action, Who, transition

logger = structlog.get_logger(__name__)
SYSTEM_ACTOR = "scan_files"
TASK = "tickets.tasks.scan_files"
# Longer than a scan takes at most: whoever claimed a file and died leaves it to the next.
LEASE = timedelta(minutes=5)
RETRY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one run did; `scanner_down` when it stopped because nobody answered."""

    clean: int = 0
    refused: int = 0
    scanner_down: bool = False


def wake() -> None:
    """After the commit, ask a worker to scan now; without a broker the beat does so within a minute."""
    transaction.on_commit(_wake)


def _wake() -> None:
    try:
        current_app.send_task(TASK, retry=False)
    except OperationalError as error:
        logger.warning("scan_wake_failed", error=type(error).__name__)


def scan_files(*, now: datetime) -> Scanned:
    """Ask about every file that waits for it, the oldest first, until none is left or the scanner does not answer.

    Without a scanner (DESK_CLAMAV was emptied) files that still wait are what files are without one: unscanned.
    """
    if not settings.CLAMAV:
        _waiting().update(scan_state=ScanState.UNSCANNED, scan_after=None)
        return Scanned()
    found = {ScanState.CLEAN: 0, ScanState.REFUSED: 0, ScanState.UNSCANNED: 0}
    while row := _claimed(now):
        state = _scan(row, now)
        if state is None:
            return Scanned(found[ScanState.CLEAN], found[ScanState.REFUSED], scanner_down=True)
        found[state] += 1
    return Scanned(found[ScanState.CLEAN], found[ScanState.REFUSED])


def _scan(row: Attachment, now: datetime) -> ScanState | None:
    """What became of it; None when the scanner is away. Neither trouble is one of which a trace says more."""
    try:
        verdict = clamav.scan(files.path_of(row.storage_name), at=settings.CLAMAV)
    except ScannerDown as error:
        _waiting().filter(pk=row.pk).update(scan_after=now + RETRY)
        logger.error("scanner_down", error=str(error), waiting=_waiting().count())  # noqa: TRY400
        return None
    except FileNotFoundError:
        _judge(row, ScanState.UNSCANNED)
        logger.error("file_to_scan_is_gone", attachment=row.pk)  # noqa: TRY400
        return ScanState.UNSCANNED
    if verdict.is_clean:
        _judge(row, ScanState.CLEAN)
        return ScanState.CLEAN
    return ScanState.REFUSED if _refuse(row, verdict, now) else ScanState.UNSCANNED


def _waiting() -> QuerySet[Attachment]:
    return Attachment.objects.filter(scan_state=ScanState.SCANNING)


def _claimed(now: datetime) -> Attachment | None:
    """The next file that nobody else is asking about, for as long as the lease."""
    while row := _waiting().filter(scan_after__lte=now, removed_at=None).order_by("scan_after", "pk").first():
        if _waiting().filter(pk=row.pk, scan_after=row.scan_after).update(scan_after=now + LEASE):
            return row
    return None


def _judge(row: Attachment, state: ScanState, finding: str = "") -> bool:
    """True for whoever gives the verdict, False for whoever comes after."""
    return _waiting().filter(pk=row.pk).update(scan_state=state, scan_after=None, finding=finding) == 1


def _refuse(row: Attachment, verdict: Verdict, now: datetime) -> bool:
    """The verdict, the event, who is told, and the security log together; the bytes go after the commit."""
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=row.ticket_id)
        if not _judge(row, ScanState.REFUSED, verdict.found):
            return False
        visibility = Visibility.PUBLIC if is_public(row) else Visibility.INTERNAL
        entry = Entry(visibility=visibility, data={"attachment_id": row.pk})
        step = transition(Action.REFUSE_FILE, Status(ticket.status), Who.SYSTEM)
        event = event_log.record(ticket, step, Actor(system=SYSTEM_ACTOR), now=now, entry=entry)
        sla.refresh(ticket)
        notices.enqueue_for(ticket, event, now=now)
        facts = {"attachment": row.pk, "found": verdict.found}
        note(SecurityEventKind.FILE_REFUSED, actor=row.event.actor, now=now, subject=ticket.reference, data=facts)
        transaction.on_commit(partial(_remove, row.storage_name))
    return True


def _remove(storage_name: str) -> None:
    """A crash before this leaves the bytes to `sweep_files`, which knows no row for them."""
    files.path_of(storage_name).unlink(missing_ok=True)
