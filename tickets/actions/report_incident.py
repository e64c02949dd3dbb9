"""Report an incident: two answers give the category, the category gives the promises (C1, N1-N4)."""

from datetime import datetime

from accounts.models import User
from agreements.matrix import Impact, Severity, category
from agreements.queries import terms
from tickets.actions.submit import Classification, Submission, pins_for, submit
from tickets.enums import Kind
from tickets.models import Ticket


def report_incident(
    user: User,
    submission: Submission,
    impact: Impact,
    severity: Severity,
    *,
    now: datetime,
) -> Ticket:
    """A new incident of the submission's customer, submitted at `now` (aware); see `submit` for what is refused."""
    pins = pins_for(submission.organisation_id, now=now)
    number = category(terms(pins.agreement_version).matrix, impact, severity)
    what = Classification(Kind.INCIDENT, number, impact=impact.value, severity=severity.value)
    return submit(user, submission, what, pins, now=now)
