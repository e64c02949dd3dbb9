"""What the forms of maintenance share: the version that a form was drawn at, and days with times."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}


class VersionedForm(forms.Form):
    """A form about a window as it was when the page was drawn; a missing version is not checked."""

    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


def date_field(label: Any, **options: Any) -> forms.DateField:
    """A day, chosen in the browser's own calendar."""
    wrong = _("Choose a day, for example 2 December 2026.")
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={**CONTROL, "type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"required": wrong, "invalid": wrong},
        **options,
    )


def time_field(label: Any, **options: Any) -> forms.TimeField:
    """A time of day, in whole minutes."""
    wrong = _("Choose a time, for example 22:00.")
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={**CONTROL, "type": "time", "aria-label": label}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        error_messages={"required": wrong, "invalid": wrong},
        **options,
    )


def words_field(label: Any, *, most: int, required: Any = "", rows: int = 3, **options: Any) -> forms.CharField:
    """Words in a box; `required` is the sentence for an empty one, without it the box may stay empty."""
    wrong = {"max_length": _("This text is too long. Use at most %(limit_value)d characters.")}
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        widget=forms.Textarea(attrs={**CONTROL, "rows": rows}) if rows > 1 else forms.TextInput(attrs=CONTROL),
        error_messages={**wrong, **({"required": required} if required else {})},
        **options,
    )
