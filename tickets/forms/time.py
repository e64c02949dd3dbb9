"""What agents fill in about time: entries of their own, corrections, the stopwatch, and what is billed."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries import agents
from tickets.actions.rule_billing import REASON_LENGTH
from tickets.actions.time.record import NOTE_LENGTH, Work
from tickets.forms.desk_promises import DayField
from tickets.forms.spent import MinutesField, activity_field

BY_RULE, BILLED, FREE = "rule", "billed", "free"


def _note_field() -> forms.CharField:
    return forms.CharField(
        label=_("What was done"),
        max_length=NOTE_LENGTH,
        required=False,
        error_messages={"max_length": _("Say what was done in at most 200 characters.")},
    )


def _reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        max_length=NOTE_LENGTH,
        error_messages={
            "required": _("Say why the entry changes."),
            "max_length": _("Give the reason in at most 200 characters."),
        },
    )


class EntryForm(forms.Form):
    """Time on a ticket."""

    minutes = MinutesField(label=_("Time"))
    day = DayField(
        label=_("Day"), error_messages={"required": _("Choose a day."), "invalid": _("This is not a day we know.")}
    )
    activity = activity_field()
    note = _note_field()
    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def work(self) -> Work:
        """What a valid form says."""
        given = self.cleaned_data
        person = given.get("person")
        return Work(
            given["minutes"], given["day"], given["activity"], given["note"], int(person) if person else None,
            given["key"],
        )  # fmt: skip


class NewEntryForm(EntryForm):
    """The same with who did it."""

    person = forms.TypedChoiceField(
        label=_("Who"),
        coerce=int,
        error_messages={"invalid_choice": _("Time can be recorded for people of the helpdesk only.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(agents().values_list("pk", "name"))  # type: ignore[attr-defined]


class CorrectionForm(EntryForm):
    """The same with why it changes."""

    reason = _reason_field()


class VoidForm(forms.Form):
    """Only why."""

    reason = _reason_field()


class WatchForm(forms.Form):
    """The end of the stopwatch: what it says, with a note."""

    activity = activity_field()
    note = _note_field()


class BillingForm(forms.Form):
    """Whether work on a ticket is billed, and why."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    billed = forms.ChoiceField(
        label=_("Work on this ticket"),
        choices=[(BY_RULE, _("by the rule")), (BILLED, _("is charged")), (FREE, _("is not charged"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )
    reason = forms.CharField(
        label=_("Reason, which the customer reads"),
        max_length=REASON_LENGTH,
        error_messages={
            "required": _("Give a reason. The customer reads it."),
            "max_length": _("Give the reason in at most 300 characters."),
        },
    )

    def billable(self) -> bool | None:
        """What a valid form says; None is the rule."""
        return {BY_RULE: None, BILLED: True, FREE: False}[self.cleaned_data["billed"]]
