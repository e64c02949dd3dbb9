"""An administrator anonymises a person: who it was goes, what happened stays, so that no clock and no figure moves."""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.erasure import forget, is_forgotten
from accounts.holders import holders
from accounts.models import User
from accounts.permissions import check_can_manage_people
from accounts.refusals import Refusal
from notifications.models import Notice, NoticeState
from tickets import files
from tickets.models import ErasureReason, ErasureRecord, Stopwatch, Ticket, TicketFollower
from tickets.queries.personal import marks_of, mentions_of, notices_to
from tickets.search import folded

# Beside the stored files and outside the database: a restored database learns from it whom it has to forget again.
KEPT_OUTSIDE = "erasures.jsonl"


@transaction.atomic
def anonymise(actor: User | None, user: User, *, now: datetime, reason: str = ErasureReason.REQUEST) -> ErasureRecord:
    """Take name, address, phone number and every way in of a person away, and propose texts and files for review.

    In what was said about maintenance the name itself is replaced, since the rest is the proof of M2.

    Events, clocks and figures stay as they are. Twice is once. Refused: not an administrator (403), oneself (422).
    """
    check_can_manage_people(actor)
    if actor is not None and actor.pk == user.pk:
        raise Refusal(_("You cannot anonymise yourself."))
    locked = User.objects.select_for_update().get(pk=user.pk)
    known = ErasureRecord.objects.filter(user=locked).first()
    if known is not None and is_forgotten(locked):
        return known
    proposed = mentions_of(locked).numbers()
    _forget(locked, actor, now)
    if known is not None:
        return known
    record = ErasureRecord.objects.create(user=locked, actor=actor, reason=reason, at=now, proposed=proposed)
    transaction.on_commit(partial(_keep_outside, record))
    return record


def replay_erasures(lines: Iterable[str], *, now: datetime) -> int:
    """After a restore: anonymise again whom the records and the kept lines name; how many.

    A line counts only for a person who was added at the very moment that it names: a number may be given anew.
    """
    asked = {(each.user_id, each.user.date_joined.isoformat()) for each in _records()} | set(_read(lines))
    people = User.objects.in_bulk({number for number, _joined in asked})
    again = [
        people[number]
        for number, joined in sorted(asked)
        if number in people and people[number].date_joined.isoformat() == joined and not is_forgotten(people[number])
    ]
    for each in again:
        anonymise(None, each, now=now)
    return len(again)


def kept_outside() -> list[str]:
    """The lines of all erasures so far, from beside the stored files."""
    path = files.path_of(KEPT_OUTSIDE)
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _records() -> Iterable[ErasureRecord]:
    return ErasureRecord.objects.select_related("user")


def _read(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for line in lines:
        if line.strip():
            fields: dict[str, Any] = json.loads(line)
            yield fields["user"], fields["joined"]


def _keep_outside(record: ErasureRecord) -> None:
    fields = {"user": record.user_id, "joined": record.user.date_joined.isoformat(), "at": record.at.isoformat()}
    path = files.path_of(KEPT_OUTSIDE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(fields) + "\n")
        kept.flush()
        os.fsync(kept.fileno())


def _forget(user: User, actor: User | None, now: datetime) -> None:
    marks = marks_of(user)
    _blank_notices(user)
    forget(user, actor=actor, now=now)
    for each in holders():
        each.forget(marks, user.name)
    TicketFollower.objects.filter(user=user).delete()
    Stopwatch.objects.filter(person=user).delete()
    for ticket in Ticket.objects.filter(reporter=user).select_related("organisation").select_for_update(of=("self",)):
        ticket.reporter, ticket.phone, ticket.caller_name = user, "", ""
        ticket.search_text = folded(ticket, ticket.organisation.name)
        ticket.save(update_fields=["phone", "caller_name", "search_text"])


def _blank_notices(user: User) -> None:
    """What waits is not sent any more; what was sent no longer says to which address."""
    theirs = notices_to(user)
    waiting = theirs.filter(state=NoticeState.PENDING)
    waiting.update(state=NoticeState.SUPPRESSED, claim=None, claimed_until=None)
    theirs.filter(recipient=None).update(address="voormalig@voormalig.invalid", payload={})
    Notice.objects.filter(recipient=user).update(address="", payload={})
