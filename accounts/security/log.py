"""The only writer of security events: who, what and when; no secrets, no texts, no address in clear."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from accounts.models import SecurityEvent, SecurityEventKind, User

MOST_CHARACTERS = 80
MOST_PURGED = 50_000
MINUTE = 60


def note(
    kind: SecurityEventKind,
    *,
    actor: User | AnonymousUser | None,
    now: datetime,
    subject: str = "",
    data: dict[str, Any] | None = None,
) -> SecurityEvent:
    """Adds one row; `data` holds ids, codes and names of routes, never what somebody typed."""
    who = actor if isinstance(actor, User) else None
    return SecurityEvent.objects.create(
        kind=kind, actor=who, at=now, subject=subject[:MOST_CHARACTERS], data=data or {}
    )


def note_once_a_minute(
    kind: SecurityEventKind, *, actor: User, now: datetime, subject: str, data: dict[str, Any] | None = None
) -> None:
    """For what somebody can do as often as they ask for a page: the same again within the minute adds no row.

    A log that grows with every request, and that nothing may be taken out of, would be another way to do harm.
    """
    facts = ":".join(str(each) for each in (data or {}).values())
    said = f"accounts.noted:{kind}:{actor.pk}:{subject}:{facts}:{int(now.timestamp()) // MINUTE}"
    if cache.add(said, "y", timeout=2 * MINUTE):
        note(kind, actor=actor, now=now, subject=subject, data=data)


@transaction.atomic
def purge(*, before: datetime, now: datetime) -> int:
    """Removes the rows from before that moment, the oldest 50,000 at most, and says in the log how many went.

    The only way out of the log, for the retention job. PostgreSQL keeps what is younger than a year even then.
    """
    old = SecurityEvent.objects.filter(at__lt=before).order_by("at", "pk").values("pk")[:MOST_PURGED]
    going = SecurityEvent.objects.filter(pk__in=old)
    _say_purging("on")
    gone: int = going._raw_delete(going.db)  # noqa: SLF001 - `delete` refuses
    _say_purging("")
    if gone:
        note(SecurityEventKind.PURGED, actor=None, now=now, data={"rows": gone, "before": before.isoformat()})
    return gone


def _say_purging(word: str) -> None:
    """To the trigger, for this transaction only; SQLite, which the demo runs on, has none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('desk.purging', %s, true)", [word])


def digest_of(address: str) -> str:
    """The same address gives the same digest, and nobody without the key can tell which address it was."""
    known = address.strip().lower()
    return salted_hmac("accounts.security.log", known, algorithm="sha256").hexdigest()[:32] if known else ""
