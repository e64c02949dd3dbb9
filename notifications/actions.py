"""What an administrator can do to the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import NotAllowed
from notifications.models import Notice, NoticeState
from notifications.outbox import wake


@transaction.atomic
def requeue(*, actor: User | None, notice_ids: Iterable[int], now: datetime) -> int:
    """Parked notices of these start anew; the number of them. Administrators only (None: the program itself)."""
    if actor is not None and not actor.is_administrator:
        raise NotAllowed(_("Only an administrator can send parked notices again."))
    parked = Notice.objects.filter(pk__in=list(notice_ids), state=NoticeState.PARKED)
    number = parked.update(state=NoticeState.PENDING, attempts=0, send_after=now)
    wake()
    return number
