"""Whom an event concerns: its customers, and which of their people; those affected and only those (M2, M4, P1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from maintenance.enums import Answer, EventKind, Result, Status
from maintenance.models import Announcement, ConsultationMessage, WindowCustomer, WindowEvent
from maintenance.queries.audience import Addressee, addressees, administrators

_E = EventKind


class Ring(StrEnum):
    """Which people an event concerns."""

    NOBODY = "nobody"
    ASKED = "asked"  # who may answer for an affected customer
    TOLD = "told"  # everybody of an affected customer, and of its partners
    WRITERS = "writers"  # who wrote in a customer's conversation
    PLANNER = "planner"  # who planned it
    PLANNERS = "planners"  # all administrators


# What is told to everybody once the window was announced, and before that to those who were asked only.
_ONCE_ANNOUNCED = frozenset({_E.MOVED, _E.CANCELLED, _E.LAPSED, _E.CUSTOMER_LEFT})
RINGS: Mapping[EventKind, Ring] = MappingProxyType(
    {
        _E.CONSULTATION_OPENED: Ring.ASKED,
        _E.REMINDED: Ring.ASKED,
        _E.SETTLED: Ring.ASKED,
        _E.MOVED: Ring.ASKED,
        _E.CANCELLED: Ring.ASKED,
        _E.LAPSED: Ring.ASKED,
        _E.CUSTOMER_LEFT: Ring.ASKED,
        _E.ANNOUNCED: Ring.TOLD,
        _E.EMERGENCY_RECORDED: Ring.TOLD,
        _E.HELD_OPEN: Ring.TOLD,
        _E.COMPLETED: Ring.TOLD,
        _E.RESULT_RECORDED: Ring.TOLD,
        _E.ASKED_BACK: Ring.WRITERS,
        _E.CUSTOMER_ASKED: Ring.PLANNER,
        _E.ANSWERED: Ring.PLANNER,
        _E.LAPSE_WARNED: Ring.PLANNERS,
        _E.OVERRAN: Ring.PLANNERS,
    }
)
# These concern one customer: the one that the event is about.
_OF_ONE_CUSTOMER = frozenset({_E.SETTLED, _E.CUSTOMER_JOINED, _E.CUSTOMER_LEFT, _E.ASKED_BACK})


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, and the customers for which it is told (none for who plans), with whether it may answer for them."""

    user_id: int
    for_customers: tuple[Addressee, ...] = ()

    @property
    def customer_ids(self) -> list[int]:
        """The customers, for the notice: the proof names them."""
        return [each.customer_id for each in self.for_customers]

    @property
    def may_answer(self) -> bool:
        """Whether it is asked, or only told."""
        return any(each.may_answer for each in self.for_customers)


def was_announced(event: WindowEvent) -> bool:
    """Whether the window had been announced before this event."""
    return Announcement.objects.filter(window=event.window_id, event__sequence__lt=event.sequence).exists()


def ring_of(event: WindowEvent) -> Ring:
    """Which people an event concerns; at most two SQL."""
    kind = EventKind(event.kind)
    if kind is _E.ANSWERED and event.data.get("answer") == Answer.AGREED:
        return Ring.NOBODY
    # How it went is told when a person has said so.
    if kind is _E.COMPLETED and event.window.result == Result.BY_THE_CLOCK:
        return Ring.NOBODY
    # Of what was an idea only, nobody knows.
    if kind is _E.CANCELLED and _status_before(event) == Status.DRAFT:
        return Ring.NOBODY
    # Who joins a consultation is asked, also when the window had been announced before it came.
    if kind is _E.CUSTOMER_JOINED:
        return Ring.ASKED if event.status == Status.CONSULTATION else Ring.TOLD
    if kind in _ONCE_ANNOUNCED and was_announced(event):
        return Ring.TOLD
    return RINGS.get(kind, Ring.NOBODY)


def recipients_of(event: WindowEvent, *, now: datetime, user_id: int | None = None) -> list[Recipient]:
    """Everybody that an event concerns at `now`, by id; with `user_id` that person alone, when it still is concerned.

    At most seven SQL, however many customers there are.
    """
    ring = ring_of(event)
    if ring is Ring.NOBODY:
        return []
    if ring in (Ring.PLANNER, Ring.PLANNERS):
        return _planners(event, ring, user_id)
    people = addressees(customers_of(event), now=now, user_id=user_id)
    if ring is Ring.ASKED:
        people = [each for each in people if each.may_answer]
    if ring is Ring.WRITERS:
        people = _among(people, _writers(event))
    planners = _planners(event, Ring.PLANNERS, user_id) if event.kind == _E.LAPSED else []
    return [*_by_person(people), *planners]


def customers_of(event: WindowEvent) -> list[int]:
    """The customers that an event concerns and that are affected still (or were until this very event)."""
    kind = EventKind(event.kind)
    if kind is _E.CUSTOMER_LEFT:
        return [pk for pk in _gone(event) if pk == event.customer_id]
    rows = WindowCustomer.objects.filter(window=event.window_id, left_at=None, added_at__lte=event.at)
    present = list(rows.values_list("customer_id", flat=True))
    if kind in _OF_ONE_CUSTOMER:
        return [pk for pk in present if pk == event.customer_id]
    if kind is _E.REMINDED:
        reminded = set(event.data["customers"])
        return [pk for pk in present if pk in reminded]
    return [*present, *_gone(event)] if kind is _E.MOVED else present


def _gone(event: WindowEvent) -> list[int]:
    """The customers that this event took out of the window."""
    rows = WindowCustomer.objects.filter(window=event.window_id, left_at=event.at, added_at__lt=event.at)
    return list(rows.values_list("customer_id", flat=True))


def _status_before(event: WindowEvent) -> str | None:
    before = WindowEvent.objects.filter(window=event.window_id, sequence=event.sequence - 1)
    return before.values_list("status", flat=True).first()


def _planners(event: WindowEvent, ring: Ring, user_id: int | None) -> list[Recipient]:
    """All administrators; or the one who planned the window, as long as that is one."""
    ids = list(administrators().values_list("pk", flat=True))
    maker = event.window.created_by_id
    chosen = [maker] if ring is Ring.PLANNER and maker in ids else ids
    return [Recipient(pk) for pk in chosen if user_id in (None, pk)]


def _writers(event: WindowEvent) -> frozenset[int]:
    messages = ConsultationMessage.objects.filter(
        consultation__window=event.window_id, consultation__customer=event.customer_id, is_ours=False
    )
    return frozenset(messages.values_list("author_id", flat=True))


def _among(people: Iterable[Addressee], user_ids: frozenset[int]) -> list[Addressee]:
    return [each for each in people if each.user_id in user_ids]


def _by_person(people: Iterable[Addressee]) -> list[Recipient]:
    """A person of several customers is told once, for all of them; by membership goes before by mandate."""
    of_person: dict[int, dict[int, Addressee]] = {}
    for each in people:
        known = of_person.setdefault(each.user_id, {})
        known[each.customer_id] = _stronger(known.get(each.customer_id), each)
    return [Recipient(pk, tuple(rows[each] for each in sorted(rows))) for pk, rows in sorted(of_person.items())]


def _stronger(known: Addressee | None, other: Addressee) -> Addressee:
    if known is None:
        return other
    return max((known, other), key=lambda each: (each.may_answer, each.partner_id is None))
