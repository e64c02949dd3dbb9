"""What happened to a window and what was said about it, as its customers read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agreements import wording
from maintenance.enums import Answer, EventKind, Means, Result
from maintenance.models import ConsultationAnswer, ConsultationMessage, MaintenanceWindow, WindowEvent
from maintenance.queries.consultation import CustomerStanding
from maintenance.views.portal.words import answer_words, standing_words


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: a sentence, what was written with it, and when."""

    text: str
    more: str
    at: str
    iso: str


# What the customers of a window read of its life; the rest is the planner's, or is said beside it.
SENTENCES: Mapping[EventKind, Callable[[], str]] = {
    EventKind.CONSULTATION_OPENED: lambda: _("We asked whether this time suits you."),
    EventKind.MOVED: lambda: _("We changed the proposal. Earlier answers no longer count."),
    EventKind.ANNOUNCED: lambda: _("We announced it."),
    EventKind.EMERGENCY_RECORDED: lambda: _("We announced emergency maintenance."),
    EventKind.STARTED: lambda: _("It began."),
    EventKind.HELD_OPEN: lambda: _("It takes longer than planned."),
    EventKind.OVERRAN: lambda: _("It still went on when the helpdesk opened."),
    EventKind.COMPLETED: lambda: _("It ended."),
    EventKind.RESULT_RECORDED: lambda: _("We wrote down how it went."),
    EventKind.CANCELLED: lambda: _("We cancelled it."),
    EventKind.LAPSED: lambda: _("The proposal lapsed."),
}
WITH_REASON = frozenset({EventKind.MOVED, EventKind.CANCELLED, EventKind.EMERGENCY_RECORDED})


def history(events: Sequence[WindowEvent], *, now: datetime) -> list[Line]:
    """The life of the window in sentences, the newest first; nothing of another customer."""
    told = (_line(each, now=now) for each in reversed(events))
    return [each for each in told if each is not None]


def _line(event: WindowEvent, *, now: datetime) -> Line | None:
    sentence = SENTENCES.get(EventKind(event.kind))
    if sentence is None:
        return None
    more = [_times(event.data.get("before"))] if event.kind == EventKind.MOVED else []
    if event.kind in WITH_REASON and event.data.get("reason"):
        more.append(_("Why: {reason}").format(reason=event.data["reason"]))
    return Line(sentence(), " ".join(filter(None, more)), wording.moment(event.at, now=now), _iso(event.at))


def _times(before: Any) -> str:
    stretch = _stretch(before)
    return _("It was proposed for {times}.").format(times=stretch) if stretch else ""


def _stretch(data: Any) -> str:
    """The times that an event keeps, in full; "" when it keeps none."""
    if not isinstance(data, dict) or not {"starts_at", "ends_at"} <= data.keys():
        return ""
    return wording.full_stretch(*(datetime.fromisoformat(str(data[name])) for name in ("starts_at", "ends_at")))


def former_times(window: MaintenanceWindow, events: Sequence[WindowEvent]) -> list[str]:
    """Times that no longer hold, the latest first, each once; those of a window that is off are said by its mark."""
    present = wording.full_stretch(window.starts_at, window.ends_at)
    moved = (_stretch(each.data.get("before")) for each in reversed(events) if each.kind == EventKind.MOVED)
    return [each for each in dict.fromkeys(moved) if each and each != present]


def really(window: MaintenanceWindow) -> str:
    """When it really was, of what is over."""
    if window.started_at is None or window.ended_at is None or window.result == Result.BY_THE_CLOCK:
        return ""
    return wording.full_stretch(window.started_at, window.ended_at)


def standing(each: CustomerStanding, *, now: datetime) -> dict[str, str]:
    """How a customer's answer stands, by whom, and that its own goes before its partner's (M2)."""
    if each.answer is None or each.at is None:
        return {"sentence": standing_words(each), "note": ""}
    who = _("{name}, {partner}").format(name=each.by, partner=each.via_partner) if each.via_partner else each.by
    note = _("Given by {who} {moment}.").format(who=who, moment=wording.at(each.at, now=now))
    if each.settled:
        note = f"{note} {_('Settled: {words}').format(words=each.settlement)}"
    return {"sentence": standing_words(each), "note": note}


def said(
    answer: ConsultationAnswer, customers: Mapping[int, str], present: int, *, now: datetime
) -> dict[str, Any]:  # fmt: skip
    """One answer that was given: by whom, for whom, how; void when the proposal was changed after it."""
    who = answer.given_by.name if answer.given_by else answer.said_by
    if answer.partner:
        who = _("{name}, {partner}").format(name=who, partner=answer.partner.name)
    how = str(Means(answer.means).label)
    return {
        "who": _("{who}, for {customer}").format(who=who, customer=customers.get(answer.consultation_id, "")),
        "answer": answer_words(Answer(answer.answer), settled=answer.settled_at is not None),
        "words": answer.words,
        "how": how if answer.means != Means.PORTAL else "",
        "settlement": answer.settled_words,
        "is_void": answer.round != present,
        "at": wording.moment(answer.at, now=now),
        "iso": _iso(answer.at),
    }


def message(each: ConsultationMessage, *, now: datetime, several: bool) -> dict[str, Any]:
    """One message of the conversation, as `components/msg.html` draws it."""
    customer = each.consultation.customer.name
    organisation = each.partner.name if each.partner else customer
    about = _("about {customer}").format(customer=customer) if several else "OZMO"
    return {
        "kind": "ozmo" if each.is_ours else "customer",
        "author": each.author.name,
        "initials": each.author.initials,
        "from": about if each.is_ours else organisation,
        "body": each.body,
        "at": wording.moment(each.at, now=now),
        "iso": _iso(each.at),
        "us": each.is_ours,
    }


def _iso(at: datetime) -> str:
    return wording.time_tag_iso(at)
