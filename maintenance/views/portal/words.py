"""How the portal says what a window is and how it stands: always in words, never by colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from maintenance.enums import Answer, Status
from maintenance.models import MaintenanceWindow
from maintenance.queries.consultation import CustomerStanding
from maintenance.queries.portal import PortalWindow


@dataclass(frozen=True, slots=True)
class Mark:
    """A status as it is drawn: its icon, its word, and its colour when somebody has to look."""

    icon: str
    word: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One window in a list."""

    reference: str
    title: str
    effect: str
    mark: Mark
    when: str
    customers: str
    kind: str = ""
    told: str = ""
    asks: bool = False
    is_off: bool = False


def mark_of(status: Status, *, asks: bool = False, is_emergency: bool = False) -> Mark:
    """How a window stands, as a customer says it."""
    if status is Status.CONSULTATION:
        if asks:
            return Mark("reply", _("Your answer, please"), "soon")
        return Mark("messages-square", _("Being consulted about"))
    if status is Status.RUNNING:
        word = _("Emergency maintenance now") if is_emergency else _("Going on now")
        return Mark("wrench", word, "soon")
    return {
        Status.ANNOUNCED: Mark("calendar-check", pgettext("maintenance status", "Announced")),
        Status.COMPLETED: Mark("circle-check", pgettext("maintenance, portal", "Over"), "ok"),
        Status.CANCELLED: Mark("calendar-x", pgettext("maintenance, portal", "Cancelled")),
    }.get(status, Mark("calendar", str(status.label)))


def line_of(each: PortalWindow, *, now: datetime) -> Line:
    """A window in the list, with what is asked about it."""
    window, asks = each.window, bool(each.to_answer)
    return Line(
        reference=window.reference,
        title=window.title,
        effect=window.effect,
        mark=mark_of(each.status, asks=asks, is_emergency=window.is_emergency),
        when=wording.full_stretch(window.starts_at, window.ends_at),
        customers=names(each.customers),
        kind=str(window.get_kind_display()) if window.is_emergency else "",
        told=_told(each, now=now),
        asks=asks,
        is_off=each.status is Status.CANCELLED,
    )


def _told(each: PortalWindow, *, now: datetime) -> str:
    """The sentence below it: what is asked until when, or what was answered."""
    if each.to_answer and each.answer_before is not None:
        before = wording.before(each.answer_before, now=now)
        return _("Please answer for {customers} {before}.").format(customers=names(each.to_answer), before=before)
    if each.status is Status.CONSULTATION:
        return " ".join(standing_words(one) for one in each.customers if not one.has_left)
    return running_words(each.window) if each.status is Status.RUNNING else ""


def running_words(window: MaintenanceWindow) -> str:
    """Only when it does not go as planned."""
    return _("It takes longer than planned.") if window.holds_open or window.overran_at else ""


def standing_words(each: CustomerStanding) -> str:
    """A customer and its answer: 'Zorggroep Maasoever: gaat akkoord'."""
    return f"{each.customer.name}: {answer_words(each.answer, settled=each.settled)}."


def answer_words(answer: Answer | None, *, settled: bool = False) -> str:
    """What was answered, in a few words."""
    if answer is None:
        return _("not answered yet")
    said = str(answer.label)
    return _("{answer}, settled with you").format(answer=said) if settled and answer is not Answer.AGREED else said


def names(customers: Iterable[CustomerStanding]) -> str:
    """'Peelland Transport, Zorggroep Maasoever'."""
    return ", ".join(each.customer.name for each in customers)
