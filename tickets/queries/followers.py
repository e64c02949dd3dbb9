"""Who is told of what happens to a ticket: who reported it and who follows it, as far as they may see it now (P1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.queries import mandates_in_force, people_who_may_file_for
from tickets.models import Ticket, TicketFollower

# Written out, since every ticket's page asks it: the ORM takes ten times as long to put these words together as the
# database to answer. Seats are where people belong who may file for the customer, as `people_who_may_file_for` says;
# agents see every ticket, so that one who reported it is told without any.
_READERS = """
SELECT person.id, person.name, seat.organisation_id, seat.name
FROM accounts_user person
LEFT JOIN (
    SELECT membership.user_id, party.id AS organisation_id, party.name
    FROM accounts_membership membership
    JOIN accounts_organisation party ON party.id = membership.organisation_id
    WHERE party.is_active AND (party.id = %(customer)s OR party.id IN (
        SELECT mandate.partner_id FROM accounts_mandate mandate
        JOIN accounts_organisation customer ON customer.id = mandate.customer_id
        WHERE mandate.customer_id = %(customer)s AND mandate.may_file AND customer.is_active
        AND mandate.starts_at <= %(now)s AND (mandate.ends_at IS NULL OR mandate.ends_at > %(now)s)))
) seat ON seat.user_id = person.id AND person.desk_role = ''
WHERE person.is_active
AND (person.id = %(reporter)s
     OR person.id IN (SELECT user_id FROM tickets_ticketfollower WHERE ticket_id = %(ticket)s))
AND (seat.organisation_id IS NOT NULL OR (person.id = %(reporter)s AND person.desk_role <> ''))
ORDER BY person.name, person.id, seat.name
"""


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
    # SQLite has moments as text in UTC, whatever the zone of `now`.
    moment = connection.ops.adapt_datetimefield_value(now)
    about = {"customer": ticket.organisation_id, "reporter": ticket.reporter_id, "ticket": ticket.pk, "now": moment}
    people: dict[int, Reader] = {}
    with connection.cursor() as cursor:
        cursor.execute(_READERS, about)
        for pk, name, organisation_id, partner in cursor.fetchall():
            if organisation_id == ticket.organisation_id:
                people[pk] = Reader(pk, name, "", pk == ticket.reporter_id)
            elif pk not in people:
                people[pk] = Reader(pk, name, partner or "", pk == ticket.reporter_id)
    return sorted(people.values(), key=lambda each: not each.is_reporter)


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
