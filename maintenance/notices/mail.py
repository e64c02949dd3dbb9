"""From a notice in the outbox to a mail: checks at the moment of sending whether it still concerns its recipient."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils import timezone, translation

from accounts.models import Organisation
from agreements.queries import desk_hours
from maintenance.enums import EventKind, Status
from maintenance.models import Announcement, ConsultationMessage, WindowCustomer, WindowEvent
from maintenance.notices import asking, planning, telling
from maintenance.notices.circle import Recipient, recipients_of
from maintenance.notices.entries import entry_for
from maintenance.notices.ics import file_of, method_of
from maintenance.notices.letter import Occasion, Words, compose
from maintenance.queries.consultation import standing
from notifications.drawn import drawn
from notifications.models import Notice
from notifications.renderers import Attachment, Mail

_E = EventKind
# After one of these, what was asked and told before them is no longer so.
_SUPERSEDING = (_E.CONSULTATION_OPENED, _E.MOVED, _E.ANNOUNCED, _E.CANCELLED, _E.LAPSED)
_SUPERSEDED = frozenset({*_SUPERSEDING, _E.REMINDED, _E.CUSTOMER_JOINED, _E.EMERGENCY_RECORDED, _E.LAPSE_WARNED})


def _joined(occasion: Occasion) -> Words:
    asks = occasion.window.status == Status.CONSULTATION
    return asking.joined(occasion) if asks else telling.joined(occasion)


WRITERS: Mapping[EventKind, Callable[[Occasion], Words]] = MappingProxyType(
    {
        _E.CONSULTATION_OPENED: asking.opened,
        _E.REMINDED: asking.reminded,
        _E.MOVED: asking.moved,
        _E.SETTLED: asking.settled,
        _E.ASKED_BACK: asking.asked_back,
        _E.CUSTOMER_JOINED: _joined,
        _E.CUSTOMER_LEFT: asking.no_longer_affected,
        _E.ANNOUNCED: telling.announced,
        _E.EMERGENCY_RECORDED: telling.emergency,
        _E.HELD_OPEN: telling.held_open,
        _E.COMPLETED: telling.completed,
        _E.RESULT_RECORDED: telling.completed,
        _E.CANCELLED: telling.cancelled,
        _E.LAPSED: telling.lapsed,
        _E.LAPSE_WARNED: planning.lapse_warned,
        _E.OVERRAN: planning.overran,
        _E.ANSWERED: planning.answered,
        _E.CUSTOMER_ASKED: planning.asked,
    }
)


def render(notice: Notice) -> Mail | None:
    """The mail of one notice, in the active language.

    None when its recipient is no longer concerned (a mandate ended, a customer left, an answer came), or when what it
    says is no longer so: then a later notice says how it is (P1).
    """
    occasion = _occasion(notice)
    if occasion is None or notice.recipient is None:
        return None
    letter = compose(occasion, WRITERS[occasion.kind](occasion), notice.recipient.name)
    context = {
        "letter": letter,
        "desk": desk_hours(now=occasion.now),
        "language": translation.get_language(),
    }
    thread = f"maintenance-{occasion.event.window_id}"
    return drawn("maintenance", context, subject=letter.subject, thread=thread, attachments=_attachments(occasion))


def _occasion(notice: Notice) -> Occasion | None:
    people = ("window__environment", "actor", "customer", "partner")
    event = WindowEvent.objects.select_related(*people).get(pk=notice.subject_id)
    now = timezone.now()
    if _is_superseded(event):
        return None
    found = recipients_of(event, now=now, user_id=notice.recipient_id)
    recipient = _still_concerned(event, found[0], notice) if found else None
    if recipient is None:
        return None
    rows = WindowCustomer.objects.filter(window=event.window_id, customer_id__in=recipient.customer_ids)
    through = {each.partner_id for each in recipient.for_customers if each.partner_id}
    earlier = Announcement.objects.filter(window=event.window_id, event__sequence__lt=event.sequence)
    return Occasion(
        window=event.window,
        event=event,
        recipient=recipient,
        consultations=tuple(rows.select_related("customer").order_by("customer__name", "customer_id")),
        partners=tuple(Organisation.objects.filter(pk__in=through).order_by("name")),
        earlier=earlier.order_by("-event__sequence").first(),
        message=ConsultationMessage.objects.filter(pk=event.data.get("message")).first(),
        now=now,
    )


def _is_superseded(event: WindowEvent) -> bool:
    if event.kind not in _SUPERSEDED:
        return False
    later = WindowEvent.objects.filter(window=event.window_id, sequence__gt=event.sequence)
    return later.filter(kind__in=_SUPERSEDING).exists()


def _still_concerned(event: WindowEvent, found: Recipient, notice: Notice) -> Recipient | None:
    """The customers that the notice was made for, as far as this person is still told for them."""
    noted = set(notice.payload.get("customers", ()))
    if not noted:
        return found if not found.for_customers else None
    if event.kind == EventKind.REMINDED:
        noted -= _answered_by_now(event, noted)
    left = tuple(each for each in found.for_customers if each.customer_id in noted)
    return Recipient(found.user_id, left) if left else None


def _answered_by_now(event: WindowEvent, customer_ids: set[int]) -> set[int]:
    stands = standing(event.window, customer_ids=customer_ids).customers
    return {each.customer.pk for each in stands if not each.is_outstanding}


def _attachments(occasion: Occasion) -> tuple[Attachment, ...]:
    entry = entry_for(occasion)
    if entry is None:
        return ()
    media_type = f"text/calendar; method={method_of(entry)}"
    return (Attachment(f"{occasion.window.reference}.ics", file_of(entry), media_type),)
