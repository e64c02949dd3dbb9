"""Maintenance that a customer may be noticing: told before a report is sent, and beside the ticket at the desk (M4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.queries import Access
from agreements import wording
from maintenance.queries import windows_around


@dataclass(frozen=True, slots=True)
class Around:
    """One window that was going on at a moment, or had just ended: in words, with the way to its page."""

    reference: str
    title: str
    effect: str
    lead: str
    rest: str
    url: str


def before_reporting(customer_id: int, *, now: datetime) -> list[Around]:
    """What somebody who is about to report reads; one SQL."""
    found = []
    for window in windows_around(customer_id, now):
        end = window.ended_at or window.ends_at
        going_on = window.ended_at is None and (window.holds_open or now < end)
        lead = _("Maintenance is going on now, until {moment}: {title}.")
        rest = _("Do you notice anything else? Then report it here.")
        if going_on and window.holds_open:
            lead = _("Maintenance is going on now, and takes longer than planned: {title}.")
        if not going_on:
            lead = _("There was maintenance until {moment}: {title}.")
            rest = _("Does something still not work? Then report it here.")
        words = lead.format(moment=wording.moment(end, now=now), title=window.title)
        url = reverse("maintenance:window", args=[window.reference])
        found.append(Around(window.reference, window.title, window.effect, words, rest, url))
    return found


def reported_around(access: Access, customer_id: int, at: datetime, *, now: datetime) -> list[Around]:
    """What an agent reads beside a ticket of that moment; administrators are led to the planner. One SQL."""
    found = []
    for window in windows_around(customer_id, at):
        end = window.ended_at or (None if window.holds_open else window.ends_at)
        during = end is None or at < end
        lead = _("Reported during maintenance") if during else _("Reported shortly after maintenance")
        rest = wording.stretch(window.starts_at, end or window.ends_at, now=now)
        url = reverse("maintenance:window", args=[window.reference])
        if access.is_administrator:
            url = reverse("admin:maintenance_maintenancewindow_change", args=[window.pk])
        found.append(Around(window.reference, window.title, window.effect, lead, rest, url))
    return found
