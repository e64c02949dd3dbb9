"""An objection, or a proposal of other times, is settled on record: with whom, when, how, in which words (M2)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotVisible, Refusal
from maintenance.actions.consulting import ANSWER_LENGTH, check_has_seen, name_of_person
from maintenance.actions.write_path import Change, Form, planner_change
from maintenance.enums import Answer, Means
from maintenance.models import ConsultationAnswer, MaintenanceWindow
from maintenance.queries.consultation import affected_by, effective_answers
from maintenance.state_machine import Action


@dataclass(frozen=True, slots=True)
class Settlement:
    """With whom of the customer's side it was settled, by which means, in which words."""

    with_whom: str
    means: Means
    words: str


def settle_objection(
    user: User, form: Form, answer_id: int, settlement: Settlement, *, now: datetime
) -> MaintenanceWindow:
    """Record that what this answer objected to no longer stands in the way; the customer is told of it.

    A newer answer counts again, whatever was settled. Refused: who is no administrator, an answer that agrees, that
    was settled, or that no longer counts (422), one that came in since the page was drawn (409), an answer of another
    window (404).
    """
    with planner_change(user, form, now=now) as change:
        change.check(Action.SETTLE)
        answer = _blocking(change, answer_id)
        customer = answer.consultation.customer
        check_has_seen(change, form, {customer.pk: customer})
        _settle(answer, settlement, user, now)
        change.acts_for(answer.consultation.customer_id)
        data = {
            "answer_id": answer.pk,
            "answer": answer.answer,
            "with_whom": answer.settled_with,
            "means": answer.settled_means,
            "words": answer.settled_words,
        }
        change.record(Action.SETTLE, data=data, changes=change.progress())
    return change.window


def _blocking(change: Change, answer_id: int) -> ConsultationAnswer:
    """The answer, when it is the one that counts and stands in the way."""
    answers = ConsultationAnswer.objects.select_related("consultation__customer")
    answer = answers.filter(pk=answer_id, consultation__in=affected_by(change.window)).first()
    if answer is None:
        raise NotVisible(_("There is no such answer in this consultation."))
    counting = effective_answers([answer.consultation_id]).get(answer.consultation_id)
    if counting is None or counting.pk != answer.pk:
        raise Refusal(_("This answer no longer counts: there is a newer one, or the maintenance was changed."))
    if answer.answer == Answer.AGREED:
        raise Refusal(_("This customer agreed: there is nothing to settle."))
    if answer.settled_at is not None:
        raise Refusal(_("This was settled already."))
    return answer


def _settle(answer: ConsultationAnswer, settlement: Settlement, user: User, now: datetime) -> None:
    words = settlement.words.strip()
    if not words:
        raise Refusal(_("Write down how it was settled."))
    if len(words) > ANSWER_LENGTH:
        raise Refusal(_("This is too long. Use at most 2,000 characters."))
    answer.settled_at, answer.settled_by = now, user
    answer.settled_with, answer.settled_means = name_of_person(settlement.with_whom), settlement.means
    answer.settled_words = words
    answer.save(update_fields=["settled_at", "settled_by", "settled_with", "settled_means", "settled_words"])
