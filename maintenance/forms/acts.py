"""What a planner fills in to act on a window: reasons, results, answers by phone, settlements and replies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.form_key import KeyField
from agreements.wording import ZONE
from maintenance.enums import Answer, Means, Result
from maintenance.forms.fields import CONTROL, SELECT, VersionedForm, date_field, time_field, words_field
from maintenance.queries.words import nonsense
from maintenance.schedule import SchedulingError, local_moment

REASON_LENGTH, WORDS_LENGTH, BODY_LENGTH, NAME_LENGTH = 500, 2000, 5000, 150
# How an answer or a settlement reaches a planner: the portal is the customer's own.
HEARD = [(value, label) for value, label in Means.choices if value != Means.PORTAL]
# What a person says of how it went; "by the clock" is what the clock says.
RESULTS = [(value, label) for value, label in Result.choices if value != Result.BY_THE_CLOCK]


def choice(label: Any, choices: Any, missing: Any, **options: Any) -> forms.ChoiceField:
    """One of a few, with the sentence for none."""
    return forms.ChoiceField(
        label=label,
        choices=[("", "—"), *choices],
        widget=forms.Select(attrs=SELECT),
        error_messages=dict.fromkeys(("required", "invalid_choice"), missing),
        **options,
    )


class ReasonForm(VersionedForm):
    """Why it is cancelled: customers who were told read it."""

    reason = words_field(_("Reason"), most=REASON_LENGTH, required=_("Give a reason."))


class MoveForm(forms.Form):
    """Why it is moved: customers read it."""

    reason = words_field(_("Reason"), most=REASON_LENGTH, required=_("Give a reason."))


class ResultForm(VersionedForm):
    """How it went, and when it really ended; without a moment it ended now."""

    result = choice(_("Result"), RESULTS, _("Say how it went."))
    words = words_field(_("How it went"), most=WORDS_LENGTH)
    ended_date = date_field(_("Really ended"), required=False)
    ended_time = time_field(_("End time"), required=False)
    ended_later = forms.BooleanField(
        label=_("the second time"), required=False, help_text=_("Only in the night in which the clock goes back.")
    )

    def clean(self) -> dict[str, Any]:
        """A day and a time make a moment; one without the other is asked for."""
        fields = super().clean() or {}
        on, at = fields.get("ended_date"), fields.get("ended_time")
        if (on is None) != (at is None):
            self.add_error("ended_date", _("Give both the day and the time, or neither."))
        elif on is not None and at is not None:
            try:
                fields["ended_at"] = local_moment(on, at, ZONE, later=bool(fields.get("ended_later")))
            except SchedulingError as error:
                self.add_error("ended_date", nonsense(error))
        return fields

    def ended_at(self) -> datetime | None:
        """The moment, of a form that is valid; None for now."""
        return self.cleaned_data.get("ended_at")


class AnswersForm(VersionedForm):
    """An answer that was given outside the portal, of one customer or of several at once."""

    key = KeyField()
    customers = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Tick at least one customer.")),
    )
    answer = choice(_("Answer"), Answer.choices, _("Choose the answer."))
    means = choice(_("How"), HEARD, _("Choose how the answer was given."))
    said_by = forms.CharField(
        label=_("Said by"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("Say who gave the answer.")},
    )
    partner = forms.TypedChoiceField(
        label=_("On behalf of"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": _("This partner may not answer for these customers.")},
    )
    words = words_field(_("In which words"), most=WORDS_LENGTH, required=_("Write down what was said."), rows=2)

    def __init__(
        self, *args: Any, customer_ids: list[int], partners: Iterable[tuple[int, str]] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        partner = self.fields["partner"]
        assert isinstance(partner, forms.TypedChoiceField)
        partner.choices = [
            ("", _("the customer itself")),
            *((pk, format_lazy(_("{partner}, for the customer"), partner=name)) for pk, name in partners),
        ]
        field = self.fields["customers"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(pk, pk) for pk in customer_ids]


class SettleForm(VersionedForm):
    """How an objection was settled: with whom, by which means, in which words."""

    with_whom = forms.CharField(
        label=_("Settled with"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("Say with whom it was settled.")},
    )
    means = choice(_("How"), HEARD, _("Choose how it was settled."))
    words = words_field(_("In which words"), most=WORDS_LENGTH, required=_("Write down what was agreed."))


class ReplyForm(VersionedForm):
    """A reply to a customer's question about a window."""

    key = KeyField()
    body = words_field(
        _("Your message to the customer"), most=BODY_LENGTH, required=_("Write a message first."), rows=4
    )
