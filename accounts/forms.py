"""The forms of signing in, passwords and the profile: our own words, no placeholders in place of labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django import forms
from django.contrib.auth.password_validation import get_default_password_validators
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, Theme, User
from accounts.security.decoys import pretend_reset_mail

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    ModelFormOfUser = forms.ModelForm[User]
else:
    ModelFormOfUser = forms.ModelForm

LABELS: dict[str, _StrPromise] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "remember": _("Keep me signed in on this device"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
}
AUTOCOMPLETE = {"login": "username", "email": "username", "oldpassword": "current-password"}


# What programs that read mail make a link of by themselves: a word with the end of a domain ("Th.van Dam" is none).
LOOKS_LIKE_AN_ADDRESS = re.compile(r"/|www\.|[\w-]{3,}\.[^\W\d_]{2,}", re.IGNORECASE)


def plain_name(name: str) -> str:
    """A name stands in mails that we send, also to others: on one line, and no address of a page."""
    tidy = " ".join(name.split())
    if LOOKS_LIKE_AN_ADDRESS.search(tidy):
        raise forms.ValidationError(_("Fill in a name only."))
    return tidy


class InOurWords(forms.Form):
    """Replaces allauth's labels and placeholders, and says what is missing instead of "this field is required"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = ""
            field.error_messages["required"] = MISSING.get(name, field.error_messages.get("required", ""))
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = _("This is not an e-mail address. An example: name@organisation.nl")
            field.widget.attrs.pop("placeholder", None)
            if name in AUTOCOMPLETE:
                field.widget.attrs["autocomplete"] = AUTOCOMPLETE[name]


class WithNewPassword(InOurWords):
    """A new password and the same once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _password_hint()

    def clean(self) -> dict[str, Any]:
        """Allauth compares the two; here it is said in our words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "password2" in self.errors and self.data.get(self.add_prefix("password2")):
            del self.errors["password2"]
            self.add_error("password2", _("The two new passwords are not the same."))
        return cleaned


def _password_hint() -> str:
    lengths = (
        validator.min_length for validator in get_default_password_validators() if hasattr(validator, "min_length")
    )
    hint = gettext("At least %(length)d characters, and better fifteen or more: a short sentence is a good password.")
    return hint % {"length": max(lengths, default=1)}


MISSING: dict[str, _StrPromise] = {
    "login": _("Fill in your e-mail address."),
    "email": _("Fill in your e-mail address."),
    "password": _("Fill in your password."),
    "oldpassword": _("Fill in your present password."),
    "password1": _("Choose a new password."),
    "password2": _("Fill in the new password once more."),
    "name": _("Fill in your name."),
}


class SignInForm(InOurWords, LoginForm):
    """E-mail address and password."""


class ForgottenPasswordForm(InOurWords, ResetPasswordForm):
    """The address that the link is sent to, when somebody has it; for another one the same work is done."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Sends the link, or does as much."""
        email: str = super().save(request, **kwargs)
        if not self.users:
            pretend_reset_mail({"request": request, "email": email})
        return email


class NewPasswordForm(WithNewPassword, ResetPasswordKeyForm):
    """Behind the link of the mail."""


class FirstPasswordForm(WithNewPassword, SetPasswordForm):
    """For somebody who is signed in and has no password."""


class OtherPasswordForm(WithNewPassword, ChangePasswordForm):
    """Somebody changes their own password."""


class SamePersonForm(InOurWords, ReauthenticateForm):
    """Asks the password again before something that matters."""


class ProfileForm(ModelFormOfUser):
    """What people change about themselves; checks only, `actions.change_profile` saves."""

    class Meta:
        model = User
        fields = ("name", "phone", "language", "theme", "mail_followed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = MISSING["name"]
        self.fields["phone"].help_text = _("The number at which we can call you about a ticket.")
        self.fields["language"].help_text = _("Of the pages and of the mails that you receive.")
        self.fields["mail_followed"].label = _("Mail me about tickets that I follow")
        self.fields["mail_followed"].help_text = _(
            "Mails about tickets that you reported yourself always come: our promises stand in them."
        )
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs.update(type="tel", autocomplete="tel")
        self.fields["language"].widget = forms.RadioSelect(choices=Language.choices)
        self.fields["theme"].widget = forms.RadioSelect(choices=Theme.choices)

    def clean_name(self) -> str:
        """A name and nothing else."""
        return plain_name(self.cleaned_data["name"])
