"""The history of a ticket in the rail: every event in a few words, the newest first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agreements import wording
from tickets.enums import EventKind
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
        HistoryLine(entry.sequence, sentence(entry), wording.short(entry.event.at, now=now), entry.iso)
        for entry in reversed(entries)
    ]


def sentence(entry: Entry) -> str:
    """What happened, in the desk's words; an unknown kind fails loudly."""
    return SENTENCES[EventKind(entry.event.kind)](entry, entry.event.data)


Sentence = Callable[[Entry, Mapping[str, Any]], str]
SENTENCES: Mapping[EventKind, Sentence] = {
    EventKind.SUBMITTED: lambda entry, data: (
        _("Reported by %(who)s, category %(category)s") % {"who": entry.who, "category": data.get("category", "")}
    ),
    EventKind.RELEASED: lambda entry, data: _("Came into the queue at opening time"),
    EventKind.RELEASE_MOVED: lambda entry, data: _("Taking up was moved"),
    EventKind.TAKEN: lambda entry, data: (
        _("Taken early by %(who)s") if data.get("early") else _("Taken by %(who)s")
    ) % {"who": entry.who},
    EventKind.ASSIGNED: lambda entry, data: (
        _("Assigned to %(whom)s by %(who)s") % {"whom": entry.about, "who": entry.who}
    ),
    EventKind.CUSTOMER_REPLIED: lambda entry, data: (
        _("%(who)s replied, the clocks run again") if entry.pause else _("%(who)s replied")
    ) % {"who": entry.who},
    EventKind.REPLIED: lambda entry, data: _("Reply by %(who)s") % {"who": entry.who},
    EventKind.NOTED: lambda entry, data: _("Internal note by %(who)s") % {"who": entry.who},
    EventKind.STATUS_REPORTED: lambda entry, data: (
        _("Status report %(number)s by %(who)s") % {"number": data.get("number", ""), "who": entry.who}
    ),
    EventKind.CUSTOMER_ASKED: lambda entry, data: (
        _("Question by %(who)s, waiting for the customer") % {"who": entry.who}
    ),
    EventKind.RESUMED: lambda entry, data: _("Resumed by %(who)s, the clocks run again") % {"who": entry.who},
    EventKind.RECOVERED: lambda entry, data: _("Recovered by %(who)s") % {"who": entry.who},
    EventKind.CONFIRMED_WORKING: lambda entry, data: _("%(who)s says that it works again") % {"who": entry.who},
    EventKind.REOPENED: lambda entry, data: _("Reopened by %(who)s") % {"who": entry.who},
    EventKind.WITHDRAWN: lambda entry, data: _("Withdrawn by %(who)s") % {"who": entry.who},
    EventKind.CLOSED: lambda entry, data: _("Closed by %(who)s") % {"who": entry.who},
    EventKind.REDACTED: lambda entry, data: (
        _("Text removed by %(who)s: %(reason)s") % {"who": entry.who, "reason": data.get("reason", "")}
    ),
}
