"""Agreements for administrators: what was agreed is read-only; a new version is made by its action."""

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
from agreements.admin.base import ByActions, Form, ReadOnly
from agreements.forms import (
    IMPACTS,
    MATRIX_FIELDS,
    NORM_FIELDS,
    SEVERITIES,
    TERM_FIELDS,
    VersionForm,
    initial_of,
)
from agreements.matrix import Impact, Severity
from agreements.models import Agreement, AgreementVersion, BillableGround, MatrixCell, NormTime

if TYPE_CHECKING:
    NormTimeInline = admin.TabularInline[NormTime, AgreementVersion]
    MatrixCellInline = admin.TabularInline[MatrixCell, AgreementVersion]
else:
    NormTimeInline = MatrixCellInline = admin.TabularInline


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
    readonly_fields = ("billed_support",)

    @admin.display(description=_("support that is billed"))
    def billed_support(self, version: AgreementVersion) -> str:
        """The grounds in words."""
        words = [str(BillableGround(each).label) for each in version.billable_grounds]
        return ", ".join(words) or gettext("none")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Clocks pin it."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Terms first; a new version also asks for norm times and the matrix, which are tables on one that is there."""
        fields = ("agreement", "effective_from", "reason", *TERM_FIELDS)
        if obj is not None:
            made = (None, {"fields": ("number", "timezone", "created_at", "created_by")})
            shown = tuple("billed_support" if name == "billable_grounds" else name for name in fields)
            return ((None, {"fields": shown}), made)
        terms = (None, {"fields": (*fields, "based_on")})
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
        known = {"base": base, "now": now, "newest": queries.newest_version_id()}
        return type("NewVersionForm", (VersionForm,), known)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A copy of the terms in force."""
        version_id = queries.agreement_version_for(None, at=cast(SignedInRequest, request).now)
        return {**initial_of(queries.terms(version_id)), "agreement": queries.general_agreement_id()}

    def save_by_action(self, obj: Any, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Publishes the version."""
        given = {name: form.cleaned_data[name] for name in ("agreement", "effective_from", "reason")}
        return actions.publish_version(terms=cast(VersionForm, form).terms(), **given, **who_and_when)


def _norm_or_appointment(duration: timedelta | None) -> str:
    return wording.norm(duration) if duration else gettext("by appointment")
