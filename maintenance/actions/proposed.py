"""From the form of a window to its fields: the words and times must make sense, whatever the rules say of them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.refusals import Refusal
from agreements.opening_hours import BeyondCalendar
from agreements.wording import ZONE
from maintenance import schedule
from maintenance.enums import Scope
from maintenance.models import Environment, MaintenanceWindow, WindowCustomer
from maintenance.queries.proposals import Proposal
from maintenance.queries.situation import Situation
from maintenance.queries.words import nonsense
from maintenance.schedule import SchedulingError

TITLE_LENGTH, EFFECT_LENGTH, REASON_LENGTH = 120, 2000, 500


def checked(proposal: Proposal) -> Proposal:
    """The proposal with its words trimmed; refused (422) what makes no sense whatever the rules say.

    That is: no title or effect, words that are too long, an unknown scope or environment, an end before its start,
    more than 72 hours, a year before 2000 or after 2100.
    """
    if proposal.scope not in Scope.values:
        raise Refusal(_("Choose whom the window applies to."))
    tidy = replace(
        proposal,
        title=line(proposal.title, TITLE_LENGTH, _("Give the window a title.")),
        effect=text(proposal.effect, EFFECT_LENGTH, _("Say what the customer notices.")),
        weekday_reason=line(proposal.weekday_reason, REASON_LENGTH),
        customer_ids=tuple(sorted(set(proposal.customer_ids))) if proposal.scope == Scope.CHOSEN else (),
    )
    check_times(tidy.starts_at, tidy.ends_at)
    if not Environment.objects.filter(pk=tidy.environment_id).exists():
        raise Refusal(_("Choose an environment."))
    return tidy


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """Refuses (422) times that make no sense."""
    try:
        schedule.check_span(schedule.Span(starts_at, ends_at), ZONE)
    except SchedulingError as why:
        raise Refusal(nonsense(why)) from why


def line(words: str, most: int, missing: str = "") -> str:
    """The words on one line; refused when too long, and when empty with the sentence for that."""
    return text(" ".join(words.split()), most, missing)


def text(words: str, most: int, missing: str = "") -> str:
    """The words without surrounding white space; refused when too long, and when empty with the sentence for that."""
    trimmed = words.strip()
    if missing and not trimmed:
        raise Refusal(missing)
    if len(trimmed) > most:
        raise Refusal(ngettext("Use at most {n} character.", "Use at most {n} characters.", most).format(n=most))
    return trimmed


def check_chosen(situation: Situation) -> None:
    """Refuses (422) a chosen customer who does not use the environment."""
    strange = set(situation.proposal.customer_ids) - set(situation.users)
    if strange:
        raise Refusal(_("A chosen customer does not use this environment. Choose again."))


def opening_time_of(situation: Situation) -> timedelta:
    """The opening time in the window (M1); refused (422) where the calendar does not reach."""
    try:
        return schedule.opening_overlap(situation.span, situation.hours)
    except BeyondCalendar as why:
        raise Refusal(
            _("M1: the calendar does not reach that far yet. Plan it nearer, or extend the calendar.")
        ) from why


def fields_of(situation: Situation) -> dict[str, Any]:
    """The fields of a window that a proposal gives, with what the rules found in its times."""
    proposal = situation.proposal
    return {
        "environment_id": proposal.environment_id,
        "title": proposal.title,
        "effect": proposal.effect,
        "starts_at": proposal.starts_at,
        "ends_at": proposal.ends_at,
        "scope": proposal.scope,
        "weekday_reason": proposal.weekday_reason,
        "is_weekend": schedule.is_weekend(situation.span, situation.zone),
        "opening_time": opening_time_of(situation),
        "year": situation.year,
        "agreement_version_id": situation.strictest.version_id,
        "calendar_revision_id": situation.calendar_id,
    }


def described(window: MaintenanceWindow, customer_ids: Collection[int]) -> dict[str, Any]:
    """A window's words, times and customers as its history keeps them."""
    return {
        "environment_id": window.environment_id,
        "title": window.title,
        "effect": window.effect,
        "starts_at": window.starts_at.isoformat(),
        "ends_at": window.ends_at.isoformat(),
        "scope": str(window.scope),
        "weekday_reason": window.weekday_reason,
        "year": window.year,
        "place": window.place,
        "customers": sorted(customer_ids),
    }


def choose(window: MaintenanceWindow, situation: Situation, *, now: datetime) -> None:
    """Keep the chosen customers of a draft; a draft for all has none until it is opened."""
    chosen = set(situation.affected) if situation.proposal.scope == Scope.CHOSEN else set()
    rows = WindowCustomer.objects.filter(window=window)
    rows.exclude(customer_id__in=chosen).filter(left_at=None).update(left_at=now)
    rows.filter(customer_id__in=chosen).update(left_at=None, year=window.year)
    known = set(rows.values_list("customer_id", flat=True))
    WindowCustomer.objects.bulk_create(
        WindowCustomer(window=window, customer_id=pk, added_at=now, year=window.year) for pk in sorted(chosen - known)
    )
