"""All tickets that somebody may see, open and closed, with filters and a plain search."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, portal_page
from accounts.limits import limited
from accounts.queries import organisations_to_file_for
from tickets.forms.portal import ListForm
from tickets.permissions import may_export
from tickets.queries.portal import Group, Search, listed
from tickets.views.portal.home import lines_for


@portal_page
@limited("search", "GET")
@require_safe
def tickets(request: SignedInRequest) -> HttpResponse:
    """One page of the list, newest first."""
    form = ListForm(request.GET)
    search = form.search()
    found = listed(request.access, search)
    organisations = organisations_to_file_for(request.access)
    sees_others = bool(request.access.key_contact_of or request.access.mandated)
    context = {
        "nav_current": "tickets",
        "search": search,
        "lines": lines_for(request, found.tickets),
        "groups": [(each.value, label) for each, label in _groups().items()],
        "organisations": [(each.pk, each.name) for each in organisations] if len(organisations) > 1 else [],
        "sees_others": sees_others,
        "may_export": may_export(request.access),
        "query": _query(search, ""),
        "following": _query(search, found.following) if found.following else "",
        "first": _query(search, "") if search.after else "",
    }
    return render(request, "tickets/portal/tickets.html", context)


def _groups() -> dict[Group, str]:
    return {
        Group.ALL: pgettext("tickets", "All"),
        Group.OPEN: pgettext("tickets", "Open"),
        Group.WAITING: _("Waiting for you"),
        Group.RECOVERED: pgettext("tickets", "Recovered"),
        Group.ENDED: pgettext("tickets", "Closed and withdrawn"),
    }


def _query(search: Search, after: str) -> str:
    """The address of the same list from another place on."""
    values = {
        "q": search.text,
        "group": "" if search.group is Group.ALL else search.group.value,
        "organisation": search.organisation_id or "",
        "mine": "on" if search.mine else "",
        "after": after,
    }
    return "?" + urlencode({name: value for name, value in values.items() if value})
