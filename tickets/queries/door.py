"""The one door to tickets: which ones a person may see, and the two ways to fetch one of them (P1)."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.composed import Composed
from accounts.queries import Access
from accounts.refusals import NotVisible
from tickets.models import Ticket, TicketFollower
from tickets.models.ticket import REFERENCE_PREFIX

_LARGEST_ID = 2**63 - 1
# Longer than any number, and short enough to read: thousands of digits are refused by `int` itself.
_MOST_DIGITS = 19


def visible_tickets(access: Access) -> QuerySet[Ticket]:
    """The tickets that this person may see at the moment that `access` was read for.

    Agents see all. A key contact sees all of its organisation, a contact its own and what it follows there. A partner
    sees all of each customer that it has a valid mandate to file and follow for, but of the confidential tickets only
    what it filed and what this person follows; when the mandate ends, nothing.
    """
    if access.is_agent:
        return Ticket.objects.all()
    mandated = frozenset(access.mandated) - access.key_contact_of
    own = access.contact_of - mandated
    seen = [Q(organisation_id__in=sorted(access.key_contact_of))] if access.key_contact_of else []
    if mandated:
        filed = Q(partner_id__in=sorted(set(access.mandated.values())))
        open_to_all = Q(confidential=False) | filed | _theirs(access)
        seen.append(Q(organisation_id__in=sorted(mandated)) & open_to_all)
    if own:
        seen.append(Q(organisation_id__in=sorted(own)) & _theirs(access))
    return Ticket.objects.filter(reduce(or_, seen)) if seen else Ticket.objects.none()


def _theirs(access: Access) -> Q:
    """What this very person reported or follows."""
    if access.user_id is None:
        return Q(pk__in=())
    followed = TicketFollower.objects.filter(user_id=access.user_id).values("ticket_id")
    return Q(reporter_id=access.user_id) | Q(pk__in=followed)


def ticket_for(access: Access, reference: str) -> Ticket:
    """The ticket with this reference (OZ-4187) and its people; a stranger gets the same 404 as for no ticket at all."""
    if access.is_agent:
        return _found(_any_ticket(number_in(reference) or 0))
    return _fetch(_with_people(visible_tickets(access)), reference)


def ticket_for_update(access: Access, reference: str) -> Ticket:
    """The ticket, scoped like `ticket_for` and locked until the end of the transaction.

    On SQLite the lock does nothing: there the event log's compare-and-swap carries the correctness.
    """
    return _fetch(visible_tickets(access).select_for_update(of=("self",)), reference)


def tickets_for_update(access: Access, references: Sequence[str]) -> list[Ticket]:
    """The same for several, in the order asked for; locked in order of number, whatever the order asked for."""
    asked = [ticket_for(access, reference).pk for reference in references]
    locked = visible_tickets(access).select_for_update(of=("self",)).order_by("pk")
    rows = {each.pk: each for each in locked.filter(pk__in=asked)}
    if len(rows) != len(set(asked)):
        raise NotVisible(_("This ticket does not exist, or you cannot see it."))
    return [rows[number] for number in asked]


def _fetch(tickets: QuerySet[Ticket], reference: str) -> Ticket:
    return _found(tickets.filter(pk=number_in(reference) or 0)[:1])


def number_in(reference: str) -> int | None:
    """The number of a reference (OZ-4187, or 4187); None when it can be no ticket's."""
    number = reference.removeprefix(REFERENCE_PREFIX)
    known = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS and int(number) <= _LARGEST_ID
    return int(number) if known else None


def _found(tickets: Iterable[Ticket]) -> Ticket:
    ticket = next(iter(tickets), None)
    if ticket is None:
        raise NotVisible(_("This ticket does not exist, or you cannot see it."))
    return ticket


def _with_people(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return tickets.select_related("organisation", "reporter", "assignee", "partner")


# Agents see all.
_any_ticket = Composed(lambda number: _with_people(Ticket.objects.filter(pk=number)), int)
