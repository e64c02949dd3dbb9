"""What agents fill in about promises: appointments, when an answer is expected, and what a ticket is."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.wording import ZONE
from tickets.actions.make_appointment import TEXT_LENGTH, Appointment
from tickets.actions.reclassify import REASON_LENGTH, Answers
from tickets.enums import (
    AppointmentAskedBy,
    AppointmentFor,
    AppointmentHow,
    Ground,
    ImpactChoice,
    Kind,
    SeverityChoice,
)
from tickets.forms.desk import MessageForm, VersionForm
from tickets.models import Ticket

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


def _kinds() -> list[tuple[str, object]]:
    """A kind, and for a support incident its ground, as one choice: so that they always fit each other."""
    support = [each for each in Ground if each is not Ground.QUESTION]
    grounds = [(f"{Kind.SUPPORT_INCIDENT}.{each}", f"{Kind.SUPPORT_INCIDENT.label}: {each.label}") for each in support]
    question = (f"{Kind.SUPPORT_INCIDENT}.{Ground.QUESTION}", Ground.QUESTION.label)
    changes = [(str(Kind.STANDARD_CHANGE), Kind.STANDARD_CHANGE.label)]
    return [(str(Kind.INCIDENT), Kind.INCIDENT.label), *grounds, question, *changes]


class ReclassifyForm(VersionForm):
    """What a ticket is and how serious; `previewed` says which answers the promises were shown for."""

    what = forms.ChoiceField(
        label=_("What it is"),
        choices=_kinds,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what this ticket is."), "invalid_choice": _("Choose one of these.")},
    )
    cell = forms.ChoiceField(
        label=_("Who is affected, and by what"),
        choices=[(f"{impact}.{severity}", "") for impact in ImpactChoice for severity in SeverityChoice],
        required=False,
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    reason = forms.CharField(
        label=_("Reason, the customer reads it too"),
        max_length=REASON_LENGTH,
        required=False,
        error_messages={"max_length": _("The reason is too long. Use at most 500 characters.")},
    )
    previewed = forms.CharField(required=False, max_length=100)

    def answers(self) -> Answers:
        """What was chosen, of a valid form; a question and a change have no place in the matrix (C1)."""
        kind, _dot, ground = self.cleaned_data["what"].partition(".")
        impact, _dot, severity = self.cleaned_data["cell"].partition(".")
        if kind == Kind.STANDARD_CHANGE or ground == Ground.QUESTION:
            return Answers(Kind(kind), ground)
        return Answers(Kind(kind), ground, impact, severity)

    @property
    def fingerprint(self) -> str:
        """Equal as long as the answers are those that the promises were shown for."""
        return f"{self.cleaned_data['what']}:{self.cleaned_data['cell']}"


def present_answers(ticket: Ticket) -> dict[str, str]:
    """The form's fields as the ticket is now."""
    what = f"{ticket.kind}.{ticket.ground}" if ticket.ground else str(ticket.kind)
    cell = f"{ticket.impact}.{ticket.severity}" if ticket.impact else ""
    return {"version": str(ticket.version), "what": what, "cell": cell, "reason": ""}
