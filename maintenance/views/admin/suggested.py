"""Moments that travel in an address, from a suggestion to the form of a new window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from agreements.wording import ZONE, time_tag_iso
from maintenance.forms.window import WindowForm
from maintenance.schedule import SchedulingError, Span, local_moment


def new_window_url(environment_id: int, span: Span) -> str:
    """The form of a new window with this moment in it."""
    starts, ends = span.local(ZONE)
    asked = {"environment": environment_id, "begin": time_tag_iso(starts), "end": time_tag_iso(ends)}
    return f"{reverse('admin:maintenance_maintenancewindow_add')}?{urlencode(asked)}"


def span_asked(asked: Mapping[str, str]) -> Span | None:
    """The moment in an address; None when there is none that can be read."""
    try:
        return Span(datetime.fromisoformat(asked["begin"]), datetime.fromisoformat(asked["end"]))
    except (KeyError, ValueError):
        return None


def span_asked_of(form: WindowForm) -> Span | None:
    """The same of a form that was filled in with it."""
    given = form.initial
    if "begin_date" not in given:
        return None
    try:
        moments = [
            local_moment(given[f"{name}_date"], given[f"{name}_time"], ZONE, later=given[f"{name}_later"])
            for name in ("begin", "end")
        ]
    except SchedulingError:
        return None
    return Span(*moments)
