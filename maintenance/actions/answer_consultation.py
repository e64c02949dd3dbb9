"""A customer's side answers in the portal: it agrees, proposes other times, or objects with a reason (M2)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from accounts.models import User
from maintenance.actions.consulting import answer_words, check_may_answer, check_round, consultation_of
from maintenance.actions.write_path import Form, window_change
from maintenance.enums import Answer, Means
from maintenance.models import ConsultationAnswer, MaintenanceWindow, WindowCustomer
from maintenance.state_machine import Action


@dataclass(frozen=True, slots=True)
class Given:
    """What the form brings: the answer, its words, the round that the page was drawn for, and the form's own key."""

    answer: Answer
    words: str
    round: int
    key: UUID


def answer_consultation(user: User, form: Form, customer_id: int, given: Given, *, now: datetime) -> MaintenanceWindow:
    """Answer for one customer, as its key contact or by a partner's mandate; the same form twice answers once.

    A form that comes back with another answer (somebody went a page back and chose anew) is a new answer.

    Every answer is kept; which one counts, `queries.consultation` says. It is progress: the place stays reserved.
    Refused: a window or customer that is not the person's (404), who does not decide for it (403), a window that is
    not consulted about now (422), an earlier round (409), an objection without its reason (422).
    """
    with window_change(user, form, now=now) as change:
        check_may_answer(change.access, customer_id)
        consultation = consultation_of(change, customer_id)
        is_known = ConsultationAnswer.objects.filter(key=given.key).exists()
        if is_known and given.round == change.window.round and _said_last(user, consultation, given):
            return change.window
        change.check(Action.ANSWER)
        check_round(change.window, given.round)
        partner_id = change.access.answers_as(customer_id)
        answer = ConsultationAnswer.objects.create(
            consultation=consultation,
            round=change.window.round,
            answer=given.answer,
            words=answer_words(given.answer, given.words),
            means=Means.PORTAL,
            at=now,
            given_by=user,
            partner_id=partner_id,
            key=uuid4() if is_known else given.key,
        )
        change.acts_for(customer_id, partner_id)
        data = {"answer": given.answer, "words": answer.words, "round": answer.round, "answer_id": answer.pk}
        change.record(Action.ANSWER, data=data, changes=change.progress())
    return change.window


def _said_last(user: User, consultation: WindowCustomer, given: Given) -> bool:
    """Whether this is what the person said last for this customer, word for word and about the same proposal."""
    last = ConsultationAnswer.objects.filter(consultation=consultation, given_by=user).order_by("at", "pk").last()
    said = (given.answer, given.words.strip(), given.round)
    return last is not None and (last.answer, last.words, last.round) == said
