"""How long it took, asked together with words to the customer, and the field that reads it."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Activity
from tickets.actions.time.spent import Spent

CLOCK = re.compile(r"(\d{1,4})(?:[:.u](\d{2}))?", re.ASCII)
MINUTES_AN_HOUR = 60


class MinutesField(forms.CharField):
    """Minutes ("90"), or hours and minutes ("1:30"); whether a day can hold them is the action's."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Say how long it took."),
        "unreadable": _("Write minutes like 25, or hours and minutes like 1:30."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The number of minutes; None for nothing at all."""
        text = super().to_python(value)
        if not text:
            return None
        found = CLOCK.fullmatch(text)
        if found is None or int(found[2] or 0) >= MINUTES_AN_HOUR:
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")
        whole = int(found[1])
        return whole if found[2] is None else whole * MINUTES_AN_HOUR + int(found[2])

    def run_validators(self, value: Any) -> None:
        """Nothing that a text would be asked."""


def activity_field(**kwargs: Any) -> forms.ChoiceField:
    """What kind of work it was."""
    return forms.ChoiceField(
        label=_("Kind of work"),
        choices=Activity.choices,
        error_messages={"invalid_choice": _("Choose an activity from the list.")},
        **kwargs,
    )


class SpentFields(forms.Form):
    """Mixed into every form with words to the customer: how long it took, if the agent says so."""

    spent_minutes = MinutesField(label=_("Time spent"), required=False)
    spent_activity = activity_field(required=False)
    spent_watch = forms.BooleanField(label=_("What the stopwatch says"), required=False)

    def spent(self) -> Spent | None:
        """What a valid form says; None when it says nothing."""
        minutes, watch = self.cleaned_data["spent_minutes"], self.cleaned_data["spent_watch"]
        if minutes is None and not watch:
            return None
        return Spent(self.cleaned_data["spent_activity"] or Activity.REMOTE, minutes, watch)
