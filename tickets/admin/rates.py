"""Hourly rates for administrators: another one from a date on, with what it does to time that was recorded."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from agreements import queries, wording
from agreements.admin.base import ByActions, Form
from agreements.models import Rate
from agreements.money import euro
from agreements.rates import newest_rate_id
from tickets.actions.time.set_rate import RateSet, set_rate
from tickets.forms.rates import FIELDS, RateForm
from tickets.queries.rerated import Touched
from tickets.views.edits.preview import digest_of


class RateRequest(SignedInRequest):
    """A rate on its way, and what came of it."""

    rate_set: RateSet


@admin.register(Rate)
class RateAdmin(ByActions):
    """Adding shows which entries it touches, and asks; a rate itself is read-only."""

    form = RateForm
    change_form_template = "admin/rates/change_form.html"
    list_display = ("version", "activity", "effective_from", "amount", "number", "reason", "created_at", "created_by")
    list_select_related = ("version__agreement", "created_by")
    list_filter = ("activity", "version")
    ordering = ("-version__effective_from", "activity", "-effective_from", "-number")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Time was charged by it."""
        return False

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """The form, or what there is to read."""
        if obj is None:
            return (*FIELDS, "based_on")
        return ("version", "activity", "amount", "effective_from", "number", "reason", "created_at", "created_by")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of another rate, which knows what it is based on."""
        if obj is not None:
            return super().get_form(request, obj, change, form=forms.ModelForm, **kwargs)
        known = {
            "now": cast(SignedInRequest, request).now,
            "newest": newest_rate_id(),
            "digest": digest_of(request.path, request.POST),
        }
        form = super().get_form(request, obj, change, **kwargs)
        return type("NewRateForm", (form,), known)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The general agreement."""
        return {"agreement": queries.general_agreement_id()}

    def save_by_action(self, obj: Any, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Stores it, and gives it to the entries that were seen."""
        filled = cast(RateForm, form)
        edge = cast(RateRequest, form.edge)  # type: ignore[attr-defined]
        user, now, based_on = who_and_when["actor"], who_and_when["now"], who_and_when["based_on"]
        reason = filled.cleaned_data["reason"]
        edge.rate_set = set_rate(user, filled.rate(), reason, now=now, seen=filled.seen(), based_on=based_on)
        return edge.rate_set.rates[0]

    def save_model(self, request: HttpRequest, obj: models.Model, form: Form, change: bool) -> None:
        """Says what came of it."""
        super().save_model(request, obj, form, change)
        done = cast(RateRequest, request).rate_set
        if done.changed:
            self.message_user(
                request,
                ngettext(
                    "%(n)d entry of an open month has this rate now.",
                    "%(n)d entries of open months have this rate now.",
                    done.changed,
                )
                % {"n": done.changed},
            )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, with what it would touch when there is something."""
        form = context["adminform"].form
        touched = getattr(form, "touched", None)
        if touched and not hasattr(request, "refused"):
            context = {**context, "preview": _preview(touched, form)}
        return super().render_change_form(request, context, *args, **kwargs)


def _preview(touched: list[Touched], form: RateForm) -> dict[str, Any]:
    moving = [each for each in touched if not each.closed]
    billed = [each for each in moving if each.ruled.billable]
    return {
        "rows": [_row(each) for each in touched],
        "moving": len(moving),
        "closed": len(touched) - len(moving),
        "before": _money(sum((each.before or Decimal(0) for each in billed), Decimal(0))),
        "after": _money(sum((each.after for each in billed), Decimal(0))),
        "listed": " ".join(str(each.entry.pk) for each in touched),
        "digest": form.digest,
        "looked_again": "previewed" in form.data,
    }


def _row(each: Touched) -> dict[str, Any]:
    entry = each.entry
    return {
        "reference": entry.ticket.reference,
        "customer": entry.ticket.organisation.name,
        "day": wording.day(entry.day),
        "who": entry.person.name,
        "minutes": entry.minutes,
        "before": _("no rate") if entry.rate is None else _money(entry.rate),
        "after": _money(each.rate),
        "billed": each.ruled.billable,
        "closed": each.closed,
    }


def _money(amount: Decimal) -> str:
    return euro(amount, get_language() or "nl")
