"""What is said to the second of two administrators who edit at once."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from accounts.refusals import Stale
from agreements import wording
from agreements.models import AgreementVersion, CalendarRevision, Rate


def check_is_newest(
    newest: AgreementVersion | CalendarRevision | Rate | None,
    based_on: int | None,
    sentence: str,
    *,
    now: datetime | None,
) -> None:
    """Refuse (409) with who, when and why, when this is not what was looked at; None asks for no check."""
    if based_on is None or newest is None or newest.pk == based_on:
        return
    who = newest.created_by.name if newest.created_by else gettext("the program")
    when = wording.short(newest.created_at, now=now or newest.created_at)
    raise Stale(sentence % {"who": who, "when": when, "why": newest.reason}, changed_since=based_on)
