"""An edit that is about to be saved, as a list of tickets with their moments before and after (N)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from agreements import wording
from tickets.models import SlaClock, Ticket
from tickets.sla.what_if import Edit, Effect, preview_edit

PAGE_SIZE = 50
# What the preview itself adds to the form.
OWN = frozenset(
    {
        "csrfmiddlewaretoken", "post", "outcome", "previewed", "page", "submitted_at", "simulated_category", "_save",
        "_continue", "_addanother",
    }
)  # fmt: skip
APPLY, LEAVE = "apply", "leave"


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of a ticket, before and after."""

    what: str
    before: str
    after: str
    late: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket with the moments that would be others."""

    reference: str
    subject: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Preview:
    """One page of what an edit would do; `count` is all of it, `late` how many would be late at once."""

    rows: list[Row]
    count: int
    late: int
    page: int
    pages: int
    digest: str

    @property
    def others(self) -> list[int]:
        """The pages to go to."""
        return [number for number in range(1, self.pages + 1) if number != self.page]


def effects_of(edit: Edit, tickets: Iterable[Ticket] | None, *, now: datetime) -> list[Effect]:
    """Everything that the edit would move, by ticket."""
    return list(preview_edit(edit, now=now, tickets=tickets))


def preview_of(effects: Sequence[Effect], data: Mapping[str, str], *, now: datetime) -> Preview:
    """The page that was asked for; one that does not exist is the first."""
    pages = max(1, -(-len(effects) // PAGE_SIZE))
    asked = data.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("99999") else 1
    page = page if 1 <= page <= pages else 1
    shown = effects[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    late = sum(each.would_be_late for each in effects)
    return Preview([_row(each, now) for each in shown], len(effects), late, page, pages, digest_of(data))


def digest_of(data: Mapping[str, str]) -> str:
    """What was filled in, as one word: a form that was changed after its preview is previewed again."""
    lists = dict(data.lists()) if isinstance(data, MultiValueDict) else dict(data)
    said = {name: value for name, value in lists.items() if name not in OWN}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def is_decided(data: Mapping[str, str]) -> bool:
    """Whether apply or leave was chosen on the preview of just this form."""
    return data.get("outcome") in (APPLY, LEAVE) and data.get("previewed") == digest_of(data)


def _row(effect: Effect, now: datetime) -> Row:
    lines = [
        Line(str(each.kind.label), _due(each.before, now), _due(each.after, now), each.would_be_late)
        for each in effect.promises
    ]
    if effect.release_before != effect.release_after:
        before, after = _moment(effect.release_before, now), _moment(effect.release_after, now)
        lines.insert(0, Line(_("Taken up"), before, after, late=False))
    return Row(effect.ticket.reference, effect.ticket.subject, lines)


def _due(clock: SlaClock | None, now: datetime) -> str:
    return _moment(clock.due_at, now) if clock is not None else ""


def _moment(at: datetime | None, now: datetime) -> str:
    return wording.short(at, now=now) if at is not None else ""
