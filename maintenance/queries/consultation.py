"""How the consultation about a window stands (M2): for each affected customer the answer that counts, and all of them.

A customer's own answer counts over its partner's, whichever came later; the latest of those wins. Answers of an
earlier round are void and stay on record.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import Organisation
from agreements.queries import terms
from maintenance.enums import Answer, Means
from maintenance.models import ConsultationAnswer, ConsultationMessage, MaintenanceWindow, WindowCustomer
from maintenance.schedule import latest_announcement


@dataclass(frozen=True, slots=True)
class CustomerStanding:
    """One affected customer: what was asked, and the answer that counts.

    `by` said it (for a customer by its `via_partner`, when set), `recorded_by` is the planner who wrote that down.
    `settled` says that an objection or other times were settled on record.
    """

    customer: Organisation
    consultation_id: int
    answer: Answer | None = None
    settled: bool = False
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    by: str = ""
    via_partner: str = ""
    at: datetime | None = None
    open_question: bool = False
    answer_id: int | None = None
    words: str = ""
    means: Means | None = None
    recorded_by: str = ""
    settlement: str = ""
    has_left: bool = False

    @property
    def is_outstanding(self) -> bool:
        """Nobody of this customer's side has answered in this round."""
        return self.answer is None

    @property
    def is_agreed(self) -> bool:
        """Nothing stands in the way: it agreed, or what it objected to was settled."""
        return self.answer is Answer.AGREED or self.settled

    @property
    def is_blocked(self) -> bool:
        """An objection or a proposal of other times that is not settled yet."""
        return self.answer is not None and not self.is_agreed


@dataclass(frozen=True)
class Standing:
    """How the consultation of one round stands, customers by name."""

    round: int
    customers: list[CustomerStanding]

    @cached_property
    def outstanding(self) -> int:
        """How many customers have not answered."""
        return self._count(lambda each: each.is_outstanding)

    @cached_property
    def agreed(self) -> int:
        """How many agreed, or had their objection settled."""
        return self._count(lambda each: each.is_agreed)

    @cached_property
    def blocked(self) -> int:
        """How many objections and proposals are not settled."""
        return self._count(lambda each: each.is_blocked)

    @cached_property
    def questions(self) -> int:
        """How many customers wait for a reply to their question."""
        return self._count(lambda each: each.open_question)

    @property
    def is_complete(self) -> bool:
        """Whether every affected customer has been consulted, and nothing blocks (M2); never without a customer."""
        return bool(self.customers) and self.agreed == len(self.customers)

    def of(self, customer_id: int) -> CustomerStanding | None:
        """The standing of one customer, when it is affected."""
        return next((each for each in self.customers if each.customer.pk == customer_id), None)

    def _count(self, holds: Callable[[CustomerStanding], bool]) -> int:
        return sum(holds(each) for each in self.customers)


def affected_by(window: MaintenanceWindow) -> QuerySet[WindowCustomer]:
    """The customers that a window affects now: who left its environment is left out."""
    return WindowCustomer.objects.filter(window=window, left_at__isnull=True)


def standing(window: MaintenanceWindow, *, customer_ids: Iterable[int] | None = None) -> Standing:
    """How the present round of a window stands (M2), of these customers or of all; three SQL, however many they are."""
    rows = affected_by(window).select_related("customer").order_by("customer__name", "customer_id")
    if customer_ids is not None:
        rows = rows.filter(customer_id__in=list(customer_ids))
    return Standing(window.round, standings_of(list(rows)))


def answer_before(window: MaintenanceWindow) -> datetime:
    """Until when answers make sense: later the window can no longer be announced in time, or its place has lapsed."""
    contract = terms(window.agreement_version_id)
    latest = latest_announcement(
        window.starts_at, notice_hours=contract.notice_hours, notice_days=contract.notice_days, zone=contract.timezone
    )
    return min(latest, window.reserved_until) if window.reserved_until else latest


def effective_answers(consultation_ids: Sequence[int]) -> Mapping[int, ConsultationAnswer]:
    """The answer that counts of each consultation, in its window's present round; one SQL (M2).

    The customer's own goes before its partner's, and the latest of those wins.
    """
    rows = ConsultationAnswer.objects.filter(
        consultation_id__in=consultation_ids, round=F("consultation__window__round")
    )
    counting: dict[int, ConsultationAnswer] = {}
    for each in rows.select_related("given_by", "partner", "recorded_by").order_by("at", "pk"):
        present = counting.get(each.consultation_id)
        if present is None or each.partner_id is None or present.partner_id is not None:
            counting[each.consultation_id] = each
    return counting


def standings_of(affected: Sequence[WindowCustomer]) -> list[CustomerStanding]:
    """The standing of each of these consultations, of one window or of many, in their order; two SQL."""
    ids = [each.pk for each in affected]
    counting, asking = effective_answers(ids), _with_open_question(ids)
    return [_standing_of(each, counting.get(each.pk), each.pk in asking) for each in affected]


def answers_of(consultation: WindowCustomer) -> QuerySet[ConsultationAnswer]:
    """Every answer ever given for this customer about this window, void ones too, oldest first."""
    people = ("given_by", "partner", "recorded_by", "settled_by")
    return ConsultationAnswer.objects.filter(consultation=consultation).select_related(*people).order_by("at", "pk")


def conversation_of(consultation: WindowCustomer) -> QuerySet[ConsultationMessage]:
    """The questions of this customer's side and our replies, oldest first."""
    messages = ConsultationMessage.objects.filter(consultation=consultation)
    return messages.select_related("author", "partner").order_by("at", "pk")


def _with_open_question(consultation_ids: Sequence[int]) -> frozenset[int]:
    """The consultations whose last message is the customer's."""
    messages = ConsultationMessage.objects.filter(consultation_id__in=consultation_ids)
    ours = dict(messages.order_by("at", "pk").values_list("consultation_id", "is_ours"))
    return frozenset(pk for pk, is_ours in ours.items() if not is_ours)


def _standing_of(row: WindowCustomer, answer: ConsultationAnswer | None, has_question: bool) -> CustomerStanding:
    asked = CustomerStanding(
        customer=row.customer,
        consultation_id=row.pk,
        asked_at=row.asked_at,
        reminded_at=row.reminded_at,
        open_question=has_question,
        has_left=row.left_at is not None,
    )
    return asked if answer is None else replace(asked, **_answered(answer))


def _answered(answer: ConsultationAnswer) -> dict[str, Any]:
    return {
        "answer": Answer(answer.answer),
        "answer_id": answer.pk,
        "at": answer.at,
        "words": answer.words,
        "means": Means(answer.means),
        "by": answer.given_by.name if answer.given_by else answer.said_by,
        "via_partner": answer.partner.name if answer.partner else "",
        "recorded_by": answer.recorded_by.name if answer.recorded_by else "",
        "settled": answer.settled_at is not None,
        "settlement": answer.settled_words,
    }
