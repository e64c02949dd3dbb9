"""What is on record about a window: its history, and the proof of who was told what and when (M4)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from agreements import wording
from maintenance.queries.proof import Told, told
from maintenance.views.admin.frame import fetch, page, planner_page
from maintenance.views.admin.story import lines_of
from notifications.models import NoticeState


@planner_page
@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that happened, the newest first."""
    window = fetch(request, pk)
    return page(request, "pages/history.html", _("History"), {"lines": lines_of(window)}, window=window)


@planner_page
@require_safe
def proof(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every notice about a window: to whom, for which customers, when, and what became of it."""
    window = fetch(request, pk)
    rows = [(each, *_words(each)) for each in told(window)]
    return page(request, "pages/told.html", _("Who was told"), {"rows": rows}, window=window)


def _words(each: Told) -> tuple[str, str, str]:
    """What it was about, when it was committed, and what became of it."""
    became = {
        NoticeState.SENT: pgettext("notice", "sent {moment}"),
        NoticeState.PENDING: pgettext("notice", "waits to be sent"),
        NoticeState.SUPPRESSED: pgettext("notice", "not sent: no longer entitled"),
        NoticeState.PARKED: pgettext("notice", "could not be sent"),
    }[each.state]
    sent = wording.full(each.sent_at) if each.sent_at else ""
    return str(each.event.label), wording.full(each.noted_at), became.format(moment=sent)
