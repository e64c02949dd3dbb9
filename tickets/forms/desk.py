"""What agents type: filters, words, reports, choices. A form checks shape only; whether it may be is the action's."""

import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.form_key import KeyField
from tickets.actions.write_path import MESSAGE_LENGTH
from tickets.forms.fields import WithFiles, WordsForm
from tickets.forms.spent import SpentFields
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.queue import Filters, View

LARGEST_ID = 2**63 - 1
MOST_ROWS = 200
ROW = re.compile(rf"({REFERENCE_PREFIX}\d{{1,19}}) (\d{{1,9}})", re.ASCII)


class FilterForm(forms.Form):
    """The queue's filters as they stand in its address; what makes no sense is left out, never an error."""

    view = forms.ChoiceField(choices=[(view.value, view.value) for view in View], required=False)
    category = forms.IntegerField(min_value=1, max_value=4, required=False)
    customer = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    who = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    more = forms.BooleanField(required=False)

    def filters(self) -> Filters:
        """The filters that make sense."""
        self.is_valid()
        chosen = self.cleaned_data
        return Filters(
            view=View(chosen.get("view") or View.OPEN),
            category=chosen.get("category"),
            organisation_id=chosen.get("customer"),
            assignee_id=chosen.get("who"),
            more=bool(chosen.get("more")),
        )


class VersionForm(forms.Form):
    """What every form about a ticket carries: the version that its page was drawn from."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class MessageForm(SpentFields, WordsForm, VersionForm):
    """A message to the customer: a reply, a question, a recovery or a reopening, by the button that sends it."""

    body = forms.CharField(
        label=_("Your message to the customer"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write a message first."),
            "max_length": _("This message is too long. Use at most 20,000 characters, or add a file."),
        },
    )


class NoteForm(WordsForm):
    """An internal note: a form of its own, that cannot become a message to the customer."""

    body = forms.CharField(
        label=_("Internal note, for colleagues only"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write the note first."),
            "max_length": _("This message is too long. Use at most 20,000 characters, or add a file."),
        },
    )


class ReportForm(SpentFields, WithFiles, VersionForm):
    """A status report in its three parts."""

    key = KeyField()
    known = forms.CharField(
        label=_("What we know"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what we know.")},
    )
    doing = forms.CharField(
        label=_("What we do now"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what we do now.")},
    )
    asked = forms.CharField(
        label=_("What we ask you"), max_length=MESSAGE_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 1})
    )


class AssignForm(VersionForm):
    """To whom a ticket goes."""

    assignee = forms.IntegerField(
        min_value=1, max_value=LARGEST_ID, error_messages={"required": _("Choose an agent first.")}
    )


class RedactForm(VersionForm):
    """Why the words of a message are removed; the confirmation is a choice of its own."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, error_messages={"required": _("Say why the text must go.")}
    )


class RowsForm(forms.Form):
    """The rows chosen in the queue, each as "OZ-4187 12": its number and the version that was seen."""

    assignee = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)

    def chosen(self) -> list[tuple[str, int]]:
        """Reference and version of each row; what cannot be read is left out."""
        values = self.data.getlist("ticket") if isinstance(self.data, QueryDict) else []
        rows = (ROW.fullmatch(value) for value in values[:MOST_ROWS])
        return [(row[1], int(row[2])) for row in rows if row]
