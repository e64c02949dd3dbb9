"""The page of a window, made: checks, year, calendar, consultation and buttons from one look at the situation."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from agreements import wording
from agreements.wording import ZONE
from maintenance import schedule
from maintenance.enums import Result, Scope, Status
from maintenance.forms.window import WindowForm, is_id
from maintenance.models import MaintenanceWindow
from maintenance.queries import words
from maintenance.queries.consultation import Standing, standing
from maintenance.queries.places import year_count
from maintenance.queries.planner import Asked, monday_of
from maintenance.queries.proposals import Proposal
from maintenance.queries.rules import Check, Rules
from maintenance.queries.situation import situation_of
from maintenance.queries.years import moment_of_draft
from maintenance.schedule import SchedulingError, Span
from maintenance.views.admin import actions_row
from maintenance.views.admin.calendar import calendar_of
from maintenance.views.admin.checked import shown
from maintenance.views.admin.consulted import panel_of
from maintenance.views.admin.dots import year_box
from maintenance.views.admin.steps import steps_of
from maintenance.views.admin.who import who_of

HOUR, WEEKS_SHOWN = timedelta(hours=1), timedelta(weeks=6)
CHANGEABLE = (Status.DRAFT, Status.CONSULTATION, Status.ANNOUNCED)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that must not be missed, above the steps."""

    text: str
    state: str
    icon: str


def is_changeable(window: MaintenanceWindow, now: datetime) -> bool:
    """Whether its form is shown: planned, and not begun."""
    return not window.is_emergency and window.status_at(now) in CHANGEABLE


def live(request: SignedInRequest, window: MaintenanceWindow | None, form: WindowForm, proposal: Proposal | None,
         asked: Mapping[str, str]) -> dict[str, Any]:  # fmt: skip
    """What a change in the form refreshes. `asked` are the fields of the page that are none of the form's."""
    now = request.now
    sane, nonsense = _sane(proposal)
    situation = situation_of(proposal if sane and proposal else _nothing_yet(proposal, form, now), window, now=now)
    stands = standing(window) if window is not None and window.round and window.status != Status.DRAFT else None
    rules = Rules(situation, now, stands)
    checks = _checks(rules, window, nonsense) if proposal else _unreadable(form)
    span = proposal.span if sane and proposal else None
    environment_id = situation.proposal.environment_id or None
    # What is announced stands in the calendar as such, until the form says something else.
    proposed = span if _is_proposed(window) or (window and span != Span(window.starts_at, window.ends_at)) else None
    calendar = Asked(
        environment_id=environment_id,
        monday=_monday(span, asked, now),
        calendar_revision=situation.calendar_id,
        earliest=rules.earliest_start,
        proposal=proposed,
        window_id=window.pk if window and proposed else None,
        full_years=situation.full_years,
    )
    row = actions_row.row_of(window, checks, anew=_is_anew(rules, window), now=now)
    picked = proposal.customer_ids if proposal else form.ids_given()
    scope = proposal.scope if proposal else str(form["scope"].value())
    year = year_count(environment_id, situation.year) if environment_id else None
    holds = window is not None and window.place is not None and window.year == situation.year
    return {
        "checks": shown(checks),
        "year": year_box(year, proposed=_is_proposed(window), holds_place=holds) if year else None,
        "calendar": calendar_of(
            calendar, now=now, notice_days=situation.strictest.notice_days, words=proposal.title if proposal else ""
        ),
        "actions": row,
        "hidden_forms": actions_row.hidden_forms(window, row),
        "who": who_of(environment_id, situation.users, scope, picked),
        "stands": stands,
        "form": form,
        "live_url": live_url(window),
        "weekdays": weekdays_of((proposal.starts_at, proposal.ends_at) if proposal else None),
        "needs_reason": bool(span and not schedule.is_weekend(span, ZONE)) or bool(form["weekday_reason"].value()),
        "starts": span.starts_at.isoformat() if span else "",
    }


def context_of(
    request: SignedInRequest,
    window: MaintenanceWindow | None,
    form: WindowForm,
    proposal: Proposal | None,
    asked: Mapping[str, str],
) -> dict[str, Any]:
    """Everything that the page shows."""
    context, now = live(request, window, form, proposal, asked), request.now
    stands: Standing | None = context["stands"]
    changeable = window is None or is_changeable(window, now)
    return context | {
        "form": form if changeable else None,
        "facts": facts_of(window) if window and not changeable else [],
        "steps": steps_of(window, stands, moment_of_draft(window) if window else None, now=now),
        "notes": _notes(window, now),
        "consult": panel_of(window, stands, now=now) if window and stands else None,
        "tools": _tools(window),
    }


def live_url(window: MaintenanceWindow | None) -> str:
    """Where the form asks what its contents mean."""
    names = actions_row.WINDOWS
    return reverse(f"{names}live", args=[window.pk]) if window else reverse(f"{names}live_new")


def facts_of(window: MaintenanceWindow) -> list[tuple[str, str]]:
    """A window in words: as it can no longer be changed, or as it is about to be acted on."""
    facts = [
        (_("Title"), window.title),
        (_("What does the customer notice?"), window.effect),
        (_("Environment"), window.environment.name),
        (_("Begin"), wording.full(window.starts_at)),
        (_("End"), wording.full(window.ends_at)),
        (_("Applies to"), str(Scope(window.scope).label)),
        (_("Why on a weekday?"), window.weekday_reason),
        (_("Reason"), window.emergency_reason),
        (_("Decided by"), window.decided_by),
        (_("Really began"), wording.full(window.started_at) if window.started_at else ""),
        (_("Really ended"), wording.full(window.ended_at) if window.ended_at else ""),
        (_("Result"), str(Result(window.result).label) if window.result else ""),
        (_("How it went"), window.result_words),
    ]
    return [(str(term), text) for term, text in facts if text]


def weekdays_of(moments: tuple[datetime, datetime] | None) -> Sequence[str]:
    """The short days of begin and end, beside their fields."""
    if moments is None:
        return ("", "")
    return [wording.dated(at, now=at).split()[0] for at in moments]


def _sane(proposal: Proposal | None) -> tuple[bool, str]:
    if proposal is None:
        return False, ""
    try:
        schedule.check_span(proposal.span, ZONE)
    except SchedulingError as why:
        return False, words.nonsense(why)
    return True, ""


def _checks(rules: Rules, window: MaintenanceWindow | None, nonsense: str) -> list[Check]:
    if nonsense:
        return [Check("", _("Begin and end"), "fail", nonsense, key="times")]
    return [] if window is not None and window.is_emergency else rules.all()


def _unreadable(form: WindowForm) -> list[Check]:
    """What is wrong with a moment that was given, while there is none to hold against the rules yet."""
    given = [name for name in ("begin_date", "end_date") if form.errors.get(name) and form.data.get(name)]
    sentences = dict.fromkeys(str(form.errors[name][0]) for name in given)
    return [Check("", _("Begin and end"), "fail", sentence, key="times") for sentence in sentences]


def _nothing_yet(proposal: Proposal | None, form: WindowForm, now: datetime) -> Proposal:
    """Of a form without times that make sense, what the year and the calendar are asked with."""
    given = proposal.environment_id if proposal else form["environment"].value()
    environment_id = int(given) if is_id(given) else 0
    return Proposal(uuid.uuid4(), environment_id, "", "", now, now + HOUR)


def _monday(span: Span | None, asked: Mapping[str, str], now: datetime) -> date:
    """The first Monday to show: that of the button that was pressed, of what is shown, or where the proposal is."""
    today = monday_of(now.astimezone(ZONE).date())
    if (pressed := _date(asked.get("from"))) is not None:
        return monday_of(pressed)
    shown_now = monday_of(_date(asked.get("shown")) or today)
    if span is None:
        return shown_now
    on = span.starts_at.astimezone(ZONE).date()
    inside = shown_now <= on < shown_now + WEEKS_SHOWN
    return shown_now if inside or asked.get("starts") == span.starts_at.isoformat() else monday_of(on)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _is_anew(rules: Rules, window: MaintenanceWindow | None) -> bool:
    return window is not None and window.status == Status.CONSULTATION and rules.asks_anew


def _is_proposed(window: MaintenanceWindow | None) -> bool:
    return window is None or window.status in (Status.DRAFT, Status.CONSULTATION)


def _notes(window: MaintenanceWindow | None, now: datetime) -> list[Note]:
    if window is None:
        return []
    notes = []
    if window.overran_at and window.status == Status.RUNNING:
        since = wording.full(window.overran_at)
        text = _(
            "The helpdesk opened {moment}, and this maintenance still runs. Complete it, or call the people on it."
        )
        notes.append(Note(text.format(moment=since), "late", "clock-alert"))
    if window.reserved_until and window.status == Status.CONSULTATION:
        text = _("Its place of the year is kept until {moment}; every answer keeps it longer.")
        soon = window.reserved_until - now < timedelta(days=7)
        if soon:
            notes.append(Note(text.format(moment=wording.full(window.reserved_until)), "soon", "hourglass"))
    return notes


def _tools(window: MaintenanceWindow | None) -> list[actions_row.Link]:
    if window is None:
        return []
    history = actions_row.Link(_("History"), "history", actions_row.url_of(window, "history"))
    told = actions_row.Link(_("Who was told"), "mail", actions_row.url_of(window, "told"))
    return [history, *([told] if window.round or window.announced_at else [])]
