"""The history of a ticket in the rail: every event in a few words, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements import wording
from tickets.enums import EventKind
from tickets.queries.cost_words import COST_EVENTS
from tickets.queries.timeline import Entry


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event: what, who, when."""

    sequence: int
    text: str
    when: str
    iso: str


def history(entries: Sequence[Entry], *, now: datetime) -> list[HistoryLine]:
    """All events, the newest first."""
    return [
        HistoryLine(entry.sequence, sentence(entry, now=now), wording.short(entry.event.at, now=now), entry.iso)
        for entry in reversed(entries)
    ]


def sentence(entry: Entry, *, now: datetime) -> str:
    """What happened, in the desk's words; an unknown kind fails loudly."""
    data = entry.event.data
    names = {"who": entry.who, "whom": entry.about}
    facts = {name: data.get(name, "") for name in ("category", "number", "reason", "other")}
    if entry.event.kind == EventKind.APPOINTMENT_MADE:
        facts["moment"] = wording.short(datetime.fromisoformat(data["moment"]), now=now)
    return str(_pattern(entry)) % {**names, **facts}


def _pattern(entry: Entry) -> str | Promise:
    kind = EventKind(entry.event.kind)
    if kind is EventKind.TAKEN and entry.event.data.get("early"):
        return TAKEN_EARLY
    if entry.event.data.get("change") and kind in OF_CHANGES:
        return OF_CHANGES[kind]
    if kind is EventKind.PINNED and entry.event.data.get("agreement_version"):
        return VERSION_PINNED
    if kind is EventKind.CUSTOMER_REPLIED and entry.pause:
        return REPLIED_AND_RESUMED
    if not entry.about and kind in BY_ONESELF:
        return BY_ONESELF[kind]
    return PATTERNS[kind]


VERSION_PINNED = _("Another version of the agreement applied by %(who)s")
TAKEN_EARLY = _("Taken early by %(who)s")
REPLIED_AND_RESUMED = _("%(who)s replied, the clocks run again")
# A change has no category.
OF_CHANGES: Mapping[EventKind, str | Promise] = {
    EventKind.SUBMITTED: _("Requested by %(who)s"),
    EventKind.CALL_LOGGED: _("Request by phone logged by %(who)s"),
}
BY_ONESELF: Mapping[EventKind, str | Promise] = {
    EventKind.FOLLOWER_ADDED: _("%(who)s follows"),
    EventKind.FOLLOWER_REMOVED: _("%(who)s does not follow any more"),
}
PATTERNS: Mapping[EventKind, str | Promise] = {
    EventKind.SUBMITTED: _("Reported by %(who)s, category %(category)s"),
    EventKind.RELEASED: _("Came into the queue at opening time"),
    EventKind.RELEASE_MOVED: _("Taking up was moved"),
    EventKind.TAKEN: _("Taken by %(who)s"),
    EventKind.ASSIGNED: _("Assigned to %(whom)s by %(who)s"),
    EventKind.CUSTOMER_REPLIED: _("%(who)s replied"),
    EventKind.REPLIED: _("Reply by %(who)s"),
    EventKind.NOTED: _("Internal note by %(who)s"),
    EventKind.STATUS_REPORTED: _("Status report %(number)s by %(who)s"),
    EventKind.CUSTOMER_ASKED: _("Question by %(who)s, waiting for the customer"),
    EventKind.RESUMED: _("Resumed by %(who)s, the clocks run again"),
    EventKind.RECOVERED: _("Recovered by %(who)s"),
    EventKind.CONFIRMED_WORKING: _("%(who)s says that it works again"),
    EventKind.REOPENED: _("Reopened by %(who)s"),
    EventKind.WITHDRAWN: _("Withdrawn by %(who)s"),
    EventKind.CLOSED: _("Closed by %(who)s"),
    EventKind.CALL_LOGGED: _("Call logged by %(who)s, category %(category)s"),
    EventKind.RECLASSIFIED: _("Reclassified by %(who)s, category %(category)s: %(reason)s"),
    EventKind.PINNED: _("Changed opening times applied by %(who)s"),
    EventKind.APPOINTMENT_MADE: _("Appointment for %(moment)s made by %(who)s"),
    EventKind.REMINDED: _("The customer was reminded of our question"),
    EventKind.CLOSED_UNANSWERED: _("Closed without an answer of the customer"),
    EventKind.BREACH_EXPLAINED: _("Cause of a missed promise named by %(who)s: %(whom)s"),
    EventKind.LINKED: _("Linked by %(who)s to %(other)s"),
    EventKind.UNLINKED: _("Link removed by %(who)s: %(other)s"),
    EventKind.MERGED: _("Merged by %(who)s into %(other)s"),
    EventKind.ABSORBED: _("%(other)s merged into this ticket by %(who)s"),
    EventKind.UNMERGED: _("Merge into %(other)s undone by %(who)s"),
    EventKind.GIVEN_BACK: _("Merge of %(other)s undone by %(who)s"),
    EventKind.FOLLOWER_ADDED: _("%(whom)s follows, added by %(who)s"),
    EventKind.FOLLOWER_REMOVED: _("%(whom)s does not follow any more, removed by %(who)s"),
    EventKind.NOTE_PUBLISHED: _("Note made public by %(who)s"),
    EventKind.BILLING_RULED: _("Billing decided by %(who)s: %(reason)s"),
    EventKind.CONFIDENTIALITY: _("Confidentiality changed by %(who)s"),
    EventKind.FILE_REFUSED: _("A file was refused: it held a virus"),
    EventKind.REDACTED: _("Text removed by %(who)s: %(reason)s"),
    **dict.fromkeys(COST_EVENTS, "%(whom)s"),
}
