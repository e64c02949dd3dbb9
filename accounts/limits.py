"""How often somebody, and an organisation, may submit, answer, search or export in a minute; more is refused (429).

Counted in the cache, which the web processes share through Redis. While Redis is away each process counts for itself,
which lets more through, and the log says so: a broken cache never locks customers out.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from accounts.models import SecurityEventKind
from accounts.queries import Access
from accounts.refusals import TooOften
from accounts.security.log import note

log = structlog.get_logger(__name__)
P = ParamSpec("P")
Page = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]

MINUTE = 60
SENTENCES = {
    "submit": _("You send more tickets in a minute than we expect of one person or organisation."),
    "reply": _("You send more messages in a minute than we expect of one person or organisation."),
    "search": _("You search more often in a minute than we expect of one person or organisation."),
    "export": _("You download more in a minute than we expect of one person or organisation."),
}


def limited(what: str, method: str = "POST") -> Callable[[Page[P]], Page[P]]:
    """Counts each call of a page by that method; goes under the door, which knows whose call it is.

    A search is one only when something is asked, so that looking at a list is free.
    """

    def decorate(view: Page[P]) -> Page[P]:
        @wraps(view)
        def wrapped(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == method and (what != "search" or request.GET):
                check_limit(what, request)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def check_limit(what: str, request: SignedInRequest) -> None:
    """Refuses (429) when this person, or one of their organisations, did it too often in this minute of the clock."""
    most = settings.LIMITS[what]
    over = {
        key: limit for key, limit in _counted(request.access, most).items() if _count(what, key, request.now) > limit
    }
    if not over:
        return
    _on_record(what, request)
    raise TooOften(SENTENCES[what], seconds=MINUTE - int(request.now.timestamp()) % MINUTE)


def _counted(access: Access, most: tuple[int, int]) -> dict[str, int]:
    """Everybody whom this counts for, with how often they may. People of the desk work for all: they count alone."""
    person, organisation = most
    own = [] if access.is_agent else sorted({*access.contact_of, *access.key_contact_of, *access.mandated.values()})
    return {f"person:{access.user_id}": person, **{f"organisation:{each}": organisation for each in own}}


def _count(what: str, key: str, now: datetime) -> int:
    """How often in this minute, this time included; 1 when the cache forgot it meanwhile."""
    name = f"accounts.limit:{what}:{key}:{int(now.timestamp()) // MINUTE}"
    try:
        # Most often it is there already: each question to the cache is a way to and fro.
        return cache.incr(name)
    except ValueError:
        if cache.add(name, 1, timeout=2 * MINUTE):
            return 1
    try:
        return cache.incr(name)
    except ValueError:
        log.warning("limit_not_counted", what=what)
        return 1


def _on_record(what: str, request: SignedInRequest) -> None:
    """Once a minute for a person: a log that grows with every attempt would be another way to do harm."""
    minute = int(request.now.timestamp()) // MINUTE
    if cache.add(f"accounts.limit-noted:{what}:{request.user.pk}:{minute}", "y", timeout=2 * MINUTE):
        note(SecurityEventKind.LIMITED, actor=request.user, now=request.now, subject=what)
