"""The wish for another moment than the one that was agreed."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.form_key import KeyField
from agreements.wording import ZONE
from tickets.actions.write_path import Words
from tickets.forms.fields import key_of

TEXT_LENGTH = 2000
_UNREADABLE = _("Choose a day and a time, for example 2 December 2026, 14:00.")


class OtherMomentForm(forms.Form):
    """A day and time on the helpdesk's clock, and what the customer wants to say beside it."""

    key = KeyField()
    moment = forms.DateTimeField(error_messages={"required": _UNREADABLE, "invalid": _UNREADABLE})
    body = forms.CharField(
        max_length=TEXT_LENGTH,
        required=False,
        error_messages={"max_length": _("This message is too long. Use at most 2,000 characters.")},
    )

    def __init__(self, *args: Any, user_id: int, reference: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user_id, self.reference = user_id, reference

    def wished(self) -> datetime:
        """The moment, of a form that is valid."""
        return cast(datetime, self.cleaned_data["moment"]).astimezone(ZONE)

    def words(self) -> Words:
        """What the action takes, of a form that is valid."""
        fields = self.cleaned_data
        key = key_of(fields["key"], self.user_id, self.reference, fields["moment"], fields["body"])
        return Words(fields["body"], key)
