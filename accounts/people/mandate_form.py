"""The form with which a key contact lets an ICT partner act: whom, for what, from when and until when."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

POWERS = ("may_file", "may_consult", "may_approve_cost")


class MandateForm(forms.Form):
    """Days, not moments: it begins at once or at the beginning of a day, and ends with the last day."""

    partner = forms.ChoiceField(
        label=_("ICT partner"),
        error_messages={"required": _("Choose an ICT partner."), "invalid_choice": _("Choose an ICT partner.")},
    )
    may_file = forms.BooleanField(label=_("Report and follow tickets, and see all of ours"), required=False)
    may_consult = forms.BooleanField(label=_("Answer about planned maintenance"), required=False)
    may_approve_cost = forms.BooleanField(label=_("Approve costs"), required=False)
    starts_on = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Fill in the first day."), "invalid": _("This is not a date.")},
    )
    ends_on = forms.DateField(
        label=_("Up to and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty for a mandate that runs until one of you ends it."),
        error_messages={"invalid": _("This is not a date.")},
    )

    def __init__(self, *args: Any, partners: Sequence[Organisation], now: datetime, **kwargs: Any) -> None:
        self.zone, self.now = ZoneInfo(settings.TIME_ZONE), now
        self.first_day = now.astimezone(self.zone).date()
        initial = {"starts_on": self.first_day, "may_file": True}
        super().__init__(*args, **{"initial": initial, **kwargs})
        choices = [(str(each.pk), each.name) for each in partners]
        cast(forms.ChoiceField, self.fields["partner"]).choices = [("", _("Choose an ICT partner")), *choices]
        self.partners = {str(each.pk): each for each in partners}

    def clean_starts_on(self) -> date:
        """What a partner could see in the past is not rewritten."""
        day = cast(date, self.cleaned_data["starts_on"])
        if day < self.first_day:
            raise ValidationError(_("A mandate cannot begin in the past."))
        return day

    def clean(self) -> dict[str, Any]:
        """A mandate allows something, and ends after it begins."""
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(power) for power in POWERS):
            self.add_error("may_file", _("Choose what the ICT partner may do."))
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("A mandate ends after it starts."))
        return cleaned

    def granted(self) -> dict[str, Any]:
        """What the action takes, of a form that is valid."""
        fields = self.cleaned_data
        ends_on = fields["ends_on"]
        return {
            "partner": self.partners[fields["partner"]],
            **{power: fields[power] for power in POWERS},
            "starts_at": self.now if fields["starts_on"] == self.first_day else self._start_of(fields["starts_on"]),
            "ends_at": self._start_of(ends_on + timedelta(days=1)) if ends_on else None,
        }

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone)
