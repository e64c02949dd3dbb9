"""A duplicate goes on as part of another ticket of the same customer: no promise of either is lost (N).

docs/adr/0014-a-merge-loses-no-promise.md says what becomes of the promises; undoing is `actions.unmerge`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import Access, access_for
from accounts.refusals import Refusal
from agreements import wording
from tickets import sla
from tickets.actions.write_path import Change, Form, check_version
from tickets.enums import OPEN_STATUSES, EventKind, Kind, Status
from tickets.event_log import Actor
from tickets.models import SlaClock, Ticket, TicketFollower
from tickets.permissions import check_can, check_is_agent
from tickets.queries.door import tickets_for_update
from tickets.queries.followers import is_told, may_follow, readers_of
from tickets.sla.merging import brought_along
from tickets.sla.preview import PromiseChange, preview
from tickets.state_machine import Action

UNDO_WITHIN = timedelta(hours=1)


@dataclass(slots=True)
class Pair:
    """The duplicate and the ticket that it goes on in, both locked, and who merges them or takes them apart."""

    duplicate: Change
    survivor: Change
    user: User


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: the promises of both tickets, and what the survivor is from then on."""

    duplicate: list[PromiseChange]
    survivor: list[PromiseChange]
    category: int

    @property
    def would_be_late(self) -> bool:
        """Whether any promise that is in time would be late at once."""
        return any(each.would_be_late for each in self.survivor)


def merge(user: User, form: Form, into: Form, *, now: datetime) -> Ticket:
    """Let the ticket of `form` go on in the ticket of `into`; twice is once. Returns the survivor.

    The survivor's running clocks take the earliest start and the strictest promise, and what the stricter ticket is;
    the duplicate's end. Who was told of the duplicate follows the survivor from now on.
    Refused: itself, another customer, a change with an incident, an ended or recovered ticket, one that was merged or
    into which others were (422), a stale form (409).
    """
    with locked_pair(user, form.reference, into.reference, now=now) as pair:
        check_is_agent(pair.duplicate.access)
        duplicate, survivor = pair.duplicate.ticket, pair.survivor.ticket
        if duplicate.merged_into_id == survivor.pk:
            return survivor
        check_mergeable(duplicate, survivor)
        check_can(pair.duplicate.access, duplicate, Action.MERGE)
        check_can(pair.survivor.access, survivor, Action.ABSORB)
        check_version(duplicate, form)
        check_version(survivor, into)
        _record(pair)
    return survivor


def preview_merge(duplicate: Ticket, survivor: Ticket, *, now: datetime) -> MergePreview:
    """Every open promise of both before and after, and which would be late at once. Refused like the action (422)."""
    check_mergeable(duplicate, survivor)
    theirs, mine = sla.history_of(duplicate), sla.history_of(survivor)
    data = _carried(duplicate, theirs)
    return MergePreview(
        preview(duplicate, theirs, EventKind.MERGED, {"other": survivor.reference}, now=now),
        preview(survivor, mine, EventKind.ABSORBED, data, now=now),
        min(duplicate.category, survivor.category),
    )


def check_mergeable(duplicate: Ticket, survivor: Ticket) -> None:
    """Refuses (422) with the sentence that says why these two cannot become one."""
    if duplicate.pk == survivor.pk:
        raise Refusal(_("A ticket cannot be merged into itself."))
    if duplicate.organisation_id != survivor.organisation_id:
        raise Refusal(_("Only tickets of the same customer can be merged. Link them instead."))
    for each in (duplicate, survivor):
        _check_open(each)
    if duplicate.confidential != survivor.confidential:
        raise Refusal(_("Only one of these tickets is confidential. Make both confidential first, or link them."))
    if (duplicate.kind == Kind.STANDARD_CHANGE) != (survivor.kind == Kind.STANDARD_CHANGE):
        raise Refusal(_("A change and an incident have promises of their own. Link them instead."))
    others = list(Ticket.objects.filter(merged_into=duplicate).order_by("pk")[:1])
    if others:
        text = _("{other} was merged into {ticket}, so {ticket} has to stay. Merge the other way round.")
        raise Refusal(text.format(other=others[0].reference, ticket=duplicate.reference))


def _check_open(ticket: Ticket) -> None:
    if ticket.status == Status.MERGED:
        into = ticket.merged_into.reference if ticket.merged_into else ""
        raise Refusal(_("{ticket} was merged into {other} already.").format(ticket=ticket.reference, other=into))
    if ticket.status == Status.AWAITING_APPROVAL:
        sentence = _("The costs of {ticket} are to be approved first, so it cannot be merged. Link it instead.")
        raise Refusal(sentence.format(ticket=ticket.reference))
    if ticket.status not in OPEN_STATUSES:
        raise Refusal(
            _("{ticket} is not open any more, so it cannot be merged. Link it instead.").format(ticket=ticket.reference)
        )


@contextmanager
def locked_pair(user: User, duplicate: str, survivor: str, *, now: datetime) -> Iterator[Pair]:
    """Both tickets in one transaction, locked in order of number so that two agents never wait for each other.

    Refused: a ticket that the user may not see (404), one and the same ticket (422).
    """
    with transaction.atomic():
        access = access_for(user, now=now)
        tickets = tickets_for_update(access, (duplicate, survivor))
        if len({each.pk for each in tickets}) == 1:
            raise Refusal(_("A ticket cannot be merged into itself."))
        ends, stays = (_change(each, access, user, now) for each in tickets)
        yield Pair(ends, stays, user)
        ends.finish()
        stays.finish()


def _change(ticket: Ticket, access: Access, user: User, now: datetime) -> Change:
    return Change(ticket, access, Actor(user=user, partner_id=access.acts_as(ticket.organisation_id)), now)


def _record(pair: Pair) -> None:
    duplicate, survivor, now = pair.duplicate.ticket, pair.survivor.ticket, pair.duplicate.now
    theirs, mine = sla.history_of(duplicate), sla.history_of(survivor)
    carried = _carried(duplicate, theirs)
    changes = preview(survivor, mine, EventKind.ABSORBED, carried, now=now)
    newcomers = list(_newcomers(duplicate, survivor, now))
    before = {"status": str(duplicate.status), "since": duplicate.status_since.isoformat()}
    pair.duplicate.record(
        Action.MERGE,
        data={"other": survivor.reference, **before},
        changes={"merged_into_id": survivor.pk, "ended_at": now},
    )
    pair.survivor.record(
        Action.ABSORB,
        data={**carried, "followers": newcomers, "promises": _promises(changes)},
        changes=sla.classification_after(mine, EventKind.ABSORBED, carried, survivor, now=now),
    )
    for follower_id in newcomers:
        _come_along(pair, follower_id)


def _newcomers(duplicate: Ticket, survivor: Ticket, now: datetime) -> Iterator[int]:
    """Who is told of the duplicate, and not of the survivor yet."""
    for each in readers_of(duplicate, now=now):
        if not is_told(survivor, each.id) and may_follow(survivor, each.id, now=now):
            yield each.id


def _come_along(pair: Pair, follower_id: int) -> None:
    """The mail about the merge says it all: no other one welcomes them."""
    survivor = pair.survivor
    TicketFollower.objects.create(
        ticket=survivor.ticket, user_id=follower_id, added_by=pair.user, added_at=survivor.now
    )
    data = {"user_id": follower_id, "merged": pair.duplicate.ticket.reference}
    survivor.record(Action.ADD_FOLLOWER, data=data)


def _carried(duplicate: Ticket, history: list[sla.Happening]) -> dict[str, Any]:
    """What the survivor's clocks are folded from: what the duplicate is, and its clocks that run."""
    what = {name: getattr(duplicate, name) for name in sla.CLASSIFICATION}
    rounds = sla.folded(history, sla.Books()).rounds.values()
    return {"other": duplicate.reference, "classification": what, "rounds": brought_along(rounds)}


def _promises(changes: list[PromiseChange]) -> list[dict[str, str | None]]:
    return [
        {"kind": str(each.kind), "before": _due(each.before), "after": _due(each.after)}
        for each in changes
        if each.is_changed
    ]


def _due(clock: SlaClock | None) -> str | None:
    return wording.time_tag_iso(clock.due_at) if clock is not None and clock.due_at is not None else None
