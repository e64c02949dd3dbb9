"""The edits that move open tickets: calendar days, weekly hours, the policy for holidays, versions of agreements."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Model

from agreements import edited
from agreements.admin import AgreementVersionAdmin, CalendarAdmin, CalendarDayAdmin, WeeklyHoursAdmin
from agreements.forms import VersionForm, WeekForm
from agreements.models import AgreementVersion, Calendar, CalendarDay, WeeklyHours
from agreements.snapshot import Snapshot, opening_hours_of
from tickets.actions.decide_edit import NewPins
from tickets.admin.previewed import EditRequest, Previewed
from tickets.sla.what_if import Edit

admin.site.unregister([AgreementVersion, Calendar, CalendarDay, WeeklyHours])


@admin.register(CalendarDay)
class PreviewedDayAdmin(Previewed, CalendarDayAdmin):
    """Days with hours of their own."""

    def edit_of(self, form: Any) -> Edit:
        """The calendar with the day; it is everybody's."""
        return _calendar(edited.snapshot_with_day(form.instance))

    def edit_without(self, obj: Any) -> Edit | None:
        """The calendar without the day."""
        return _calendar(edited.snapshot_without_day(obj.date))


@admin.register(WeeklyHours)
class PreviewedWeekAdmin(Previewed, WeeklyHoursAdmin):
    """Weekly hours from a date on."""

    change_form_template = "admin/edits/week_form.html"

    def edit_of(self, form: Any) -> Edit:
        """The calendar with the week."""
        week = WeeklyHours(effective_from=form.instance.effective_from, hours=cast(WeekForm, form).hours())
        return _calendar(edited.snapshot_with_week(week))

    def edit_without(self, obj: Any) -> Edit | None:
        """The calendar in which the hours before it go on."""
        return _calendar(edited.snapshot_without_week(obj.effective_from))


@admin.register(Calendar)
class PreviewedCalendarAdmin(Previewed, CalendarAdmin):
    """The policy for public holidays."""

    def edit_of(self, form: Any) -> Edit:
        """The calendar with the holidays of the policy."""
        policy = {name: form.cleaned_data[name] for name in ("good_friday", "liberation_day")}
        return _calendar(edited.snapshot_with_policy(**policy, now=cast(EditRequest, form.edge).now))


@admin.register(AgreementVersion)
class PreviewedVersionAdmin(Previewed, AgreementVersionAdmin):
    """Versions of agreements."""

    def edit_of(self, form: Any) -> Edit:
        """The new terms, for the tickets of that agreement."""
        agreement = form.cleaned_data["agreement"]
        return Edit(terms=cast(VersionForm, form).terms(), agreement_id=agreement.pk)

    def pins_of(self, saved: Model) -> NewPins:
        """The version that was published."""
        return NewPins(agreement_version=saved.pk)


def _calendar(snapshot: Snapshot) -> Edit:
    return Edit(hours=opening_hours_of(snapshot))
