"""A year of maintenance for the demo, through the planner's own actions at the moments at which it happened."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.models import User
from agreements.wording import ZONE
from maintenance.actions.announce import announce
from maintenance.actions.answer_consultation import Given, answer_consultation
from maintenance.actions.ask_about import ask_about
from maintenance.actions.complete_window import Outcome, complete_window
from maintenance.actions.draft_series import draft_series
from maintenance.actions.draft_window import draft_window
from maintenance.actions.due_steps import complete_due, start_due
from maintenance.actions.open_consultation import open_consultation
from maintenance.actions.record_answers import Recorded, record_answers
from maintenance.actions.record_emergency import Emergency, record_emergency
from maintenance.actions.write_path import Form, Proposal
from maintenance.enums import Answer, Means, Result
from maintenance.models import Environment, MaintenanceWindow
from maintenance.schedule import Monthly, Rule, Span, local_moment, series
from ozmo_desk.demo.people import SERVER, SHARED, DemoPeople

MOST_PAST = 19
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
# What was done in turn, and what customers noticed of it.
WORKS = (
    ("Beveiligingsupdates van de telefooncentrale", "Tot 10 minuten niet bellen. Lopende gesprekken vallen weg."),
    ("Vervangen van een netwerkswitch", "Twee keer hooguit 5 minuten niet bellen."),
    ("Uitbreiden van de opnameopslag", "Gespreksopnames zijn een uur niet terug te luisteren."),
    ("Nieuwe versie van de mobiele app", "De app vraagt u één keer om opnieuw aan te melden."),
)


@dataclass(frozen=True, slots=True)
class _Planner:
    """Who plans, and for which environment."""

    user: User
    environment: Environment

    def draft(self, title: str, effect: str, span: Span, *, now: datetime) -> Form:
        """A draft."""
        proposal = self.proposal(title, effect, span)
        return Form(draft_window(self.user, proposal, now=now).reference)

    def proposal(self, title: str, effect: str, span: Span) -> Proposal:
        """What the form would bring."""
        return Proposal(uuid.uuid4(), self.environment.pk, title, effect, span.starts_at, span.ends_at)


def load_maintenance(cast: DemoPeople, now: datetime) -> None:
    """Windows that are over, one announced, two in consultation, one emergency, and a series for next year."""
    planner = _Planner(cast.people["petra"], cast.environments[SERVER])
    customers = [cast.organisations[key].pk for key in ("dommelrade", "maasoever", "peelland")]
    for n, start in enumerate(_past(now)):
        title, effect = WORKS[n % len(WORKS)]
        _took_place(planner, customers, title, effect, Span(start, start + 2 * HOUR))
    _emergency(planner, now)
    # What begins and ends by the clock did so long ago.
    start_due(now=now)
    complete_due(now=now)
    saturday = _saturday_from(now + 3 * DAY)
    _announced(planner, customers, Span(_at(saturday, 22), _at(saturday + DAY, 0)), now)
    _consulted(planner, cast, Span(_at(saturday + 7 * DAY, 22), _at(saturday + 8 * DAY, 2)), now)
    _objected(_Planner(planner.user, cast.environments[SHARED]), cast, saturday + 15 * DAY, now)
    _next_year(planner, now)


def _past(now: datetime) -> list[datetime]:
    """At most nineteen Saturday evenings of this year, spread over it, the last one a week ago or more."""
    today = now.astimezone(ZONE).date()
    first = _next(date(today.year, 1, 10), 5)
    saturdays = [first + 7 * n * DAY for n in range((today - first).days // 7)]
    step = max(len(saturdays) / MOST_PAST, 1)
    chosen = [saturdays[int(n * step)] for n in range(min(MOST_PAST, len(saturdays)))]
    return [_at(on, 22) for on in chosen]


def _took_place(planner: _Planner, customers: list[int], title: str, effect: str, span: Span) -> None:
    """Planned five weeks ahead, agreed by phone, announced a week ahead; the clock does the rest."""
    drafted = span.starts_at - 35 * DAY
    form = planner.draft(title, effect, span, now=drafted)
    open_consultation(planner.user, form, now=drafted + HOUR)
    _agreed(planner, form, customers, now=drafted + 3 * DAY)
    announce(planner.user, form, now=span.starts_at - 7 * DAY)


def _agreed(planner: _Planner, form: Form, customers: list[int], *, now: datetime) -> None:
    said = Recorded(Answer.AGREED, "Akkoord, dit moment komt uit.", Means.PHONE, "de contactpersoon", uuid.uuid4())
    record_answers(planner.user, form, customers, said, now=now)


def _announced(planner: _Planner, customers: list[int], span: Span, now: datetime) -> None:
    title, effect = "Telefooncentrale", "Tot 10 minuten niet bellen. Gesprekken die dan lopen, vallen weg."
    form = planner.draft(title, effect, span, now=now - 12 * DAY)
    open_consultation(planner.user, form, now=now - 12 * DAY + HOUR)
    _agreed(planner, form, customers, now=now - 10 * DAY)
    announce(planner.user, form, now=now - 5 * DAY)


def _consulted(planner: _Planner, cast: DemoPeople, span: Span, now: datetime) -> None:
    """Two of three agreed."""
    title = "Vervangen van verbindingsservers"
    effect = "Twee keer hooguit 5 minuten niet bellen. Gesprekken die dan lopen, vallen weg."
    asked = now - 4 * DAY + 78 * MINUTE
    form = planner.draft(title, effect, span, now=asked - 25 * MINUTE)
    open_consultation(planner.user, form, now=asked)
    for who, customer, at in (("ilse", "dommelrade", 24 * HOUR + 32 * MINUTE), ("kees", "peelland", 20 * HOUR)):
        given = Given(Answer.AGREED, "", 1, uuid.uuid4())
        answer_consultation(cast.people[who], form, cast.organisations[customer].pk, given, now=now - at)


def _objected(planner: _Planner, cast: DemoPeople, sunday: date, now: datetime) -> None:
    """On the other environment: one agrees, one objects, one asks."""
    title, effect = "Verhuizing van de voicemail", "Voicemail is twee uur niet af te luisteren. Inspreken kan wel."
    form = planner.draft(title, effect, Span(_at(sunday, 6), _at(sunday, 8)), now=now - 3 * DAY)
    open_consultation(planner.user, form, now=now - 3 * DAY + HOUR)
    answers = (
        ("nadia", "molenhof", Answer.AGREED, ""),
        ("tom", "akkers", Answer.OBJECTED, "Onze storingsdienst gebruikt de voicemail, op zondag vanaf 06:00 uur."),
    )
    for who, customer, answer, words in answers:
        given = Given(answer, words, 1, uuid.uuid4())
        answer_consultation(cast.people[who], form, cast.organisations[customer].pk, given, now=now - 2 * DAY)
    question = "Blijven berichten die al zijn ingesproken bewaard?"
    ask_about(cast.people["paul"], form, cast.organisations["kompas"].pk, question, uuid.uuid4(), now=now - DAY)


def _emergency(planner: _Planner, now: datetime) -> None:
    """A security patch, two months ago at night."""
    on = _next((now - 60 * DAY).astimezone(ZONE).date(), 2)
    window = record_emergency(
        planner.user,
        Emergency(
            key=uuid.uuid4(),
            environment_id=planner.environment.pk,
            title="Spoedupdate van de telefooncentrale",
            effect="Rond 20:30 uur hooguit 10 minuten niet bellen.",
            starts_at=_at(on, 20),
            ends_at=_at(on, 22),
            reason="Een beveiligingslek dat al misbruikt wordt.",
            decided_by="Petra van Gils",
        ),
        now=_at(on, 16),
    )
    _completed(planner.user, window)


def _completed(user: User, window: MaintenanceWindow) -> None:
    end = window.ends_at - 40 * MINUTE
    outcome = Outcome(Result.AS_PLANNED, "Gelukt in één keer.", end)
    complete_window(user, Form(window.reference), outcome, now=end)


def _next_year(planner: _Planner, now: datetime) -> None:
    """The first Sunday of every month, from 06:00 to 08:00."""
    year = now.astimezone(ZONE).year + 1
    rule = Rule(Monthly(1, 6), date(year, 1, 1), time(6), time(8), until=date(year, 12, 31))
    title, effect = "Maandelijkse updates", "Hooguit 10 minuten niet bellen."
    spans = [each for each in series(rule, ZONE) if isinstance(each, Span)]
    draft_series(planner.user, [planner.proposal(title, effect, each) for each in spans], now=now - 2 * DAY)


def _saturday_from(at: datetime) -> date:
    return _next(at.astimezone(ZONE).date(), 5)


def _next(on: date, weekday: int) -> date:
    """The first such weekday on or after a date."""
    return on + (weekday - on.weekday()) % 7 * DAY


def _at(on: date, hour: int) -> datetime:
    return local_moment(on, time(hour), ZONE)
