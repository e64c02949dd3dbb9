"""Recorded time is put right: by an entry that replaces the wrong one, which stays to be read (W3)."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import NotVisible, Refusal, Stale
from agreements import wording
from agreements.queries import rate_for
from tickets.actions.time.record import NOTE_LENGTH, Work, check_fits_in_day, check_month_open, check_work
from tickets.models import Ticket, TimeEntry
from tickets.permissions import check_is_agent
from tickets.queries.door import ticket_for_update


def correct_time(user: User, reference: str, entry_id: int, work: Work, reason: str, *, now: datetime) -> TimeEntry:
    """Replace an entry; the person stays. The rate stays too, unless it is other work or another day.

    Refused: what `record_time` refuses, no reason, nothing different (422), an entry that was corrected by somebody
    else in the meantime (409).
    """
    with transaction.atomic():
        ticket, entry = _locked(user, reference, entry_id, now=now)
        if _was_sent(entry, work):
            return entry.replaced_by
        _check_is_current(entry, now=now)
        said = _checked_reason(reason)
        work = replace(work, person_id=entry.person_id, note=work.note.strip())
        same_rate = (work.activity, work.day) == (entry.activity, entry.day)
        if same_rate and (work.minutes, work.note) == (entry.minutes, entry.note):
            raise Refusal(_("Nothing is different from how it was."))
        check_work(ticket, work, now=now)
        check_fits_in_day(entry.person, work, instead_of=entry)
        rate = entry.rate if same_rate else rate_for(ticket.organisation_id, work.activity, work.day)
        return replace_entry(entry, user, said, work=work, rate=rate, now=now)


def void_time(user: User, reference: str, entry_id: int, reason: str, *, now: datetime) -> TimeEntry:
    """Say that the time was never spent here; the entry stays to be read, and no longer counts.

    Refused: no reason, a closed month (422), an entry that was corrected in the meantime (409).
    """
    with transaction.atomic():
        _ticket, entry = _locked(user, reference, entry_id, now=now)
        _check_is_current(entry, now=now)
        return replace_entry(entry, user, _checked_reason(reason), voided=True, rate=entry.rate, now=now)


def replace_entry(
    entry: TimeEntry,
    user: User,
    reason: str,
    *,
    now: datetime,
    rate: Decimal | None,
    work: Work | None = None,
    voided: bool = False,
) -> TimeEntry:
    """Write the entry that counts from now on instead of this one; without `work` it is the same work."""
    work = work or Work(entry.minutes, entry.day, entry.activity, entry.note)
    return TimeEntry.objects.create(
        ticket_id=entry.ticket_id,
        person_id=entry.person_id,
        day=work.day,
        minutes=work.minutes,
        activity=work.activity,
        note=work.note,
        rate=rate,
        recorded_at=now,
        recorded_by=user,
        replaces=entry,
        reason=reason,
        voided=voided,
        key=work.key,
    )


def _locked(user: User, reference: str, entry_id: int, *, now: datetime) -> tuple[Ticket, TimeEntry]:
    access = access_for(user, now=now)
    ticket = ticket_for_update(access, reference)
    check_is_agent(access)
    found = TimeEntry.objects.filter(ticket=ticket, pk=entry_id).select_related("person", "replaced_by__recorded_by")
    entry = found.first()
    if entry is None:
        raise NotVisible(_("This entry does not exist."))
    check_month_open(ticket, entry.day)
    return ticket, entry


def _was_sent(entry: TimeEntry, work: Work) -> bool:
    """Whether this very form arrived before."""
    newer = getattr(entry, "replaced_by", None)
    return newer is not None and newer.key == work.key


def _check_is_current(entry: TimeEntry, *, now: datetime) -> None:
    newer: TimeEntry | None = getattr(entry, "replaced_by", None)
    if newer is None and not entry.voided:
        return
    by = newer or entry
    sentence = _("This entry was corrected in the meantime, by {name} at {when}. Look at what it says now.")
    when = wording.short(by.recorded_at, now=now)
    raise Stale(sentence.format(name=by.recorded_by.name, when=when), changed_since=0)


def _checked_reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Refusal(_("Say why the entry changes."))
    if len(said) > NOTE_LENGTH:
        raise Refusal(_("Give the reason in at most 200 characters."))
    return said
