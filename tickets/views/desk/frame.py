"""What every page of the desk has around it: the queues with their counts, and the ticket that was announced last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.http import SignedInRequest
from agreements.queries import desk_hours
from agreements.terms import DeskHours
from tickets.queries.counts import Counts, queue_counts
from tickets.queries.queue import Moment, View, moment_for


@dataclass(frozen=True, slots=True)
class Place:
    """A queue in the navigation: its name, icon, colour when there is something in it, and shortcut."""

    label: str | Promise
    icon: str
    state: str = ""
    key: str = ""


PLACES: Mapping[View, Place] = {
    View.OPEN: Place(_("All open"), "inbox", key="g o"),
    View.MINE: Place(_("My tickets"), "user", key="g m"),
    View.UNASSIGNED: Place(_("Unassigned"), "user-plus", key="g u"),
    View.LATE: Place(_("Late"), "triangle-alert", "late", key="g l"),
    View.SOON: Place(_("Within 1 hour"), "clock-alert", "soon"),
    View.INCIDENTS: Place(_("Incidents"), "wrench"),
    View.CHANGES: Place(_("Changes"), "sliders-horizontal"),
    View.QUESTIONS: Place(_("Questions"), "message-square"),
    View.WAITING: Place(_("Waiting for customer"), "circle-pause"),
    View.APPROVAL: Place(pgettext_lazy("status", "Waiting for approval"), "hourglass"),
    View.APPOINTMENT: Place(_("Agreed"), "calendar-check"),
    View.NO_APPOINTMENT: Place(_("Appointment missing"), "handshake", "soon"),
    View.QUEUED: Place(_("Next working day"), "sunrise"),
}
TITLES: Mapping[View, str | Promise] = {
    View.OPEN: _("All open tickets"),
    View.MINE: _("My tickets"),
    View.UNASSIGNED: _("Unassigned tickets"),
    View.LATE: _("Late"),
    View.SOON: _("Within 1 hour"),
    View.INCIDENTS: _("Incidents"),
    View.CHANGES: _("Changes"),
    View.QUESTIONS: _("Questions"),
    View.WAITING: _("Waiting for customer"),
    View.APPROVAL: pgettext_lazy("status", "Waiting for approval"),
    View.APPOINTMENT: _("By appointment"),
    View.NO_APPOINTMENT: _("Appointment missing"),
    View.QUEUED: _("Next working day"),
}
GROUPS: tuple[tuple[str | Promise, tuple[View, ...]], ...] = (
    (_("Queues"), (View.OPEN, View.MINE, View.UNASSIGNED, View.LATE, View.SOON)),
    (_("Kind"), (View.INCIDENTS, View.CHANGES, View.QUESTIONS)),
    (_("By appointment"), (View.APPOINTMENT, View.NO_APPOINTMENT)),
    (_("Clock stands still"), (View.WAITING, View.APPROVAL, View.QUEUED)),
)
# A way of standing that nothing can have yet is not offered.
ONLY_WITH_TICKETS = frozenset({View.CHANGES, View.APPROVAL})


@dataclass(frozen=True, slots=True)
class Frame:
    """The present and the counts, read once for a page."""

    moment: Moment
    counts: Counts
    hours: DeskHours
    current: View | None = None

    def context(self) -> dict[str, Any]:
        """What the layout of the desk needs."""
        return {
            "nav": navigation(self.counts, self.current),
            "newest_event": self.counts.newest_event,
            "desk_hours": self.hours,
        }

    def stamp(self) -> str:
        """Equal as long as a page drawn now is true: the counts, and when the helpdesk closes or opens next."""
        turn = self.hours.closes_at or self.hours.next_opening_at
        return f"{self.counts.stamp(self.moment.now)}-{int(turn.timestamp())}"


def frame_for(request: SignedInRequest, current: View | None = None, customer_id: int | None = None) -> Frame:
    """The frame at this request's moment, with the number of open tickets of a customer; two SQL statements."""
    hours = desk_hours(now=request.now)
    moment = moment_for(request.access, hours.calendar_revision_id, now=request.now)
    return Frame(moment, queue_counts(moment, customer_id), hours, current)


def navigation(counts: Counts, current: View | None) -> list[dict[str, Any]]:
    """The groups of queues with their counts, as `components/desk_nav.html` draws them."""
    base = reverse("desk:queue")
    return [
        {
            "label": label,
            "entries": [_entry(base, view, counts, current) for view in views if _offered(view, counts, current)],
        }
        for label, views in GROUPS
    ]


def _offered(view: View, counts: Counts, current: View | None) -> bool:
    return view not in ONLY_WITH_TICKETS or view is current or bool(counts.by_view[view])


def _entry(base: str, view: View, counts: Counts, current: View | None) -> dict[str, Any]:
    place = PLACES[view]
    return {
        "label": place.label,
        "icon": place.icon,
        "url": base if view is View.OPEN else f"{base}?view={view}",
        "count": count_words(counts, view),
        "state": place.state,
        "current": view is current,
        "key": place.key,
    }


def count_words(counts: Counts, view: View) -> str | int:
    """A count as it is shown: a lower bound has a plus behind it."""
    number = counts.by_view[view]
    return f"{number}+" if counts.capped and (number or view is View.OPEN) else number
