"""What administrators fill in for a new version of an agreement; refuses what the action would refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from agreements.actions import check_agreements_unchanged, check_effective_from, check_terms
from agreements.forms.based_on import BasedOn
from agreements.matrix import Impact, Severity
from agreements.models import AgreementVersion, BillableGround
from agreements.terms import Norm, Terms

if TYPE_CHECKING:
    VersionModelForm = forms.ModelForm[AgreementVersion]
else:
    VersionModelForm = forms.ModelForm

TERM_FIELDS = (
    "phone_number",
    "change_working_days",
    "maintenance_per_year",
    "notice_days",
    "notice_hours",
    "reservation_days",
    "reopening_working_days",
    "reminder_working_days",
    "closing_working_days",
    "pauses_while_waiting",
    "reclassify_from",
    "rounding_minutes",
    "rounding_per",
    "vat_percent",
    "billable_grounds",
    "confirm_working_days",
    "approval_working_days",
    "approval_reminder_working_days",
)
NORM_KINDS = {
    "response": _("response"),
    "recovery": _("recovery"),
    "status_report": _("status report every"),
}
IMPACTS = {Impact.ALL: _("all users"), Impact.SOME: _("some users"), Impact.ONE: _("one user")}
SEVERITIES = {
    Severity.NO_CALLS: _("can no longer call"),
    Severity.NO_FUNCTIONS: _("cannot use certain functions"),
    Severity.CUMBERSOME: _("can still work in a cumbersome way"),
}
CATEGORIES = (1, 2, 3, 4)
MINUTE = timedelta(minutes=1)


def norm_field(category: int, kind: str) -> str:
    """The form field of one norm time."""
    return f"norm_{category}_{kind}"


def matrix_field(impact: str, severity: str) -> str:
    """The form field of one field of the matrix."""
    return f"matrix_{impact}_{severity}"


NORM_FIELDS = tuple(norm_field(category, kind) for category, kind in product(CATEGORIES, NORM_KINDS))
MATRIX_FIELDS = tuple(matrix_field(impact, severity) for impact, severity in product(Impact, Severity))


def initial_of(terms: Terms) -> dict[str, Any]:
    """The fields of a new version that begins as a copy of these terms."""
    initial = {name: getattr(terms, name) for name in TERM_FIELDS}
    for category, kind in product(CATEGORIES, NORM_KINDS):
        duration = getattr(terms.norms[category], kind)
        initial[norm_field(category, kind)] = duration // MINUTE if duration else None
    return initial | {matrix_field(*cell): category for cell, category in terms.matrix.items()}


class VersionForm(BasedOn, VersionModelForm):
    """A new version, copied from the one whose terms are `base`; norm times are in minutes of opening time."""

    base: Terms
    now: datetime
    check_unchanged = staticmethod(check_agreements_unchanged)
    billable_grounds = forms.MultipleChoiceField(
        label=_("support that is billed"),
        choices=BillableGround.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Clause W3. Incidents, and what belongs to one, are never billed; changes always are."),
    )

    class Meta:
        model = AgreementVersion
        fields = ("agreement", "effective_from", "reason", *TERM_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        for category, (kind, label) in product(CATEGORIES, NORM_KINDS.items()):
            self.fields[norm_field(category, kind)] = forms.IntegerField(
                label=_("category %(n)d: %(kind)s, in minutes") % {"n": category, "kind": label},
                min_value=1,
                required=kind == "response",
                help_text="" if kind == "response" else _("Empty: by appointment."),
            )
        for impact, severity in product(Impact, Severity):
            self.fields[matrix_field(impact, severity)] = forms.TypedChoiceField(
                label=f"{IMPACTS[impact]}, {SEVERITIES[severity]}",
                choices=[(n, str(n)) for n in CATEGORIES],
                coerce=int,
            )

    def clean(self) -> dict[str, Any]:
        """Terms and date as the action checks them."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_terms(self.terms())
                check_effective_from(cleaned["agreement"], cleaned["effective_from"], now=self.now)
            except Refusal as refusal:
                self.add_error(None, refusal.sentence)
        return cleaned

    def terms(self) -> Terms:
        """The terms as filled in."""
        given = self.cleaned_data
        return replace(
            self.base,
            timezone=ZoneInfo(self.base.timezone.key),
            matrix={cell: given[matrix_field(*cell)] for cell in product(Impact, Severity)},
            norms={category: self._norm(category) for category in CATEGORIES},
            **{name: given[name] for name in TERM_FIELDS} | {"billable_grounds": tuple(given["billable_grounds"])},
        )

    def _norm(self, category: int) -> Norm:
        minutes = {kind: self.cleaned_data[norm_field(category, kind)] for kind in NORM_KINDS}
        return Norm(
            clause=self.base.norms[category].clause,
            response=minutes["response"] * MINUTE,
            recovery=minutes["recovery"] * MINUTE if minutes["recovery"] else None,
            status_report=minutes["status_report"] * MINUTE if minutes["status_report"] else None,
        )
