"""Time of the demo's agents: on the tickets of their stories this week and last, and a stopwatch that runs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from agreements import wording
from agreements.actions import add_rate
from agreements.models import Activity, Agreement
from agreements.rates import NewRate
from ozmo_desk.demo.people import DemoPeople
from tickets.actions.time.correct import correct_time
from tickets.actions.time.record import Work, record_time
from tickets.actions.time.watch import start_watch
from tickets.models import Ticket

# Words of the subject, who, minutes, how many hours of opening time ago, and what was done.
SPENT = (
    ("Toestellen op locatie Haven", "joris", 45, 2, "Aanmeldingen van de toestellen nagekeken"),
    ("Toestellen op locatie Haven", "joris", 30, 1, "Toestellen omgezet naar de versleutelde verbinding"),
    ("Voicemail komt niet aan", "joris", 40, 9, "Met de mailbeheerder gebeld"),
    ("Voicemail komt niet aan", "joris", 25, 18, "Logboek van de mailserver bekeken"),
    ("Alle lijnen onbereikbaar", "fatima", 35, 2, "Netwerkleverancier gebeld en doorschakeling voorbereid"),
    ("Kan één toestel twee nummers", "joris", 10, 1, "Uitgezocht wat het toestel kan"),
    ("Belgeschiedenis ontbreekt", "lotte", 50, 6, "Oudere versie van de app getest"),
)
WATCHED = ("Toestellen op locatie Haven", "joris")


def load_time(cast: DemoPeople, before: Callable[[int], datetime], now: datetime) -> None:
    """Record it all, `before` so many minutes of opening time; one entry is corrected, next year's rate is known."""
    first = True
    for subject, who, minutes, ago, what in SPENT:
        ticket, agent = _ticket(subject), cast.people[who]
        at = before(ago * 60)
        day = at.astimezone(wording.ZONE).date()
        entry = record_time(agent, ticket.reference, Work(minutes, day, Activity.REMOTE, what), now=at)
        if first:
            work = Work(minutes - 10, day, Activity.REMOTE, what)
            correct_time(agent, ticket.reference, entry.pk, work, "Een ander telefoontje telde mee", now=now)
        first = False
    subject, who = WATCHED
    start_watch(cast.people[who], _ticket(subject).reference, Activity.REMOTE, now=now - timedelta(minutes=12))
    next_year = date(now.astimezone(wording.ZONE).year + 1, 1, 1)
    rate = NewRate(Agreement.objects.get(customer=None), Activity.REMOTE, Decimal("98.50"), next_year)
    add_rate(actor=cast.people["petra"], now=now, rate=rate, reason="Jaarlijkse indexering")


def _ticket(words: str) -> Ticket:
    return Ticket.objects.filter(subject__startswith=words).latest("pk")
