"""Another hourly rate from a date on (W3). What was charged before it is not touched here: entries keep their own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements.actions.newer import check_is_newest
from agreements.models import Activity, Agreement, AgreementVersion, Rate
from agreements.permissions import check_can_edit_agreements
from agreements.rates import NewRate

HIGHEST = Decimal("999999.99")
CENT = Decimal("0.01")


@transaction.atomic
def add_rate(
    *, actor: User | None, now: datetime, rate: NewRate, reason: str, based_on: int | None = None
) -> list[Rate]:
    """Store the rate under the version in force on its date and all later ones of the agreement (W3).

    Another rate from the same date is its correction: the last one counts. The date may be in the past. Refused:
    anybody but an administrator (403), no reason, an amount that is none, a date before the agreement (422), a rate
    that was stored since the one that it was looked at with, `based_on` (409).
    """
    check_can_edit_agreements(actor)
    check_rate(rate)
    if not reason.strip():
        raise Refusal(_("Give a reason."))
    # As publishing does: a version made at this very moment gets the rate too, or finds it to copy.
    Agreement.objects.update(id=F("id"))
    check_rates_unchanged(based_on, now=now)
    rates = []
    for version_id in versions_from(rate.agreement, rate.effective_from):
        same = Rate.objects.filter(version_id=version_id, activity=rate.activity, effective_from=rate.effective_from)
        last = same.aggregate(last=Max("number"))["last"] or 0
        rates.append(
            Rate.objects.create(
                version_id=version_id,
                activity=rate.activity,
                effective_from=rate.effective_from,
                number=last + 1,
                amount=rate.amount,
                reason=reason.strip(),
                created_at=now,
                created_by=actor,
            )
        )
    return rates


def check_rates_unchanged(based_on: int | None, *, now: datetime) -> None:
    """Refuse (409) with who, when and why, when a rate was stored since this one; None asks for no check."""
    newest = Rate.objects.select_related("created_by").order_by("-pk").first()
    sentence = gettext(
        "Another rate was stored in the meantime, by %(who)s at %(when)s (%(why)s). Nothing is saved: look at what "
        "your change does now, and save it again."
    )
    check_is_newest(newest, based_on, sentence, now=now)


def check_rate(rate: NewRate) -> None:
    """Refuse a rate that makes no sense, with a sentence that says why."""
    if rate.activity not in Activity.values:
        raise Refusal(_("Choose an activity from the list."))
    if not CENT <= rate.amount <= HIGHEST or rate.amount != rate.amount.quantize(CENT):
        raise Refusal(_("A rate is an amount in euro above zero, with at most two decimals."))
    if not versions_from(rate.agreement, rate.effective_from):
        raise Refusal(_("This agreement was not in force yet on that date."))


def versions_from(agreement: Agreement, day: date) -> list[int]:
    """The version of the agreement in force on a day, and those after it; none before its first one. One SQL."""
    rows = AgreementVersion.objects.filter(agreement=agreement).order_by("effective_from")
    found = list(rows.values_list("pk", "effective_from"))
    begun = [place for place, (_pk, begins) in enumerate(found) if begins <= day]
    return [pk for pk, _begins in found[begun[-1] :]] if begun else []


def copy_rates(version: AgreementVersion) -> None:
    """Give a new version the rates of the one before it; a first one those of the general agreement."""
    before = AgreementVersion.objects.filter(effective_from__lt=version.effective_from).order_by("-effective_from")
    own = before.filter(agreement=version.agreement_id).exclude(pk=version.pk).first()
    source = own or before.filter(agreement__customer=None).exclude(pk=version.pk).first()
    fields = ("activity", "effective_from", "number", "amount", "reason", "created_at", "created_by_id")
    rows = Rate.objects.filter(version=source).values(*fields) if source is not None else []
    Rate.objects.bulk_create([Rate(version=version, **row) for row in rows])
