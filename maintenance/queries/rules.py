"""The rules of planned maintenance, held against a proposal (M1 to M5): what the planner's form shows, live.

Actions hold the same rules under lock, and refuse by the same sentences.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Literal, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import wording
from agreements.opening_hours import BeyondCalendar
from agreements.wording import ZONE
from maintenance import schedule
from maintenance.enums import Scope, Status
from maintenance.models import MaintenanceWindow
from maintenance.queries import words
from maintenance.queries.consultation import Standing, standing
from maintenance.queries.proposals import Proposal
from maintenance.queries.reach import customers_out_of_reach
from maintenance.queries.situation import YEARS_AHEAD, Situation, situation_of
from maintenance.schedule import NoRoom, SchedulingError, Span

State = Literal["pass", "attention", "fail"]
LOOK_AHEAD = timedelta(days=92)


class _Notice(TypedDict):
    notice_hours: int
    notice_days: int
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Check:
    """One rule, and how a proposal stands to it.

    `clause` is that of the agreement, "" for what it takes for granted. `nearest` is the nearest later window of the
    same length that would pass every rule of time, for a failure that other times would mend; `suggestion` says so.
    """

    clause: str
    name: str
    state: State
    sentence: str
    nearest: Span | None = None
    suggestion: str = ""
    key: str = ""

    @property
    def refusal(self) -> str:
        """Why an action refuses: the clause, the reason, and the nearest moment that would pass."""
        reason = f"{self.clause}: {self.sentence}" if self.clause else self.sentence
        return f"{reason} {self.suggestion}".rstrip()


def checks_for(proposal: Proposal, window: MaintenanceWindow | None = None, *, now: datetime) -> list[Check]:
    """How a proposal stands to every rule at `now` (aware); `window` is the stored one that it changes, if any.

    A constant number of statements, for 500 customers as for one. Refuses nothing, also not what makes no sense.
    """
    try:
        schedule.check_span(proposal.span, ZONE)
    except SchedulingError as why:
        return [Check("", _("Start and end"), "fail", words.nonsense(why), key="times")]
    return Rules(situation_of(proposal, window, now=now), now).all()


class Rules:
    """The rules about one situation at one moment; the times must make sense (`schedule.check_span`)."""

    def __init__(self, situation: Situation, now: datetime, stands: Standing | None = None) -> None:
        """`stands` is how the window's consultation stands, when that was read already."""
        self.situation, self.now, self._stands = situation, now, stands

    def all(self) -> list[Check]:
        """Every check, in the order of the planner's form."""
        rules: tuple[Callable[[], Check | None], ...] = (
            self.opening_hours,
            self.overlap,
            self.notice,
            self.consultation,
            self.reach,
            self.cap,
            self.customers_cap,
            self.weekend,
        )
        return [check for rule in rules if (check := rule()) is not None]

    def opening_hours(self) -> Check:
        """M1: not a second of it lies in opening hours."""
        name = _("Outside opening hours")
        try:
            period = schedule.first_conflict(self.situation.span, self.situation.hours)
        except BeyondCalendar:
            return Check("M1", name, "fail", _("The calendar does not reach that far yet."), key="opening_hours")
        if period is None:
            return Check("M1", name, "pass", _("The helpdesk is closed all that time."), key="opening_hours")
        opening = wording.stretch(*period, now=self.now)
        sentence = _("The window touches opening hours: {opening}.").format(opening=opening)
        return self._fail("M1", _("Within opening hours"), sentence, "opening_hours")

    def overlap(self) -> Check:
        """No two windows of an environment share a moment."""
        span = self.situation.span
        met = [each for each in self.situation.others if each.holds_time and schedule.overlaps(each.span, span)]
        if not met:
            sentence = _("No other window of this environment is planned then.")
            return Check("", _("No overlap"), "pass", sentence, key="overlap")
        first = min(met, key=lambda other: other.span)
        sentence = _("{reference} is planned on this environment then: {stretch}.").format(
            reference=words.reference(first.window_id),
            stretch=wording.stretch(first.span.starts_at, first.span.ends_at, now=self.now),
        )
        return self._fail("", _("Overlaps another window"), sentence, "overlap")

    def notice(self) -> Check:
        """M4: it starts late enough after its announcement, which can be made now at the earliest."""
        window, terms = self.situation.own_window, self.situation.strictest
        name = ngettext("At least {n} day ahead", "At least {n} days ahead", terms.notice_days).format(
            n=terms.notice_days
        )
        if window is not None and window.announced_at and not self.asks_anew:
            said = _("Announced {moment}.").format(moment=words.moment(window.announced_at, now=self.now))
            return Check("M4", name, "pass", said, key="notice")
        if self._in_time:
            latest = schedule.latest_announcement(self.situation.proposal.starts_at, **self._notice)
            until = _("It can be announced until {moment}.").format(moment=words.moment(latest, now=self.now))
            return Check("M4", name, "pass", until, key="notice")
        sentence = _("Announced now, it can start {moment} at the earliest.").format(
            moment=words.moment(self.earliest_start, now=self.now)
        )
        return self._fail("M4", _("Too short notice"), sentence, "notice")

    def consultation(self) -> Check:
        """M2: every affected customer was consulted about these times, this scope and this effect."""
        window = self.situation.own_window
        if not self.situation.affected:
            return Check("M2", _("Nobody to consult"), "fail", self._nobody, key="customers")
        if window is None or window.status == Status.DRAFT:
            number = len(self.situation.affected)
            sentence = ngettext("{n} customer is still to be asked.", "{n} customers are still to be asked.", number)
            return self._to_ask(sentence.format(n=number))
        if self.asks_anew:
            return self._to_ask(_("This changes what was asked: the answers become void, and all are asked again."))
        return consultation_check(self._stands or standing(window))

    def reach(self) -> Check | None:
        """M2: customers whom nobody can be asked for in the portal; their answer can be recorded by phone."""
        lost = customers_out_of_reach(self.situation.affected, now=self.now)
        if not lost:
            return None
        sentence = _("Without a key contact who can answer: {names}. Ask them by phone, and record the answer.")
        return Check(
            "M2", _("Not all can be asked"), "attention", sentence.format(names=words.names(lost)), key="reach"
        )

    def cap(self) -> Check:
        """M3: the environment has room for one more in that year."""
        cap, year, own = self.situation.strictest.per_year, self.situation.year, self.situation.own_window
        name = ngettext("At most {n} a year", "At most {n} a year", cap).format(n=cap)
        if own is not None and own.place is not None and own.year == year:
            sentence = _("It has place {n} of {cap} in {year}.").format(n=own.place, cap=own.cap, year=year)
            return Check("M3", name, "pass", sentence, key="cap")
        used = len(self.situation.places_of_environment(year))
        if used < cap:
            sentence = _("This becomes number {n} in {year}.").format(n=used + 1, year=year)
            return Check("M3", name, "pass", sentence, key="cap")
        sentence = _("No window is left in {year}: at most {cap} a year.").format(cap=cap, year=year)
        return self._fail("M3", _("The year is full"), sentence, "cap")

    def customers_cap(self) -> Check | None:
        """M3: and so has every affected customer, through all of its environments together."""
        year = self.situation.year
        full = [each for each in self.situation.customers_without_room(year) if not self.situation.has_place(each.pk)]
        if not full:
            return None
        sentence = _("No window is left in {year} for {names}.").format(year=year, names=words.names(full))
        return self._fail("M3", _("The year of a customer is full"), sentence, "customers_cap")

    def weekend(self) -> Check:
        """M5: preferably in the weekend; a weekday needs a reason."""
        name, span = _("Preferably in the weekend"), self.situation.span
        if schedule.is_weekend(span, self.situation.zone):
            return Check("M5", name, "pass", _("It begins in the weekend."), key="weekend")
        weekday = wording.weekday(span.local(self.situation.zone)[0].date())
        if self.situation.proposal.weekday_reason.strip():
            kept = _("It begins on {weekday}; the reason is kept.").format(weekday=weekday)
            return Check("M5", name, "attention", kept, key="weekend")
        sentence = _("It begins on {weekday}: give the reason, or choose the weekend.").format(weekday=weekday)
        nearest = self.nearest_weekend
        suggestion = words.suggestion(nearest, now=self.now)
        return Check("M5", name, "fail", sentence, nearest, suggestion, key="weekend")

    @cached_property
    def asks_anew(self) -> bool:
        """Whether it changes what customers were asked: times, scope or effect (M2)."""
        window, proposal = self.situation.own_window, self.situation.proposal
        return window is not None and changes_what_was_asked(window, proposal, self.situation.own_customers)

    @cached_property
    def earliest_start(self) -> datetime:
        """When a window announced now may start (M4)."""
        return schedule.earliest_start(self.now, **self._notice)

    @cached_property
    def nearest(self) -> Span | None:
        """The nearest window of this length, from the proposed start on, that passes every rule of time."""
        situation, not_before = self.situation, self.earliest_start
        try:
            for _year in range(YEARS_AHEAD):
                found = schedule.nearest_outside_opening(
                    situation.span, situation.hours, not_before=not_before, taken=situation.taken_spans
                )
                year = schedule.year_of(found.starts_at, situation.zone)
                if year not in situation.full_years:
                    return found
                not_before = schedule.local_moment(date(year + 1, 1, 1), time(), situation.zone)
        except (NoRoom, BeyondCalendar, SchedulingError):
            pass
        return None

    @cached_property
    def nearest_weekend(self) -> Span | None:
        """The same in the weekend (M5)."""
        situation = self.situation
        not_before = max(self.earliest_start, situation.proposal.starts_at)
        try:
            slots = schedule.free_slots(
                situation.span.length,
                situation.hours,
                situation.taken_spans,
                not_before=not_before,
                until=not_before + LOOK_AHEAD,
                zone=situation.zone,
                full_years=situation.full_years,
            )
            return next((slot.span for slot in slots if slot.is_weekend), None)
        except (BeyondCalendar, SchedulingError):
            return None

    @property
    def _notice(self) -> _Notice:
        terms = self.situation.strictest
        return {"notice_hours": terms.notice_hours, "notice_days": terms.notice_days, "zone": self.situation.zone}

    @property
    def _in_time(self) -> bool:
        return schedule.is_in_time(self.now, self.situation.proposal.starts_at, **self._notice)

    @property
    def _nobody(self) -> str:
        if self.situation.proposal.scope == Scope.CHOSEN and self.situation.users:
            return _("Choose at least one customer of this environment.")
        return _("This environment has no customers.")

    def _to_ask(self, sentence: str) -> Check:
        return Check("M2", _("Consultation still to be held"), "attention", sentence, key="consultation")

    def _fail(self, clause: str, name: str, sentence: str, key: str) -> Check:
        suggestion = words.suggestion(self.nearest, now=self.now)
        return Check(clause, name, "fail", sentence, self.nearest, suggestion, key=key)


def consultation_check(stands: Standing) -> Check:
    """How far the consultation of a window is (M2): complete, waiting for customers, or blocked by an objection."""
    if stands.is_complete:
        number = len(stands.customers)
        sentence = ngettext("{n} customer was consulted.", "All {n} customers were consulted.", number).format(n=number)
        return Check("M2", _("Consultation complete"), "pass", sentence, key="consultation")
    blocked = [each.customer for each in stands.customers if each.is_blocked]
    if blocked:
        sentence = _("To be settled with {names}: an objection or a proposal of other times.")
        blocks = sentence.format(names=words.names(blocked))
        return Check("M2", _("Consultation not complete yet"), "fail", blocks, key="consultation")
    if not stands.customers:
        return Check("M2", _("Nobody to consult"), "fail", _("This window affects no customer."), key="customers")
    waiting = words.names(each.customer for each in stands.customers if each.is_outstanding)
    sentence = _("No answer yet from {names}.").format(names=waiting)
    return Check("M2", _("Consultation not complete yet"), "attention", sentence, key="consultation")


def changes_what_was_asked(window: MaintenanceWindow, proposal: Proposal, customer_ids: frozenset[int]) -> bool:
    """Whether a proposal changes times, scope or effect of the window, which affects these customers now (M2)."""
    chosen = frozenset(proposal.customer_ids) if proposal.scope == Scope.CHOSEN else None
    stored = customer_ids if window.scope == Scope.CHOSEN else None
    return (
        Span(window.starts_at, window.ends_at) != proposal.span
        or window.effect.strip() != proposal.effect.strip()
        or chosen != stored
    )
