"""The form by which somebody begins or ends to follow a ticket."""

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST_ID = 2**63 - 1
_NOBODY = _("Choose somebody first.")


class FollowerForm(forms.Form):
    """Whom it is about."""

    person = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_ID,
        label=_("Who?"),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _NOBODY),
    )
