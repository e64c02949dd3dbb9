"""What happened to the costs and the delivery of a change, in a sentence for its history (W2, W3)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.money import euro
from tickets.catalogue.definition import said
from tickets.enums import EventKind
from tickets.models import TicketEvent

Names = Mapping[int, str]


def amount_words(amount: str | Decimal) -> str:
    """A sum of an estimate: '€ 95,00 zonder btw'."""
    return _("{amount} without VAT").format(amount=euro(Decimal(amount), get_language() or "nl"))


def cost_words(event: TicketEvent, names: Names) -> str | None:
    """The sentence of an event about costs or delivery; None for every other event. The names are of people by id."""
    writer = _SENTENCES.get(EventKind(event.kind))
    return None if writer is None else writer(event, names)


def checks_told(event: TicketEvent) -> tuple[str, ...]:
    """The checks of a delivery as they were then, in the active language."""
    return tuple(said(each["nl"], each["en"]) for each in event.data.get("checks", ()))


def _who(event: TicketEvent) -> str:
    """Who did it; a partner always on behalf of the customer."""
    name = event.actor.name if event.actor else "OZMO"
    if event.partner is None:
        return name
    return _("{name} ({partner}, on behalf of the customer)").format(name=name, partner=event.partner.name)


def _amount(event: TicketEvent) -> str:
    return amount_words(event.data["amount"]) if event.data.get("amount") else ""


def _for_approval(event: TicketEvent, _names: Names) -> str:
    if event.data.get("unpriced"):
        return _("An estimate of the costs is made first.")
    return _("The costs are to be approved first: {amount}.").format(amount=_amount(event))


def _proposed(event: TicketEvent, _names: Names) -> str:
    text = _("{who} estimated the costs: {amount}. They are to be approved.")
    if not event.data.get("asks"):
        text = _("{who} estimated the costs: {amount}. Nobody has to approve them.")
    return text.format(who=_who(event), amount=_amount(event))


def _taken_back(event: TicketEvent, _names: Names) -> str:
    text = _("{who} took the estimate of {amount} back: {reason}")
    return text.format(who=_who(event), amount=_amount(event), reason=event.data["reason"])


def _approved(event: TicketEvent, names: Names) -> str:
    if "user_id" in event.data:
        text = _("{name} approved the costs by phone: {amount}. Written down by {who}: {reason}")
        return text.format(name=_caller(event, names), amount=_amount(event), who=_who(event), reason=_reason(event))
    text = (
        _("{who} approved the costs of {amount}: {reason}")
        if _reason(event)
        else _("{who} approved the costs: {amount}.")
    )
    return text.format(who=_who(event), amount=_amount(event), reason=_reason(event))


def _refused(event: TicketEvent, names: Names) -> str:
    if "user_id" in event.data:
        text = _("{name} refused the costs by phone: {amount}. Written down by {who}: {reason}")
        return text.format(name=_caller(event, names), amount=_amount(event), who=_who(event), reason=_reason(event))
    text = _("{who} refused the costs of {amount}: {reason}")
    return text.format(who=_who(event), amount=_amount(event), reason=_reason(event))


def _caller(event: TicketEvent, names: Names) -> str:
    return names.get(event.data["user_id"], _("somebody"))


def _reason(event: TicketEvent) -> str:
    return str(event.data.get("reason", ""))


def _expired(_event: TicketEvent, _names: Names) -> str:
    return _("The costs were not approved in time, so this request has ended.")


def _reminded(_event: TicketEvent, _names: Names) -> str:
    return _("Who may approve the costs was reminded of them.")


def _waived(event: TicketEvent, _names: Names) -> str:
    if event.data.get("why") == "threshold":
        return _("These costs need nobody's approval, so the change begins.")
    return _("The customer does not pay for this change, so it begins without approval.")


def _ticked(event: TicketEvent, _names: Names) -> str:
    text = _("{who} ticked: {check}") if event.data["done"] else _("{who} took the tick away: {check}")
    return text.format(who=_who(event), check=said(event.data["nl"], event.data["en"]))


def _delivered(event: TicketEvent, _names: Names) -> str:
    return _("Delivered working by {who}.").format(who=_who(event))


def _confirmed(event: TicketEvent, _names: Names) -> str:
    return _("{who} told us that the change works.").format(who=_who(event))


_SENTENCES: Mapping[EventKind, Callable[[TicketEvent, Names], str]] = MappingProxyType(
    {
        EventKind.SUBMITTED_FOR_APPROVAL: _for_approval,
        EventKind.ESTIMATE_PROPOSED: _proposed,
        EventKind.ESTIMATE_WITHDRAWN: _taken_back,
        EventKind.ESTIMATE_APPROVED: _approved,
        EventKind.ESTIMATE_REFUSED: _refused,
        EventKind.ESTIMATE_EXPIRED: _expired,
        EventKind.APPROVAL_REMINDED: _reminded,
        EventKind.APPROVAL_WAIVED: _waived,
        EventKind.CHECK_TICKED: _ticked,
        EventKind.DELIVERED: _delivered,
        EventKind.DELIVERY_CONFIRMED: _confirmed,
    }
)
COST_EVENTS = frozenset(_SENTENCES)
