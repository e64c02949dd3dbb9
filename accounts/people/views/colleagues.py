"""The people of one organisation: the list, one of them to change, and taking leave of somebody."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.http import SignedInRequest, signed_in_page
from accounts.models import Membership, Organisation
from accounts.people.forms import ColleagueForm
from accounts.people.reading import invitations_of, managed_organisation, member_of, members_of, waiting_at
from accounts.refusals import Refusal
from accounts.security.again import check_still_the_same


@require_safe
@signed_in_page
def colleagues(request: SignedInRequest, organisation_id: int) -> HttpResponseBase:
    """Who belongs to the organisation, and who was invited."""
    organisation = managed_organisation(request.access, organisation_id)
    context = {
        "organisation": organisation,
        "members": members_of(organisation),
        "invitations": waiting_at(invitations_of(organisation), now=request.now),
    }
    return render(request, "account/people/colleagues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def colleague(request: SignedInRequest, organisation_id: int, membership_id: int) -> HttpResponseBase:
    """Name, phone number and role of one of them."""
    organisation = managed_organisation(request.access, organisation_id)
    member = member_of(organisation, membership_id)
    known = {"name": member.user.name, "phone": member.user.phone, "role": member.role}
    form = ColleagueForm(request.POST or None, initial=known, organisation=organisation)
    if request.method != "POST" or not form.is_valid():
        return _colleague(request, organisation, member, form, status=422 if request.method == "POST" else 200)
    if form.cleaned_data["role"] != member.role:
        check_still_the_same(request)
    try:
        actions.change_colleague(actor=request.user, membership=member, now=request.now, **form.cleaned_data)
    except Refusal as refusal:
        return _colleague(request, organisation, member, form, status=refusal.status, sentence=refusal.sentence)
    messages.success(request, _("The details of {name} have been saved.").format(name=form.cleaned_data["name"]))
    return redirect("colleagues", organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def remove(request: SignedInRequest, organisation_id: int, membership_id: int) -> HttpResponseBase:
    """Says what it means first; sent, the colleague belongs to the organisation no more."""
    organisation = managed_organisation(request.access, organisation_id)
    member = member_of(organisation, membership_id)
    if request.method != "POST":
        return _remove(request, organisation, member)
    check_still_the_same(request)
    try:
        actions.remove_membership(actor=request.user, membership=member, now=request.now)
    except Refusal as refusal:
        return _remove(request, organisation, member, status=refusal.status, sentence=refusal.sentence)
    text = _("{name} does not belong to {organisation} any more.")
    messages.success(request, text.format(name=member.user.name, organisation=organisation.name))
    return redirect("colleagues", organisation.pk)


def _colleague(
    request: SignedInRequest,
    organisation: Organisation,
    member: Membership,
    form: ColleagueForm,
    *,
    status: int = 200,
    sentence: str = "",
) -> HttpResponse:
    context = {"organisation": organisation, "member": member, "form": form, "sentence": sentence}
    return render(request, "account/people/colleague.html", context, status=status)


def _remove(
    request: SignedInRequest, organisation: Organisation, member: Membership, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    context = {"organisation": organisation, "member": member, "sentence": sentence}
    return render(request, "account/people/remove.html", context, status=status)
