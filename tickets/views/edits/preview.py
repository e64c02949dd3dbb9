"""An edit that is about to be saved, as a list of tickets with their moments before and after (N)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from agreements import wording
from tickets.enums import ClockKind, EditOutcome
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.edited import ShownTicket, shown_tickets
from tickets.sla.moved import Move
from tickets.sla.what_if import Effect, Outlook

PAGE_SIZE = 50
PAGES_SHOWN = 9
# What the preview itself adds to the form.
OWN = frozenset(
    {
        "csrfmiddlewaretoken", "post", "outcome", "previewed", "page", "listed", "list", "submitted_at", "based_on",
        "simulated_category", "_save", "_continue", "_addanother",
    }
)  # fmt: skip
MOVING, EVERY = "moving", "every"


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of a ticket, before and after; the same on both sides when it stays."""

    what: str
    before: str
    after: str
    late: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket with the moments that would be others, or with its next one when none would."""

    reference: str
    subject: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Preview:
    """One page of what an edit would do; `count` tickets move of `open`, `late` of them would be late at once."""

    rows: list[Row]
    open: int
    count: int
    late: int
    page: int
    pages: int
    listed: str
    computed_at: str
    digest: str

    @property
    def stay(self) -> int:
        """How many keep their moments."""
        return self.open - self.count

    @property
    def lists_every(self) -> bool:
        """Whether the tickets that keep their moments are listed too."""
        return self.listed == EVERY

    @property
    def others(self) -> list[int]:
        """The pages to go to: those around this one, the first and the last."""
        near = range(self.page - PAGES_SHOWN // 2, self.page + PAGES_SHOWN // 2 + 1)
        wanted = {1, self.pages, *near} & set(range(1, self.pages + 1))
        return sorted(wanted - {self.page})


def preview_of(seen: Outlook, data: Mapping[str, str], digest: str, *, now: datetime) -> Preview:
    """The page that was asked for, of the list that was asked for; one that does not exist is the first."""
    listed = listed_of(data)
    ids = seen.open_ids if listed == EVERY else list(seen.effects)
    pages = max(1, -(-len(ids) // PAGE_SIZE))
    asked = data.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("99999") else 1
    page = page if 1 <= page <= pages and not data.get("list") else 1
    wanted = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    tickets = shown_tickets(wanted)
    rows = [_row(tickets[pk], seen.effects.get(pk), now) for pk in wanted if pk in tickets]
    late = sum(each.would_be_late for each in seen.effects.values())
    at = wording.short(seen.at, now=now)
    return Preview(rows, len(seen.open_ids), len(seen.effects), late, page, pages, listed, at, digest)


def listed_of(data: Mapping[str, str]) -> str:
    """Which list was asked for: `list` is the button, `listed` what the page showed until then."""
    asked = data.get("list") or data.get("listed")
    return EVERY if asked == EVERY else MOVING


def digest_of(path: str, data: Mapping[str, str]) -> str:
    """What was filled in where, as one word: a form that was changed after its preview is previewed again."""
    lists = dict(data.lists()) if isinstance(data, MultiValueDict) else dict(data)
    said = {name: value for name, value in lists.items() if name not in OWN}
    return hashlib.sha256(json.dumps([path, said], sort_keys=True).encode()).hexdigest()


def is_decided(data: Mapping[str, str], digest: str) -> bool:
    """Whether apply or leave was chosen on the preview of just this form."""
    return data.get("outcome") in EditOutcome.values and data.get("previewed") == digest


def _row(ticket: ShownTicket, effect: Effect | None, now: datetime) -> Row:
    reference = f"{REFERENCE_PREFIX}{ticket.pk}"
    if effect is None:
        moment = _words(ticket.next_due_at, ticket.still_remaining, now)
        return Row(reference, ticket.subject, [Line(_kind(ticket.next_kind), moment, moment, stays=True)])
    lines = [_line(each, now) for each in effect.moves]
    if effect.release_before != effect.release_after:
        before, after = _words(effect.release_before, None, now), _words(effect.release_after, None, now)
        lines.insert(0, Line(_("Taken up"), before, after))
    return Row(reference, ticket.subject, lines)


def _line(move: Move, now: datetime) -> Line:
    what = _kind(move.kind) if move.kind else _("Reminder or closing")
    before, after = _words(move.before, move.left_before, now), _words(move.after, move.left_after, now)
    return Line(what, before, after, late=move.late)


def _kind(kind: str) -> str:
    return str(ClockKind(kind).label) if kind else _("No promise runs")


def _words(at: datetime | None, left: timedelta | None, now: datetime) -> str:
    if at is not None:
        return wording.short(at, now=now)
    if left is not None:
        return _("stands still, %(left)s left") % {"left": wording.duration_short(max(left, timedelta()))}
    return "\N{EN DASH}"
