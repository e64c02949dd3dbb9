"""What the simulator asks: when a report would come in, and of which category."""

from datetime import datetime
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

CATEGORIES = [(str(number), str(number)) for number in range(1, 5)]
_MOMENT, _CATEGORY = _("Choose a day and a time."), _("Choose a category from 1 to 4.")


class SimulatorForm(forms.Form):
    """A moment on the helpdesk's clock and a category; the names do not clash with those of an edit's own form."""

    submitted_at = forms.DateTimeField(
        label=_("Submitted at"),
        error_messages={"required": _MOMENT, "invalid": _MOMENT},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    simulated_category = forms.ChoiceField(
        label=_("Category"),
        choices=CATEGORIES,
        initial="2",
        error_messages={"required": _CATEGORY, "invalid_choice": _CATEGORY},
    )

    def asked(self) -> tuple[int, datetime]:
        """Category and moment, of a form that is valid."""
        fields = self.cleaned_data
        return int(fields["simulated_category"]), cast(datetime, fields["submitted_at"])
