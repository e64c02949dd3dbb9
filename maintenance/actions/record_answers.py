"""The planner writes down what customers said by phone, mail or in a meeting: of one, or of many at once (M2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from maintenance.actions.consulting import answer_words, check_has_seen, name_of_person
from maintenance.actions.write_path import Change, Form, planner_change
from maintenance.enums import Answer, Means
from maintenance.models import ConsultationAnswer, WindowCustomer
from maintenance.queries.consultation import affected_by
from maintenance.queries.reach import partners_heard_for
from maintenance.queries.words import names
from maintenance.state_machine import Action


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was said, how, by whom; `partner_id` when it was said by a partner on behalf of the customer."""

    answer: Answer
    words: str
    means: Means
    said_by: str
    key: UUID
    partner_id: int | None = None


def record_answers(user: User, form: Form, customer_ids: Collection[int], recorded: Recorded, *, now: datetime) -> int:
    """Record the same answer of these customers; returns of how many it was new. The same form twice records once.

    Who said it, how, when and in which words are all kept. Refused: who is no administrator, a customer that the
    window does not affect, nothing said, a partner without a mandate to answer for one of them (P1) (422), a customer
    that answered otherwise in the portal since the page was drawn (409), all or nothing.
    """
    with planner_change(user, form, now=now) as change:
        change.check(Action.RECORD_ANSWER)
        rows = _chosen(change, set(customer_ids))
        said = _checked(recorded)
        _check_partner(said.partner_id, rows, now=now)
        new = _without_known(rows, said)
        if new:
            check_has_seen(change, form, {row.customer_id: row.customer for row in new}, said.answer)
            ConsultationAnswer.objects.bulk_create([_answer(change, row, said) for row in new])
            if len(new) == 1:
                change.acts_for(new[0].customer_id, said.partner_id)
            data = {"answer": said.answer, "words": said.words, "means": said.means, "said_by": said.said_by}
            customers = [row.customer_id for row in new]
            change.record(Action.RECORD_ANSWER, data={**data, "customers": customers}, changes=change.progress())
    return len(new)


def _chosen(change: Change, customer_ids: set[int]) -> list[WindowCustomer]:
    if not customer_ids:
        raise Refusal(_("Choose the customers whose answer this is."))
    rows = affected_by(change.window).filter(customer_id__in=customer_ids).select_related("customer")
    chosen = list(rows.order_by("customer_id"))
    if len(chosen) != len(customer_ids):
        still = names(row.customer for row in chosen)
        text = _("Not all of these customers are affected any more. Nothing was recorded. Still affected: {names}.")
        raise Refusal(text.format(names=still or "-"))
    return chosen


def _checked(recorded: Recorded) -> Recorded:
    if recorded.means is Means.PORTAL:
        raise Refusal(_("Say how you heard it: by phone, by e-mail or in a meeting."))
    words = answer_words(recorded.answer, recorded.words)
    if not words:
        raise Refusal(_("Write down what was said."))
    said_by = name_of_person(recorded.said_by)
    return Recorded(recorded.answer, words, recorded.means, said_by, recorded.key, recorded.partner_id)


def _check_partner(partner_id: int | None, rows: list[WindowCustomer], *, now: datetime) -> None:
    if partner_id is None:
        return
    _name, heard_for = partners_heard_for([row.customer_id for row in rows], now=now).get(partner_id, ("", frozenset()))
    others = names(row.customer for row in rows if row.customer_id not in heard_for)
    if others:
        text = _("This partner has no mandate to answer for {names}. Nothing was recorded.")
        raise Refusal(text.format(names=others))


def _key(recorded: Recorded, row: WindowCustomer) -> UUID:
    """Each customer's own, the same whenever this form comes again with the same words."""
    said = (recorded.answer, recorded.means, recorded.said_by, recorded.words)
    return uuid5(recorded.key, " ".join([str(row.customer_id), *said]))


def _without_known(rows: list[WindowCustomer], recorded: Recorded) -> list[WindowCustomer]:
    keys = {_key(recorded, row): row for row in rows}
    known = set(ConsultationAnswer.objects.filter(key__in=list(keys)).values_list("key", flat=True))
    return [row for key, row in keys.items() if key not in known]


def _answer(change: Change, row: WindowCustomer, recorded: Recorded) -> ConsultationAnswer:
    return ConsultationAnswer(
        consultation=row,
        round=change.window.round,
        answer=recorded.answer,
        words=recorded.words,
        means=recorded.means,
        at=change.now,
        said_by=recorded.said_by,
        partner_id=recorded.partner_id,
        recorded_by=change.actor.user,
        key=_key(recorded, row),
    )
