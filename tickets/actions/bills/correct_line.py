"""Putting right a line of a closed month: the difference stands on the next bill, and names the old one (W3)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Refusal
from tickets.models import BillCorrection, BilledMonth
from tickets.queries.bills import corrections_of, line_for

MOST_MINUTES = 24 * 60
LONGEST_REASON = 500


def correct_line(actor: User, line_id: int, *, billed_minutes: int, reason: str, now: datetime) -> BillCorrection:
    """From now on the line stands for `billed_minutes`; what that differs waits for the next closing of a month.

    Refused: anybody but an administrator (403), no line (404), a line that is a correction itself, one without a rate,
    no reason, minutes that a day does not have, and a correction that changes nothing (422).
    """
    if not actor.is_administrator:
        raise NotAllowed(_("Only an administrator can do this."))
    with transaction.atomic():
        line = line_for(line_id)
        # One at a time for a bill: two that read the same minutes would take the difference twice.
        list(BilledMonth.objects.select_for_update().filter(pk=line.billed_month_id))
        if line.corrects_id is not None:
            raise Refusal(_("This line is a correction. Correct the line that it names."))
        if line.rate is None:
            raise Refusal(_("This line has no rate, so there is nothing to compute a difference with."))
        if not 0 <= billed_minutes <= MOST_MINUTES:
            raise Refusal(_("Give the minutes as a number from 0 to 1440."))
        if not reason.strip():
            raise Refusal(_("Give a reason: the customer reads it on the next bill."))
        before = corrections_of(line)
        if billed_minutes == (before[-1].billed_minutes if before else line.billed_minutes):
            raise Refusal(_("The line stands for these minutes already."))
        return BillCorrection.objects.create(
            line=line,
            billed_minutes=billed_minutes,
            reason=reason.strip()[:LONGEST_REASON],
            recorded_at=now,
            recorded_by=actor,
        )
