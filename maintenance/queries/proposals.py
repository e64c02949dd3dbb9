"""What a planner proposes: the words and times of a window, as the form brought them or as a stored window has them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from maintenance.enums import Scope
from maintenance.models import MaintenanceWindow
from maintenance.schedule import Span


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form of a window brings; `key` is the form's own, so that sending it twice makes one window.

    `customer_ids` are the chosen customers, and count with `Scope.CHOSEN` only.
    """

    key: uuid.UUID
    environment_id: int
    title: str
    effect: str
    starts_at: datetime
    ends_at: datetime
    scope: str = Scope.ALL
    customer_ids: Collection[int] = ()
    weekday_reason: str = ""

    @property
    def span(self) -> Span:
        """Its window of time; whether that makes sense is for `schedule.check_span`."""
        return Span(self.starts_at, self.ends_at)


def proposal_of(window: MaintenanceWindow, customer_ids: Collection[int] = ()) -> Proposal:
    """A stored window as the proposal that it was; `customer_ids` are its affected customers."""
    return Proposal(
        key=window.submission_key,
        environment_id=window.environment_id,
        title=window.title,
        effect=window.effect,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        scope=window.scope,
        customer_ids=tuple(customer_ids),
        weekday_reason=window.weekday_reason,
    )
