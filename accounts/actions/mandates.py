"""Mandates: an ICT partner acts for a customer, until it ends (clause P1)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.event_log import record
from accounts.models import AccountEventKind, Mandate, Organisation, User
from accounts.permissions import check_can_end, check_can_grant, check_can_manage_people
from accounts.refusals import Refusal


@transaction.atomic
def grant_mandate(
    *,
    actor: User | None,
    customer: Organisation,
    partner: Organisation,
    starts_at: datetime,
    now: datetime,
    ends_at: datetime | None = None,
    may_file: bool = True,
    may_consult: bool = False,
    may_approve_cost: bool = False,
) -> Mandate:
    """`partner` may act for `customer` while `starts_at <= moment < ends_at` (P1).

    Refuses other kinds of parties, an end that is not after the start, and a period in which the two have a
    mandate already: ending one must take everything away at once. By a key contact of the customer, from `now` on.
    """
    check_can_grant(actor, customer.pk)
    if not customer.is_customer or not partner.is_partner:
        raise Refusal(_("A mandate is given by a customer to an ICT partner."))
    _check_end(starts_at, ends_at)
    if actor is not None and not actor.is_administrator and starts_at < now:
        raise Refusal(_("A mandate cannot begin in the past."))
    # The lock on the customer makes two grants for it wait for each other.
    Organisation.objects.select_for_update().get(pk=customer.pk)
    _check_no_overlap(customer, partner, starts_at, ends_at)
    mandate = Mandate.objects.create(
        customer=customer,
        partner=partner,
        starts_at=starts_at,
        ends_at=ends_at,
        may_file=may_file,
        may_consult=may_consult,
        may_approve_cost=may_approve_cost,
    )
    _record(AccountEventKind.MANDATE_GRANTED, mandate, actor=actor, now=now)
    return mandate


@transaction.atomic
def change_mandate(
    *,
    actor: User | None,
    mandate: Mandate,
    ends_at: datetime | None,
    may_file: bool,
    may_consult: bool,
    may_approve_cost: bool,
    now: datetime,
) -> Mandate:
    """Changes what a mandate allows and when it will end (P1); one that has ended stays as it was.

    Refuses an end before `now`: what a partner could see in the past is not rewritten.
    """
    check_can_manage_people(actor)
    locked = _locked(mandate)
    _check_not_ended(locked, now)
    _check_end(locked.starts_at, ends_at)
    if ends_at is not None and ends_at < now:
        raise Refusal(_("A mandate cannot end in the past. End it now instead."))
    _check_no_overlap(locked.customer, locked.partner, locked.starts_at, ends_at, besides=locked)
    locked.ends_at = ends_at
    locked.may_file, locked.may_consult, locked.may_approve_cost = may_file, may_consult, may_approve_cost
    locked.save(update_fields=["ends_at", "may_file", "may_consult", "may_approve_cost"])
    _record(AccountEventKind.MANDATE_CHANGED, locked, actor=actor, now=now)
    return locked


@transaction.atomic
def end_mandate(*, actor: User | None, mandate: Mandate, now: datetime) -> None:
    """Ends it at `now`: everything of the customer is gone for the partner from that very moment (P1).

    Either side does so. One that has not begun yet is taken away altogether. Refuses one that has ended already.
    """
    check_can_end(actor, mandate)
    locked = _locked(mandate)
    _check_not_ended(locked, now)
    if locked.starts_at >= now:
        _record(AccountEventKind.MANDATE_ENDED, locked, actor=actor, now=now)
        locked.delete()
        return
    locked.ends_at = now
    locked.save(update_fields=["ends_at"])
    _record(AccountEventKind.MANDATE_ENDED, locked, actor=actor, now=now)
    mandate.ends_at = now


def _locked(mandate: Mandate) -> Mandate:
    rows = Mandate.objects.select_for_update(of=("self",)).select_related("customer", "partner")
    return rows.get(pk=mandate.pk)


def _check_end(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise Refusal(_("A mandate ends after it starts."))


def _check_not_ended(mandate: Mandate, now: datetime) -> None:
    if mandate.ends_at is not None and mandate.ends_at <= now:
        raise Refusal(_("This mandate has ended already."))


def _check_no_overlap(
    customer: Organisation,
    partner: Organisation,
    starts_at: datetime,
    ends_at: datetime | None,
    *,
    besides: Mandate | None = None,
) -> None:
    others = Mandate.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at), customer=customer, partner=partner
    )
    if ends_at is not None:
        others = others.filter(starts_at__lt=ends_at)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise Refusal(_("This ICT partner has a mandate of this customer in this period already."))


def _record(kind: AccountEventKind, mandate: Mandate, *, actor: User | None, now: datetime) -> None:
    data = {
        "mandate": mandate.pk,
        "partner": mandate.partner_id,
        "starts_at": mandate.starts_at.isoformat(),
        "ends_at": mandate.ends_at.isoformat() if mandate.ends_at else None,
        "may": [right for right in ("may_file", "may_consult", "may_approve_cost") if getattr(mandate, right)],
    }
    record(kind, actor=actor, now=now, organisation=mandate.customer, data=data)
