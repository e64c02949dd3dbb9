"""What a planner fills in besides a window: free moments of a length, series, emergencies, who joins an environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.wording import ZONE
from maintenance.actions.record_emergency import Emergency
from maintenance.enums import Scope
from maintenance.forms.fields import CONTROL, SELECT, date_field, time_field, words_field
from maintenance.forms.window import EFFECT_LENGTH, REASON_LENGTH, TITLE_LENGTH, WindowForm
from maintenance.models import Environment
from maintenance.schedule import LAST, Monthly, Rule, Weekly

MOST_HOURS, MOST_TIMES, YEARS_AHEAD = 72, 104, 2
NUMBER = {**CONTROL, "type": "number"}
MONTHLY, WEEKLY = "monthly", "weekly"
NTHS = (
    (1, pgettext_lazy("of the month", "first")),
    (2, pgettext_lazy("of the month", "second")),
    (3, pgettext_lazy("of the month", "third")),
    (4, pgettext_lazy("of the month", "fourth")),
    (LAST, pgettext_lazy("of the month", "last")),
)
WEEKDAYS = (
    (6, _("Sunday")),
    (5, _("Saturday")),
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
)


class OnEnvironment(forms.Form):
    """A form that begins with an environment."""

    environment = forms.TypedChoiceField(
        label=_("Environment"),
        coerce=int,
        widget=forms.Select(attrs=SELECT),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose an environment.")),
    )

    def __init__(self, *args: Any, environments: Sequence[Environment], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["environment"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(each.pk, each.name) for each in environments]


class FreeForm(OnEnvironment):
    """How long a free moment must be, and from when on."""

    hours = forms.DecimalField(
        label=_("How many hours"),
        min_value=0.25,
        max_value=MOST_HOURS,
        max_digits=4,
        decimal_places=2,
        initial=4,
        widget=forms.NumberInput(attrs={**NUMBER, "step": "0.25"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            _("Choose a length of a quarter of an hour to 72 hours."),
        ),
    )
    since = date_field(_("From"), required=False)

    def length(self) -> timedelta:
        """The length, of a form that is valid."""
        return timedelta(hours=float(self.cleaned_data["hours"]))


class SeriesForm(OnEnvironment):
    """A series by the clock on the wall: "first Sunday of the month, 06:00 to 08:00"."""

    title = words_field(_("Title"), most=TITLE_LENGTH, rows=1, required=_("Give the maintenance a title."))
    effect = words_field(
        _("What does the customer notice?"), most=EFFECT_LENGTH, required=_("Say what the customer will notice.")
    )
    repeats = forms.ChoiceField(
        label=_("Repeats"),
        choices=((MONTHLY, _("every month")), (WEEKLY, _("every so many weeks"))),
        widget=forms.Select(attrs=SELECT),
    )
    nth = forms.TypedChoiceField(label=_("Which"), coerce=int, choices=NTHS, widget=forms.Select(attrs=SELECT))
    weekday = forms.TypedChoiceField(
        label=_("Weekday"), coerce=int, choices=WEEKDAYS, widget=forms.Select(attrs=SELECT)
    )
    every = forms.IntegerField(
        label=_("Every how many weeks"),
        min_value=1,
        max_value=52,
        initial=4,
        required=False,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    first = date_field(_("From"))
    until = date_field(_("Until"))
    begins = time_field(_("Begin time"))
    ends = time_field(_("End time"))
    weekday_reason = forms.CharField(
        label=_("Why on a weekday?"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs=CONTROL),
    )

    def clean(self) -> dict[str, Any]:
        """A series has an end, not too far away."""
        fields = super().clean() or {}
        first, until = fields.get("first"), fields.get("until")
        if isinstance(first, date) and isinstance(until, date):
            if until < first:
                self.add_error("until", _("The end is before the start."))
            elif until.year - first.year > YEARS_AHEAD:
                self.add_error("until", _("Plan at most two years ahead."))
        if fields.get("repeats") == WEEKLY and not fields.get("every"):
            self.add_error("every", _("Say every how many weeks."))
        return fields

    def rule(self) -> Rule:
        """The rule, of a form that is valid."""
        fields = self.cleaned_data
        first: date = fields["first"]
        repeats: Weekly | Monthly = Monthly(fields["nth"], fields["weekday"])
        if fields["repeats"] == WEEKLY:
            repeats = Weekly(fields["every"])
            first += timedelta(days=(fields["weekday"] - first.weekday()) % 7)
        return Rule(repeats, first, _clock(fields["begins"]), _clock(fields["ends"]), until=fields["until"])


class EmergencyForm(WindowForm):
    """Emergency maintenance: what a window has, and why it cannot wait and who decided."""

    reason = words_field(_("Why it cannot wait"), most=REASON_LENGTH, required=_("Say why this cannot wait."))
    decided_by = forms.CharField(
        label=_("Decided by"),
        max_length=150,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("Say who decided this.")},
    )

    def emergency(self) -> Emergency:
        """What the action takes, of a form that is valid."""
        asked, fields = self.proposal(), self.cleaned_data
        return Emergency(
            key=asked.key,
            environment_id=asked.environment_id,
            title=asked.title,
            effect=asked.effect,
            starts_at=asked.starts_at,
            ends_at=asked.ends_at,
            scope=asked.scope or Scope.ALL,
            customer_ids=asked.customer_ids,
            reason=fields["reason"],
            decided_by=fields["decided_by"],
        )


class CustomerForm(forms.Form):
    """Which customer joins or leaves an environment."""

    customer = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages=dict.fromkeys(("required", "invalid"), _("Choose a customer.")),
    )


class MoveForm(CustomerForm):
    """Which customer moves, and to which environment."""

    environment = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class EnvironmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name of an environment."""

    class Meta:
        model = Environment
        fields = ("name",)


def _clock(at: time) -> time:
    return at.replace(second=0, microsecond=0)


def soon(now: datetime) -> Mapping[str, object]:
    """The day and time that the form of an emergency begins with: the next whole quarter of an hour, for two hours."""
    local = now.astimezone(ZONE).replace(second=0, microsecond=0)
    begin = local + timedelta(minutes=15 - local.minute % 15)
    end = begin + timedelta(hours=2)
    return {
        "begin_date": begin.date(), "begin_time": begin.time(), "end_date": end.date(), "end_time": end.time(),
    }  # fmt: skip
