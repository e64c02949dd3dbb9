"""How often somebody, and an organisation, may do a thing in a minute; more is refused (429).

Every form that somebody signed in sends is counted: by `limited` where it says as what, else by the door as a change,
and outside our doors (the administration, signing in) by middleware. So is every search.

Counted in the cache, which the web processes share through Redis. While Redis is away each process counts for itself,
which lets more through, and the log says so: a broken cache never locks customers out.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.models import SecurityEventKind
from accounts.refusals import TooOften
from accounts.security.log import note_once_a_minute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.http import HttpResponseBase

    from accounts.http import SignedInRequest
    from accounts.models import User
    from accounts.queries import Access

log = structlog.get_logger(__name__)
P = ParamSpec("P")

MINUTE = 60
SENTENCES = {
    "submit": _("You send more tickets in a minute than we expect of one person or organisation."),
    "reply": _("You send more messages in a minute than we expect of one person or organisation."),
    "search": _("You search more often in a minute than we expect of one person or organisation."),
    "change": _("You do more in a minute than we expect of one person or organisation."),
    "export": _("You download more in a minute than we expect of one person or organisation."),
}


def limited(
    what: str, method: str = "POST"
) -> Callable[
    [Callable[Concatenate[SignedInRequest, P], HttpResponseBase]],
    Callable[Concatenate[SignedInRequest, P], HttpResponseBase],
]:
    """Counts each call of a page by that method; goes under the door, which knows whose call it is.

    A search is one only when something is asked, so that looking at a list is free.
    """

    def decorate(
        view: Callable[Concatenate[SignedInRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[SignedInRequest, P], HttpResponseBase]:
        @wraps(view)
        def wrapped(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == method and (what != "search" or request.GET):
                check_limit(what, request)
            return view(request, *args, **kwargs)

        mark_counted(wrapped, method)
        return wrapped

    return decorate


def counts(view: Any, method: str) -> bool:
    """Whether the view, or what it is wrapped in, counts its calls by this method itself."""
    return method in getattr(view, "counted", ())


def mark_counted(view: Any, method: str) -> None:
    """The mark goes along with `functools.wraps`, so that whoever stands before the view can tell."""
    view.counted = {*getattr(view, "counted", ()), method}


def check_limit(what: str, request: SignedInRequest) -> None:
    """Refuses (429) when this person, or one of their organisations, did it too often in this minute of the clock."""
    _check(what, request.user, {**_person(what, request.user), **_organisations(what, request.access)}, request.now)


def check_limit_of_person(what: str, user: User, *, now: datetime) -> None:
    """The same where nobody asked yet to which organisations the person belongs."""
    _check(what, user, _person(what, user), now)


def _check(what: str, user: User, most: Mapping[str, int], now: datetime) -> None:
    over = [key for key, limit in most.items() if _count(what, key, now) > limit]
    if not over:
        return
    note_once_a_minute(SecurityEventKind.LIMITED, actor=user, now=now, subject=what)
    raise TooOften(SENTENCES[what], seconds=MINUTE - int(now.timestamp()) % MINUTE)


def _person(what: str, user: User) -> dict[str, int]:
    return {f"person:{user.pk}": settings.LIMITS[what][0]}


def _organisations(what: str, access: Access) -> dict[str, int]:
    """Those that this counts for, with how often they may. People of the desk work for all: they count alone."""
    own = [] if access.is_agent else sorted({*access.contact_of, *access.key_contact_of, *access.mandated.values()})
    return {f"organisation:{each}": settings.LIMITS[what][1] for each in own}


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
