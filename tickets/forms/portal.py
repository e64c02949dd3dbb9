"""What customers and their ICT partners type: a report, a question, an answer, and how they search their tickets."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.form_key import KeyField
from accounts.models import Organisation
from agreements.matrix import Impact, Severity
from tickets.actions.submit import Submission
from tickets.actions.write_path import MESSAGE_LENGTH, Words
from tickets.catalogue.answers import without_direction
from tickets.enums import ImpactChoice, SeverityChoice
from tickets.forms.fields import WithFiles, WordsForm, key_of
from tickets.models.ticket import SUBJECT_LENGTH
from tickets.queries.portal import Group, Search

PHONE_LENGTH = 40
FEWEST_DIGITS = 6
MOST_SEARCHED, MOST_FOLLOWED = 100, 30
_TOO_LONG = _("This message is too long. Use at most 20,000 characters, or add a file.")


class CustomerForm(WithFiles):
    """What every request of a customer asks: how we can call, and for whom. Of one organisation it is not asked."""

    key = KeyField()
    phone = forms.CharField(
        max_length=PHONE_LENGTH,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={
            "required": _("Fill in a number on which we can call you."),
            "max_length": _("Use at most 40 characters for the phone number."),
        },
    )
    organisation = forms.TypedChoiceField(
        coerce=int,
        widget=forms.Select,
        error_messages={
            "required": _("Choose for which organisation you report."),
            "invalid_choice": _("You cannot report for this organisation. Choose one from the list."),
        },
    )

    confidential = forms.BooleanField(required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *args: Any, organisations: Sequence[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(data, *args, **kwargs)
        choices = [(each.pk, each.name) for each in organisations]
        self.asks_organisation = len(choices) > 1
        field = cast(forms.TypedChoiceField, self.fields["organisation"])
        field.choices = [("", _("Choose an organisation")), *choices] if self.asks_organisation else choices
        field.required = self.asks_organisation
        self.organisations = organisations

    def clean_phone(self) -> str:
        """Words around the number are fine ("after 14:00"), a number there must be."""
        phone = " ".join(str(self.cleaned_data["phone"]).split())
        if phone and len(re.sub(r"\D", "", phone)) < FEWEST_DIGITS:
            raise ValidationError(_("Fill in the whole phone number."))
        return phone

    def clean_organisation(self) -> int | None:
        """The only organisation, or the chosen one."""
        if not self.asks_organisation and self.organisations:
            return self.organisations[0].pk
        chosen: int | None = self.cleaned_data["organisation"] or None
        return chosen


class SubmissionForm(CustomerForm):
    """What a report and a question have in common."""

    subject = forms.CharField(
        max_length=SUBJECT_LENGTH,
        error_messages={
            "required": _("Say in one short sentence what is going on."),
            "max_length": _("The short sentence is too long. Use at most 120 characters."),
        },
    )
    description = forms.CharField(
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Describe what you notice, and since when."), "max_length": _TOO_LONG},
    )
    # A box that can be unticked, so that nobody is stuck with an earlier ticket that cannot be followed.
    follows = forms.CharField(max_length=MOST_FOLLOWED, required=False)
    field_order: tuple[str, ...] = ("subject", "description", "phone", "organisation")

    def clean_subject(self) -> str:
        """On one line, with something to read: the subject is the link to the ticket, everywhere."""
        subject = " ".join(without_direction(str(self.cleaned_data["subject"])).split())
        if not any(unicodedata.category(each)[0] not in "CZ" for each in subject):
            raise ValidationError(self.fields["subject"].error_messages["required"], code="required")
        return subject

    def submission(self) -> Submission:
        """What the action takes, of a form that is valid."""
        fields = self.cleaned_data
        names = ("impact", "severity", "organisation", "subject", "description", "phone", "confidential")
        said = (fields.get(name) for name in names)
        return Submission(
            key=key_of(fields["key"], self.user_id, *said),
            organisation_id=fields["organisation"],
            subject=fields["subject"],
            description=fields["description"],
            phone=fields["phone"],
            files=self.stored_files,
            follows=fields["follows"].strip(),
            confidential=fields["confidential"],
        )


class IncidentForm(SubmissionForm):
    """A report: two answers that give the category, and what goes on."""

    impact = forms.ChoiceField(
        choices=ImpactChoice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who is affected."), "invalid_choice": _("Choose who is affected.")},
    )
    severity = forms.ChoiceField(
        choices=SeverityChoice.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is not possible."),
            "invalid_choice": _("Choose what is not possible."),
        },
    )
    field_order = ("impact", "severity", "subject", "description", "phone", "organisation")


class QuestionForm(SubmissionForm):
    """A question; the phone number is not required, the answer comes in writing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False
        self.fields["subject"].error_messages["required"] = _("Say in one short sentence what your question is about.")
        self.fields["description"].error_messages["required"] = _("Write your question.")


class PromiseForm(forms.Form):
    """The answers on which the promises depend, as far as they were given."""

    impact = forms.ChoiceField(choices=ImpactChoice.choices, required=False)
    severity = forms.ChoiceField(choices=SeverityChoice.choices, required=False)
    organisation = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def answers(self) -> tuple[Impact, Severity] | None:
        """Both answers, or None as long as one is missing or makes no sense."""
        self.is_valid()
        impact, severity = self.cleaned_data.get("impact"), self.cleaned_data.get("severity")
        return (Impact(impact), Severity(severity)) if impact and severity else None

    def organisation_id(self) -> int | None:
        """The organisation, when one was chosen."""
        self.is_valid()
        chosen: int | None = self.cleaned_data.get("organisation")
        return chosen


class ReplyForm(WordsForm):
    """An answer; on a recovered ticket with the answer to "is it still broken?"."""

    STILL = (("yes", _("Yes, it is still broken")), ("no", _("No, it works again")))
    still_broken = forms.ChoiceField(
        choices=STILL,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"required": _("Choose whether we have to go on with this.")},
    )

    def __init__(self, *args: Any, reference: str, asks_still_broken: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reference = reference
        self.asks_still_broken = asks_still_broken
        self.fields["still_broken"].required = asks_still_broken

    def words(self) -> Words:
        """What the action takes, of a form that is valid."""
        fields = self.cleaned_data
        key = key_of(fields["key"], self.user_id, self.reference, fields["body"], fields["still_broken"])
        return Words(fields["body"], key, self.stored_files)

    def still(self) -> bool | None:
        """The answer; None when the question was not asked."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get("still_broken", ""))


class ListForm(forms.Form):
    """How the list is narrowed; a value that makes no sense narrows nothing."""

    group = forms.ChoiceField(choices=[(each.value, each.value) for each in Group], required=False)
    organisation = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    mine = forms.BooleanField(required=False)
    q = forms.CharField(required=False)
    after = forms.CharField(required=False, max_length=60)

    def search(self) -> Search:
        """What the query takes."""
        self.is_valid()
        fields = self.cleaned_data
        return Search(
            group=Group(fields.get("group") or Group.ALL),
            organisation_id=fields.get("organisation"),
            mine=bool(fields.get("mine")),
            text=(fields.get("q") or "")[:MOST_SEARCHED],
            after=fields.get("after") or "",
        )
