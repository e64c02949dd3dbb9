"""A merge is undone within the hour: both tickets get back what they had, as if they had never been merged (N)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import Refusal
from tickets import sla
from tickets.actions.merge import UNDO_WITHIN, Pair, locked_pair
from tickets.enums import EventKind, Status
from tickets.models import Ticket, TicketEvent, TicketFollower
from tickets.permissions import check_is_agent, check_may_undo_merge
from tickets.queries.door import ticket_for
from tickets.queries.merged import merging_of
from tickets.state_machine import Action


def unmerge(user: User, reference: str, *, now: datetime) -> Ticket:
    """Let the duplicate with this reference go on by itself again; returns it. Twice is once.

    What happened to the survivor since stays with the survivor. Refused: an hour or more after the merge (422), a merge
    by a colleague unless by a lead agent (403).
    """
    access = access_for(user, now=now)
    check_is_agent(access)
    found = ticket_for(access, reference)
    if found.merged_into is None:
        return found
    with locked_pair(user, found.reference, found.merged_into.reference, now=now) as pair:
        duplicate, survivor = pair.duplicate.ticket, pair.survivor.ticket
        if duplicate.status != Status.MERGED or duplicate.merged_into_id != survivor.pk:
            return duplicate
        merged = merging_of(duplicate)
        check_may_undo_merge(access, merged)
        if now >= merged.at + UNDO_WITHIN:
            raise Refusal(_("A merge can be undone for an hour. After that, report it again and link the tickets."))
        _record(pair, merged)
    return duplicate


def _record(pair: Pair, merged: TicketEvent) -> None:
    duplicate, survivor = pair.duplicate.ticket, pair.survivor.ticket
    data = {"other": survivor.reference, "status": merged.data["status"], "since": merged.data["since"]}
    pair.duplicate.record(Action.UNMERGE, data=data, changes={"merged_into_id": None, "ended_at": None})
    absorbed = TicketEvent.objects.filter(
        ticket=survivor, kind=EventKind.ABSORBED, data__other=duplicate.reference
    ).latest("sequence")
    back = {"other": duplicate.reference}
    fields = sla.classification_after(
        sla.history_of(survivor), EventKind.GIVEN_BACK, back, survivor, now=pair.survivor.now
    )
    pair.survivor.record(Action.GIVE_BACK, data=back, changes=fields)
    _take_leave(pair, absorbed.data["followers"])


def _take_leave(pair: Pair, followers: list[int]) -> None:
    """Who came along with the duplicate goes with it again."""
    leaving = TicketFollower.objects.filter(ticket=pair.survivor.ticket, user_id__in=followers)
    for each in list(leaving.order_by("pk")):
        each.delete()
        pair.survivor.record(Action.REMOVE_FOLLOWER, data={"user_id": each.user_id})
