"""Where managing people starts: the organisations that somebody manages, or at once the only one."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in_page
from accounts.limits import limited
from accounts.people.reading import managed_organisations
from accounts.refusals import NotVisible

MOST_ASKED = 100


@require_safe
@signed_in_page
@limited("search", "GET")
def organisations(request: SignedInRequest) -> HttpResponseBase:
    """By name; the desk searches among all."""
    asked = request.GET.get("q", "").strip()[:MOST_ASKED]
    found = managed_organisations(request.access, asked=asked)
    if not request.access.is_agent:
        if not found and not request.access.manages:
            raise NotVisible
        if len(found) == 1 and not asked:
            return redirect("colleagues", found[0].pk)
    return render(request, "account/people/organisations.html", {"organisations": found, "asked": asked})
