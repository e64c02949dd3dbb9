"""What administrators fill in for a date with hours of its own; refuses what the action would refuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from agreements.actions import check_calendar_unchanged, check_day, check_opens
from agreements.edited import snapshot_with_day
from agreements.forms.based_on import BasedOn
from agreements.hours import checked_ranges
from agreements.models import CalendarDay

if TYPE_CHECKING:
    DayModelForm = forms.ModelForm[CalendarDay]
else:
    DayModelForm = forms.ModelForm


class HoursField(forms.CharField):
    """The hours of a day as "08:30-12:00, 13:00-17:00"; empty is closed."""

    def prepare_value(self, value: Any) -> Any:
        """Stored hours as they are typed."""
        if isinstance(value, list):
            return ", ".join("-".join(pair) for pair in value)
        return value

    def clean(self, value: Any) -> Any:
        """Stored hours, in order; refused with the sentence that the action would give."""
        text = str(super().clean(value))
        pairs = [
            [clock.strip() for clock in re.split("[-\N{EN DASH}]", part)] for part in text.split(",") if part.strip()
        ]
        if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 - a pair
            raise forms.ValidationError(_("Write opening times as 08:30-12:00, 13:00-17:00."))
        try:
            return checked_ranges(pairs)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class DayForm(BasedOn, DayModelForm):
    """A date with its own hours and the reason that customers see."""

    hours = HoursField(
        label=_("Opening times"), required=False, help_text=_("As 08:30-12:00, 13:00-17:00; empty: closed all day.")
    )
    check_unchanged = staticmethod(check_calendar_unchanged)

    class Meta:
        model = CalendarDay
        fields = ("date", "hours", "name_nl", "name_en")

    def clean(self) -> dict[str, Any]:
        """The date as the action checks it, and that something is left to open."""
        cleaned = super().clean()
        on = cleaned.get("date", self.instance.date)
        if on is not None:
            try:
                check_day(on, now=self.now)
            except Refusal as refusal:
                self.add_error("date" if "date" in self.fields else None, refusal.sentence)
        if on is not None and not self.errors:
            self._check_opens(CalendarDay(date=on, hours=cleaned["hours"]))
        return cleaned

    def _check_opens(self, day: CalendarDay) -> None:
        try:
            check_opens(snapshot_with_day(day), now=self.now)
        except Refusal as refusal:
            self.add_error(None, str(refusal.sentence))
