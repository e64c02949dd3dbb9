"""What agents fill in about promises: appointments, when an answer is expected, and what a ticket is."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.wording import ZONE
from tickets.actions.make_appointment import TEXT_LENGTH, Appointment
from tickets.enums import AppointmentAskedBy, AppointmentFor, AppointmentHow
from tickets.forms.desk import MessageForm, VersionForm

FIRST_YEAR, LAST_YEAR = 2000, 2100


class DayField(forms.DateField):
    """A day of this century, in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y"], **kwargs)

    def validate(self, value: Any) -> None:
        """A day so far away that it can only be a slip is none."""
        super().validate(value)
        if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class AppointmentForm(VersionForm):
    """A moment that was agreed with the customer; whether it may be is the action's."""

    about = forms.ChoiceField(
        label=_("For"),
        choices=AppointmentFor.choices,
        initial=AppointmentFor.RECOVERY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the appointment is for."), "invalid_choice": _("Choose one of these.")},
    )
    day = DayField(
        label=_("Day"), error_messages={"required": _("Choose a day."), "invalid": _("This is not a day we know.")}
    )
    at = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        error_messages={"required": _("Choose a time."), "invalid": _("Write the time like 14:30.")},
    )
    with_whom = forms.CharField(
        label=_("Agreed with"),
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Say with whom the moment was agreed.")},
    )
    how = forms.ChoiceField(
        label=_("How"),
        choices=AppointmentHow.choices,
        widget=forms.RadioSelect,
        initial=AppointmentHow.PHONE,
        error_messages={"required": _("Say how the moment was agreed."), "invalid_choice": _("Choose one of these.")},
    )
    asked_by = forms.ChoiceField(
        label=_("Who asked for this moment"),
        choices=AppointmentAskedBy.choices,
        widget=forms.RadioSelect,
        initial=AppointmentAskedBy.HELPDESK,
        error_messages={"required": _("Say who asked for it."), "invalid_choice": _("Choose one of these.")},
    )

    def appointment(self) -> Appointment:
        """What was filled in, of a valid form."""
        filled = self.cleaned_data
        return Appointment(
            about=AppointmentFor(filled["about"]),
            moment=datetime.combine(filled["day"], filled["at"], ZONE),
            with_whom=filled["with_whom"],
            how=filled["how"],
            asked_by=filled["asked_by"],
        )


class AskForm(MessageForm):
    """A question to the customer with the day on which the answer is expected."""

    expected_on = DayField(
        label=_("Answer expected on"),
        error_messages={
            "required": _("Choose the day on which you expect the answer."),
            "invalid": _("This is not a day we know."),
        },
    )
