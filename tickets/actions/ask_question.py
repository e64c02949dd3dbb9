"""Ask a question: a support incident with nothing broken, fixed at category 4 (C1, C2)."""

from datetime import datetime

from accounts.models import User
from tickets.actions.submit import Classification, Submission, pins_for, submit
from tickets.enums import Ground, Kind
from tickets.models import Ticket

QUESTION_CATEGORY = 4


def ask_question(user: User, submission: Submission, *, now: datetime) -> Ticket:
    """A new question of the submission's customer, submitted at `now` (aware); see `submit` for what is refused."""
    what = Classification(Kind.SUPPORT_INCIDENT, QUESTION_CATEGORY, ground=Ground.QUESTION)
    return submit(user, submission, what, pins_for(submission.organisation_id, now=now), now=now)
