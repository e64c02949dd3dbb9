"""What a change promises before it is sent: delivered before when, billed or not and why, approved first or not (W)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.queries import Access
from accounts.refusals import NotVisible
from agreements import wording
from agreements.money import euro
from agreements.queries import in_force, terms
from tickets.catalogue.definition import fields_of, needs_a_day
from tickets.enums import Kind
from tickets.models import CatalogueVersion
from tickets.queries.billing import approval_threshold
from tickets.queries.change_costs import Cost, expected_cost
from tickets.queries.changes import DeliveryPromise, approval_needed, delivery_promise
from tickets.queries.door import ticket_for
from tickets.queries.working_days import days_at
from tickets.views.portal.promised import Row


@dataclass(frozen=True, slots=True)
class Wish:
    """The answers so far that promise and costs depend on; `start` is now, or the moment of the call."""

    customer_id: int
    start: datetime
    wished_date: date | None = None
    incident: str = ""


@dataclass(frozen=True, slots=True)
class ChangePromise:
    """The lines of the panel, and whether what is sent now waits for the next opening (H4)."""

    rows: list[Row]
    held: bool


def money(amount: Decimal) -> str:
    """A sum in the language of the moment."""
    return euro(amount, get_language() or "nl")


def change_promise(access: Access, version: CatalogueVersion, wish: Wish, *, now: datetime) -> ChangePromise:
    """What holds when the form is sent as it is; six SQL at most."""
    pins = in_force(wish.customer_id, at=wish.start)
    wished = wish.wished_date if wish.wished_date and _can_be_wished(wish.wished_date, pins[1], now) else None
    cost = expected_cost(version, wish.customer_id, pins[0], has_incident=_is_theirs(access, wish), now=now)
    promise = delivery_promise(*pins, wish.start, wished)
    approved_first = approval_needed(wish.customer_id, cost.amount, has_incident=not cost.is_billed)
    days = terms(pins[0]).change_working_days
    rows = [_after_approval(promise, days, now=now)] if approved_first else _delivered(promise, days, now=now)
    if wished is None and needs_a_day(fields_of(version.fields)):
        rows = [_on_the_day()]
    rows.append(_costs(cost))
    if cost.is_billed:
        rows.append(_approval(access, wish.customer_id, needed=approved_first))
    return ChangePromise(rows, held=promise.starts_at > now and not approved_first)


def _can_be_wished(on: date, revision_id: int, now: datetime) -> bool:
    days = days_at(revision_id, now=now)
    return on >= days.today and days.is_working_day(on)


def _is_theirs(access: Access, wish: Wish) -> bool:
    """Whether an incident was named that counts; a number that makes no sense is refused when the form is sent."""
    if not wish.incident.strip():
        return False
    try:
        about = ticket_for(access, wish.incident.strip())
    except NotVisible:
        return False
    return about.kind == Kind.INCIDENT and about.organisation_id == wish.customer_id


def _delivered(promise: DeliveryPromise, days: int, *, now: datetime) -> list[Row]:
    note = _("within {n} working days").format(n=days)
    if promise.by_appointment:
        note = _("on the day that you wish, which is later than {n} working days").format(n=days)
    elif promise.is_early:
        note += ". " + _("We try to make the day that you wish, but do not promise it.")
    delivered = Row(
        kind="appointment" if promise.by_appointment else "plain",
        icon="sliders-horizontal",
        label=_("It is ready and works"),
        day=wording.day_of(promise.due_at, now=now),
        time=wording.before_time(promise.due_at),
        iso=wording.time_tag_iso(promise.due_at),
        note=note,
    )
    if promise.starts_at <= now:
        return [delivered]
    taken_up = Row(
        kind="pickup",
        label=_("We take up your request"),
        day=wording.day_of(promise.starts_at, now=now),
        time=wording.at_time(promise.starts_at),
        iso=wording.time_tag_iso(promise.starts_at),
        note=_("that is when the helpdesk opens again"),
    )
    return [taken_up, delivered]


def _after_approval(promise: DeliveryPromise, days: int, *, now: datetime) -> Row:
    """The clock starts at the approval, so that there is no moment yet; what it would be now is said beside it."""
    before = wording.before(promise.due_at, now=now)
    moment = _("within {n} working days after approval").format(n=days)
    note = _("approved right now, that would be {before}").format(before=before)
    if promise.by_appointment:
        moment, note = before, _("if it is approved in time; on the day that you wish")
    return Row(
        kind="plain", icon="sliders-horizontal", label=_("It is ready and works"), moment=moment, note=note
    )  # fmt: skip


def _on_the_day() -> Row:
    label, moment = _("It is ready and works"), _("on the day that you choose")
    return Row(kind="appointment", icon="sliders-horizontal", label=label, moment=moment)


def _costs(cost: Cost) -> Row:
    label = _("What it costs")
    if not cost.is_billed:
        return Row(kind="plain", icon="euro", label=label, moment=_("nothing"), note=cost.ruled.sentence)
    if cost.amount is None or cost.including is None:
        note = _("There is no hourly rate for today. You receive an estimate from us before we begin.")
        return Row(kind="plain", icon="euro", label=label, moment=_("we tell you first"), note=note)
    moment = _("about {amount} without VAT").format(amount=money(cost.amount))
    with_vat = _("{amount} with {percent}% VAT.").format(amount=money(cost.including), percent=_percent(cost))
    note = " ".join(filter(None, (with_vat, _rate_words(cost), cost.ruled.sentence)))
    return Row(kind="plain", icon="euro", label=label, moment=moment, note=note)


def _percent(cost: Cost) -> str:
    digits = f"{cost.vat_percent:f}"
    return number_format(digits.rstrip("0").rstrip(".") if "." in digits else digits)


def _rate_words(cost: Cost) -> str:
    if cost.rate is None:
        return ""
    rate = money(cost.rate)
    if cost.is_fixed:
        return _("You pay for the time that we work on it, at the rate of today: {rate} an hour.").format(rate=rate)
    usual = wording.duration_words(timedelta(minutes=cost.minutes))
    return _("It usually takes {time}, at the rate of today: {rate} an hour.").format(time=usual, rate=rate)


def _approval(access: Access, customer_id: int, *, needed: bool) -> Row:
    if not needed:
        amount = money(approval_threshold(customer_id))
        note = _("Your organisation approves only what costs more than {amount} without VAT.").format(amount=amount)
        return Row(kind="plain", icon="user-check", label=_("Approval"), moment=_("not needed"), note=note)
    note = _("A key contact, or an ICT partner that may do so, approves the costs. The time counts from then on.")
    moment = _("first the costs are approved")
    if access.may_approve_for(customer_id):
        moment, note = _("you approve the costs first"), _("You can do that as soon as you have sent it.")
    return Row(kind="plain", icon="user-check", label=_("Approval"), moment=moment, note=note)
