"""Tickets in every state, made the way that people make them: through the actions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from accounts.models import Organisation, User
from agreements.matrix import Impact, Severity
from tickets.actions.ask_customer import ask_customer
from tickets.actions.ask_question import ask_question
from tickets.actions.close import close
from tickets.actions.explain_breach import Explanation, explain_breach
from tickets.actions.note import note
from tickets.actions.post_status_report import Report, post_status_report
from tickets.actions.recover import recover
from tickets.actions.reply import reply
from tickets.actions.report_incident import report_incident
from tickets.actions.submit import Submission
from tickets.actions.take import take
from tickets.actions.withdraw import withdraw
from tickets.actions.write_path import Form, Words
from tickets.enums import BreachCause, ClockKind
from tickets.files import StoredFile
from tickets.models import Ticket
from tickets.queries.breaches import breaches_of

SUBJECT = "Doorverbinden naar de wachtrij lukt niet"
DESCRIPTION = "Sinds 09:30 komt een gesprek niet aan. Het gaat om toestel 201, 202 en 205."
MINUTE = timedelta(minutes=1)


def submission(organisation: Organisation, **fields: object) -> Submission:
    """What a filled-in form brings; any field can be given."""
    values: dict[str, object] = {
        "key": uuid4(),
        "organisation_id": organisation.pk,
        "subject": SUBJECT,
        "description": DESCRIPTION,
        "phone": "0413 - 555 214",
    }
    return Submission(**{**values, **fields})  # type: ignore[arg-type]


def incident(
    user: User,
    organisation: Organisation,
    *,
    now: datetime,
    impact: Impact = Impact.SOME,
    severity: Severity = Severity.NO_CALLS,
    **fields: object,
) -> Ticket:
    """An incident that was just reported; category 2 unless its answers say otherwise."""
    return report_incident(user, submission(organisation, **fields), impact, severity, now=now)


def question(user: User, organisation: Organisation, *, now: datetime, **fields: object) -> Ticket:
    """A question that was just asked (category 4)."""
    return ask_question(user, submission(organisation, **fields), now=now)


def form_of(ticket: Ticket) -> Form:
    """What a form about this ticket carries, drawn a moment ago."""
    return Form(ticket.reference, ticket.version)


def taken(ticket: Ticket, agent: User, *, now: datetime) -> Ticket:
    """Made the agent's own."""
    return take(agent, form_of(ticket), now=now)


def replied(
    ticket: Ticket, agent: User, body: str = "Wij zoeken het uit.", *, now: datetime, files: Sequence[StoredFile] = ()
) -> Ticket:
    """Answered by the agent."""
    return reply(agent, form_of(ticket), Words(body, files=files), now=now)


def waiting(ticket: Ticket, agent: User, body: str = "Staat SIP ALG aan?", *, now: datetime) -> Ticket:
    """Asked by the agent: the ticket waits for the customer."""
    return ask_customer(agent, form_of(ticket), Words(body), now=now)


def reported(ticket: Ticket, agent: User, *, now: datetime, asked: str = "") -> Ticket:
    """Told by a status report how it stands."""
    report = Report("De router laat de aanmelding niet door.", "Wij zetten de toestellen om.", asked)
    return post_status_report(agent, form_of(ticket), report, now=now)


def noted(
    ticket: Ticket,
    agent: User,
    body: str = "Geheim: beheer weet ervan",
    *,
    now: datetime,
    files: Sequence[StoredFile] = (),
) -> Ticket:
    """With a note that only the helpdesk may see."""
    return note(agent, form_of(ticket), Words(body, files=files), now=now)


def recovered(ticket: Ticket, agent: User, body: str = "Alle toestellen werken weer.", *, now: datetime) -> Ticket:
    """Recovered by the agent."""
    return recover(agent, form_of(ticket), Words(body), now=now)


def closed(ticket: Ticket, agent: User, *, now: datetime) -> Ticket:
    """Recovered and closed by the agent, a minute apart, with a cause for what was missed."""
    ended = explained(recovered(ticket, agent, now=now), agent, now=now)
    return close(agent, form_of(ended), now=now + MINUTE)


def explained(ticket: Ticket, agent: User, *, now: datetime) -> Ticket:
    """With a cause named for every promise that was missed."""
    for each in breaches_of(ticket, now=now):
        why = Explanation(ClockKind(each.kind), each.round, BreachCause.OVERLOAD)
        ticket = explain_breach(agent, Form(ticket.reference), why, now=now)
    return ticket


def withdrawn(ticket: Ticket, user: User, *, now: datetime) -> Ticket:
    """Withdrawn by the customer."""
    return withdraw(user, form_of(ticket), now=now)
