"""Which ICT partners act for a customer: the list and its history for both sides, giving one and ending one."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.http import SignedInRequest, signed_in_page
from accounts.models import Organisation
from accounts.people.mandate_form import MandateForm
from accounts.people.mandates import Standing, history_of, mandate_of, mandates_of, partners_to_choose
from accounts.people.reading import managed_organisation
from accounts.permissions import check_can_end, check_can_grant
from accounts.refusals import NotVisible, Refusal
from accounts.security.again import check_still_the_same


@require_safe
@signed_in_page
def mandates(request: SignedInRequest, organisation_id: int) -> HttpResponseBase:
    """What is in force, to come and over, with powers and period, and who did what."""
    organisation = managed_organisation(request.access, organisation_id)
    shown = mandates_of(request.access, organisation, now=request.now)
    context = {
        "organisation": organisation,
        "mandates": shown,
        "history": history_of(organisation, shown),
        "decides": _decides(request),
    }
    return render(request, "account/people/mandates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def grant(request: SignedInRequest, organisation_id: int) -> HttpResponseBase:
    """A customer chooses a partner, and what it may do from when until when."""
    organisation = managed_organisation(request.access, organisation_id)
    if not organisation.is_customer:
        raise NotVisible
    form = MandateForm(request.POST or None, partners=partners_to_choose(), now=request.now)
    if request.method != "POST" or not form.is_valid():
        return _grant(request, organisation, form, status=422 if request.method == "POST" else 200)
    given = form.granted()
    try:
        check_can_grant(request.user, organisation.pk)
        check_still_the_same(request)
        actions.grant_mandate(actor=request.user, customer=organisation, now=request.now, **given)
    except Refusal as refusal:
        return _grant(request, organisation, form, status=refusal.status, sentence=refusal.sentence)
    text = _("{partner} has a mandate of {customer}.")
    messages.success(request, text.format(partner=given["partner"].name, customer=organisation.name))
    return redirect("mandates", organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def end(request: SignedInRequest, organisation_id: int, mandate_id: int) -> HttpResponseBase:
    """Says what it means first; sent, everything of the customer is gone for the partner at once."""
    organisation = managed_organisation(request.access, organisation_id)
    standing = mandate_of(request.access, organisation, mandate_id, now=request.now)
    if request.method != "POST":
        return _end(request, organisation, standing)
    try:
        check_can_end(request.user, standing.mandate)
        check_still_the_same(request)
        actions.end_mandate(actor=request.user, mandate=standing.mandate, now=request.now)
    except Refusal as refusal:
        return _end(request, organisation, standing, status=refusal.status, sentence=refusal.sentence)
    messages.success(request, _("The mandate has ended."))
    return redirect("mandates", organisation.pk)


def _decides(request: SignedInRequest) -> bool:
    """Agents look only: a mandate is between the customer and its partner, and an administrator steps in."""
    return not request.access.is_agent or request.access.is_administrator


def _grant(
    request: SignedInRequest, organisation: Organisation, form: MandateForm, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    context = {"organisation": organisation, "form": form, "sentence": sentence}
    return render(request, "account/people/grant.html", context, status=status)


def _end(
    request: SignedInRequest, organisation: Organisation, standing: Standing, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    context = {"organisation": organisation, "standing": standing, "sentence": sentence}
    return render(request, "account/people/end.html", context, status=status)
