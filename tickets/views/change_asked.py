"""What a change asks for, on the ticket's page of both sides: the answers by the version that they were given to."""

from dataclasses import dataclass
from datetime import datetime

from agreements import wording
from tickets.catalogue.answers import Line, lines_of
from tickets.catalogue.definition import fields_of
from tickets.enums import Kind
from tickets.models import Ticket
from tickets.queries.changes import request_of


@dataclass(frozen=True, slots=True)
class AskedShown:
    """The change by its name, the version of its form, each answer, and the day that was wished for."""

    name: str
    version: int
    lines: list[Line]
    wished: str


def asked_of(ticket: Ticket, *, now: datetime) -> AskedShown | None:
    """None for what is no change, or was not requested by a form of the catalogue. At most one SQL."""
    found = request_of(ticket) if ticket.kind == Kind.STANDARD_CHANGE else None
    if found is None:
        return None
    version, wished = found.version, found.wished_date
    fields = fields_of(version.fields)
    is_among_answers = any(each.is_wished_date for each in fields)
    return AskedShown(
        name=version.name,
        version=version.number,
        lines=lines_of(fields, found.answers),
        wished=wording.day(wished, now=now) if wished and not is_among_answers else "",
    )
