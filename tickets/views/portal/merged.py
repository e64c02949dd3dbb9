"""Where a merged ticket goes on, and what is promised there: said on its page, also to who cannot see the other one."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from accounts.queries import Access
from tickets.models import Ticket
from tickets.queries.door import visible_tickets
from tickets.queries.promises import clocks_of_tickets, latest_promises
from tickets.views.portal import kept
from tickets.views.portal.promised import Row


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The ticket that stays: its number, its address for who may see it, and its promises."""

    reference: str
    url: str
    rows: list[Row]


def goes_on_in(access: Access, ticket: Ticket, *, now: datetime) -> GoesOn | None:
    """None for a ticket that was not merged; else three SQL."""
    survivor = ticket.merged_into
    if survivor is None:
        return None
    clocks = clocks_of_tickets([survivor.pk]).get(survivor.pk, [])
    rows = kept.rows_of(survivor, latest_promises(clocks, now=now), clocks, frozenset(), now=now)
    if visible_tickets(access).filter(pk=survivor.pk).exists():
        return GoesOn(survivor.reference, reverse("portal:ticket", args=(survivor.reference,)), rows)
    # The number and the promises are theirs to know; the words of a colleague are not.
    return GoesOn(survivor.reference, "", [replace(row, why="") for row in rows])
