"""Who is told of what happens to a ticket: who reported it and who follows it, as far as they may see it now (P1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.queries import mandates_in_force, people_who_may_file_for
from accounts.roles import DESK_ROLES
from tickets.models import Ticket, TicketFollower


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is told, or could be; `partner` is the ICT partner that they belong to, "" for own people."""

    id: int
    name: str
    partner: str
    is_reporter: bool

    @property
    def words(self) -> str:
        """'Sanne de Vries', or 'Mo Haddad (Lijnrecht ICT)'."""
        if not self.partner:
            return self.name
        return _("{name} ({partner})").format(name=self.name, partner=self.partner)


def readers_of(ticket: Ticket, *, now: datetime) -> list[Reader]:
    """Who gets a message that is sent now, the reporter first, then by name; one SQL.

    Whoever lost the right to see the ticket (membership, mandate, account) is not among them, row or no row.
    """
    followers = TicketFollower.objects.filter(ticket=ticket).values("user_id")
    told = _may_follow(ticket, now).filter(Q(pk__in=followers) | Q(pk=ticket.reporter_id))
    # Agents see every ticket: one who reported it is told as well.
    reporting_agent = Q(pk=ticket.reporter_id, desk_role__in=DESK_ROLES, is_active=True)
    people = User.objects.filter(Q(pk__in=told.order_by().values("pk")) | reporting_agent)
    return sorted(_readers(ticket, people, now), key=lambda each: not each.is_reporter)


def could_follow(ticket: Ticket, *, now: datetime) -> list[Reader]:
    """People of the customer and of its partners with a mandate in force who are not told yet, by name; one SQL."""
    followers = TicketFollower.objects.filter(ticket=ticket).values("user_id")
    people = _may_follow(ticket, now).exclude(pk__in=followers)
    if ticket.reporter_id is not None:
        people = people.exclude(pk=ticket.reporter_id)
    return _readers(ticket, people, now)


def may_follow(ticket: Ticket, user_id: int, *, now: datetime) -> bool:
    """Whether this person could see the ticket by following it; one SQL."""
    return _may_follow(ticket, now).filter(pk=user_id).exists()


def is_told(ticket: Ticket, user_id: int) -> bool:
    """Whether this person reported the ticket or follows it already; at most one SQL."""
    return ticket.reporter_id == user_id or TicketFollower.objects.filter(ticket=ticket, user_id=user_id).exists()


def _may_follow(ticket: Ticket, now: datetime) -> QuerySet[User]:
    return people_who_may_file_for(ticket.organisation_id, now=now)


def _readers(ticket: Ticket, people: QuerySet[User], now: datetime) -> list[Reader]:
    own = Membership.objects.filter(user=OuterRef("pk"), organisation_id=ticket.organisation_id)
    mandates = mandates_in_force(now=now).filter(customer_id=ticket.organisation_id, may_file=True)
    partner = Membership.objects.filter(user=OuterRef("pk"), organisation_id__in=mandates.values("partner_id"))
    names = partner.order_by("organisation__name").values("organisation__name")[:1]
    rows = people.annotate(is_own=Exists(own), partner=Coalesce(Subquery(names), Value(""))).order_by("name", "pk")
    return [
        Reader(pk, name, "" if is_own else partner_name, pk == ticket.reporter_id)
        for pk, name, is_own, partner_name in rows.values_list("pk", "name", "is_own", "partner")
    ]
