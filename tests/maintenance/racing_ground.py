"""The ground of a race: a cast, an environment, and many drafts by one planner."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import Organisation, User
from maintenance.models import Environment, MaintenanceWindow, WindowCustomer, WindowEvent
from tests.cast import AMSTERDAM, NOW
from tests.maintenance import factories

CAP = 24
WEEK = timedelta(weeks=1)
JANUARY = datetime(2027, 1, 2, 22, tzinfo=AMSTERDAM)
Order = dict[str, object]


def drafts(starts: Sequence[datetime], on: Environment, planner: User) -> list[Order]:
    """Drafts at these moments, all but one by copying the draft that an action made; and the orders to open them."""
    first = factories.drafted(planner, on, starts[0], now=NOW)
    fields = {field.attname: getattr(first, field.attname) for field in first._meta.concrete_fields}
    own = {"id", "uid", "submission_key", "starts_at", "ends_at", "year"}
    copies = [
        MaintenanceWindow(
            **{name: value for name, value in fields.items() if name not in own},
            starts_at=at, ends_at=at + factories.LENGTH, year=at.year,
        )
        for at in starts[1:]
    ]  # fmt: skip
    MaintenanceWindow.objects.bulk_create(copies)
    event = WindowEvent.objects.get(window=first)
    WindowEvent.objects.bulk_create(
        WindowEvent(window=each, sequence=1, kind=event.kind, actor=event.actor, at=event.at, status=event.status)
        for each in copies
    )
    return [{"reference": each.reference, "planner": planner.pk, "now": NOW.isoformat()} for each in (first, *copies)]


def nights(number: int) -> list[datetime]:
    """Saturday and Sunday nights of 2027, each another one."""
    return [JANUARY + week * WEEK + day * timedelta(days=1) for week in range(number // 2) for day in (0, 1)]


def taken(customer: Organisation | None = None) -> list[int]:
    """The places of 2027 that were taken, of the environment or of a customer."""
    windows = MaintenanceWindow.objects.filter(year=2027).values_list("place", flat=True)
    rows = WindowCustomer.objects.filter(customer=customer, year=2027).values_list("place", flat=True)
    return sorted(place for place in (windows if customer is None else rows) if place is not None)
