"""Passwords that leaked elsewhere: asked of a service that learns five characters of a digest, and nothing else."""

import hashlib
from http.client import HTTPException
from urllib.error import URLError
from urllib.request import Request, urlopen

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User

log = structlog.get_logger(__name__)
KNOWN_BY = 5
SECONDS = 3
MOST_BYTES = 1024 * 1024
LEAKED = _("This password stands in a list of passwords that leaked elsewhere. Choose another one.")


class BreachedPasswordValidator:
    """Among the validators of settings; asks nobody unless DESK_BREACHED_PASSWORDS names a service."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuses a password that is in the list; when the service does not answer the password is let through."""
        if settings.BREACHED_PASSWORDS and is_breached(password):
            raise ValidationError(LEAKED, code="password_breached")

    def get_help_text(self) -> str:
        """What Django shows beside a field."""
        return gettext("Choose a password that you use nowhere else.")


def is_breached(password: str) -> bool:
    """Whether the service has this password; False, and a line in the log, when it cannot be asked."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    try:
        listed = _range(digest[:KNOWN_BY])
    except (URLError, HTTPException, OSError, ValueError) as error:
        log.warning("breached_passwords_not_asked", error=type(error).__name__)
        return False
    counts = dict(line.strip().partition(":")[::2] for line in listed.splitlines())
    # Lines that the service adds to blur the length of its answer count zero.
    return counts.get(digest[KNOWN_BY:], "0") != "0"


def _range(beginning: str) -> str:
    """The rest of every digest that begins so. The address is that of settings: https, or this very machine."""
    headers = {"Add-Padding": "true", "User-Agent": "ozmo-desk"}
    request = Request(f"{settings.BREACHED_PASSWORDS}{beginning}", headers=headers)  # noqa: S310
    with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        text: str = answer.read(MOST_BYTES).decode("ascii")
    return text
