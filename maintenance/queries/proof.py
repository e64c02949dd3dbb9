"""Proof: who was told what about a window and when, from the rows of the outbox (M4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organisation
from maintenance.enums import EventKind
from maintenance.models import MaintenanceWindow, WindowEvent
from notifications.models import Notice, NoticeState

SOURCE = "maintenance.event"
ANNOUNCING = frozenset({EventKind.ANNOUNCED, EventKind.EMERGENCY_RECORDED, EventKind.CUSTOMER_JOINED})


@dataclass(frozen=True, slots=True)
class Told:
    """One notice to one person: about what, for which customers, and what became of it.

    `noted_at` is when it was committed, together with what it tells: the moment that counts for notice (M4).
    """

    event: EventKind
    happened_at: datetime
    name: str
    address: str
    customers: tuple[str, ...]
    state: NoticeState
    noted_at: datetime
    sent_at: datetime | None
    message_id: str

    @property
    def is_announcement(self) -> bool:
        """Whether it tells that the maintenance takes place."""
        return self.event in ANNOUNCING


def told(window: MaintenanceWindow) -> list[Told]:
    """Every notice about a window, oldest first; three SQL, however many there are.

    The customers are those for which the person was told at that time, whatever became of its membership or mandate.
    """
    events = {each.pk: each for each in WindowEvent.objects.filter(window=window)}
    notices = Notice.objects.filter(source=SOURCE, subject_id__in=list(events)).select_related("recipient")
    rows = list(notices.order_by("created_at", "pk"))
    names = _names(pk for row in rows for pk in row.payload.get("customers", ()))
    return [_told(row, events[row.subject_id], names) for row in rows]


def _names(customer_ids: Iterable[int]) -> Mapping[int, str]:
    return dict(Organisation.objects.filter(pk__in=set(customer_ids)).values_list("pk", "name"))


def _told(notice: Notice, event: WindowEvent, names: Mapping[int, str]) -> Told:
    recipient = notice.recipient
    return Told(
        event=EventKind(event.kind),
        happened_at=event.at,
        name=recipient.name if recipient else "",
        address=notice.address or (recipient.email if recipient else ""),
        customers=tuple(names[pk] for pk in notice.payload.get("customers", ())),
        state=NoticeState(notice.state),
        noted_at=notice.created_at,
        sent_at=notice.sent_at,
        message_id=notice.message_id,
    )
