"""Two parts of the rail: promises that were missed with their causes, and the tickets that this one belongs with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.queries import Access
from agreements import wording
from tickets.enums import BreachCause, ClockKind, EventKind, Relation
from tickets.models import SlaClock, Ticket
from tickets.queries.breaches import Breach, breaches_among, breaches_of
from tickets.queries.links import Linked, links_of
from tickets.queries.timeline import Entry
from tickets.views.desk.rows import shown_status

# How the other ticket is called beside its number: from the side that has the relation, and from the other side.
RELATIONS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    Relation.SAME_CAUSE: (_("Same cause"), _("Same cause")),
    Relation.FOLLOWS_FROM: (_("What this ticket follows from"), _("Follows from this ticket")),
    Relation.CHANGE_FOR_INCIDENT: (_("Incident that this change is for"), _("Change for this incident")),
}


@dataclass(frozen=True, slots=True)
class Missed:
    """A promise that was missed: which, before when it was due, and why as far as anybody said so."""

    kind: str
    round: int
    name: str
    due: str
    iso: str
    cause: str
    cause_words: str
    note: str

    @property
    def key(self) -> str:
        """What its form is known by on the page."""
        return f"{self.kind}-{self.round}"


def beside_ticket(
    access: Access, ticket: Ticket, entries: Sequence[Entry], clocks: Sequence[SlaClock], *, now: datetime
) -> dict[str, Any]:
    """What the rail draws; at most two SQL."""
    missed = _missed(breaches_among(clocks, now=now), entries, now)
    return {
        "missed": missed,
        "unexplained": sum(not each.cause for each in missed),
        "links": [_link(each, now) for each in links_of(access, ticket)],
    }


def missed_promises(ticket: Ticket, entries: Sequence[Entry], *, now: datetime) -> list[Missed]:
    """Every missed promise of the ticket, in the order in which they were due; one SQL."""
    return _missed(breaches_of(ticket, now=now), entries, now)


def _missed(breaches: Sequence[Breach], entries: Sequence[Entry], now: datetime) -> list[Missed]:
    notes = {
        (entry.event.data["kind"], entry.event.data["round"]): entry.event.data.get("note", "")
        for entry in entries
        if entry.event.kind == EventKind.BREACH_EXPLAINED
    }
    return [
        Missed(
            each.kind,
            each.round,
            str(ClockKind(each.kind).label),
            wording.short(each.due_at, now=now),
            wording.time_tag_iso(each.due_at),
            each.cause,
            str(BreachCause(each.cause).label) if each.cause else "",
            notes.get((each.kind, each.round), ""),
        )
        for each in breaches
    ]


def _link(linked: Linked, now: datetime) -> dict[str, Any]:
    other = linked.ticket
    return {
        "reference": other.reference,
        "subject": other.subject,
        "relation": linked.relation,
        "words": RELATIONS[linked.relation][0 if linked.is_subject else 1],
        "status": shown_status(other.status, other.release_at, now, other.kind),
    }
