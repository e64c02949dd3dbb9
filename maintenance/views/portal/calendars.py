"""The calendar of an organisation: one's own secret address made, shown once and revoked; what programs read there."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, portal_page
from accounts.refusals import NotVisible
from accounts.security.again import check_still_the_same
from agreements import wording
from maintenance.actions.feed_address import (
    make_feed_address,
    may_subscribe,
    revoke_feed_address,
    revoke_feed_addresses_of_all,
)
from maintenance.models import FeedAddress
from maintenance.notices.feed import feed_for_secret
from maintenance.queries.feed import addresses_in_use, others_with_an_address

PAGE = "maintenance/portal/calendars.html"
# What nobody made: shorter answers nothing either, and is not looked for.
SECRET_LENGTH = 43


@portal_page
@require_safe
def calendars(request: SignedInRequest) -> HttpResponse:
    """Of each organisation that somebody belongs to: whether they have an address, and since when."""
    return render(request, PAGE, _context(request))


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """A new address, in this answer and nowhere else: going back here makes no other one."""
    if request.method != "POST":
        return redirect("maintenance:calendars")
    if may_subscribe(request.access, organisation_id):
        check_still_the_same(request)
    secret = make_feed_address(request.user, organisation_id, now=request.now)
    made = {"made_for": organisation_id, "address": settings.BASE_URL + reverse("maintenance:feed", args=[secret])}
    return render(request, PAGE, {**_context(request), **made})


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """One's own address answers no more; a key contact can say so of everybody's."""
    if request.method == "POST":
        of_all = request.POST.get("whose") == "all"
        act = revoke_feed_addresses_of_all if of_all else revoke_feed_address
        act(request.user, organisation_id, now=request.now)
        messages.success(request, _("The addresses no longer work.") if of_all else _("The address no longer works."))
    return redirect("maintenance:calendars")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar for whoever has the address, without a session. Programs that have it already get a 304."""
    found = feed_for_secret(secret, now=request.now) if len(secret) == SECRET_LENGTH else None  # type: ignore[attr-defined]
    if found is None:
        raise NotVisible(_("This calendar does not exist, or not any more."))
    response = HttpResponse(
        found.content,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={
            "ETag": found.etag,
            # A program keeps it and asks each time whether it has changed.
            "Cache-Control": "private, no-cache",
            "Content-Disposition": 'inline; filename="onderhoud.ics"',
        },
    )
    return get_conditional_response(request, etag=found.etag, response=response) or response


def _context(request: SignedInRequest) -> dict[str, Any]:
    access = request.access
    of = [each for each in access.memberships if may_subscribe(access, each.organisation_id)]
    in_use = addresses_in_use(request.user.pk, [each.organisation_id for each in of])
    others = others_with_an_address(request.user.pk, access.manages) if access.manages else {}
    return {
        "nav_current": "maintenance",
        "organisations": [
            {
                "id": each.organisation_id,
                "name": each.organisation_name,
                "told": _told(in_use.get(each.organisation_id), request),
                "others": others.get(each.organisation_id, []),
            }
            for each in of
        ],
    }


def _told(address: FeedAddress | None, request: SignedInRequest) -> str:
    """Since when there is an address, and when it was last read."""
    if address is None:
        return ""
    made = _("Made {moment}.").format(moment=wording.at(address.created_at, now=request.now))
    if address.last_used_on is None:
        return f"{made} {_('No calendar has read it yet.')}"
    # Kept by the day: any moment of that day names it.
    day = wording.day(address.last_used_on, now=request.now)
    return f"{made} {_('Last read {day}.').format(day=day)}"
