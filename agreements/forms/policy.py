"""What administrators fill in for the policy of public holidays; refuses what the action would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from agreements.actions import check_calendar_unchanged, check_opens
from agreements.edited import snapshot_with_policy
from agreements.forms.based_on import BasedOn
from agreements.models import Calendar

if TYPE_CHECKING:
    CalendarModelForm = forms.ModelForm[Calendar]
else:
    CalendarModelForm = forms.ModelForm


POLICY = ("good_friday", "liberation_day")


class PolicyForm(BasedOn, CalendarModelForm):
    """Which holidays that an employer may choose are closed days, and why."""

    check_unchanged = staticmethod(check_calendar_unchanged)
    reason = forms.CharField(
        label=_("reason"), max_length=200, help_text=_("For the record of the calendar; customers do not see it.")
    )

    class Meta:
        model = Calendar
        fields = POLICY

    def clean(self) -> dict[str, Any]:
        """Whether something is left to open."""
        cleaned = super().clean()
        if not self.errors:
            try:
                policy = {name: cleaned[name] for name in POLICY}
                check_opens(snapshot_with_policy(**policy, now=self.now), now=self.now)
            except Refusal as refusal:
                self.add_error(None, str(refusal.sentence))
        return cleaned
