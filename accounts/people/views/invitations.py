"""Inviting a colleague, and what can be done to an invitation that waits."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.http import SignedInRequest, signed_in_page
from accounts.models import Organisation
from accounts.people.forms import InvitationForm
from accounts.people.reading import invitation_of, managed_organisation
from accounts.refusals import Refusal
from accounts.roles import Role
from accounts.security.again import check_still_the_same


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def invite(request: SignedInRequest, organisation_id: int) -> HttpResponseBase:
    """Whom, and as what; the answer is the same whether somebody has an account or not."""
    organisation = managed_organisation(request.access, organisation_id)
    form = InvitationForm(request.POST or None, organisation=organisation)
    if request.method != "POST" or not form.is_valid():
        return _page(request, organisation, form, status=422 if request.method == "POST" else 200)
    if form.cleaned_data["role"] == Role.KEY_CONTACT:
        check_still_the_same(request)
    try:
        actions.invite(actor=request.user, organisation=organisation, now=request.now, **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, organisation, form, status=refusal.status, sentence=refusal.sentence)
    messages.success(request, _said(form.cleaned_data["email"]))
    return redirect("colleagues", organisation.pk)


@require_POST
@signed_in_page
def send_again(request: SignedInRequest, organisation_id: int, invitation_id: int) -> HttpResponseBase:
    """A new link, for another week."""
    organisation = managed_organisation(request.access, organisation_id)
    invitation = invitation_of(organisation, invitation_id)
    actions.send_again(actor=request.user, invitation=invitation, now=request.now)
    messages.success(request, _said(invitation.email))
    return redirect("colleagues", organisation.pk)


@require_POST
@signed_in_page
def revoke(request: SignedInRequest, organisation_id: int, invitation_id: int) -> HttpResponseBase:
    """The link opens nothing from now on."""
    organisation = managed_organisation(request.access, organisation_id)
    invitation = invitation_of(organisation, invitation_id)
    actions.revoke(actor=request.user, invitation=invitation, now=request.now)
    messages.success(request, _("The invitation of {email} has been withdrawn.").format(email=invitation.email))
    return redirect("colleagues", organisation.pk)


def _said(email: str) -> str:
    return _("We send an invitation to {email}. It works for seven days.").format(email=email)


def _page(
    request: SignedInRequest,
    organisation: Organisation,
    form: InvitationForm,
    *,
    status: int = 200,
    sentence: str = "",
) -> HttpResponse:
    context = {"organisation": organisation, "form": form, "sentence": sentence}
    return render(request, "account/people/invite.html", context, status=status)
