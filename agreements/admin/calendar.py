"""The calendar for administrators: every edit goes through an action, which makes a revision."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from agreements import actions, queries
from agreements.admin.base import ByActions, Form, ReadOnly, posted_base, who_and_when
from agreements.forms import DayForm, PolicyForm, WeekForm, initial_week
from agreements.models import Calendar, CalendarDay, CalendarRevision, DayOrigin, WeeklyHours
from agreements.wording import ZONE, week_words


class CalendarEdits(ByActions):
    """An edit of the calendar: its form knows the moment and the newest revision."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which knows what is past and what it is based on."""
        form = super().get_form(request, obj, change, **kwargs)
        known = {"now": cast(SignedInRequest, request).now, "newest": queries.current_calendar_id()}
        return type("CalendarEditForm", (form,), known)


@admin.register(Calendar)
class CalendarAdmin(CalendarEdits):
    """The policy for public holidays."""

    form = PolicyForm
    fields = ("timezone", "until", "good_friday", "liberation_day", "reason", "based_on")
    readonly_fields = ("timezone", "until")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one."""
        return False

    def save_by_action(self, obj: Calendar, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Another policy, in a new revision."""
        given = {name: form.cleaned_data[name] for name in ("good_friday", "liberation_day", "reason")}
        actions.set_holiday_policy(**given, **who_and_when)
        return obj


@admin.register(WeeklyHours)
class WeeklyHoursAdmin(CalendarEdits):
    """The hours of an ordinary week, from a date on: added, and changed or taken back until they are in force."""

    form = WeekForm
    fields = ("effective_from", "reason", "based_on")
    list_display = ("effective_from", "week")

    @admin.display(description=_("opening times"))
    def week(self, obj: WeeklyHours) -> str:
        """The week as customers read it."""
        return week_words(obj.week())

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What is in force is read-only: give others from a later date."""
        return super().has_change_permission(request, obj) and _is_to_come(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """One at a time, from its own page, before it is in force."""
        return cast(SignedInRequest, request).user.is_administrator and _is_to_come(request, obj)

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """The form, or only what there is to read."""
        return self.fields if self.has_change_permission(request, obj) else ("effective_from", "week")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        """The date of hours that are there: take them back and give others."""
        if not self.has_change_permission(request, obj):
            return ("effective_from", "week")
        return ("effective_from",) if obj is not None else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The hours that are in force now, to be changed where they differ."""
        today = cast(SignedInRequest, request).now.astimezone(ZONE).date()
        return initial_week(queries.weekly_hours_on(today))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Hours that are in force are only read."""
        if not self.has_change_permission(request, obj):
            return super(CalendarEdits, self).get_form(request, obj, change, form=ModelForm, **kwargs)
        return super().get_form(request, obj, change, **kwargs)

    def save_by_action(self, obj: WeeklyHours, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Sets the week, in a new revision."""
        week = cast(WeekForm, form)
        reason = week.cleaned_data["reason"]
        actions.set_weekly_hours(effective_from=obj.effective_from, hours=week.hours(), reason=reason, **who_and_when)
        return queries.weekly_hours_from(obj.effective_from)

    def delete_model(self, request: HttpRequest, obj: WeeklyHours) -> None:
        """Takes the hours back, in a new revision."""
        given = who_and_when(cast(SignedInRequest, request), posted_base(request))
        reason = request.POST.get("reason") or gettext("taken back")
        actions.remove_weekly_hours(effective_from=obj.effective_from, reason=reason, **given)


@admin.register(CalendarDay)
class CalendarDayAdmin(CalendarEdits):
    """Holidays to read; days with hours of their own to add, change and take back."""

    form = DayForm
    fields = ("date", "hours", "name_nl", "name_en", "based_on")
    list_display = ("date", "name_nl", "name_en", "hours", "origin")
    list_filter = ("origin",)
    date_hierarchy = "date"

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """A holiday changes by a day by hand on the same date, which wins."""
        return super().has_change_permission(request, obj) and _by_hand_or_any(obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """One at a time, from its own page."""
        return cast(SignedInRequest, request).user.is_administrator and _by_hand_or_any(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        """The date of a day that is there: take it back and set another one."""
        return ("date",) if obj is not None else ()

    def save_by_action(self, obj: CalendarDay, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Sets the day, in a new revision."""
        given = form.cleaned_data
        actions.set_day(
            date=obj.date, hours=given["hours"], reason_nl=given["name_nl"], reason_en=given["name_en"], **who_and_when
        )
        return queries.day_by_hand(obj.date)

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        """Takes the day back, in a new revision."""
        given = who_and_when(cast(SignedInRequest, request), posted_base(request))
        actions.remove_day(date=obj.date, **given)


@admin.register(CalendarRevision)
class CalendarRevisionAdmin(ReadOnly):
    """What clocks pin."""

    list_display = ("number", "reason", "created_at", "created_by")
    list_select_related = ("created_by",)


def _by_hand_or_any(obj: models.Model | None) -> bool:
    return not isinstance(obj, CalendarDay) or obj.origin == DayOrigin.HAND


def _is_to_come(request: HttpRequest, obj: models.Model | None) -> bool:
    today = cast(SignedInRequest, request).now.astimezone(ZONE).date()
    return not isinstance(obj, WeeklyHours) or obj.effective_from > today
