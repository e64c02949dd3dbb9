"""The forms of signing in, passwords and the profile: our own words, no placeholders in place of labels."""

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
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, Theme, User

if TYPE_CHECKING:
    ModelFormOfUser = forms.ModelForm[User]
else:
    ModelFormOfUser = forms.ModelForm

Words = dict[str, str | Promise]
LABELS: Words = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "remember": _("Keep me signed in on this device"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
}
AUTOCOMPLETE = {"login": "username", "email": "username", "oldpassword": "current-password"}


class InOurWords(forms.Form):
    """Replaces allauth's labels and placeholders, and says what is missing instead of "this field is required"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = ""
            field.error_messages["required"] = MISSING.get(name, field.error_messages.get("required", ""))
            field.widget.attrs.pop("placeholder", None)
            if name in AUTOCOMPLETE:
                field.widget.attrs["autocomplete"] = AUTOCOMPLETE[name]
        if "password1" in self.fields:
            # Each rule is a sentence in the language of the reader, so not before there is one.
            self.fields["password1"].help_text = " ".join(password_validators_help_texts())


MISSING: Words = {
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
    """The address that the link is sent to, when somebody has it."""


class NewPasswordForm(InOurWords, ResetPasswordKeyForm):
    """Behind the link of the mail."""


class FirstPasswordForm(InOurWords, SetPasswordForm):
    """For somebody who is signed in and has no password."""


class OtherPasswordForm(InOurWords, ChangePasswordForm):
    """Somebody changes their own password."""


class SamePersonForm(InOurWords, ReauthenticateForm):
    """Asks the password again before something that matters."""


class ProfileForm(ModelFormOfUser):
    """What people change about themselves; checks only, `actions.change_profile` saves."""

    class Meta:
        model = User
        fields = ("name", "phone", "language", "theme")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = MISSING["name"]
        self.fields["phone"].help_text = _("The number at which we can call you about a ticket.")
        self.fields["language"].help_text = _("Of the pages and of the mails that you receive.")
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs.update(type="tel", autocomplete="tel")
        self.fields["language"].widget = forms.RadioSelect(choices=Language.choices)
        self.fields["theme"].widget = forms.RadioSelect(choices=Theme.choices)
