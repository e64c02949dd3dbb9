"""What the database itself refuses, as the sentence that the rule has: so that losing a race is never an error page."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal

_YEAR_FULL = _("M3: somebody else took this place of the year just now. Look at the year, and try again.")
_TAKEN = _("Somebody else planned a window on this environment at that time just now.")
SENTENCES: Mapping[str, Promise] = MappingProxyType(
    {
        "window_place_once": _YEAR_FULL,
        "window_place_within_cap": _YEAR_FULL,
        "window_customer_place_once": _YEAR_FULL,
        "window_customer_place_within_cap": _YEAR_FULL,
        "window_no_overlap": _TAKEN,
        "window_outside_opening_hours": _("M1: the window lies within opening hours."),
        "window_announced_in_time": _("M4: the notice is too short for this start."),
        "window_weekday_has_reason": _("M5: a weekday needs a reason."),
        "environment_joined_once": _("This customer uses that environment already."),
    }
)
# How SQLite names a unique constraint: by its columns.
_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "maintenance_maintenancewindow.place": "window_place_once",
        "maintenance_windowcustomer.place": "window_customer_place_once",
        "maintenance_environmentcustomer.customer_id": "environment_joined_once",
        "environment_joined_once": "environment_joined_once",
    }
)


@contextmanager
def as_refusals() -> Iterator[None]:
    """Around a transaction: its rules in the database refuse by sentence; any other error is raised as it is."""
    try:
        yield
    except IntegrityError as error:
        sentence = SENTENCES.get(_constraint(error))
        if sentence is None:
            raise
        raise Refusal(sentence) from error


def _constraint(error: IntegrityError) -> str:
    """The name of the constraint that was broken."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or "")
    text = str(error)
    by_column = (name for column, name in _COLUMNS.items() if column in text)
    by_name = (name for name in SENTENCES if name in text)
    return next(by_column, next(by_name, ""))
