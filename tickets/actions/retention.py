"""What is kept no longer than it serves: one table of periods, counted by a dry run and carried out at night."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from accounts.holders import holder
from accounts.models import AccountEvent, AccountEventKind, Invitation, SecurityEvent, User
from accounts.security.log import purge
from notifications.models import Notice, NoticeState
from tickets import files
from tickets.actions.anonymise import anonymise
from tickets.models import (
    Attachment,
    BillableRuling,
    ChangeRequest,
    ErasureReason,
    Estimate,
    Message,
    Ticket,
    TimeEntry,
)
from tickets.search import folded

YEAR = timedelta(days=365)
MONTH = timedelta(days=30)
BATCH = 200
WIPED = "Gewist na de bewaartermijn"
FORMER = "Voormalig contact"
_ENDED = (NoticeState.SENT, NoticeState.SUPPRESSED, NoticeState.PARKED)


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one kind of data stays, why that long, which rows are older, and what becomes of such a row.

    `at_once`: all of them in one statement instead, given the limit and the present; how many there were.
    """

    kind: str
    keeps: timedelta
    why: str
    older: Callable[[datetime], QuerySet[Any]]
    clear: Callable[[Any, datetime], None] | None
    at_once: Callable[[datetime, datetime], int] | None = None


def keep_no_longer(*, now: datetime, dry_run: bool) -> dict[str, int]:
    """For each kind of data how many rows are older than their period; cleared too, unless it is a dry run.

    Each row in a transaction of its own, so that a job which is stopped goes on the next night. Twice is once.
    """
    return {rule.kind: _count(rule, now) if dry_run else _clear(rule, now) for rule in RULES}


def _count(rule: Rule, now: datetime) -> int:
    return rule.older(now - rule.keeps).count()


def _clear(rule: Rule, now: datetime) -> int:
    if rule.at_once is not None:
        return rule.at_once(now - rule.keeps, now)
    assert rule.clear is not None
    cleared, after = 0, 0
    while batch := list(rule.older(now - rule.keeps).filter(pk__gt=after).order_by("pk")[:BATCH]):
        cleared, after = cleared + len(batch), batch[-1].pk
        for row in batch:
            with transaction.atomic():
                rule.clear(row, now)
    return cleared


def _old_notices(limit: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(state__in=_ENDED, created_at__lt=limit)


def _old_invitations(limit: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(expires_at__lt=limit)


def _delete(row: Notice | Invitation, _now: datetime) -> None:
    row.delete()


def _old_attachments(limit: datetime) -> QuerySet[Attachment]:
    return Attachment.objects.filter(ticket__ended_at__lt=limit, removed_at=None)


def _withhold(row: Attachment, now: datetime) -> None:
    Attachment.objects.filter(pk=row.pk).update(removed_at=now)


def _withheld(limit: datetime) -> QuerySet[Attachment]:
    """Their row stays, so that the history says that there was a file; without a size worth keeping once it is gone."""
    rows = Attachment.objects.filter(removed_at__lt=limit)
    there = [each.pk for each in rows.iterator() if files.path_of(each.storage_name).exists()]
    return Attachment.objects.filter(pk__in=there)


def _unlink(row: Attachment, _now: datetime) -> None:
    files.path_of(row.storage_name).unlink(missing_ok=True)


def _old_tickets(limit: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(ended_at__lt=limit).exclude(subject=WIPED).select_related("organisation", "reporter")


def _wipe(ticket: Ticket, _now: datetime) -> None:
    """Words, caller and number go; category, moments, events and clocks stay, and with them every figure."""
    kept = Message.objects.filter(ticket=ticket, redacted_at=None)
    kept.filter(report_number=None).update(body=WIPED)
    kept.filter(report_number__isnull=False).update(known=WIPED, doing="", asked="")
    ChangeRequest.objects.filter(ticket=ticket).update(answers={})
    _wipe_time(ticket)
    Estimate.objects.filter(ticket=ticket).exclude(reason="").update(reason=WIPED)
    ticket.subject, ticket.phone = WIPED, ""
    ticket.caller_name = FORMER if ticket.caller_name else ""
    ticket.search_text = folded(ticket, ticket.organisation.name)
    ticket.save(update_fields=["subject", "phone", "caller_name", "search_text"])


def _old_consultations(limit: datetime) -> QuerySet[Any]:
    return holder("maintenance").older(limit)


def _wipe_consultation(row: Any, _now: datetime) -> None:
    holder("maintenance").wipe(row)


def _wipe_time(ticket: Ticket) -> None:
    """What was done, and why it was corrected or charged; minutes, days and rates stay, and with them every bill."""
    entries = TimeEntry.objects.filter(ticket=ticket)
    entries.exclude(note="").update(note=WIPED)
    entries.exclude(reason="").update(reason=WIPED)
    BillableRuling.objects.filter(ticket=ticket).update(reason=WIPED)


def _left(limit: datetime) -> QuerySet[User]:
    """Inactive since before the limit; who came back and left again counts from the last time."""
    last = AccountEvent.objects.filter(kind=AccountEventKind.USER_DEACTIVATED).values("user").annotate(at=Max("at"))
    gone = last.filter(at__lt=limit).values("user")
    return User.objects.filter(Q(pk__in=gone), is_active=False, erasure=None)


def _anonymise(user: User, now: datetime) -> None:
    anonymise(None, user, now=now, reason=ErasureReason.RETENTION)


def _old_security_events(limit: datetime) -> QuerySet[SecurityEvent]:
    return SecurityEvent.objects.filter(at__lt=limit)


def _purge(limit: datetime, now: datetime) -> int:
    return purge(before=limit, now=now)


RULES = (
    Rule("notices", YEAR, "Mail that went is looked up for a year at most.", _old_notices, _delete),
    Rule("invitations", YEAR, "Who was invited by whom is asked about within a year.", _old_invitations, _delete),
    Rule("attachments", 2 * YEAR, "Files help with a fault that returns.", _old_attachments, _withhold),
    Rule("withheld_files", MONTH, "A removal by mistake is put right within a month.", _withheld, _unlink),
    Rule("people", 2 * YEAR, "Who left is asked about tickets for some time.", _left, _anonymise),
    Rule("tickets", 5 * YEAR, "Claims under the agreement end after five years.", _old_tickets, _wipe),
    Rule(
        "consultations",
        5 * YEAR,
        "Claims under the agreement end after five years.",
        _old_consultations,
        _wipe_consultation,
    ),
    Rule(
        "security_events",
        2 * YEAR,
        "A break-in is found out within two years, or not.",
        _old_security_events,
        None,
        _purge,
    ),
)
