"""A new version of an agreement: the only way to change a term."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import SecurityEventKind, User
from accounts.refusals import Refusal
from accounts.security.log import note
from agreements.actions.add_rate import copy_rates
from agreements.actions.newer import check_is_newest
from agreements.matrix import Impact, Matrix, Severity
from agreements.models import (
    Agreement,
    AgreementVersion,
    BillableGround,
    MatrixCell,
    NormTime,
    ReclassifyFrom,
    RoundingPer,
)
from agreements.permissions import check_can_edit_agreements
from agreements.terms import Norm, Terms
from agreements.wording import ZONE

CATEGORIES = (1, 2, 3, 4)
MINUTES_AN_HOUR = 60
WHOLE = 100


@transaction.atomic
def publish_version(
    *,
    actor: User | None,
    now: datetime,
    agreement: Agreement,
    terms: Terms,
    effective_from: date,
    reason: str,
    based_on: int | None = None,
) -> AgreementVersion:
    """Make the next version, with these terms, for tickets submitted from a date on (N); today at the earliest.

    Hourly rates are those of the version before it, of the general agreement for a first one.
    Start from the terms of another version: `replace(queries.terms(id), notice_days=5)`; its ids are not looked at.
    Refused with a sentence: a date in the past or taken already, no reason, terms that make no sense, a version
    published since the one that it was looked at with, `based_on` (409).
    """
    check_can_edit_agreements(actor)
    check_terms(terms)
    if not reason.strip():
        raise Refusal(_("Give a reason."))
    # Versions wait for each other, also those of another agreement; an update takes the lock on SQLite too.
    Agreement.objects.update(id=F("id"))
    check_agreements_unchanged(based_on, now=now)
    check_effective_from(agreement, effective_from, now=now)
    newest = AgreementVersion.objects.filter(agreement=agreement).order_by("-number").first()
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=newest.number + 1 if newest else 1,
        effective_from=effective_from,
        reason=reason.strip(),
        created_at=now,
        created_by=actor,
        timezone=terms.timezone.key,
        phone_number=terms.phone_number.strip(),
        change_working_days=terms.change_working_days,
        maintenance_per_year=terms.maintenance_per_year,
        notice_days=terms.notice_days,
        notice_hours=terms.notice_hours,
        reservation_days=terms.reservation_days,
        reopening_working_days=terms.reopening_working_days,
        reminder_working_days=terms.reminder_working_days,
        closing_working_days=terms.closing_working_days,
        pauses_while_waiting=terms.pauses_while_waiting,
        reclassify_from=terms.reclassify_from,
        rounding_minutes=terms.rounding_minutes,
        rounding_per=terms.rounding_per,
        vat_percent=terms.vat_percent,
        billable_grounds=list(terms.billable_grounds),
        confirm_working_days=terms.confirm_working_days,
        approval_working_days=terms.approval_working_days,
        approval_reminder_working_days=terms.approval_reminder_working_days,
    )
    _store_parts(version, terms)
    copy_rates(version)
    if actor is not None:
        facts = {"version": version.number, "from": effective_from.isoformat()}
        note(SecurityEventKind.SETTING_CHANGED, actor=actor, now=now, subject=f"agreement {agreement.pk}", data=facts)
    return version


def check_agreements_unchanged(based_on: int | None, *, now: datetime) -> None:
    """Refuse (409) with who, when and why, when a version was published since this one; None asks for no check."""
    newest = AgreementVersion.objects.select_related("created_by").order_by("-pk").first()
    sentence = gettext(
        "Another version of an agreement was published in the meantime, by %(who)s at %(when)s (%(why)s). Nothing "
        "is saved: look at what your change does now, and save it again."
    )
    check_is_newest(newest, based_on, sentence, now=now)


def check_effective_from(agreement: Agreement | None, effective_from: date, *, now: datetime) -> None:
    """Refuse a date in the past, and one that another version of the agreement begins on."""
    if effective_from < now.astimezone(ZONE).date():
        raise Refusal(_("A version cannot be in force from a date in the past."))
    if AgreementVersion.objects.filter(agreement=agreement, effective_from=effective_from).exists():
        raise Refusal(_("Another version is in force from that date already."))


def check_terms(terms: Terms) -> None:
    """Refuse terms that make no sense, with a sentence that says which."""
    if not terms.phone_number.strip():
        raise Refusal(_("The helpdesk needs a phone number."))
    if terms.change_working_days < 1 or terms.reservation_days < 1:
        raise Refusal(_("The period of a change and of a reservation is at least one day."))
    if min(terms.reminder_working_days, terms.closing_working_days) < 1:
        raise Refusal(_("A reminder and the closing after it each come after at least one working day."))
    if min(terms.maintenance_per_year, terms.notice_days, terms.notice_hours, terms.reopening_working_days) < 0:
        raise Refusal(_("A number of days, hours or windows cannot be negative."))
    if terms.reclassify_from not in ReclassifyFrom.values:
        raise Refusal(_("Another category counts from the start or from the change."))
    _check_billing(terms)
    _check_matrix(terms.matrix)
    if set(terms.norms) != set(CATEGORIES):
        raise Refusal(_("Each category from 1 to 4 needs its norm times."))
    for norm in terms.norms.values():
        _check_norm(norm)


def _check_billing(terms: Terms) -> None:
    if not 1 <= terms.rounding_minutes <= MINUTES_AN_HOUR or terms.rounding_per not in RoundingPer.values:
        raise Refusal(_("Time is rounded up to a number of minutes from 1 to 60."))
    if not 0 <= terms.vat_percent <= WHOLE:
        raise Refusal(_("VAT is a percentage from 0 to 100."))
    if not set(terms.billable_grounds) <= set(BillableGround.values):
        raise Refusal(_("Choose the support that is billed from the list."))
    if min(terms.confirm_working_days, terms.approval_reminder_working_days) < 1:
        raise Refusal(_("The period to dispute a delivery, and that before a reminder, is at least one working day."))
    if terms.approval_reminder_working_days >= terms.approval_working_days:
        raise Refusal(_("The reminder to approve costs comes sooner than the estimate expires."))


def _check_matrix(matrix: Matrix) -> None:
    if set(matrix) != set(product(Impact, Severity)) or not set(matrix.values()) <= set(CATEGORIES):
        raise Refusal(_("Each field of the matrix needs a category from 1 to 4."))


def _check_norm(norm: Norm) -> None:
    if (norm.recovery is None) != (norm.status_report is None):
        raise Refusal(_("Recovery and status report both have a norm time, or are both by appointment."))
    times = [time for time in (norm.response, norm.recovery, norm.status_report) if time is not None]
    if min(times) <= timedelta(0):
        raise Refusal(_("A norm time must be longer than nothing."))
    if norm.recovery is not None and norm.recovery < norm.response:
        raise Refusal(_("Recovery cannot be promised sooner than the response."))


def _store_parts(version: AgreementVersion, terms: Terms) -> None:
    MatrixCell.objects.bulk_create(
        MatrixCell(version=version, impact=impact.value, severity=severity.value, category=category)
        for (impact, severity), category in terms.matrix.items()
    )
    NormTime.objects.bulk_create(
        NormTime(
            version=version,
            category=category,
            clause=norm.clause,
            response=norm.response,
            recovery=norm.recovery,
            status_report=norm.status_report,
        )
        for category, norm in sorted(terms.norms.items())
    )
