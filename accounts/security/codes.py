"""Signing in with a code by mail instead of a password."""

from typing import Any

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.http import HttpResponse

from accounts.security.decoys import pretend_code_mail
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


ask_code = AskCode.as_view()
give_code = GiveCode.as_view()
