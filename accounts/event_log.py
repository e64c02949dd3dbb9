"""The only creator of account events: a row in the transaction of the change, with its actor named."""

from datetime import datetime
from typing import Any

from accounts.models import AccountEvent, AccountEventKind, Organisation, User


def record(
    kind: AccountEventKind,
    *,
    actor: User | None,
    now: datetime,
    user: User | None = None,
    organisation: Organisation | None = None,
    data: dict[str, Any] | None = None,
) -> AccountEvent:
    """Adds one row; `data` holds ids, codes and ISO moments, never display text."""
    return AccountEvent.objects.create(
        kind=kind, actor=actor, at=now, user=user, organisation=organisation, data=data or {}
    )
