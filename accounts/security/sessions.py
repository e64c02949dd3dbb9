"""Somebody's own sessions: a row each, with when it was last seen; ended one by one, or all others at once."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.models import OpenSession, User
from accounts.refusals import NotVisible
from accounts.security.devices import device_of

MARK = "accounts_session"
SEEN_EACH = timedelta(minutes=10)


def note_sign_in(request: HttpRequest, *, now: datetime) -> None:
    """From now on the session stands in the list of its person."""
    request.session[MARK] = {"since": now.isoformat()}
    note_seen(request, now=now)


def has_lasted_long_enough(request: HttpRequest, *, now: datetime) -> bool:
    """Whether this session must end however busy it is; no query. The desk sees everything and signs in each day."""
    mark: dict[str, str] | None = request.session.get(MARK)
    if mark is None or not isinstance(request.user, User):
        return False
    longest = settings.SESSION_LONGEST_DESK if request.user.is_agent else settings.SESSION_LONGEST
    return bool(now - datetime.fromisoformat(mark["since"]) >= longest)


def signed_in_just_now(request: HttpRequest, *, now: datetime) -> bool:
    """Whether this session is so young that nobody else can have taken the place of who signed in."""
    mark: dict[str, str] | None = request.session.get(MARK)
    young = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return mark is not None and now - datetime.fromisoformat(mark["since"]) < young


def note_seen(request: HttpRequest, *, now: datetime) -> None:
    """Written each ten minutes, and when the session got another key (by another password, say); else no query."""
    mark: dict[str, str] | None = request.session.get(MARK)
    key = request.session.session_key
    if mark is None or key is None or not request.user.is_authenticated:
        return
    if mark.get("key") == key and now - datetime.fromisoformat(mark["seen"]) < SEEN_EACH:
        return
    request.session[MARK] = {**mark, "key": key, "seen": now.isoformat()}
    row: dict[str, Any] = {"user": request.user, "seen_at": now, "signed_in_at": datetime.fromisoformat(mark["since"])}
    row["device"] = device_of(request.headers.get("User-Agent", ""))
    try:
        with transaction.atomic():
            OpenSession.objects.update_or_create(session_id=key, defaults=row)
    except IntegrityError:
        # It is being ended at this very moment: it needs no row any more.
        return


def sessions_of(user: User) -> list[OpenSession]:
    """Those that still open something, the newest seen first: another password or role ended the ones from before."""
    sealed = user.get_session_auth_hash()
    rows = OpenSession.objects.filter(user=user).select_related("session")
    return [each for each in rows if each.session.get_decoded().get(HASH_SESSION_KEY) == sealed]


@transaction.atomic
def end_session(user: User, number: int) -> None:
    """Ends one of the person's own sessions; NotVisible when it is not theirs. One that ended already is gone too."""
    row = OpenSession.objects.select_for_update().select_related("session").filter(user=user, pk=number).first()
    if row is None:
        raise NotVisible
    row.session.delete()
