"""How the sentences of the planner name customers, moments and windows."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from agreements import wording
from maintenance.models.window import REFERENCE_PREFIX
from maintenance.schedule import EndsBeforeStart, NonexistentTime, SchedulingError, Span, TooLong, YearOutOfRange

MOST_NAMES = 3


def names(customers: Iterable[Organisation]) -> str:
    """'Peelland Transport, Zorggroep Maasoever and 12 others'."""
    each = [customer.name for customer in customers]
    shown, others = each[:MOST_NAMES], len(each) - MOST_NAMES
    text = ", ".join(shown)
    if others <= 0:
        return text
    return ngettext("{names} and {n} other", "{names} and {n} others", others).format(names=text, n=others)


def reference(window_id: int) -> str:
    """'OH-12'."""
    return f"{REFERENCE_PREFIX}{window_id}"


def moment(at: datetime, *, now: datetime) -> str:
    """'zaterdag 5 december 22:00', with the year when it is another."""
    return wording.moment(at, now=now)


def suggestion(nearest: Span | None, *, now: datetime) -> str:
    """The nearest moment that would pass, as a sentence; "" when there is none to offer."""
    if nearest is None:
        return ""
    return _("The nearest moment that passes is {moment}.").format(moment=moment(nearest.starts_at, now=now))


def nonsense(why: SchedulingError) -> str:
    """Why times make no sense, whatever the rules say."""
    match why:
        case EndsBeforeStart():
            return _("The end is before the start.")
        case TooLong():
            most = int(why.most.total_seconds() // 3600)
            return _("A window lasts at most {n} hours. Plan several windows instead.").format(n=most)
        case YearOutOfRange():
            return _("Check the year: maintenance is planned from {first} to {last}.").format(
                first=why.first, last=why.last
            )
        case NonexistentTime():
            return _("The clock skips {time} that night: it goes from {skipped_from} to {skipped_to}.").format(
                time=f"{why.wall:%H:%M}", skipped_from=f"{why.skipped_from:%H:%M}", skipped_to=f"{why.skipped_to:%H:%M}"
            )
        case _:
            return _("These times make no sense.")
