"""What administrators fill in for another hourly rate; not saved before they saw which recorded time it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from agreements.actions import check_rate, check_rates_unchanged
from agreements.forms.based_on import BasedOn
from agreements.models import Agreement, Rate
from agreements.rates import NewRate
from tickets.queries.rerated import Touched, touched_by

if TYPE_CHECKING:
    RateModelForm = forms.ModelForm[Rate]
else:
    RateModelForm = forms.ModelForm
SEEN, PREVIEWED = "listed", "previewed"
FIELDS = ("agreement", "activity", "amount", "effective_from", "reason")


class RateForm(BasedOn, RateModelForm):
    """A rate from a date on. `digest` names what was filled in; `touched` is what it would change, once looked at."""

    check_unchanged = staticmethod(check_rates_unchanged)
    digest: str
    touched: list[Touched] | None = None
    agreement = forms.ModelChoiceField(label=_("agreement"), queryset=Agreement.objects.all())

    class Meta:
        model = Rate
        fields = FIELDS
        help_texts: ClassVar[dict[str, Any]] = {
            "effective_from": _("The day of the work decides. In the past: you see first which time it touches."),
            "reason": _("Stands with every entry that gets this rate."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True

    def clean(self) -> dict[str, Any]:
        """What the action would refuse."""
        cleaned = super().clean()
        if not self.errors:
            try:
                check_rate(self.rate())
            except Refusal as refusal:
                self.add_error(None, str(refusal.sentence))
        return cleaned

    def is_valid(self) -> bool:
        """Whether nothing is wrong, and just what it touches was seen."""
        if not super().is_valid():
            return False
        self.touched = touched_by(self.rate())
        was_seen = self.data.get(PREVIEWED) == self.digest and self.seen() == {each.entry.pk for each in self.touched}
        return was_seen or not self.touched

    def rate(self) -> NewRate:
        """What was filled in."""
        given = self.cleaned_data
        return NewRate(given["agreement"], given["activity"], given["amount"], given["effective_from"])

    def seen(self) -> set[int]:
        """The entries that stood in the preview."""
        return {int(each) for each in self.data.get(SEEN, "").split() if each.isascii() and each.isdigit()}
