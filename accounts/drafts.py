"""What somebody typed while not signed in (any more): kept in the session until they have signed in."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict

SESSION_KEY = "accounts_drafts"
MAX_BYTES = 64 * 1024
MAX_DRAFTS = 3
KEPT_FOR = timedelta(days=1)


def keep_draft(request: HttpRequest, *, now: datetime) -> bool:
    """Keeps the fields of this POST under its path; files and passwords are left out. False when it is too large.

    Signing in gives the session a new key and keeps what is in it, so the draft is still there afterwards.
    """
    fields = request.POST.copy()
    for name in [name for name in fields if name == "csrfmiddlewaretoken" or "password" in name.lower()]:
        del fields[name]
    body = fields.urlencode()
    if not body or len(body) > MAX_BYTES:
        return False
    drafts = {path: draft for path, draft in _fresh(request, now=now).items() if path != request.path}
    newest = sorted(drafts.items(), key=lambda item: str(item[1]["at"]))[-(MAX_DRAFTS - 1) :]
    request.session[SESSION_KEY] = {**dict(newest), request.path: {"at": now.isoformat(), "body": body}}
    return True


def take_draft(request: HttpRequest, *, now: datetime, path: str | None = None) -> QueryDict | None:
    """The fields that were kept for `path` (this page's own unless given), once; None when there are none.

    The page shows them in its form with a notice; attachments have to be added again.
    """
    if SESSION_KEY not in request.session:
        return None
    drafts = _fresh(request, now=now)
    draft = drafts.pop(path or request.path, None)
    if drafts:
        request.session[SESSION_KEY] = drafts
    else:
        del request.session[SESSION_KEY]
    return QueryDict(draft["body"]) if draft else None


def _fresh(request: HttpRequest, *, now: datetime) -> dict[str, dict[str, Any]]:
    drafts: dict[str, dict[str, Any]] = request.session.get(SESSION_KEY, {})
    return {path: draft for path, draft in drafts.items() if now - datetime.fromisoformat(draft["at"]) < KEPT_FOR}
