"""Agreements and the calendar for administrators: what was agreed is read-only, every edit goes through an action."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from agreements import actions, queries, wording
from agreements.forms import (
    IMPACTS,
    MATRIX_FIELDS,
    NORM_FIELDS,
    SEVERITIES,
    TERM_FIELDS,
    DayForm,
    VersionForm,
    initial_of,
)
from agreements.matrix import Impact, Severity
from agreements.models import (
    Agreement,
    AgreementVersion,
    Calendar,
    CalendarDay,
    CalendarRevision,
    DayOrigin,
    MatrixCell,
    NormTime,
    WeeklyHours,
)

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    Form = forms.ModelForm[Any]
    NormTimeInline = admin.TabularInline[NormTime, AgreementVersion]
    MatrixCellInline = admin.TabularInline[MatrixCell, AgreementVersion]
else:
    AnyAdmin, Form = admin.ModelAdmin, forms.ModelForm
    NormTimeInline = MatrixCellInline = admin.TabularInline


class ReadOnly(AnyAdmin):
    """To look at."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Made elsewhere."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Never changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Stays."""
        return False


class ByActions(AnyAdmin):
    """Forms are saved by an action, which makes the version or revision; nothing is deleted in bulk."""

    actions = None
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Stays, unless a subclass knows how to take it back."""
        return False

    def save_model(self, request: HttpRequest, obj: models.Model, form: Form, change: bool) -> None:
        """Lets the action do it and shows what it made."""
        edge = cast(SignedInRequest, request)
        obj.pk = self.save_by_action(obj, form, {"actor": edge.user, "now": edge.now}).pk
        # What the action filled in (a version's number) is part of its name, which the page says.
        obj.refresh_from_db()

    def save_by_action(self, obj: Any, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Calls the action; the row that it made or changed."""
        raise NotImplementedError


class NormTimes(NormTimeInline):
    """The norm times of a version, to read."""

    model = NormTime
    fields = readonly_fields = ("category", "clause", "response_words", "recovery_words", "report_words")
    can_delete = False
    max_num = 0

    @admin.display(description=_("response"))
    def response_words(self, norm: NormTime) -> str:
        """The response time in words."""
        return wording.norm(norm.response)

    @admin.display(description=_("recovery"))
    def recovery_words(self, norm: NormTime) -> str:
        """The recovery time in words."""
        return _norm_or_appointment(norm.recovery)

    @admin.display(description=_("status report every"))
    def report_words(self, norm: NormTime) -> str:
        """The time between two status reports in words."""
        return _norm_or_appointment(norm.status_report)


class MatrixCells(MatrixCellInline):
    """The matrix of a version, to read."""

    model = MatrixCell
    fields = readonly_fields = ("impact_words", "severity_words", "category")
    can_delete = False
    max_num = 0

    @admin.display(description=_("impact"))
    def impact_words(self, cell: MatrixCell) -> str:
        """Who is affected."""
        return str(IMPACTS[Impact(cell.impact)])

    @admin.display(description=_("severity"))
    def severity_words(self, cell: MatrixCell) -> str:
        """What they can no longer do."""
        return str(SEVERITIES[Severity(cell.severity)])


@admin.register(Agreement)
class AgreementAdmin(ReadOnly):
    """The general agreement, and those that customers have of their own."""

    list_display = ("name", "customer")
    list_select_related = ("customer",)
    search_fields = ("name", "customer__name")


@admin.register(AgreementVersion)
class AgreementVersionAdmin(ByActions):
    """Adding makes a new version that begins as a copy of the one in force; a version itself is read-only."""

    form = VersionForm
    list_display = ("agreement", "number", "effective_from", "created_at", "created_by", "reason")
    list_select_related = ("agreement", "created_by")
    list_filter = ("agreement",)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Clocks pin it."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Terms first; a new version also asks for norm times and the matrix, which are tables on one that is there."""
        terms = (None, {"fields": ("agreement", "effective_from", "reason", *TERM_FIELDS)})
        if obj is not None:
            made = (None, {"fields": ("number", "timezone", "created_at", "created_by")})
            return (terms, made)
        return (terms, (_("Norm times"), {"fields": NORM_FIELDS}), (_("Matrix"), {"fields": MATRIX_FIELDS}))

    def get_inlines(self, request: HttpRequest, obj: models.Model | None) -> Any:
        """Norm times and matrix of a version that is there."""
        return (NormTimes, MatrixCells) if obj is not None else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of a new version, on top of the terms in force now."""
        if obj is not None:
            return super().get_form(request, obj, change, form=forms.ModelForm, **kwargs)
        now = cast(SignedInRequest, request).now
        base = queries.terms(queries.agreement_version_for(None, at=now))
        return type("NewVersionForm", (VersionForm,), {"base": base, "now": now})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A copy of the terms in force."""
        version_id = queries.agreement_version_for(None, at=cast(SignedInRequest, request).now)
        return {**initial_of(queries.terms(version_id)), "agreement": queries.general_agreement_id()}

    def save_by_action(self, obj: Any, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Publishes the version."""
        given = {name: form.cleaned_data[name] for name in ("agreement", "effective_from", "reason")}
        return actions.publish_version(terms=cast(VersionForm, form).terms(), **given, **who_and_when)


@admin.register(Calendar)
class CalendarAdmin(ByActions):
    """The policy for public holidays."""

    fields = ("timezone", "until", "good_friday", "liberation_day")
    readonly_fields = ("timezone", "until")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one."""
        return False

    def save_by_action(self, obj: Calendar, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Another policy, in a new revision."""
        given = {name: form.cleaned_data[name] for name in ("good_friday", "liberation_day")}
        actions.set_holiday_policy(**given, **who_and_when)
        return obj


@admin.register(WeeklyHours)
class WeeklyHoursAdmin(ReadOnly):
    """The hours of an ordinary week, from a date on."""

    list_display = ("effective_from", "hours")


@admin.register(CalendarDay)
class CalendarDayAdmin(ByActions):
    """Holidays to read; days with hours of their own to add, change and take back."""

    form = DayForm
    fields = ("date", "hours", "name_nl", "name_en")
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

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which knows what is past."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("DatedDayForm", (form,), {"now": cast(SignedInRequest, request).now})

    def save_by_action(self, obj: CalendarDay, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Sets the day, in a new revision."""
        given = form.cleaned_data
        actions.set_day(
            date=obj.date, hours=given["hours"], reason_nl=given["name_nl"], reason_en=given["name_en"], **who_and_when
        )
        return queries.day_by_hand(obj.date)

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        """Takes the day back, in a new revision."""
        edge = cast(SignedInRequest, request)
        actions.remove_day(actor=edge.user, now=edge.now, date=obj.date)


@admin.register(CalendarRevision)
class CalendarRevisionAdmin(ReadOnly):
    """What clocks pin."""

    list_display = ("number", "reason", "created_at", "created_by")
    list_select_related = ("created_by",)


def _by_hand_or_any(obj: models.Model | None) -> bool:
    return not isinstance(obj, CalendarDay) or obj.origin == DayOrigin.HAND


def _norm_or_appointment(duration: timedelta | None) -> str:
    return wording.norm(duration) if duration else gettext("by appointment")
