"""Made-up lives of tickets: what happened, by whom and when, with the statuses of the state machine."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tickets.enums import EventKind, Status, Visibility
from tickets.state_machine import effects_of

MATTERS = (
    "Doorverbinden naar de wachtrij lukt niet",
    "Toestel 214 meldt zich steeds af",
    "Bellen met de app geeft geen geluid",
    "Nummerweergave klopt niet bij uitgaande gesprekken",
    "Voicemail van de receptie is vol",
    "Keuzemenu speelt de oude tekst af",
    "Geen verbinding na verhuizing van de vestiging",
    "Wachtmuziek hapert",
    "Fax naar e-mail komt niet aan",
    "Headset wordt niet herkend",
)
WORDS = (
    "Sinds vanmorgen komt een gesprek niet aan. Het gaat om toestel 201, 202 en 205. Opnieuw opstarten hielp niet.\n\n"
    "Wij gebruiken de standaardinstellingen, en gisteren werkte alles nog zoals het hoort. Kunt u meekijken?"
)


@dataclass(slots=True)
class Step:
    """One event of a life; `by` is "customer" or "agent"."""

    kind: EventKind
    at: datetime
    status: Status
    by: str
    visibility: Visibility = Visibility.PUBLIC
    words: str = ""
    report: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


_K, _S = EventKind, Status
# Kind of event, minutes after the one before (at most), status after it, who, and whether words come with it.
_ANSWERED = ((_K.TAKEN, 25, _S.IN_PROGRESS, "agent", False), (_K.REPLIED, 15, _S.IN_PROGRESS, "agent", True))
_REPORTED = ((_K.STATUS_REPORTED, 90, _S.IN_PROGRESS, "agent", True),)
_ASKED = ((_K.CUSTOMER_ASKED, 40, _S.WAITING, "agent", True),)
_TOLD = ((_K.CUSTOMER_REPLIED, 200, _S.IN_PROGRESS, "customer", True),)
_RECOVERED = ((_K.RECOVERED, 300, _S.RECOVERED, "agent", True),)
_CLOSED = ((_K.CLOSED, 9000, _S.CLOSED, "agent", False),)
_NOTED = ((_K.NOTED, 10, _S.IN_PROGRESS, "agent", True),)

OPEN = ((), _ANSWERED, _ANSWERED + _REPORTED, _ANSWERED + _ASKED, _ANSWERED + _ASKED + _TOLD)
RECOVERED = (_ANSWERED + _RECOVERED,)
ENDED = (
    _ANSWERED + _RECOVERED + _CLOSED,
    _ANSWERED + _NOTED + _REPORTED + _RECOVERED + _CLOSED,
    _ANSWERED + _ASKED + _TOLD + _RECOVERED + _CLOSED,
)
LONG = (_ANSWERED + _NOTED + _REPORTED + _ASKED + _TOLD + _REPORTED + _TOLD + _ANSWERED[1:],)


def life(plan: tuple[Any, ...], submitted_at: datetime, chance: random.Random) -> Iterator[Step]:
    """The steps of a plan, from submission on."""
    yield Step(_K.SUBMITTED, submitted_at, _S.NEW, "customer", words=WORDS)
    at, status, reports = submitted_at, _S.NEW, 0
    for kind, minutes, after, by, speaks in plan:
        effects_of(kind, status)  # an impossible step fails here, not on a page
        at += timedelta(minutes=chance.uniform(1, minutes))
        reports += kind is _K.STATUS_REPORTED
        hidden = kind is _K.NOTED
        yield Step(
            kind, at, after, by,
            visibility=Visibility.INTERNAL if hidden else Visibility.PUBLIC,
            words=WORDS if speaks else "",
            report=reports if kind is _K.STATUS_REPORTED else None,
        )  # fmt: skip
        status = after
