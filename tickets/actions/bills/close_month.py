"""Closing a month of a customer: it becomes a bill that never changes (W3)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.refusals import NotAllowed, NotVisible, Refusal
from agreements import wording
from tickets.billing import parties
from tickets.billing.figures import Line
from tickets.billing.months import Draft, draft_of, is_month
from tickets.models import BillCorrection, BilledMonth, BillLine, BillSeries, Ticket
from tickets.queries.bills import billing_party, closed_month, customer


def close_month(actor: User, customer_id: int, year: int, month: int, *, now: datetime) -> BilledMonth:
    """The closed month; closed before, it is the same one. Nothing is recorded in it from then on.

    Refused: anybody but an administrator (403), no month or customer at all (404); a month that is not over, work to
    be billed without a rate, a customer without a billing party, no seller (422). A month with nothing to bill gets no
    number: the numbers of a year have no holes.
    """
    if not actor.is_administrator:
        raise NotAllowed(_("Only an administrator can do this."))
    if not is_month(year, month):
        raise NotVisible(_("This month does not exist."))
    whose = customer(customer_id)
    try:
        with transaction.atomic():
            _lock(customer_id)
            found = closed_month(customer_id, year, month)
            return found or _closed(actor, draft_of(whose, year, month, now=now), now)
    except IntegrityError:
        found = closed_month(customer_id, year, month)
        if found is None:
            raise
        return found


def _lock(customer_id: int) -> None:
    """Whoever records time locks its ticket first: after this nobody does, until the month is closed or not.

    The customer's own row keeps new tickets out; those that came just before it was locked are locked after it.
    """
    theirs = Ticket.objects.filter(organisation_id=customer_id).order_by("pk").select_for_update(of=("self",))
    list(theirs.values_list("pk", flat=True))
    list(Organisation.objects.select_for_update().filter(pk=customer_id))
    list(theirs.values_list("pk", flat=True))


def _closed(actor: User, draft: Draft, now: datetime) -> BilledMonth:
    party, seller = billing_party(draft.customer.pk), parties.seller()
    if draft.obstacles or party is None or seller is None:
        raise Refusal(" ".join(draft.obstacles))
    issued_on = now.astimezone(wording.ZONE).date()
    row = BilledMonth.objects.create(
        customer=draft.customer,
        year=draft.year,
        month=draft.month,
        number=_next_number(issued_on, seller.prefix) if draft.bill.charged else None,
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=seller.payment_days),
        closed_at=now,
        closed_by=actor,
        terms=_terms(draft),
        seller=seller.party.stored,
        buyer=parties.buyer(party).stored,
        net=draft.bill.net,
        vat=draft.bill.vat,
        total=draft.bill.total,
    )
    BillLine.objects.bulk_create([_line(row, place, each) for place, each in enumerate(draft.bill.lines, 1)])
    BillCorrection.objects.filter(pk__in=[each.pk for each in draft.corrections]).update(billed_in=row)
    return row


def _terms(draft: Draft) -> dict[str, Any]:
    return {
        "rounding_minutes": draft.rounding.minutes,
        "rounding_per": draft.rounding.per,
        "agreement_versions": list(draft.version_ids),
    }


def _next_number(issued_on: date, prefix: str) -> str:
    """The next of the year. The row stays locked until the commit; a closing that fails gives its number back."""
    BillSeries.objects.get_or_create(year=issued_on.year)
    BillSeries.objects.filter(year=issued_on.year).update(last=F("last") + 1)
    last = BillSeries.objects.values_list("last", flat=True).get(year=issued_on.year)
    return f"{prefix}{issued_on.year}-{last:04}"


def _line(row: BilledMonth, position: int, line: Line) -> BillLine:
    return BillLine(
        billed_month=row,
        position=position,
        entry_id=line.entry_id,
        ticket_id=line.ticket_id,
        reference=line.reference,
        subject=line.subject,
        activity=line.activity,
        note=line.note,
        who=line.who,
        day=line.day,
        minutes=line.minutes,
        billed_minutes=line.billed_minutes,
        rate=line.rate,
        amount=line.amount,
        vat_percent=line.vat_percent,
        billable=line.billable,
        why=line.why,
        why_words=line.reason,
        corrects_id=line.corrects_id,
    )
