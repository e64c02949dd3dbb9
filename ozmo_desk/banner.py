"""Maintenance in the frame of the portal: from a day before, and while it runs, for the people whom it affects (M4)."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.queries import Access
from agreements import wording
from maintenance.enums import Status
from maintenance.models import MaintenanceWindow
from maintenance.queries.portal import banner


@dataclass(frozen=True, slots=True)
class BannerLine:
    """One window in the banner: what a glance gives, when, and the way to its page."""

    icon: str
    pill: str
    state: str
    when: str
    title: str
    url: str


def maintenance_lines(access: Access | None, *, now: datetime) -> list[BannerLine]:
    """What runs or starts within a day for this person; one SQL statement, none for agents and strangers."""
    return [_line(each, now=now) for each in banner(access, now=now)] if access is not None else []


def _line(window: MaintenanceWindow, *, now: datetime) -> BannerLine:
    running = window.status_at(now) is Status.RUNNING
    return BannerLine(
        icon="wrench" if running else "calendar-clock",
        pill=_("Maintenance now") if running else _("Maintenance soon"),
        state="soon" if running else "",
        when=_when(window, now=now) if running else _from(window, now=now),
        title=window.title,
        url=reverse("maintenance:window", args=[window.reference]),
    )


def _when(window: MaintenanceWindow, *, now: datetime) -> str:
    if window.holds_open or window.overran_at:
        return _("Takes longer than planned:")
    return _("Until {moment}:").format(moment=wording.moment(window.ends_at, now=now))


def _from(window: MaintenanceWindow, *, now: datetime) -> str:
    starts, ends = (wording.moment(at, now=now) for at in (window.starts_at, window.ends_at))
    return _("{starts} until {ends}:").format(starts=starts[:1].upper() + starts[1:], ends=ends)
