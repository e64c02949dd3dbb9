"""The only writer of security events: who, what and when; no secrets, no texts, no address in clear."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import salted_hmac

from accounts.models import SecurityEvent, SecurityEventKind, User

MOST_CHARACTERS = 80


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


def digest_of(address: str) -> str:
    """The same address gives the same digest, and nobody without the key can tell which address it was."""
    known = address.strip().lower()
    return salted_hmac("accounts.security.log", known, algorithm="sha256").hexdigest()[:32] if known else ""
