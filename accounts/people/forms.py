"""Inviting, changing a colleague, and taking part: checks only, the actions save."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import MISSING, WithNewPassword, plain_name
from accounts.models import Invitation, Language, Organisation, User
from accounts.roles import AT_A_PARTNER, MEMBERSHIP_ROLES, Role, as_choices
from accounts.security.own_words import check_names

NAME_LENGTH, PHONE_LENGTH = 150, 40


class RoleForm(forms.Form):
    """A name and a role, with what each role means said beside it."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, error_messages={"required": _("Fill in the name.")})
    role = forms.ChoiceField(
        label=_("Role"),
        choices=as_choices(MEMBERSHIP_ROLES),
        widget=forms.RadioSelect,
        initial=Role.CONTACT,
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role.")},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = AT_A_PARTNER if organisation.is_partner else {role: role.description for role in MEMBERSHIP_ROLES}
        self.fields["role"].hints = {role.value: said[role] for role in MEMBERSHIP_ROLES}  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        """A name and nothing else."""
        return plain_name(self.cleaned_data["name"])


class InvitationForm(RoleForm):
    """Whom to invite, as what, and in which language we write."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation works for this address only."),
        error_messages={
            "required": _("Fill in the e-mail address."),
            "invalid": _("This is not an e-mail address. An example: name@organisation.nl"),
        },
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, widget=forms.RadioSelect, initial=Language.DUTCH
    )
    field_order = ("name", "email", "role", "language")


class ColleagueForm(RoleForm):
    """What a key contact changes of a colleague."""

    phone = forms.CharField(
        label=_("Phone number"),
        max_length=PHONE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    field_order = ("name", "phone", "role")


class JoinForm(WithNewPassword):
    """Taking part for the first time: one's name, and a password."""

    name = forms.CharField(label=_("Your name"), max_length=NAME_LENGTH)
    password1 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password2 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": invitation.name}, **kwargs)
        self.invitation = invitation
        self.fields["name"].error_messages["required"] = MISSING["name"]
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_name(self) -> str:
        """A name and nothing else."""
        return plain_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """The rules for passwords, with the person's own name and address in view, and the same twice."""
        cleaned = super().clean()
        password = cleaned.get("password1")
        if password:
            try:
                validate_password(password, User(email=self.invitation.email, name=cleaned.get("name", "")))
                check_names(password, [self.invitation.organisation.name])
            except ValidationError as error:
                self.add_error("password1", error)
        if password and cleaned.get("password2") not in (None, password):
            self.add_error("password2", _("The two new passwords are not the same."))
        return cleaned
