"""What an agent types while somebody is on the phone."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.form_key import KeyField
from tickets.actions.log_call import NAME_LENGTH, Call
from tickets.actions.reclassify import Answers
from tickets.actions.write_path import MESSAGE_LENGTH
from tickets.enums import Ground, ImpactChoice, Kind, SeverityChoice
from tickets.forms.fields import WithFiles
from tickets.models.ticket import SUBJECT_LENGTH
from tickets.queries.callers import Caller, caller_of

MOMENT = "%Y-%m-%dT%H:%M"
PHONE_LENGTH = 40
QUESTION = "question"
KINDS = (
    (Kind.INCIDENT.value, _("Incident")),
    (QUESTION, _("Question")),
    (Kind.STANDARD_CHANGE.value, _("Change")),
    (Kind.SUPPORT_INCIDENT.value, _("Support")),
)
GROUNDS = [choice for choice in Ground.choices if choice[0] != Ground.QUESTION]
MEASURED = (Kind.INCIDENT, Kind.SUPPORT_INCIDENT)
_CALLER = re.compile(r"(\d{1,15})-(\d{1,15})(?:-(\d{1,15}))?", re.ASCII)


def chosen_caller(value: str) -> tuple[int | None, int] | None:
    """Person (None: nobody that we know) and organisation of a choice in the list; None when it is no choice."""
    found = _CALLER.fullmatch(value)
    return (int(found[1]) or None, int(found[2])) if found else None


def earlier_caller(value: str) -> Caller | None:
    """Somebody without an account who was chosen by an earlier call of theirs; at most one SQL."""
    found = _CALLER.fullmatch(value)
    return caller_of(int(found[3]), int(found[2])) if found and found[3] else None


class AnswersForm(forms.Form):
    """The answers on which the promises depend, as far as they were given; what makes no sense counts as not given."""

    caller = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=KINDS, required=False)
    ground = forms.ChoiceField(choices=GROUNDS, required=False)
    impact = forms.ChoiceField(choices=ImpactChoice.choices, required=False)
    severity = forms.ChoiceField(choices=SeverityChoice.choices, required=False)
    called_at = forms.DateTimeField(input_formats=[MOMENT], required=False)

    def answers(self) -> Answers | None:
        """What the ticket would be, or None as long as that is not known."""
        self.is_valid()
        return answers_of(self.cleaned_data)

    def organisation_id(self) -> int | None:
        """The organisation of the chosen caller."""
        self.is_valid()
        chosen = chosen_caller(self.cleaned_data.get("caller", ""))
        return chosen[1] if chosen else None


def answers_of(fields: Mapping[str, Any]) -> Answers | None:
    """The kind as agents say it on the phone, in the words of the agreement (C2)."""
    kind, ground, impact, severity = (fields.get(name) or "" for name in ("kind", "ground", "impact", "severity"))
    if kind == QUESTION:
        return Answers(Kind.SUPPORT_INCIDENT, Ground.QUESTION)
    if kind == Kind.STANDARD_CHANGE:
        return Answers(Kind.STANDARD_CHANGE)
    if not (kind and impact and severity):
        return None
    if kind == Kind.SUPPORT_INCIDENT:
        return Answers(Kind.SUPPORT_INCIDENT, ground, impact, severity) if ground else None
    return Answers(Kind.INCIDENT, impact=impact, severity=severity)


class CallerForm(WithFiles):
    """Who called, when, and how we can call back."""

    key = KeyField()
    q = forms.CharField(required=False, strip=True)
    caller = forms.CharField(required=False)
    caller_name = forms.CharField(
        max_length=NAME_LENGTH,
        required=False,
        error_messages={"max_length": _("The name is too long. Use at most 150 characters.")},
    )
    phone = forms.CharField(
        max_length=PHONE_LENGTH,
        required=False,
        error_messages={"max_length": _("Use at most 40 characters for the phone number.")},
    )
    called_at = forms.DateTimeField(
        input_formats=[MOMENT],
        error_messages={
            "required": _("Say when the call was."),
            "invalid": _("Write the moment as a date and a time."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.now = now

    def clean_called_at(self) -> datetime:
        """A call was made before it was written down."""
        called_at: datetime = self.cleaned_data["called_at"]
        if called_at > self.now:
            raise forms.ValidationError(_("A call cannot be logged before it was made."))
        return called_at

    def clean(self) -> dict[str, Any]:
        """What depends on another answer."""
        fields = super().clean()
        chosen = chosen_caller(fields.get("caller", ""))
        if chosen is None and fields.get("caller_name"):
            self.add_error("q", _("Choose the organisation of the caller too: search for its name."))
        elif chosen is None:
            self.add_error("q", _("Choose who called: search for a name, a phone number or an organisation."))
        elif chosen[0] is None and not fields.get("caller_name") and not self._knows_from_before(fields):
            self.add_error("caller_name", _("Write down who called."))
        return fields

    def _knows_from_before(self, fields: dict[str, Any]) -> bool:
        """Name and number of an earlier call, when one was chosen; a number that was typed stays."""
        before = earlier_caller(fields.get("caller", ""))
        if before is None:
            return False
        fields["caller_name"] = before.name
        fields["phone"] = fields.get("phone") or before.phone
        return True

    def call_of(self, key: UUID, subject: str = "", said: str = "") -> Call:
        """What an action takes of who called and when, of a form that is valid."""
        fields = self.cleaned_data
        chosen = chosen_caller(fields["caller"])
        assert chosen is not None
        return Call(
            key=key,
            organisation_id=chosen[1],
            subject=subject,
            said=said,
            called_at=fields["called_at"],
            caller_id=chosen[0],
            caller_name=fields["caller_name"],
            phone=fields["phone"],
            files=self.stored_files,
        )


class CallForm(CallerForm):
    """A phone call: who, when, what it is, and what was said."""

    kind = forms.ChoiceField(
        choices=KINDS,
        initial=Kind.INCIDENT.value,
        error_messages={
            "required": _("Choose what this ticket is."),
            "invalid_choice": _("Choose what this ticket is."),
        },
    )
    ground = forms.ChoiceField(
        choices=GROUNDS, required=False, error_messages={"invalid_choice": _("Choose why it is support.")}
    )
    impact = forms.ChoiceField(
        choices=ImpactChoice.choices, required=False, error_messages={"invalid_choice": _("Choose who is affected.")}
    )
    severity = forms.ChoiceField(
        choices=SeverityChoice.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose what is not possible.")},
    )
    subject = forms.CharField(
        max_length=SUBJECT_LENGTH,
        error_messages={
            "required": _("Say in one short sentence what is going on."),
            "max_length": _("The short sentence is too long. Use at most 120 characters."),
        },
    )
    said = forms.CharField(
        max_length=MESSAGE_LENGTH,
        error_messages={
            "required": _("Write down what was said."),
            "max_length": _("This message is too long. Use at most 20,000 characters, or add a file."),
        },
    )
    field_order = (
        "key", "q", "caller", "caller_name", "phone", "kind", "ground", "impact", "severity", "subject", "said",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What depends on another answer."""
        fields = super().clean()
        if fields.get("kind") == Kind.SUPPORT_INCIDENT:
            self._needs("ground", _("Choose why it is support."))
        if fields.get("kind") in MEASURED:
            self._needs("impact", _("Choose who is affected."))
            self._needs("severity", _("Choose what is not possible."))
        return fields

    def _needs(self, name: str, sentence: Any) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)

    def is_only_a_search(self) -> bool:
        """Whether nothing but the search was filled in: who presses Enter there wants the list."""
        return not any(self.data.get(name, "").strip() for name in ("caller", "subject", "said"))

    def answers(self) -> Answers:
        """What the agent says that it is, of a form that is valid."""
        answers = answers_of(self.cleaned_data)
        assert answers is not None
        return answers

    def call(self) -> Call:
        """What the action takes, of a form that is valid; with other words it is another call."""
        fields = self.cleaned_data
        said = [str(fields[name]) for name in self.fields if name not in ("key", "q")]
        key = uuid5(fields["key"], json.dumps([self.user_id, *said]))
        return self.call_of(key, fields["subject"], fields["said"])
