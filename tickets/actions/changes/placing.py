"""What a requested change becomes, whoever brings it: words, costs, approval or clock, and its incident (W1-W3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.queries import Access
from accounts.refusals import NotVisible, Refusal, Stale
from agreements.queries import opening_hours
from tickets.actions.changes.first_estimate import first_estimate
from tickets.actions.link import belongs_to
from tickets.actions.submit import insert
from tickets.actions.write_path import Words
from tickets.catalogue.answers import (
    LONG_LENGTH,
    Line,
    WrongAnswerError,
    as_text,
    check_date,
    lines_of,
    naming,
    without_direction,
)
from tickets.catalogue.definition import Field, fields_of
from tickets.enums import Kind, Status
from tickets.event_log import Actor
from tickets.models import CatalogueVersion, ChangeRequest, Ticket
from tickets.models.ticket import SUBJECT_LENGTH
from tickets.queries.change_costs import Cost, expected_cost
from tickets.queries.changes import approval_needed, offered_version
from tickets.queries.door import ticket_for
from tickets.queries.working_days import closing_on, days_at
from tickets.state_machine import Transition


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of the catalogue brought: typed answers, by the number of the version that it was drawn from.

    `incident` is the reference of the incident that the change is for, "" for none.
    """

    item: str
    version: int
    answers: Mapping[str, Any]
    remarks: str = ""
    wished_date: date | None = None
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A request that was found right: its form, its incident, and what it is expected to cost."""

    asked: Asked
    version: CatalogueVersion
    incident: Ticket | None
    cost: Cost
    needs_approval: bool

    @property
    def fields(self) -> tuple[Field, ...]:
        """The questions that were answered."""
        return fields_of(self.version.fields)


def version_asked(asked: Asked, customer_id: int) -> CatalogueVersion:
    """The form that was filled in; refused when it is not offered (404), or is not in use any more (409)."""
    found = offered_version(asked.item, [customer_id])
    if found.number != asked.version:
        raise Stale(_("This form was changed in the meantime. Look at it once more, and send it."), changed_since=0)
    return found


def subject_of(version: CatalogueVersion, asked: Asked) -> str:
    """The name of the change and the first short answer, in the language of who asks: Nieuw toestel: Jan de Vries."""
    first = naming(fields_of(version.fields), asked.answers)
    text = f"{version.name}: {first}" if first else version.name
    return text if len(text) <= SUBJECT_LENGTH else f"{text[: SUBJECT_LENGTH - 1]}…"


def words_of(version: CatalogueVersion, asked: Asked) -> str:
    """The answers and the remarks as one text, in the language of who asks: what mails and the conversation say."""
    lines = lines_of(fields_of(version.fields), asked.answers)
    if remarks := without_direction(asked.remarks).strip()[:LONG_LENGTH]:
        lines.append(Line(_("Remarks"), (remarks,)))
    return as_text(lines) or version.name


def find(access: Access, ticket: Ticket, version: CatalogueVersion, asked: Asked, *, now: datetime) -> Found:
    """What holds for the request of an unsaved ticket: its incident, its costs, and whether they are approved first.

    Refused: a wished date in the past or without opening time, an incident of another customer or none at all (422).
    """
    _check_wished(ticket, asked, now)
    incident = _incident(access, ticket, asked)
    customer_id, has_incident = ticket.organisation_id, incident is not None
    cost = expected_cost(version, customer_id, ticket.agreement_version_id, has_incident=has_incident, now=now)
    return Found(
        asked, version, incident, cost, approval_needed(customer_id, cost.amount, has_incident=not cost.is_billed)
    )


def place(
    access: Access, ticket: Ticket, found: Found, row: Transition, actor: Actor, words: Words, *, now: datetime
) -> None:
    """Store the ticket with its answers, its link and its estimate; in the transaction of the caller."""
    insert(ticket, row, actor, words, now=now, more=_data(ticket, found))
    ChangeRequest.objects.create(
        ticket=ticket, version=found.version, answers=dict(found.asked.answers), wished_date=found.asked.wished_date
    )
    if found.incident is not None:
        belongs_to(access, ticket, found.incident, actor, now=now)
    if found.cost.is_billed and found.cost.amount is not None:
        first_estimate(
            ticket, minutes=found.cost.minutes, rate=found.cost.rate, amount=found.cost.amount,
            asks=found.needs_approval, now=now,
        )  # fmt: skip


def _check_wished(ticket: Ticket, asked: Asked, now: datetime) -> None:
    if asked.wished_date is None:
        return
    days = days_at(ticket.calendar_revision_id, now=now)
    try:
        check_date(asked.wished_date, days, label=str(_("Wished date")), working_day=True)
    except WrongAnswerError as wrong:
        raise Refusal(wrong.sentence) from None


def _incident(access: Access, ticket: Ticket, asked: Asked) -> Ticket | None:
    if not asked.incident.strip():
        return None
    try:
        about = ticket_for(access, asked.incident.strip())
    except NotVisible:
        raise Refusal(_("There is no incident with this number among the tickets that you can see.")) from None
    if about.organisation_id != ticket.organisation_id:
        raise Refusal(_("A change can only belong to an incident of the same organisation."))
    if about.kind != Kind.INCIDENT or about.status in (Status.WITHDRAWN, Status.MERGED):
        sentence = _("{reference} is not an incident that a change can belong to.")
        raise Refusal(sentence.format(reference=about.reference))
    return about


def _data(ticket: Ticket, found: Found) -> dict[str, Any]:
    """What the first event says of the request; a wished day ends when the helpdesk closes (W2)."""
    data: dict[str, Any] = {"change": {"item": found.asked.item, "version": found.version.number}}
    if found.needs_approval:
        data |= {"unpriced": True} if found.cost.amount is None else {"estimate": 1, "amount": str(found.cost.amount)}
    if found.asked.wished_date is not None:
        until = closing_on(opening_hours(ticket.calendar_revision_id), found.asked.wished_date)
        assert until is not None
        data |= {"wished_date": found.asked.wished_date.isoformat(), "wished_until": until.isoformat()}
    return data | ({"incident": found.incident.reference} if found.incident is not None else {})
