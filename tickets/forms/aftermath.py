"""What agents say about a ticket afterwards: why a promise was missed, and which tickets belong together."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.explain_breach import NOTE_LENGTH, Explanation
from tickets.enums import BreachCause, ClockKind, Relation
from tickets.forms.desk import VersionForm
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.desk import ticket_number

MOST_ROUNDS = 100_000
_NOT_MISSED = _("This promise was not missed, so there is nothing to explain.")


class CauseForm(VersionForm):
    """Which promise was missed, and why."""

    kind = forms.ChoiceField(
        choices=ClockKind.choices, error_messages={"required": _NOT_MISSED, "invalid_choice": _NOT_MISSED}
    )
    round = forms.IntegerField(
        min_value=1,
        max_value=MOST_ROUNDS,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _NOT_MISSED),
    )
    cause = forms.ChoiceField(
        choices=BreachCause.choices,
        error_messages={
            "required": _("Choose a cause from the list."),
            "invalid_choice": _("Choose a cause from the list."),
        },
    )
    note = forms.CharField(
        max_length=NOTE_LENGTH,
        required=False,
        error_messages={"max_length": _("The note is too long. Use at most 500 characters.")},
    )

    def explanation(self) -> Explanation:
        """What the action takes, of a form that is valid."""
        fields = self.cleaned_data
        return Explanation(ClockKind(fields["kind"]), fields["round"], BreachCause(fields["cause"]), fields["note"])


class LinkForm(forms.Form):
    """Another ticket, chosen from the list or named by its number, and what this one is to it."""

    q = forms.CharField(required=False)
    other = forms.CharField(required=False, max_length=30)
    relation = forms.ChoiceField(
        choices=Relation.choices,
        initial=Relation.SAME_CAUSE,
        error_messages={
            "required": _("Choose how the tickets belong together."),
            "invalid_choice": _("Choose how the tickets belong together."),
        },
    )

    def clean(self) -> dict[str, object]:
        """A number in the search is a choice as well."""
        fields = super().clean() or {}
        number = ticket_number(str(fields.get("q", "")))
        if not fields.get("other") and number is not None:
            fields["other"] = f"{REFERENCE_PREFIX}{number}"
        if not fields.get("other"):
            self.add_error("q", _("Choose a ticket: search for its number or for words."))
        return fields


class MergeChoiceForm(forms.Form):
    """The ticket that stays, chosen from the list or named by its number."""

    q = forms.CharField(required=False)
    into = forms.CharField(required=False, max_length=30)

    def clean(self) -> dict[str, object]:
        """A number in the search is a choice as well."""
        fields = super().clean() or {}
        number = ticket_number(str(fields.get("q", "")))
        if not fields.get("into") and number is not None:
            fields["into"] = f"{REFERENCE_PREFIX}{number}"
        if not fields.get("into"):
            self.add_error("q", _("Choose a ticket: search for its number or for words."))
        return fields


class MergeForm(VersionForm):
    """What was shown and is confirmed: the ticket that stays, and the versions of both."""

    into = forms.CharField(max_length=30)
    into_version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class UnlinkForm(forms.Form):
    """The link that is taken back."""

    other = forms.CharField(max_length=30)
    relation = forms.ChoiceField(choices=Relation.choices)
