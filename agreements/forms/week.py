"""What administrators fill in for other weekly hours: for each day from when till when, twice if need be, or closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from agreements.actions import check_begin, check_calendar_unchanged, check_opens
from agreements.edited import snapshot_with_week
from agreements.forms.based_on import BasedOn
from agreements.hours import StoredRanges, StoredWeek, checked_ranges, checked_week
from agreements.models import WeeklyHours

if TYPE_CHECKING:
    WeekModelForm = forms.ModelForm[WeeklyHours]
else:
    WeekModelForm = forms.ModelForm

DAYS = range(7)
STRETCHES = (1, 2)
_CLOSED = pgettext_lazy("opening hours", "closed")
_FROM, _TILL = pgettext_lazy("opening hours", "from"), pgettext_lazy("opening hours", "till")


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """The fields of one day, to be drawn together."""

    name: str
    closed: BoundField
    stretches: list[tuple[BoundField, BoundField]]
    errors: list[str]


def closed_field(day: int) -> str:
    """The box that says that a day is closed."""
    return f"day_{day}_closed"


def clock_field(day: int, stretch: int, end: str) -> str:
    """The field of one end ("from" or "till") of the first or second stretch of a day."""
    return f"day_{day}_{end}_{stretch}"


def initial_week(week: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, Any]:
    """The fields filled in with stored hours."""
    initial: dict[str, Any] = {}
    for day in DAYS:
        ranges = week.get(str(day), ())
        initial[closed_field(day)] = not ranges
        for stretch, (opens, closes) in zip(STRETCHES, ranges, strict=False):
            initial[clock_field(day, stretch, "from")] = opens
            initial[clock_field(day, stretch, "till")] = "24:00" if closes == "00:00" else closes
    return initial


class WeekForm(BasedOn, WeekModelForm):
    """Seven days, and why; a day is closed only when somebody says so."""

    check_unchanged = staticmethod(check_calendar_unchanged)
    reason = forms.CharField(
        label=_("reason"), max_length=200, help_text=_("For the record of the calendar; customers do not see it.")
    )

    class Meta:
        model = WeeklyHours
        fields = ("effective_from",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in DAYS:
            self.fields[closed_field(day)] = forms.BooleanField(label=_CLOSED, required=False)
            for stretch in STRETCHES:
                for end, label in (("from", _FROM), ("till", _TILL)):
                    self.fields[clock_field(day, stretch, end)] = _clock(label, stretch)
        if self.instance.pk:
            self.initial = {**self.initial, **initial_week(self.instance.hours)}

    def week(self) -> Iterator[DayOfWeek]:
        """The days with their fields."""
        for day in DAYS:
            pairs = [(self[clock_field(day, n, "from")], self[clock_field(day, n, "till")]) for n in STRETCHES]
            closed = self[closed_field(day)]
            yield DayOfWeek(str(WEEKDAYS[day]).capitalize(), closed, pairs, [str(each) for each in closed.errors])

    def hours(self) -> StoredWeek:
        """The week as filled in, of a form that is valid."""
        week: StoredWeek = self.cleaned_data["hours"]
        return week

    def clean(self) -> dict[str, Any]:
        """Every day, the week and its date as the action checks them."""
        cleaned = super().clean()
        entered = {str(day): self._day(day) for day in DAYS}
        effective_from = cleaned.get("effective_from", self.instance.effective_from)
        try:
            if effective_from is not None:
                check_begin(effective_from, now=self.now)
        except Refusal as refusal:
            self.add_error("effective_from" if "effective_from" in self.fields else None, str(refusal.sentence))
        if not self.errors:
            self._check_week(cleaned, entered)
        return cleaned

    def _check_week(self, cleaned: dict[str, Any], entered: Mapping[str, StoredRanges]) -> None:
        try:
            cleaned["hours"] = self.instance.hours = checked_week(entered)
            begins = cleaned.get("effective_from", self.instance.effective_from)
            check_opens(snapshot_with_week(WeeklyHours(effective_from=begins, hours=cleaned["hours"])), now=self.now)
        except Refusal as refusal:
            self.add_error(None, str(refusal.sentence))

    def _day(self, day: int) -> StoredRanges:
        """The hours of a day, with a sentence beside it when they make no sense."""
        typed = [[self._typed(day, stretch, end) for end in ("from", "till")] for stretch in STRETCHES]
        given = [pair for pair in typed if any(pair)]
        wrong = self._wrong(day, given)
        if not wrong:
            try:
                return checked_ranges(given)
            except Refusal as refusal:
                wrong = str(refusal.sentence)
        self.add_error(closed_field(day), wrong)
        return []

    def _wrong(self, day: int, given: Sequence[Sequence[str]]) -> str:
        name, closed = str(WEEKDAYS[day]), self.cleaned_data.get(closed_field(day))
        if closed and given:
            return gettext("%(day)s is closed and has opening times: choose one.") % {"day": name.capitalize()}
        if not closed and not given:
            return gettext("Say from when till when we are open on %(day)s, or that we are closed.") % {"day": name}
        if not all(all(pair) for pair in given):
            return gettext("%(day)s needs both the opening and the closing time.") % {"day": name.capitalize()}
        return ""

    def _typed(self, day: int, stretch: int, end: str) -> str:
        return str(self.cleaned_data.get(clock_field(day, stretch, end)) or "")


def _clock(label: Any, stretch: int) -> forms.CharField:
    shown = (
        label if stretch == STRETCHES[0] else format_lazy(pgettext_lazy("opening hours", "and {label}"), label=label)
    )
    attributes = {"size": 5, "maxlength": 5, "inputmode": "numeric", "placeholder": "--:--", "autocomplete": "off"}
    return forms.CharField(label=shown, required=False, max_length=5, widget=forms.TextInput(attrs=attributes))
