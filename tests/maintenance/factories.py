"""Windows in every state, made the way that planners make them: through the actions."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Organisation, User
from maintenance.actions.announce import announce
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.draft_window import draft_window
from maintenance.actions.due_steps import complete_due, start_due
from maintenance.actions.open_consultation import open_consultation
from maintenance.actions.write_path import Form, Proposal
from maintenance.enums import Answer, Means, Scope
from maintenance.models import (
    ConsultationAnswer,
    Environment,
    EnvironmentCustomer,
    MaintenanceWindow,
    WindowCustomer,
)
from tests.cast import AMSTERDAM, LONG_AGO, Cast

# The window of the design: Saturday night, eleven days after the cast's moment.
STARTS = datetime(2026, 12, 5, 22, tzinfo=AMSTERDAM)
LENGTH = timedelta(hours=4)
MINUTE = timedelta(minutes=1)


def environment(
    *customers: Organisation, name: str = "OZMO-omgeving", now: datetime, since: timedelta = LONG_AGO
) -> Environment:
    """An environment that these customers use, since long ago."""
    made = Environment.objects.create(name=name)
    EnvironmentCustomer.objects.bulk_create(
        EnvironmentCustomer(environment=made, customer=customer, joined_at=now - since) for customer in customers
    )
    return made


def shared(cast: Cast) -> Environment:
    """The environment that both customers of the cast share."""
    return environment(cast.customer, cast.other_customer, name="Gedeelde omgeving", now=cast.now)


def proposal(
    on: Environment,
    starts_at: datetime = STARTS,
    length: timedelta = LENGTH,
    *,
    customers: Collection[Organisation] | None = None,
    **fields: object,
) -> Proposal:
    """What a filled-in form brings; any field can be given, and chosen customers."""
    values: dict[str, object] = {
        "key": uuid4(),
        "environment_id": on.pk,
        "title": "Vervangen van verbindingsservers",
        "effect": "Twee keer hooguit 5 minuten niet bellen.",
        "starts_at": starts_at,
        "ends_at": starts_at + length,
    }
    if customers is not None:
        values |= {"scope": Scope.CHOSEN, "customer_ids": tuple(each.pk for each in customers)}
    return Proposal(**{**values, **fields})  # type: ignore[arg-type]


def form_of(window: MaintenanceWindow) -> Form:
    """What a form about this window carries, drawn a moment ago."""
    return Form(window.reference, MaintenanceWindow.objects.get(pk=window.pk).version)


def drafted(
    user: User,
    on: Environment,
    starts_at: datetime = STARTS,
    length: timedelta = LENGTH,
    *,
    now: datetime,
    **fields: object,
) -> MaintenanceWindow:
    """An idea."""
    return draft_window(user, proposal(on, starts_at, length, **fields), now=now)  # type: ignore[arg-type]


def consulted(user: User, on: Environment, *when: Any, now: datetime, **fields: Any) -> MaintenanceWindow:
    """In consultation: its customers are asked."""
    window = drafted(user, on, *when, now=now, **fields)
    return open_consultation(user, form_of(window), now=now)


def agreed(window: MaintenanceWindow, user: User, *, now: datetime) -> MaintenanceWindow:
    """With the agreement of every affected customer, as a planner wrote it down."""
    ConsultationAnswer.objects.bulk_create(
        ConsultationAnswer(
            consultation=row, round=window.round, answer=Answer.AGREED, means=Means.PHONE, at=now,
            recorded_by=user, said_by="Ingrid Smulders",
        )
        for row in WindowCustomer.objects.filter(window=window, left_at=None)
    )  # fmt: skip
    return window


def announced(user: User, on: Environment, *when: Any, now: datetime, **fields: Any) -> MaintenanceWindow:
    """Announced: consulted about and agreed by all."""
    window = agreed(consulted(user, on, *when, now=now, **fields), user, now=now)
    return announce(user, form_of(window), now=now)


def running(user: User, on: Environment, *when: Any, now: datetime, **fields: Any) -> MaintenanceWindow:
    """Started by the clock, a minute ago."""
    window = announced(user, on, *when, now=now, **fields)
    start_due(now=window.starts_at + MINUTE)
    window.refresh_from_db()
    return window


def completed(user: User, on: Environment, *when: Any, now: datetime, **fields: Any) -> MaintenanceWindow:
    """Over, by the clock."""
    window = running(user, on, *when, now=now, **fields)
    complete_due(now=window.ends_at)
    window.refresh_from_db()
    return window


def cancelled(window: MaintenanceWindow, user: User, *, now: datetime) -> MaintenanceWindow:
    """Called off."""
    return cancel_window(user, form_of(window), "Leverancier kan niet.", now=now)
