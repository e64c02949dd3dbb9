"""What a window is in somebody's calendar: what the file with a mail says of it, and the calendar to subscribe to."""

from datetime import datetime

from maintenance.enums import EventKind, Status
from maintenance.models import MaintenanceWindow
from maintenance.notices.ics import Entry, EntryStatus, uid_of
from maintenance.notices.letter import Occasion

_E = EventKind
_OFF = frozenset({_E.CANCELLED, _E.LAPSED, _E.CUSTOMER_LEFT})
_ON = frozenset({_E.ANNOUNCED, _E.EMERGENCY_RECORDED})


def entry_for(occasion: Occasion) -> Entry | None:
    """What goes with the mail about this event; None when no calendar holds the window, or it changes nothing there."""
    status = _status_for(occasion)
    return entry_of(occasion.window, status, occasion.event.at) if status else None


def entry_of(window: MaintenanceWindow, status: EntryStatus, changed_at: datetime) -> Entry:
    """The window as it is now, with the same UID whatever happens to it."""
    return Entry(
        uid=uid_of(window.uid),
        sequence=window.ics_sequence,
        status=status,
        changed_at=changed_at,
        reference=window.reference,
        title=window.title,
        effect=window.effect,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        is_emergency=window.is_emergency,
    )


def status_of(window: MaintenanceWindow) -> EntryStatus:
    """How sure a window is that was announced once: off also as the draft that it becomes again when it lapses."""
    if window.status in (Status.CANCELLED, Status.DRAFT):
        return EntryStatus.CANCELLED
    return EntryStatus.TENTATIVE if window.status == Status.CONSULTATION else EntryStatus.CONFIRMED


def _status_for(occasion: Occasion) -> EntryStatus | None:
    if occasion.kind in _ON:
        return EntryStatus.CONFIRMED
    if occasion.earlier is None or occasion.is_for_planner:
        return None
    if occasion.kind in _OFF or (occasion.kind is _E.MOVED and occasion.has_left):
        return EntryStatus.CANCELLED
    if occasion.kind is _E.MOVED:
        return EntryStatus.TENTATIVE
    joined = occasion.kind is _E.CUSTOMER_JOINED and occasion.window.status != Status.CONSULTATION
    return EntryStatus.CONFIRMED if joined else None
