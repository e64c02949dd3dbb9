"""The pages of second steps: allauth's, with our addresses to go on to, and the one that shows it all."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in_page
from accounts.models import OpenSession, SecurityEventKind
from accounts.refusals import Refusal
from accounts.security.actions import end_other_sessions
from accounts.security.adapter import SecondStepAdapter, may_remove
from accounts.security.log import note
from accounts.security.policy import has_proven_second_step, mark_proven, must_have_second_step
from accounts.security.queries import second_steps_of
from accounts.security.sessions import end_session, sessions_of
from accounts.security.wording import day, device_words, moment


@require_safe
@signed_in_page
def security(request: SignedInRequest) -> HttpResponseBase:
    """Password, second steps and devices of the person who is signed in."""
    steps = second_steps_of(request.user)
    context = {
        "steps": steps,
        "app_since": day(steps.app_since),
        "passkeys": [(each, day(each.added_at), day(each.last_used_at)) for each in steps.passkeys],
        "must_have": must_have_second_step(request.user),
        "devices": [Device.of(each, request) for each in sessions_of(request.user)],
    }
    return render(request, "account/security.html", context)


@dataclass(frozen=True, slots=True)
class Device:
    """One place where somebody is signed in, in words."""

    number: int
    name: str
    since: str
    seen: str
    here: bool

    @classmethod
    def of(cls, row: OpenSession, request: SignedInRequest) -> "Device":
        """The row as the page shows it."""
        here = row.session_id == request.session.session_key
        return cls(row.pk, device_words(row.device), moment(row.signed_in_at), moment(row.seen_at), here)


@require_POST
@signed_in_page
def sign_out_there(request: SignedInRequest, number: int) -> HttpResponseBase:
    """Ends one of one's own sessions."""
    end_session(request.user, number)
    note(SecurityEventKind.SESSIONS_ENDED, actor=request.user, now=request.now, data={"which": "one"})
    messages.success(request, _("That device is signed out."))
    return redirect("security")


@require_POST
@signed_in_page
def sign_out_elsewhere(request: SignedInRequest) -> HttpResponseBase:
    """Ends all of one's own sessions but this one."""
    end_other_sessions(request.user)
    update_session_auth_hash(request, request.user)
    note(SecurityEventKind.SESSIONS_ENDED, actor=request.user, now=request.now, data={"which": "others"})
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("security")


@require_safe
@signed_in_page
def set_up(request: SignedInRequest) -> HttpResponseBase:
    """The one page that is open to somebody who must have a second step and has none yet."""
    if has_proven_second_step(request):
        return redirect("security")
    if second_steps_of(request.user).count:
        return redirect("mfa_reauthenticate")
    request.sets_up = True  # type: ignore[attr-defined]
    return render(request, "account/set_up.html")


class SecondStepAdded:
    """A session that just set a second step up has proven it; sessions from before the first one are ended."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Other sessions knew no second step: they sign in anew, with it."""
        request: Any = self.request  # type: ignore[attr-defined]
        first = not second_steps_of(request.user).count
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        mark_proven(request)
        if first:
            end_other_sessions(request.user)
            update_session_auth_hash(request, request.user)
        return response

    def get_success_url(self) -> str:
        """To the recovery codes when they were made along with it."""
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "security")  # type: ignore[attr-defined]


class SetUpApp(SecondStepAdded, ActivateTOTPView):
    """An app on the phone."""


class RemoveApp(DeactivateTOTPView):
    """Without the app from now on."""

    success_url = reverse_lazy("security")


class AddPasskey(SecondStepAdded, AddWebAuthnView):
    """A passkey that can be found without an address and asks for a finger, a face or a PIN."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the browser is asked to make."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["form"] = kwargs.get("form", context["form"])
        context["js_data"] = {"options": auth.begin_registration(self.request.user, passwordless=True)}
        return context


class RemovePasskey(RemoveWebAuthnView):
    """Without this passkey from now on."""

    success_url = reverse_lazy("security")

    def form_valid(self, form: Any) -> HttpResponse:
        """Refuses the last second step of who must have one."""
        if not may_remove(self.get_object()):
            raise Refusal(SecondStepAdapter.error_messages["cannot_delete_authenticator"])
        response: HttpResponse = super().form_valid(form)
        return response


class RenamePasskey(EditWebAuthnView):
    """Another name for it."""

    success_url = reverse_lazy("security")


class RecoveryCodes(ViewRecoveryCodesView):
    """The codes, once: to write down or to keep as a file."""


set_up_app = SetUpApp.as_view()
remove_app = RemoveApp.as_view()
add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
rename_passkey = RenamePasskey.as_view()
recovery_codes = RecoveryCodes.as_view()
