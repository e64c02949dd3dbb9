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
    MERGED = "merged", pgettext_lazy("ticket status", "Merged")
    AWAITING_APPROVAL = "awaiting_approval", pgettext_lazy("ticket status", "Waiting for approval")


OPEN_STATUSES: tuple[Status, ...] = (
    Status.QUEUED,
    Status.NEW,
    Status.IN_PROGRESS,
    Status.WAITING,
)
ENDED_STATUSES: tuple[Status, ...] = (Status.CLOSED, Status.WITHDRAWN, Status.MERGED)


class ClockKind(TextChoices):
    """The promises that run as a clock (N1-N4, W2)."""

    RESPONSE = "response", _("Response")
    RECOVERY = "recovery", _("Recovery")
    STATUS_REPORT = "status_report", _("Status report")
    APPOINTMENT = "appointment", _("Making an appointment")
    DELIVERY = "delivery", _("Delivery")


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
    RECLASSIFIED = "reclassified", _("reclassified")
    PINNED = "pinned", _("other opening times or agreement applied")
    APPOINTMENT_MADE = "appointment_made", _("appointment made")
    CALL_LOGGED = "call_logged", _("call logged")
    REMINDED = "reminded", _("reminder to the customer")
    CLOSED_UNANSWERED = "closed_unanswered", _("closed without an answer")
    BREACH_EXPLAINED = "breach_explained", _("cause of a missed promise")
    LINKED = "linked", _("linked to another ticket")
    UNLINKED = "unlinked", _("link removed")
    MERGED = "merged", _("merged into another ticket")
    ABSORBED = "absorbed", _("took over another ticket")
    UNMERGED = "unmerged", _("goes on by itself again")
    GIVEN_BACK = "given_back", _("gave another ticket back")
    FOLLOWER_ADDED = "follower_added", _("follower added")
    FOLLOWER_REMOVED = "follower_removed", _("follower removed")
    NOTE_PUBLISHED = "note_published", _("internal note made public")
    CONFIDENTIALITY = "confidentiality", _("made confidential or not")
    FILE_REFUSED = "file_refused", _("file refused")
    BILLING_RULED = "billing_ruled", _("decision on what is billed")
    SUBMITTED_FOR_APPROVAL = "submitted_for_approval", _("submitted, the costs are to be approved first")
    ESTIMATE_PROPOSED = "estimate_proposed", _("estimate of the costs")
    ESTIMATE_WITHDRAWN = "estimate_withdrawn", _("estimate withdrawn")
    ESTIMATE_APPROVED = "estimate_approved", _("costs approved")
    ESTIMATE_REFUSED = "estimate_refused", _("costs refused")
    ESTIMATE_EXPIRED = "estimate_expired", _("costs not approved in time")
    APPROVAL_REMINDED = "approval_reminded", _("reminder of the costs to approve")
    APPROVAL_WAIVED = "approval_waived", _("no approval needed any more")
    CHECK_TICKED = "check_ticked", _("delivery check")
    DELIVERED = "delivered", _("delivered")
    DELIVERY_CONFIRMED = "delivery_confirmed", _("customer says that it works")


class EstimateState(TextChoices):
    """What became of an estimate of the costs (W3)."""

    PROPOSED = "proposed", _("to be approved")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("not approved in time")


class ScanState(TextChoices):
    """What is known of a file: scanned or not is up to DESK_CLAMAV at the moment that it came."""

    UNSCANNED = "unscanned", _("not scanned")
    SCANNING = "scanning", _("being checked")
    CLEAN = "clean", _("clean")
    REFUSED = "refused", _("refused")


class BreachCause(TextChoices):
    """Why a promise was missed, for the reports."""

    WAITED_FOR_COLLEAGUE = "colleague", _("waited for a colleague")
    SUPPLIER = "supplier", _("waited for a supplier")
    UNDERESTIMATED = "underestimated", _("more work than estimated")
    UNCLEAR_REPORT = "unclear_report", _("the report was unclear")
    OVERLOAD = "overload", _("too much work at once")
    FORGOTTEN = "forgotten", _("forgotten")
    OTHER = "other", _("another cause")


class Relation(TextChoices):
    """What one ticket is to another."""

    SAME_CAUSE = "same_cause", _("has the same cause as")
    FOLLOWS_FROM = "follows_from", _("follows from")
    CHANGE_FOR_INCIDENT = "change_for_incident", _("is a change for the incident")


class AppointmentFor(TextChoices):
    """What is done at an agreed moment (N4); the values are those of `ClockKind`."""

    RECOVERY = "recovery", _("recovery")
    STATUS_REPORT = "status_report", _("a status report")


class AppointmentHow(TextChoices):
    """How a moment was agreed."""

    PHONE = "phone", _("by phone")
    MAIL = "mail", _("by e-mail")
    PORTAL = "portal", _("through the portal")
    ON_SITE = "on_site", _("on site")


class AppointmentAskedBy(TextChoices):
    """Who asked for the moment."""

    CUSTOMER = "customer", _("the customer")
    HELPDESK = "helpdesk", _("the helpdesk")


class EditOutcome(TextChoices):
    """What an administrator chose for the tickets that were open when a calendar or an agreement was edited (N)."""

    APPLY = "apply", _("applied to open tickets")
    LEAVE = "leave", _("open tickets left as they are")
