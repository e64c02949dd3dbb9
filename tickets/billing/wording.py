"""How a bill says things: who works what, how it was rounded, and why something is charged or not (W3)."""

from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Activity
from agreements.money import euro
from tickets.billable import Why
from tickets.billing.figures import PER_ENTRY, PER_TICKET_DAY, Line, Rounding


def money(amount: Decimal) -> str:
    """A sum in the language that is active now."""
    return euro(amount, translation.get_language() or "nl")


def percent(value: Decimal) -> str:
    """21%, or 5,5% in Dutch."""
    plain = f"{value.normalize():f}"
    return f"{plain if (translation.get_language() or '').startswith('en') else plain.replace('.', ',')}%"


def hours(minutes: int) -> str:
    """Hours and minutes as a clock shows them: 1:30, -0:15."""
    whole, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}{whole}:{rest:02}"


def day(value: date) -> str:
    """A date in figures, as it stands in a column."""
    return f"{value:%d-%m-%Y}"


def month_name(year: int, month: int) -> str:
    """The month by name, and its year."""
    return f"{MONTHS[month]} {year}"


def activity(value: str) -> str:
    """What sort of work it was."""
    return str(Activity(value).label)


def why(line: Line) -> str:
    """The sentence for the customer; with the reason that somebody gave, when it was decided by hand."""
    if line.corrects:
        return _("Correction of {number}: {reason}").format(number=line.corrects, reason=line.reason)
    sentence = str(Why(line.why).label)
    return f"{sentence} {line.reason}".strip()


def rounding(terms: Rounding) -> str:
    """How time becomes billed time."""
    if terms.minutes == 1:
        return _("Time is charged by the minute, without rounding.")
    step = ngettext("{n} minute", "{n} minutes", terms.minutes).format(n=terms.minutes)
    if terms.per == PER_ENTRY:
        return _("Each entry is rounded up to whole steps of {step}.").format(step=step)
    if terms.per == PER_TICKET_DAY:
        return _(
            "What was done for a ticket on one day at one rate is added up, and that sum is rounded up to whole steps "
            "of {step}. What rounding adds stands on the last line of that day."
        ).format(step=step)
    return _(
        "What was done for a ticket in the month at one rate is added up, and that sum is rounded up to whole steps of "
        "{step}. What rounding adds stands on the last line of the ticket."
    ).format(step=step)


def rules() -> list[str]:
    """What is charged, and at which rate, in plain words (clause W3)."""
    return [
        _("A change that does not belong to an incident is charged at the hourly rate (clause W3 of the agreement)."),
        _("The rate is the one that was in force on the day of the work. All rates are per hour, without VAT."),
        _("Incidents, and all work that belongs to one, are not charged. They stand here so that you see what we did."),
        _("VAT is computed on the sum of the lines."),
    ]
