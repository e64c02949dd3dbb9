"""Forms about costs and delivery: a decision, an estimate, what was said by phone, a check."""

import re
from datetime import datetime
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.form_key import KeyField
from agreements.wording import ZONE
from tickets.actions.changes.decide_estimate import ByPhone
from tickets.actions.changes.propose_estimate import MOST_MINUTES, Figures
from tickets.actions.reclassify import REASON_LENGTH
from tickets.actions.write_path import MESSAGE_LENGTH, Words
from tickets.forms.fields import key_of

APPROVE, REFUSE = "approve", "refuse"
_SUM = re.compile(r"\d{1,7}(\.\d{1,2})?", re.ASCII)
DECISIONS = ((APPROVE, _("Approve")), (REFUSE, _("Refuse")))
HOUR = 60
_NO_MOMENT = _("Give the day and the time of the call.")


class AmountField(forms.CharField):
    """A sum in euro as people write it: 120, 120,50, 1.250,00 or 120.50."""

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        """The sum; None when nothing was filled in."""
        text = "".join(str(value or "").replace("€", "").split())
        if not text:
            return None
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        if not _SUM.fullmatch(text):
            raise forms.ValidationError(_("Give the amount in euro, like 120,00."))
        return Decimal(text)


class DecisionForm(forms.Form):
    """Yes or no to one estimate; no needs a reason."""

    number = forms.IntegerField(min_value=1, max_value=9999, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose: approve or refuse."), "invalid_choice": _("Choose: approve or refuse.")},
    )
    reason = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("The reason is too long. Use at most 500 characters.")},
    )

    @property
    def is_refusal(self) -> bool:
        """Whether the answer is no."""
        return bool(self.cleaned_data["decision"] == REFUSE)

    def clean(self) -> None:
        """A refusal says why: then we know what would do."""
        if self.cleaned_data.get("decision") == REFUSE and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", _("Say why you refuse the costs."))


class PhoneForm(DecisionForm):
    """What somebody with the power told an agent: who, when, and in which words."""

    person = forms.TypedChoiceField(
        label=_("Who said it"),
        coerce=int,
        error_messages={"required": _("Choose who said it."), "invalid_choice": _("Choose who said it.")},
    )
    said_at = forms.DateTimeField(label=_("When"), error_messages={"required": _NO_MOMENT, "invalid": _NO_MOMENT})

    def __init__(self, *args: object, people: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["person"].choices = [("", _("Choose who said it")), *people]  # type: ignore[attr-defined]
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = _("Write down what was said.")

    def phone(self) -> ByPhone:
        """Who and when, for the action."""
        moment: datetime = self.cleaned_data["said_at"]
        return ByPhone(self.cleaned_data["person"], moment.astimezone(ZONE))


class EstimateForm(forms.Form):
    """A new estimate for the whole ticket: time, perhaps a fixed amount, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = KeyField()
    hours = forms.IntegerField(label=_("Hours"), min_value=0, max_value=MOST_MINUTES // HOUR, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=HOUR - 1, required=False)
    amount = AmountField(label=_("Fixed amount without VAT, in euro (optional)"), required=False)
    words = forms.CharField(
        label=_("Explanation to the customer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MESSAGE_LENGTH,
        error_messages={"required": _("Explain the estimate to the customer.")},
    )

    def clean(self) -> None:
        """Something has to be estimated."""
        if not self.errors and not self._length():
            self.add_error("hours", _("Give the expected time for the whole ticket."))

    def _length(self) -> int:
        return (self.cleaned_data.get("hours") or 0) * HOUR + (self.cleaned_data.get("minutes") or 0)

    def figures(self) -> Figures:
        """The time and the amount, for the action."""
        return Figures(self._length(), self.cleaned_data["amount"])

    def told(self) -> Words:
        """The explanation, with the form's own key."""
        said = self.cleaned_data["words"]
        return Words(said, key_of(self.cleaned_data["key"], "estimate", self._length(), said))


class TakeBackForm(forms.Form):
    """Why an estimate is taken back."""

    number = forms.IntegerField(min_value=1, max_value=9999)
    reason = forms.CharField(
        max_length=REASON_LENGTH,
        error_messages={
            "required": _("Say why the estimate is taken back."),
            "max_length": _("The reason is too long. Use at most 500 characters."),
        },
    )


class CheckForm(forms.Form):
    """One check of the list: done, or not any more."""

    check = forms.CharField(max_length=60)
    done = forms.BooleanField(required=False)
