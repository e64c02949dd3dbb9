"""The ticket page as it is read: conversation, composer, clocks and facts, all as words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.forms import Form as DjangoForm
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import SignedInRequest
from accounts.queries import Access, agents
from accounts.refusals import Refusal, Stale
from agreements import wording
from agreements.matrix import Impact, Severity
from agreements.queries import opening_hours, phone_href, terms
from tickets.enums import Channel, EventKind, ImpactChoice, Kind, SeverityChoice, Status
from tickets.forms.desk import FilterForm, MessageForm, NoteForm, RedactForm, ReportForm
from tickets.models import Ticket
from tickets.permissions import can, may_set_confidential
from tickets.queries.desk import ClockReading, clocks_of, readings_among
from tickets.queries.timeline import Entry, timeline
from tickets.state_machine import Action, refusal_sentence
from tickets.views.around import reported_around
from tickets.views.audience import audience_of
from tickets.views.change_asked import asked_of
from tickets.views.desk.aftermath import beside_ticket
from tickets.views.desk.clocks import drawn_clocks, report_times
from tickets.views.desk.conversation import for_desk
from tickets.views.desk.costs_rail import change_beside, why_not_delivered
from tickets.views.desk.filters import filter_query
from tickets.views.desk.frame import PLACES, frame_for
from tickets.views.desk.history import history, sentence
from tickets.views.desk.merged import merges_of
from tickets.views.desk.promises import ask_panel, promises_in_rail
from tickets.views.desk.reclassified import cells_of
from tickets.views.desk.rows import category_key, shown_status
from tickets.views.desk.time_rail import time_in_rail
from tickets.views.desk.why import questions

SHOWN_MESSAGES = 6
COMPOSERS = ("reply", "note", "report")
COLUMNS: Mapping[Severity, str | Promise] = {
    Severity.NO_CALLS: gettext_lazy("no calls"),
    Severity.NO_FUNCTIONS: gettext_lazy("no functions"),
    Severity.CUMBERSOME: gettext_lazy("cumbersome"),
}
LINES: Mapping[Impact, str | Promise] = {
    Impact.ALL: gettext_lazy("All"),
    Impact.SOME: gettext_lazy("Some"),
    Impact.ONE: gettext_lazy("One"),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that was sent and refused: shown again with everything that was typed, in its own tab."""

    composer: str = ""
    form: DjangoForm | None = None
    refusal: Refusal | None = None

    @property
    def status(self) -> int:
        """The status of the answer that shows it."""
        if self.refusal is not None:
            return self.refusal.status
        return 200 if self.form is None or self.form.is_valid() else 422


@dataclass(slots=True)
class Case:
    """One ticket at one moment, for one agent."""

    request: SignedInRequest
    ticket: Ticket
    attempt: Attempt = field(default_factory=Attempt)

    @property
    def now(self) -> datetime:
        """The moment of the page."""
        return self.request.now

    @property
    def access(self) -> Access:
        """Who looks."""
        return self.request.access

    def context(self) -> dict[str, Any]:
        """Everything that the page draws."""
        filters = FilterForm(self.request.GET).filters()
        frame = frame_for(self.request, filters.view, self.ticket.organisation_id)
        back = {"back_label": PLACES[filters.view].label, "back_query": filter_query(filters)}
        return frame.context() | back | self.parts() | self._composer() | self._people(frame.counts.of_customer)

    def parts(self) -> dict[str, Any]:
        """What refreshes itself: the conversation, the clocks, the history and the buttons."""
        audience = audience_of(self.access, self.ticket, now=self.now)
        colleagues = list(agents().values_list("pk", "name"))
        known = {**audience.names, **dict(colleagues)}
        clocks = clocks_of(self.ticket)
        entries = timeline(self.access, self.ticket, now=self.now, known=known, clocks=clocks)
        readings = readings_among(clocks, now=self.now)
        mark = stamp(self.ticket, readings, now=self.now)
        change = change_beside(self.access, self.ticket, now=self.now)
        held_until = self.ticket.release_at if self.ticket.is_held(self.now) else None
        parts = {
            "ticket": self.ticket,
            "status": shown_status(self.ticket.status, self.ticket.release_at, self.now, self.ticket.kind),
            "category": category_key(self.ticket.category, self.ticket.kind, self.ticket.ground),
            "entries": for_desk(self.access, self.ticket, entries, now=self.now),
            "earlier": max(0, len(entries) - SHOWN_MESSAGES),
            "first_shown": entries[-SHOWN_MESSAGES].sequence if len(entries) > SHOWN_MESSAGES else 0,
            "earliest": wording.short(entries[0].event.at, now=self.now) if entries else "",
            "clocks": drawn_clocks(self.ticket, readings, now=self.now),
            "why": questions(self.ticket, readings, stamp=mark, now=self.now),
            "history": history(entries, now=self.now),
            **self._verbs(change["delivery"]),
            **change,
            "me": self.access.user_id,
            "agents": colleagues,
            "audience": audience,
            "held_until": wording.short(held_until, now=self.now) if held_until else "",
            "report_times": self._report_times(readings),
            "stamp": mark,
            "updated_at": wording.time(self.now),
            "reported": self._reported(),
            "merges": merges_of(self.access, self.ticket, entries, now=self.now),
            "can_merge": can(self.access, self.ticket, Action.MERGE),
            "may_set_confidential": may_set_confidential(
                self.access, self.ticket, confidential=not self.ticket.confidential
            ),
        }
        beside = promises_in_rail(self.ticket, entries, readings, now=self.now)
        beside |= beside_ticket(self.access, self.ticket, entries, clocks, now=self.now)
        beside |= time_in_rail(self.request, self.ticket, now=self.now)
        return parts | beside | self._changes(entries) | self._category(entries)

    def _changes(self, entries: Sequence[Entry]) -> dict[str, Any]:
        """What happened since the page was drawn that a refused form came from."""
        refusal = self.attempt.refusal
        since = refusal.changed_since if isinstance(refusal, Stale) else self.ticket.version
        changed = news_lines(entries, seen=since, now=self.now)
        return {"changed": changed, "refused": refusal.sentence if refusal else ""}

    def _verbs(self, delivery: dict[str, Any] | None) -> dict[str, Any]:
        """Each verb: an empty reason when it can be done now, else why not; a change is delivered, not recovered."""
        why_not = {action: self._why_not(action, delivery) for action in _BUTTONS}
        of_other_kind = Action.DELIVER if delivery is None else Action.RECOVER
        return {
            "buttons": {action.value: {"why_not": why} for action, why in why_not.items()},
            "unavailable": [
                (str(_BUTTONS[action]), why) for action, why in why_not.items() if why and action is not of_other_kind
            ],
        }

    def _why_not(self, action: Action, delivery: dict[str, Any] | None) -> str:
        if action is Action.DELIVER:
            return why_not_delivered(self.access, self.ticket, delivery)
        if action is Action.RECOVER and delivery is not None:
            return _("A change is delivered, by its check list. It cannot be reported as recovered.")
        if can(self.access, self.ticket, action):
            return ""
        return refusal_sentence(action, Status(self.ticket.status))

    def _report_times(self, readings: Sequence[ClockReading]) -> object:
        if not can(self.access, self.ticket, Action.POST_STATUS_REPORT):
            return None
        return report_times(self.ticket, readings, now=self.now)

    def _composer(self) -> dict[str, Any]:
        """The three forms; the one that was refused as it was typed, with the version of now."""
        chosen = self.attempt.composer or self.request.GET.get("tab", "")
        initial = {"version": self.ticket.version}
        user_id = self.request.user.pk
        forms: dict[str, DjangoForm] = {
            "reply": MessageForm(user_id=user_id, initial=initial, auto_id="reply-%s"),
            "note": NoteForm(user_id=user_id, auto_id="note-%s"),
            "report": ReportForm(user_id=user_id, initial=initial, auto_id="report-%s"),
        }
        if self.attempt.form is not None and self.attempt.composer in forms:
            forms[self.attempt.composer] = self.attempt.form
        return {
            "ask": ask_panel(self.ticket, forms["reply"], now=self.now),
            "forms": forms,
            "tab": chosen if chosen in COMPOSERS else "reply",
            "attempted": self.attempt.composer if self.attempt.form is not None else "",
        }

    def _people(self, customer_open: int) -> dict[str, Any]:
        """Customer, contact and the agents to choose from."""
        ticket = self.ticket
        phone = ticket.phone or (ticket.reporter.phone if ticket.reporter else "")
        return {
            "asked": asked_of(ticket, now=self.now),
            "customer_open": customer_open,
            "around": reported_around(self.access, ticket.organisation_id, ticket.submitted_at, now=self.now),
            "phone": {"number": phone, "href": phone_href(phone)} if any(map(str.isdigit, phone)) else None,
        }

    def _category(self, entries: Sequence[Entry]) -> dict[str, Any]:
        """The matrix with the ticket's own cell, and its words."""
        ticket = self.ticket
        changes = (each.sequence for each in entries if each.event.kind == EventKind.RECLASSIFIED)
        return {
            "matrix": matrix_of(ticket),
            "reclassified_at": max(changes, default=0),
            "category_words": kind_words(ticket),
            **self._reclassifying(),
            "impact_words": str(ImpactChoice(ticket.impact).label) if ticket.impact else "",
            "severity_words": str(SeverityChoice(ticket.severity).label) if ticket.severity else "",
        }

    def _reclassifying(self) -> dict[str, Any]:
        """The matrix to choose another cell from, while that can be done."""
        allowed = can(self.access, self.ticket, Action.RECLASSIFY)
        chosen = f"{self.ticket.impact}.{self.ticket.severity}"
        cells = cells_of(self.ticket, chosen) if allowed and self.ticket.impact else ()
        return {"can_reclassify": allowed, "mx_cells": cells}

    def _reported(self) -> dict[str, str]:
        at = self.ticket.submitted_at
        return {
            "when": wording.short(at, now=self.now),
            "iso": wording.time_tag_iso(at),
            "how": str(Channel(self.ticket.channel).label),
        }


_BUTTONS: Mapping[Action, str | Promise] = {
    Action.TAKE: gettext_lazy("Take"),
    Action.ASSIGN: gettext_lazy("Assign"),
    Action.REPLY: gettext_lazy("Reply"),
    Action.ASK_CUSTOMER: gettext_lazy("Ask and wait for customer"),
    Action.RECOVER: gettext_lazy("Report recovery"),
    Action.DELIVER: gettext_lazy("Report delivery"),
    Action.REOPEN: gettext_lazy("Reopen"),
    Action.CLOSE: gettext_lazy("Close ticket"),
    Action.RESUME: gettext_lazy("Resume"),
    Action.POST_STATUS_REPORT: gettext_lazy("Status report"),
}


def stamp(ticket: Ticket, readings: Sequence[ClockReading], *, now: datetime) -> str:
    """Equal as long as the page is true: the version, the state of each clock, the day, and whether clocks tick."""
    states = ".".join(each.state for each in readings)
    ticking = int(opening_hours(ticket.calendar_revision_id).is_open(now))
    return f"{ticket.version}-{states}-{now.astimezone(wording.ZONE).date().toordinal()}.{ticking}"


def news_lines(entries: Sequence[Entry], *, seen: int | None, now: datetime) -> list[dict[str, str]]:
    """What happened after the version that was seen, in a few words each, with a link to it."""
    return [
        {"text": sentence(entry, now=now), "when": wording.short(entry.event.at, now=now), "anchor": entry.anchor}
        for entry in entries
        if seen is not None and entry.sequence > seen
    ]


def kind_words(ticket: Ticket) -> str:
    """What the ticket is: an incident, a question, support or a change."""
    if ticket.is_question:
        return _("Question")
    return str({Kind.INCIDENT: _("Incident"), Kind.STANDARD_CHANGE: _("Change")}.get(Kind(ticket.kind), _("Support")))


def matrix_of(ticket: Ticket) -> dict[str, Any] | None:
    """The matrix with the ticket's own cell; None for a question, which has no place in it (C1)."""
    if not ticket.impact:
        return None
    matrix = terms(ticket.agreement_version_id).matrix
    return {
        "columns": list(COLUMNS.values()),
        "rows": [
            {
                "label": label,
                "cells": [
                    {
                        "category": matrix[(impact, severity)],
                        "current": (impact.value, severity.value) == (ticket.impact, ticket.severity),
                    }
                    for severity in COLUMNS
                ],
            }
            for impact, label in LINES.items()
        ],
    }


def redact_form(ticket: Ticket, data: Mapping[str, Any] | None = None) -> RedactForm:
    """The confirmation of a removal."""
    return RedactForm(data, initial={"version": ticket.version})
