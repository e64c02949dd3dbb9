"""The conversation about a window: a customer's side asks, the planner replies (M2)."""

from datetime import datetime
from uuid import UUID, uuid5

from accounts.models import User
from accounts.queries import Access
from maintenance.actions.consulting import check_belongs, consultation_of, message_words
from maintenance.actions.write_path import Change, Form, planner_change, window_change
from maintenance.models import ConsultationMessage, WindowCustomer
from maintenance.state_machine import Action


def ask_about(user: User, form: Form, customer_id: int, body: str, key: UUID, *, now: datetime) -> None:
    """Ask something about a window that the person sees; the same form twice asks once.

    It is no answer, and voids none. Refused: a window or customer that is not the person's (404), before its
    consultation and after its end (422).
    """
    with window_change(user, form, now=now) as change:
        check_belongs(change.access, customer_id)
        consultation = consultation_of(change, customer_id)
        key = _key_of(key, consultation, body)
        if not _was_said(key):
            change.check(Action.ASK)
            change.acts_for(customer_id, _partner(change.access, customer_id))
            _say(change, consultation, body, key, Action.ASK)


def answer_question(user: User, form: Form, customer_id: int, body: str, key: UUID, *, now: datetime) -> None:
    """Reply to a customer, for administrators; the same form twice replies once."""
    with planner_change(user, form, now=now) as change:
        consultation = consultation_of(change, customer_id)
        key = _key_of(key, consultation, body)
        if not _was_said(key):
            change.check(Action.ANSWER_QUESTION)
            change.acts_for(customer_id)
            _say(change, consultation, body, key, Action.ANSWER_QUESTION)


def _key_of(key: UUID, consultation: WindowCustomer, body: str) -> UUID:
    """The form's key for this text: a form that comes back with other words is not the one that was sent."""
    return uuid5(key, f"{consultation.pk} {body.strip()}")


def _was_said(key: UUID) -> bool:
    return ConsultationMessage.objects.filter(key=key).exists()


def _partner(access: Access, customer_id: int) -> int | None:
    if customer_id in access.own_customers:
        return None
    return access.consulted.get(customer_id) or access.mandated.get(customer_id)


def _say(change: Change, consultation: WindowCustomer, body: str, key: UUID, action: Action) -> None:
    assert change.actor.user is not None
    message = ConsultationMessage.objects.create(
        consultation=consultation,
        author=change.actor.user,
        partner_id=change.actor.partner_id,
        is_ours=action is Action.ANSWER_QUESTION,
        body=message_words(body),
        at=change.now,
        key=key,
    )
    change.record(action, data={"message": message.pk, "body": message.body})
