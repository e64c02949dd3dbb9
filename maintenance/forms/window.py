"""The form of a window: what is done, what the customer notices, when, and for whom (M1-M5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.form_key import KeyField
from agreements.wording import ZONE
from maintenance.enums import Scope
from maintenance.forms.fields import CONTROL, SELECT, VersionedForm, date_field, time_field, words_field
from maintenance.models import Environment, MaintenanceWindow
from maintenance.queries.proposals import Proposal
from maintenance.queries.words import nonsense
from maintenance.schedule import SchedulingError, local_moment, readings

TITLE_LENGTH, EFFECT_LENGTH, REASON_LENGTH = 120, 2000, 500
MOST_CUSTOMERS, MOST_DIGITS = 5000, 18


class WindowForm(VersionedForm):
    """What a planner fills in; `proposal()` is what the actions take, in moments."""

    key = KeyField()
    title = words_field(
        gettext_lazy("Title"), most=TITLE_LENGTH, rows=1, required=gettext_lazy("Give the maintenance a title.")
    )
    effect = words_field(
        gettext_lazy("What does the customer notice?"),
        most=EFFECT_LENGTH,
        required=gettext_lazy("Say what the customer will notice."),
    )
    environment = forms.TypedChoiceField(
        label=gettext_lazy("Environment"),
        coerce=int,
        widget=forms.Select(attrs=SELECT),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose an environment.")),
    )
    begin_date = date_field(gettext_lazy("Begin"))
    begin_time = time_field(gettext_lazy("Begin time"))
    begin_later = forms.BooleanField(label=gettext_lazy("the second time, after the clock went back"), required=False)
    end_date = date_field(gettext_lazy("End"))
    end_time = time_field(gettext_lazy("End time"))
    end_later = forms.BooleanField(label=gettext_lazy("the second time, after the clock went back"), required=False)
    scope = forms.ChoiceField(
        choices=Scope.choices,
        initial=Scope.ALL,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose for whom it is.")),
    )
    customers = forms.TypedMultipleChoiceField(coerce=int, required=False)
    weekday_reason = forms.CharField(
        label=gettext_lazy("Why on a weekday?"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs=CONTROL),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, environments: Sequence[Environment], **more: Any
    ) -> None:
        super().__init__(data, **more)
        field = self.fields["environment"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(each.pk, each.name) for each in environments]
        # The first one is what the browser shows when nothing was chosen.
        field.initial = environments[0].pk if environments else None
        chosen = self.fields["customers"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        # Who uses the environment is for the action to say, which sees it as it is then; here it only is a number.
        chosen.choices = [(pk, pk) for pk in self.ids_given()]

    def ids_given(self) -> list[int]:
        """The customers that are ticked, by id."""
        if self.is_bound:
            given = self.data.getlist("customers") if hasattr(self.data, "getlist") else self.data.get("customers", [])
        else:
            given = self.initial.get("customers", ())
        return [int(each) for each in list(given)[:MOST_CUSTOMERS] if is_id(each)]

    def clean(self) -> dict[str, Any]:
        """Days and times become moments; those that the clock skips are refused with what it does."""
        fields = super().clean() or {}
        for name in ("begin", "end"):
            on, at = fields.get(f"{name}_date"), fields.get(f"{name}_time")
            if on is None or at is None:
                continue
            try:
                fields[name] = local_moment(on, at, ZONE, later=bool(fields.get(f"{name}_later")))
            except SchedulingError as error:
                self.add_error(f"{name}_date", nonsense(error))
        return fields

    @property
    def begin_twice(self) -> bool:
        """Whether the clock reads the begin twice, so that one must be chosen."""
        return self._twice("begin")

    @property
    def end_twice(self) -> bool:
        """Whether the clock reads the end twice."""
        return self._twice("end")

    def moments(self) -> tuple[datetime, datetime] | None:
        """Begin and end, as far as both make sense."""
        fields = getattr(self, "cleaned_data", {})
        begin, end = fields.get("begin"), fields.get("end")
        return (begin, end) if begin and end else None

    def proposal(self) -> Proposal:
        """What the actions take, of a form that is valid."""
        fields = self.cleaned_data
        return Proposal(
            key=fields["key"],
            environment_id=fields["environment"],
            title=fields["title"],
            effect=fields["effect"],
            starts_at=fields["begin"],
            ends_at=fields["end"],
            scope=fields["scope"],
            customer_ids=tuple(fields["customers"]),
            weekday_reason=fields["weekday_reason"],
        )

    def sketch(self) -> Proposal | None:
        """The proposal as far as the rules need it, of a form that is still being filled in (after `is_valid`)."""
        fields, moments = self.cleaned_data, self.moments()
        if moments is None or not fields.get("environment"):
            return None
        return Proposal(
            key=fields["key"],
            environment_id=fields["environment"],
            title=fields.get("title", ""),
            effect=fields.get("effect", ""),
            starts_at=moments[0],
            ends_at=moments[1],
            scope=fields.get("scope") or Scope.ALL,
            customer_ids=tuple(fields.get("customers", ())),
            weekday_reason=fields.get("weekday_reason", ""),
        )

    def _twice(self, name: str) -> bool:
        on, at = self._read(f"{name}_date"), self._read(f"{name}_time")
        if not isinstance(on, date) or not isinstance(at, time):
            return False
        try:
            return len(readings(on, at, ZONE)) > 1
        except SchedulingError:
            return False

    def _read(self, name: str) -> Any:
        if not self.is_bound:
            return self.initial.get(name)
        return getattr(self, "cleaned_data", {}).get(name)


def initial_of(window: MaintenanceWindow, customer_ids: Sequence[int]) -> dict[str, Any]:
    """What the form shows of a stored window."""
    return {
        "version": window.version,
        "key": window.submission_key,
        "title": window.title,
        "effect": window.effect,
        "environment": window.environment_id,
        "scope": window.scope,
        "customers": list(customer_ids),
        "weekday_reason": window.weekday_reason,
        **times_of(window.starts_at, window.ends_at),
    }


def times_of(starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    """Days and times of a window, as the fields have them."""
    found: dict[str, Any] = {}
    for name, moment in (("begin", starts_at), ("end", ends_at)):
        local = moment.astimezone(ZONE)
        found |= {f"{name}_date": local.date(), f"{name}_time": local.time(), f"{name}_later": bool(local.fold)}
    return found


def is_id(given: object) -> bool:
    """Whether this can be the number of a row: digits only, and few enough."""
    text = str(given)
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
