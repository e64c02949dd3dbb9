"""What mails say of costs and of delivered changes: sums are for who may approve them, the rest for all (W2, W3)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from agreements import wording
from agreements.money import euro
from tickets.enums import EventKind, Status
from tickets.notices.occasion import Occasion, Said, actor_of
from tickets.queries.deliveries import settled_at


def delivered(occasion: Occasion) -> Said:
    """The customer can say until when that it is not right (W2)."""
    intro = _("We carried out your change, and it works since {moment}.")
    closing = _("Is something not right? Tell us {before}, then we go on with it. Hearing nothing, we close it then.")
    until = settled_at(occasion.ticket, occasion.event.at)
    return Said(
        pgettext("mail", "Delivered"),
        intro.format(moment=wording.full(occasion.event.at)),
        closing.format(before=wording.full_before(until)),
    )


def _confirmed(occasion: Occasion) -> Said:
    intro = _("{name} told us that the change works. We closed this ticket; you can keep reading it.")
    return Said(pgettext("mail", "Closed"), intro.format(name=actor_of(occasion)))


def _for_approval(occasion: Occasion) -> Said:
    """To who asked: that somebody approves first. To who may approve: what it costs."""
    received = _("We received it on {moment}.").format(moment=wording.full(occasion.ticket.submitted_at))
    return Said(pgettext("mail", "Costs to approve"), f"{received} {_asked(occasion)}", _before(occasion))


def _proposed(occasion: Occasion) -> Said:
    if not occasion.event.data.get("asks"):
        intro = _("We estimated the costs anew{sum}. Nobody has to approve them.")
        return Said(pgettext("mail", "Estimate"), intro.format(sum=_sum(occasion)))
    return Said(pgettext("mail", "Costs to approve"), _asked(occasion), _before(occasion))


def _reminded(occasion: Occasion) -> Said:
    return Said(pgettext("mail", "Reminder"), _asked(occasion), _before(occasion))


def _asked(occasion: Occasion) -> str:
    """What has to be decided, by whom."""
    waits = occasion.ticket.status == Status.AWAITING_APPROVAL
    if occasion.event.data.get("unpriced"):
        return _("We make an estimate of the costs first. You hear from us.")
    if occasion.approves:
        asked = _("We estimate the costs at {amount} without VAT. Approve or refuse them on the page of the costs.")
        asked = asked.format(amount=_amount(occasion)) if _amount(occasion) else _("Costs are to be approved.")
    else:
        asked = _("A key contact, or an ICT partner that may approve costs, is asked to approve the costs.")
    return f"{asked} {_('We begin after that: our promise starts at the approval.')}" if waits else asked


def _before(occasion: Occasion) -> str:
    """When the silence ends it, once that is the next thing to happen."""
    ticket = occasion.ticket
    if occasion.event.kind != EventKind.APPROVAL_REMINDED or ticket.acts_at is None:
        return ""
    return _("Without a decision this request ends {moment}.").format(moment=wording.full(ticket.acts_at))


def _taken_back(occasion: Occasion) -> Said:
    intro = _("We took our estimate of the costs back{sum}. The reason: {reason}")
    said = intro.format(sum=_sum(occasion), reason=occasion.event.data["reason"])
    return Said(pgettext("mail", "Estimate withdrawn"), said)


def _approved(occasion: Occasion) -> Said:
    text = _("{name} approved the costs{sum}. We go on with it.")
    if "user_id" in occasion.event.data:
        text = _("The costs were approved by phone{sum}. We go on with it.")
    return Said(pgettext("mail", "Costs approved"), text.format(name=actor_of(occasion), sum=_sum(occasion)))


def _refused(occasion: Occasion) -> Said:
    text = _("{name} refused the costs{sum}. The reason: {reason}")
    if "user_id" in occasion.event.data:
        text = _("The costs were refused by phone{sum}. The reason: {reason}")
    said = text.format(name=actor_of(occasion), sum=_sum(occasion), reason=occasion.event.data["reason"])
    closing = _("We do nothing more with this request.") if occasion.event.status == Status.WITHDRAWN else ""
    return Said(pgettext("mail", "Costs refused"), said, closing)


def _expired(_occasion: Occasion) -> Said:
    intro = _("The costs were not approved in time, so this request has ended. We did not begin with it.")
    return Said(pgettext("mail", "Ended"), intro, _("Do you still want it? Request the change again."))


def _waived(_occasion: Occasion) -> Said:
    intro = _("No approval of the costs is needed any more. We begin with your change.")
    return Said(pgettext("mail", "Taken up"), intro)


def _sum(occasion: Occasion) -> str:
    """The amount between brackets, for who may approve it."""
    amount = _amount(occasion) if occasion.approves else ""
    return f" ({_('{amount} without VAT').format(amount=amount)})" if amount else ""


def _amount(occasion: Occasion) -> str:
    found = occasion.event.data.get("amount") or occasion.asked_amount
    return euro(Decimal(found), get_language() or "nl") if found else ""


COST_WRITERS: Mapping[EventKind, Callable[[Occasion], Said]] = MappingProxyType(
    {
        EventKind.SUBMITTED_FOR_APPROVAL: _for_approval,
        EventKind.ESTIMATE_PROPOSED: _proposed,
        EventKind.ESTIMATE_WITHDRAWN: _taken_back,
        EventKind.ESTIMATE_APPROVED: _approved,
        EventKind.ESTIMATE_REFUSED: _refused,
        EventKind.ESTIMATE_EXPIRED: _expired,
        EventKind.APPROVAL_REMINDED: _reminded,
        EventKind.APPROVAL_WAIVED: _waived,
        EventKind.DELIVERED: delivered,
        EventKind.DELIVERY_CONFIRMED: _confirmed,
    }
)
