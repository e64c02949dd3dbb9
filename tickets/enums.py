"""The closed sets of the ticket's world; stored values never change, words for people come from gettext."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What a ticket is (C2)."""

    INCIDENT = "incident", _("incident")
    SUPPORT_INCIDENT = "support_incident", _("support incident")
    STANDARD_CHANGE = "standard_change", _("change")


class Ground(TextChoices):
    """Why a ticket is a support incident (C2); a plain question has nothing broken."""

    NOT_SOFTWARE = "not_software", _("not a software fault")
    NOT_MANAGED = "not_managed", _("network or other matters that OZMO does not manage")
    CONFIGURATION = "configuration", _("set-up, configuration or a change request")
    QUESTION = "question", _("question")


class ImpactChoice(TextChoices):
    """Who is affected (C1, the rows); the values are those of `agreements.matrix.Impact`."""

    ALL = "all", _("all users")
    SOME = "some", _("some users")
    ONE = "one", _("one user")


class SeverityChoice(TextChoices):
    """By what (C1, the columns); the values are those of `agreements.matrix.Severity`."""

    NO_CALLS = "no_calls", _("can no longer call")
    NO_FUNCTIONS = "no_functions", _("cannot use certain functions")
    CUMBERSOME = "cumbersome", _("can still work in a cumbersome way")


class Status(TextChoices):
    """Where a ticket is in its life; written by `event_log` only."""

    QUEUED = "queued", pgettext_lazy("ticket status", "Next working day")
    NEW = "new", pgettext_lazy("ticket status", "New")
    IN_PROGRESS = "in_progress", pgettext_lazy("ticket status", "In progress")
    WAITING = "waiting", pgettext_lazy("ticket status", "Waiting for customer")
    RECOVERED = "recovered", pgettext_lazy("ticket status", "Recovered")
    CLOSED = "closed", pgettext_lazy("ticket status", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("ticket status", "Withdrawn")


OPEN_STATUSES: tuple[Status, ...] = (
    Status.QUEUED,
    Status.NEW,
    Status.IN_PROGRESS,
    Status.WAITING,
)
ENDED_STATUSES: tuple[Status, ...] = (Status.CLOSED, Status.WITHDRAWN)


class ClockKind(TextChoices):
    """The promises that run as a clock (N1-N4)."""

    RESPONSE = "response", _("Response")
    RECOVERY = "recovery", _("Recovery")
    STATUS_REPORT = "status_report", _("Status report")


class Channel(TextChoices):
    """How a ticket reached the helpdesk."""

    PORTAL = "portal", _("through the portal")
    PHONE = "phone", _("by phone")


class Visibility(TextChoices):
    """Whether the customer's side may see an event."""

    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("internal")


class EventKind(TextChoices):
    """What happened to a ticket; each kind has its presenter `templates/tickets/events/<kind>.html`."""

    SUBMITTED = "submitted", _("submitted")
    RELEASED = "released", _("taken up at opening time")
    RELEASE_MOVED = "release_moved", _("taking up moved")
    TAKEN = "taken", _("taken")
    ASSIGNED = "assigned", _("assigned")
    CUSTOMER_REPLIED = "customer_replied", _("reply of the customer")
    REPLIED = "replied", _("reply")
    NOTED = "noted", _("internal note")
    STATUS_REPORTED = "status_reported", _("status report")
    CUSTOMER_ASKED = "customer_asked", _("question to the customer")
    RESUMED = "resumed", _("resumed")
    RECOVERED = "recovered", _("recovered")
    CONFIRMED_WORKING = "confirmed_working", _("customer says that it works again")
    REOPENED = "reopened", _("reopened")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")
    REDACTED = "redacted", _("text removed")
