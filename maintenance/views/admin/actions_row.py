"""What a planner can do with a window now, as the row of buttons under its form; the table of transitions decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maintenance.enums import Result, Status
from maintenance.models import MaintenanceWindow
from maintenance.queries.rules import Check
from maintenance.state_machine import Action, Who, possible_actions

WINDOWS = "admin:maintenance_maintenancewindow_"


@dataclass(frozen=True, slots=True)
class Main:
    """The one that stands out: a page (`url`), or the form sent with this `name`."""

    text: str
    icon: str
    name: str = ""
    url: str = ""
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A page where something else is done."""

    text: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class Post:
    """A button that does it at once; `name` is that of its hidden form, `url` where that is sent."""

    name: str
    text: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """The row."""

    saves: bool = False
    main: Main | None = None
    why: str = ""
    cancel_url: str = ""
    links: list[Link] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)


def url_of(window: MaintenanceWindow, verb: str) -> str:
    """The address of one of the window's pages."""
    return reverse(f"{WINDOWS}{verb}", args=[window.pk])


def row_of(window: MaintenanceWindow | None, checks: list[Check], *, anew: bool, now: datetime) -> Row:
    """The buttons; `anew` says that the form differs from what customers were asked."""
    if window is None:
        return Row(saves=True, main=_opening(checks), why=_why_not_open(checks))
    status = window.status_at(now)
    can = possible_actions(status, Who.PLANNER)
    cancel = url_of(window, "cancel") if Action.CANCEL in can else ""
    match status:
        case Status.DRAFT:
            return Row(saves=True, main=_opening(checks), why=_why_not_open(checks), cancel_url=cancel)
        case Status.CONSULTATION:
            return _in_consultation(window, checks, anew=anew, cancel=cancel)
        case Status.ANNOUNCED:
            saves = not window.is_emergency
            why = _("Other times, customers or effects ask for consultation anew.") if saves else ""
            return Row(saves=saves, why=why, cancel_url=cancel)
        case Status.RUNNING:
            main = Main(pgettext("maintenance", "Complete"), "check", url=url_of(window, "complete"))
            return Row(main=main, why=_running_words(window), cancel_url=cancel, posts=_while_running(window))
        case Status.COMPLETED if window.result in ("", Result.BY_THE_CLOCK) and Action.RECORD_RESULT in can:
            main = Main(_("Record the result"), "pencil", url=url_of(window, "result"))
            return Row(main=main, why=_("The clock ended it; how it went is not on record yet."))
    return Row(why=_("Nothing is left to be done here."))


def hidden_forms(window: MaintenanceWindow | None, row: Row) -> list[Post]:
    """The forms that the buttons beside the main form belong to."""
    if window is None:
        return []
    remind = Post("remind", "", "", url_of(window, "remind"))
    return [*row.posts, *([remind] if window.status == Status.CONSULTATION else [])]


def _opening(checks: list[Check]) -> Main:
    failing = any(each.state == "fail" for each in checks)
    return Main(_("Open the consultation"), "messages-square", name="open", disabled=failing or not checks)


def _why_not_open(checks: list[Check]) -> str:
    if not checks:
        return _("Fill in the form to go on.")
    failed = next((each for each in checks if each.state == "fail"), None)
    return failed.sentence if failed else _("Every affected customer is asked by mail.")


def _in_consultation(window: MaintenanceWindow, checks: list[Check], *, anew: bool, cancel: str) -> Row:
    why = _why_not_announce(checks, anew=anew)
    main = Main(_("Announce"), "megaphone", url=url_of(window, "announce"), disabled=bool(why))
    renew = Post("renew", _("Keep the place longer"), "hourglass", url_of(window, "renew"))
    said = why or _("Everybody was consulted. Announcing tells all who are affected.")
    return Row(saves=True, main=main, why=said, cancel_url=cancel, posts=[renew])


def _why_not_announce(checks: list[Check], *, anew: bool) -> str:
    if anew:
        return _("Saving these changes asks every customer again.")
    failed = next((each for each in checks if each.state == "fail" and each.key != "consultation"), None)
    if failed is not None:
        return failed.sentence
    consulted = next((each for each in checks if each.key == "consultation"), None)
    if consulted is None or consulted.state == "pass":
        return ""
    return _("Announcing is possible when the consultation is complete.")


def _while_running(window: MaintenanceWindow) -> list[Post]:
    if window.holds_open:
        return []
    hold = Post("hold", _("It takes longer"), "clock-alert", url_of(window, "hold"))
    # The clock starts it within a minute; who is at it may say so before.
    start = Post("start", _("Start by hand"), "wrench", url_of(window, "start"))
    return [start, hold] if window.status == Status.ANNOUNCED else [hold]


def _running_words(window: MaintenanceWindow) -> str:
    return _("It is completed by hand.") if window.holds_open else _("Without a hand it is completed by the clock.")
