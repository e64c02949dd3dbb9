"""The consultation as planners see it: each customer's answer, who is outstanding first, and how far it is (M2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agreements import wording
from maintenance.enums import Answer, Means, Status
from maintenance.models import MaintenanceWindow
from maintenance.queries.consultation import CustomerStanding, Standing

MOST_ROWS = 8
NAMES = "admin:maintenance_maintenancewindow_"


@dataclass(frozen=True, slots=True)
class Row:
    """One customer; `rank` puts who needs something first."""

    customer_id: int
    name: str
    url: str
    state: str
    icon: str
    word: str
    when: str
    iso: str
    more: str
    question: bool
    rank: int
    answer_id: int | None
    blocked: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside the form."""

    rows: list[Row]
    of: int
    progress: str
    more: str
    may_remind: bool
    url: str
    empty: str


def panel_of(window: MaintenanceWindow, stands: Standing, *, now: datetime) -> Panel:
    """The panel: at most eight customers; with more, those who need something first."""
    few = len(stands.customers) <= MOST_ROWS
    rows = [row_of(window, each, now=now) for each in stands.customers]
    first = rows if few else sorted(rows, key=lambda row: row.rank)[:MOST_ROWS]
    others = len(rows) - len(first)
    asked = window.round > 0 and window.status != Status.DRAFT
    return Panel(
        rows=first if asked else [],
        of=len(rows),
        progress=progress_words(stands),
        more=ngettext("and {n} other customer", "and {n} other customers", others).format(n=others) if others else "",
        may_remind=window.status == Status.CONSULTATION and stands.outstanding > 0,
        url=reverse(f"{NAMES}consultation", args=[window.pk]),
        empty=_("Nobody has been asked yet. Opening the consultation asks every affected customer."),
    )


def progress_words(stands: Standing) -> str:
    """'212 van 500 akkoord, 286 nog niet gereageerd, 2 bezwaren open'."""
    parts = [
        _("{n} of {of} agree").format(n=stands.agreed, of=len(stands.customers)),
        ngettext("{n} not answered yet", "{n} not answered yet", stands.outstanding).format(n=stands.outstanding),
    ]
    if stands.blocked:
        parts.append(ngettext("{n} to be settled", "{n} to be settled", stands.blocked).format(n=stands.blocked))
    if stands.questions:
        parts.append(ngettext("{n} question open", "{n} questions open", stands.questions).format(n=stands.questions))
    return ", ".join(parts)


def row_of(window: MaintenanceWindow, each: CustomerStanding, *, now: datetime) -> Row:
    """One customer of the consultation."""
    state, icon, word, rank = _look(each)
    at = each.at or each.reminded_at or each.asked_at
    return Row(
        customer_id=each.customer.pk,
        name=each.customer.name,
        url=reverse(f"{NAMES}customer", args=[window.pk, each.customer.pk]),
        state=state,
        icon=icon,
        word=word,
        when=wording.dated(at, now=now) if at else "",
        iso=wording.time_tag_iso(at) if at else "",
        more=_more(each),
        question=each.open_question,
        rank=0 if each.open_question else rank,
        answer_id=each.answer_id,
        blocked=each.is_blocked,
    )


def _look(each: CustomerStanding) -> tuple[str, str, str, int]:
    if each.settled:
        return "ok", "handshake", pgettext("consultation", "Settled"), 4
    match each.answer:
        case Answer.AGREED:
            return "ok", "circle-check", pgettext("consultation", "Agreed"), 5
        case Answer.OTHER_TIMES:
            return "soon", "calendar-clock", pgettext("consultation", "Other times"), 1
        case Answer.OBJECTED:
            return "late", "circle-x", pgettext("consultation", "Objection"), 1
    if each.asked_at is None:
        return "run", "hourglass", pgettext("consultation", "Not asked"), 2
    if each.reminded_at:
        return "run", "hourglass", pgettext("consultation", "Reminded"), 2
    return "run", "hourglass", pgettext("consultation", "Asked"), 3


def _more(each: CustomerStanding) -> str:
    """Who said it and how, where that is not the customer itself in the portal; and what was said."""
    parts = []
    if each.via_partner:
        parts.append(_("by {name} of {partner}").format(name=each.by, partner=each.via_partner))
    elif each.recorded_by:
        means = Means(each.means).label if each.means else ""
        parts.append(
            _("{name}, {means}, recorded by {planner}").format(name=each.by, means=means, planner=each.recorded_by)
        )
    if each.words:
        parts.append(f"“{each.words}”")
    if each.settled:
        parts.append(_("settled: {words}").format(words=each.settlement))
    return " · ".join(parts)
