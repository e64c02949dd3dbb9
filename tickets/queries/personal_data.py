"""All that is kept of one person, as they may have it: nothing that somebody else wrote, and nobody else by name."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.holders import Rows, holders
from accounts.models import AccountEvent, Invitation, Membership, OpenSession, User
from accounts.queries import Access
from tickets.enums import ScanState
from tickets.models import Attachment, Message, Ticket, TicketEvent, TicketFollower
from tickets.queries.personal import notices_to
from tickets.queries.time import current_entries


def personal_data(person: User, tickets: QuerySet[Ticket], reader: Access, *, now: datetime) -> dict[str, Any]:
    """Everything, by kind; of these tickets, and of what else the reader sees. Texts and files are the person's own.

    What people of the desk write is about customers: of them that they did it is told, not the words.
    """
    return {
        "made_at": now.isoformat(),
        "person": _fields(person),
        "memberships": _memberships(person),
        "invitations": _invitations(person),
        "sessions": _sessions(person),
        "second_steps": _second_steps(person),
        "changes": _changes(person),
        "mails": _mails(person),
        "tickets": _tickets(person, tickets),
        "followed": _followed(person, tickets),
        "events": _events(person, tickets),
        "messages": _messages(person, tickets),
        **_told_elsewhere(person, reader, now),
        "time": _time(person, tickets),
        "files": [{"ticket": each.ticket.reference, "name": name} for each, name in files_of(person, tickets)],
    }


def files_of(person: User, tickets: QuerySet[Ticket]) -> list[tuple[Attachment, str]]:
    """What the person sent along, each with the name that it has in the archive; nothing that a scanner holds back."""
    if person.desk_role:
        return []
    rows = Attachment.objects.filter(event__actor=person, ticket__in=tickets, removed_at=None)
    rows = rows.filter(scan_state__in=(ScanState.CLEAN, ScanState.UNSCANNED))
    return [(each, f"files/{each.pk}-{each.name}") for each in rows.select_related("ticket").order_by("pk")]


def _fields(person: User) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "theme": person.theme,
        "role_at_desk": person.desk_role,
        "active": person.is_active,
        "added": _iso(person.date_joined),
        "last_signed_in": _iso(person.last_login),
    }


def _memberships(person: User) -> Rows:
    rows = Membership.objects.filter(user=person).select_related("organisation")
    return [{"organisation": each.organisation.name, "role": each.role} for each in rows]


def _invitations(person: User) -> Rows:
    rows = Invitation.objects.filter(email=person.email).select_related("organisation")
    return [
        {"organisation": each.organisation.name, "name": each.name, "email": each.email, "sent": _iso(each.sent_at)}
        for each in rows
    ]


def _sessions(person: User) -> Rows:
    rows = OpenSession.objects.filter(user=person)
    return [{"device": each.device, "signed_in": _iso(each.signed_in_at), "seen": _iso(each.seen_at)} for each in rows]


def _second_steps(person: User) -> Rows:
    rows = Authenticator.objects.filter(user=person).order_by("pk")
    return [{"kind": each.type, "added": _iso(each.created_at), "last_used": _iso(each.last_used_at)} for each in rows]


def _changes(person: User) -> Rows:
    rows = AccountEvent.objects.filter(user=person).order_by("pk")
    return [{"what": each.kind, "at": _iso(each.at), "by": _by(each.actor, person)} for each in rows]


def _mails(person: User) -> Rows:
    rows = notices_to(person).order_by("pk")
    return [
        {"about": each.source, "made": _iso(each.created_at), "sent": _iso(each.sent_at), "to": each.address}
        for each in rows
    ]


def _tickets(person: User, tickets: QuerySet[Ticket]) -> Rows:
    rows = tickets.filter(reporter=person).select_related("organisation").order_by("pk")
    return [
        {
            "ticket": each.reference,
            "organisation": each.organisation.name,
            "subject": each.subject,
            "phone": each.phone,
            "submitted": _iso(each.submitted_at),
            "status": each.status,
        }
        for each in rows
    ]


def _followed(person: User, tickets: QuerySet[Ticket]) -> Rows:
    rows = TicketFollower.objects.filter(user=person, ticket__in=tickets).select_related("ticket").order_by("pk")
    return [{"ticket": each.ticket.reference, "since": _iso(each.added_at)} for each in rows]


def _events(person: User, tickets: QuerySet[Ticket]) -> Rows:
    """What the person did; and what others did on the tickets that the person reported, as far as it was told."""
    rows = TicketEvent.objects.filter(ticket__in=tickets).select_related("ticket", "actor")
    told = rows.filter(ticket__reporter=person, visibility="public")
    found = sorted({*rows.filter(actor=person), *told}, key=lambda each: each.pk)
    return [
        {"ticket": each.ticket.reference, "what": each.kind, "at": _iso(each.at), "by": _by(each.actor, person)}
        for each in found
    ]


def _messages(person: User, tickets: QuerySet[Ticket]) -> Rows:
    if person.desk_role:
        return []
    rows = Message.objects.filter(event__actor=person, ticket__in=tickets, redacted_at=None)
    return [
        {"ticket": each.ticket.reference, "at": _iso(each.event.at), "text": each.body}
        for each in rows.select_related("ticket", "event").order_by("pk")
    ]


def _told_elsewhere(person: User, reader: Access, now: datetime) -> dict[str, Rows]:
    return {kind: rows for each in holders() for kind, rows in each.told(person, reader, now).items()}


def _time(person: User, tickets: QuerySet[Ticket]) -> Rows:
    rows = current_entries().filter(person=person, ticket__in=tickets).select_related("ticket").order_by("day", "pk")
    return [
        {"ticket": each.ticket.reference, "day": each.day.isoformat(), "minutes": each.minutes, "what": each.activity}
        for each in rows
    ]


def _by(actor: User | None, person: User) -> str:
    if actor is None:
        return _("the program")
    if actor.pk == person.pk:
        return _("yourself")
    return _("an agent of the helpdesk") if actor.desk_role else _("a colleague")


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
