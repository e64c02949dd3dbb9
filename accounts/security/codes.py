"""Signing in with a code by mail instead of a password."""

from typing import Any, cast

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.http import HttpResponse

from accounts.http import SignedInRequest
from accounts.models import SecurityEventKind
from accounts.security.decoys import pretend_code_mail
from accounts.security.log import digest_of, note
from accounts.security.queries import read_nobody


class AskCode(RequestLoginCodeView):
    """An address: when somebody has it, a code is on its way; for the others the same is done without a mail."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The answer, and the work, are the same whoever exists."""
        response: HttpResponse = super().form_valid(form)
        if form._user is None:  # noqa: SLF001 - what allauth's own view reads
            pretend_code_mail({"request": self.request, "email": form.cleaned_data["email"]})
        return response


class GiveCode(ConfirmLoginCodeView):
    """The code of the mail, three times at most."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """For nobody, somebody is read as well."""
        if self.stage.login.user is None:
            read_nobody()
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs

    def form_invalid(self, form: Any) -> HttpResponse:
        """On record with a digest of the address, whoever has it."""
        login = self.stage.login
        now = cast(SignedInRequest, self.request).now
        note(SecurityEventKind.SIGN_IN_FAILED, actor=None, now=now, subject=digest_of(login.email or ""))
        response: HttpResponse = super().form_invalid(form)
        return response


ask_code = AskCode.as_view()
give_code = GiveCode.as_view()
