"""The form that puts a line of a closed month right."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.bills.correct_line import LONGEST_REASON, MOST_MINUTES


class CorrectionForm(forms.Form):
    """How many minutes should have been billed, and why."""

    billed_minutes = forms.IntegerField(
        label=_("Minutes that should have been billed"), min_value=0, max_value=MOST_MINUTES
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The customer reads it on the next bill."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
