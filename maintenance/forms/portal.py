"""What a customer's side fills in about a window: an answer for one of its customers, or a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.form_key import KeyField
from maintenance.enums import Answer
from maintenance.forms.fields import words_field

WORDS_LENGTH, BODY_LENGTH = 2000, 5000
ANSWERS = (
    (Answer.AGREED, _("This time suits us"), _("You agree. We count on it.")),
    (Answer.OTHER_TIMES, _("We prefer another time"), _("Write below which times suit you.")),
    (Answer.OBJECTED, _("We object"), _("Write below why. We settle it with you before we announce anything.")),
)


class ForCustomerForm(forms.Form):
    """A form for one customer out of those that the person speaks for; the only one needs no choosing."""

    key = KeyField()
    customer = forms.TypedChoiceField(
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose for which organisation you answer.")),
    )

    def __init__(self, *args: Any, customers: Mapping[int, str], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["customer"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(customers.items())
        self.customers = customers

    @property
    def asks_customer(self) -> bool:
        """Whether there is something to choose."""
        return len(self.customers) > 1

    @property
    def chosen(self) -> int | None:
        """The customer that is chosen, or the only one."""
        value = str(self["customer"].value() or "")
        ids = {str(pk): pk for pk in self.customers}
        return ids.get(value) or (next(iter(self.customers)) if len(self.customers) == 1 else None)


class AnswerForm(ForCustomerForm):
    """Agreed, other times, or an objection; words are asked for by the last two."""

    round = forms.IntegerField(min_value=0, max_value=32767, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=[(value, label) for value, label, _help in ANSWERS],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose your answer.")),
    )
    words = words_field(_("What should we know?"), most=WORDS_LENGTH)

    def clean(self) -> dict[str, Any]:
        """Who does not agree says why, or what instead."""
        fields = super().clean() or {}
        if not fields.get("words", "").strip() and "words" not in self.errors:
            missing = {
                Answer.OBJECTED: _("Say why you object."),
                Answer.OTHER_TIMES: _("Write which other times suit you."),
            }
            sentence = missing.get(fields.get("answer", ""))
            if sentence:
                self.add_error("words", sentence)
        return fields


class QuestionForm(ForCustomerForm):
    """A question about a window."""

    body = words_field(_("Your question"), most=BODY_LENGTH, required=_("Write a message first."), rows=4)
