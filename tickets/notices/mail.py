"""From a notice in the outbox to a mail: checks the recipient's right at the moment of sending, then renders."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts.queries import access_for
from agreements.queries import desk_hours
from notifications.drawn import drawn
from notifications.models import Notice
from notifications.renderers import Mail
from tickets.enums import EstimateState, EventKind
from tickets.models import Estimate, Message, SlaClock, TicketEvent
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.notices import FOR_APPROVERS
from tickets.notices.letter import letter
from tickets.notices.occasion import Occasion
from tickets.queries.door import visible_tickets


def render(notice: Notice) -> Mail | None:
    """The mail of one notice, in the active language.

    None when the recipient may not see the ticket any more (P1), or only follows it and wants no mail of that.
    """
    now, recipient = timezone.now(), notice.recipient
    if recipient is None:
        return None
    event = TicketEvent.objects.select_related("ticket__organisation", "actor", "partner").get(pk=notice.subject_id)
    access = access_for(recipient, now=now)
    approves = access.may_approve_for(event.ticket.organisation_id)
    asked = approves and event.kind in FOR_APPROVERS
    follows = event.ticket.reporter_id != recipient.pk and not asked
    if follows and not recipient.mail_followed:
        return None
    about = _about(event)
    seen = visible_tickets(access).filter(pk__in={event.ticket_id, about})
    if seen.count() != len({event.ticket_id, about}):
        return None
    clocks = tuple(SlaClock.objects.filter(ticket_id=about).order_by("due_at", "kind"))
    message = _message_of(event)
    amount = _asked_amount(event) if approves else ""
    occasion = Occasion(event.ticket, event, message, now, clocks, approves, amount)
    written = letter(occasion, recipient.name, follows=follows)
    context = {
        "letter": written,
        "ticket": event.ticket,
        "asked": asked,
        "recipient_id": recipient.pk,
        "url": settings.BASE_URL
        + reverse("portal:costs" if asked else "portal:ticket", args=[f"{REFERENCE_PREFIX}{about}"]),
        "desk": desk_hours(now=now),
        "language": translation.get_language(),
    }
    return drawn("ticket", context, subject=written.subject, thread=f"ticket-{event.ticket_id}")


def _asked_amount(event: TicketEvent) -> str:
    """The amount of the estimate that is open, for what reminds of it."""
    if event.kind != EventKind.APPROVAL_REMINDED:
        return ""
    estimate = Estimate.objects.filter(ticket=event.ticket_id, state=EstimateState.PROPOSED).first()
    return str(estimate.amount) if estimate is not None else ""


def _about(event: TicketEvent) -> int:
    """The number of the ticket that the mail leads to: of a merged one, where it goes on."""
    is_merged = event.kind == EventKind.MERGED
    return int(event.data["other"].removeprefix(REFERENCE_PREFIX)) if is_merged else event.ticket_id


def _message_of(event: TicketEvent) -> Message | None:
    """What was written at the event or made public by it; a reminder repeats the question that waits for an answer."""
    if event.kind == EventKind.REMINDED:
        asked = Message.objects.filter(event__ticket=event.ticket_id, event__kind=EventKind.CUSTOMER_ASKED)
        return asked.order_by("-event__sequence").first()
    return Message.objects.filter(Q(event=event) | Q(published=event)).first()
