"""Tickets as administrators may look them up: to read only. Everything that changes a ticket is done at the desk."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.offered_filters import OfferedFilters
from tickets.models import Attachment, EditDecision, ErasureRecord, SlaClock, Ticket, TicketEvent
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.views.edits.decided import outcome_words


class ReadOnlyAdmin(OfferedFilters):
    """Nothing can be added, changed or deleted here: events are append-only, clocks are replayed from them."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tickets come in through the portal or the desk."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Read only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is ever deleted."""
        return False

    @admin.display(description=_("ticket"), ordering="ticket_id")
    def number(self, row: TicketEvent | SlaClock | Attachment) -> str:
        """The ticket by the number that people use."""
        return f"{REFERENCE_PREFIX}{row.ticket_id}"


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    """Tickets, the newest first."""

    list_display = ("reference_shown", "subject", "organisation", "category", "status", "assignee", "submitted_at")
    list_select_related = ("organisation", "assignee")
    list_filter = ("status", "category", "kind")
    search_fields = ("subject",)
    ordering = ("-submitted_at",)
    exclude = ("search_text", "submission_key")

    @admin.display(description=_("number"), ordering="pk")
    def reference_shown(self, ticket: Ticket) -> str:
        """The number that people use."""
        return ticket.reference


@admin.register(TicketEvent)
class TicketEventAdmin(ReadOnlyAdmin):
    """The audit trail, the newest first."""

    list_display = ("at", "number", "sequence", "kind", "actor", "system_actor", "status", "visibility")
    list_select_related = ("actor",)
    list_filter = ("kind", "visibility")
    ordering = ("-pk",)


@admin.register(SlaClock)
class SlaClockAdmin(ReadOnlyAdmin):
    """The promises as they were replayed from the events."""

    list_display = (
        "number",
        "kind",
        "round",
        "clause",
        "started_at",
        "due_at",
        "stopped_at",
        "met_at",
        "breached_at",
    )
    list_filter = ("kind", "clause")
    ordering = ("-pk",)


@admin.register(EditDecision)
class EditDecisionAdmin(ReadOnlyAdmin):
    """What was decided on edits, also of what is no longer there, and how far each has been applied."""

    list_display = ("decided_at", "what", "how_far", "decided_by")
    list_select_related = ("calendar_revision", "agreement_version__agreement", "decided_by")
    list_filter = ("outcome",)
    ordering = ("-pk",)
    exclude = ("ticket_ids", "moving_ids", "reached", "edited_model", "edited_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EditDecision]:
        """Without the long lists of numbers, which nobody reads here."""
        rows: QuerySet[EditDecision] = super().get_queryset(request)
        return rows.defer("ticket_ids", "moving_ids", "calendar_revision__snapshot")

    @admin.display(description=_("what was edited"), ordering="pk")
    def what(self, decision: EditDecision) -> str:
        """The reason that its revision gives, or the version."""
        revision = decision.calendar_revision
        return revision.reason if revision is not None else str(decision.agreement_version)

    @admin.display(description=_("open tickets"))
    def how_far(self, decision: EditDecision) -> str:
        """What was done with them, so far."""
        return outcome_words(decision)


@admin.register(ErasureRecord)
class ErasureRecordAdmin(ReadOnlyAdmin):
    """Who was anonymised, by number, when and why; what is still to be looked at stands on the person's page."""

    list_display = ("at", "person", "reason", "actor")
    list_select_related = ("user", "actor")
    list_filter = ("reason",)
    ordering = ("-at", "-pk")
    exclude = ("proposed",)

    @admin.display(description=_("person"), ordering="user_id")
    def person(self, record: ErasureRecord) -> str:
        """The number is all that is left."""
        return str(record.user_id)


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    """What was sent along; the content is served through its ticket only."""

    list_display = ("name", "number", "content_type", "size", "scan_state", "finding", "removed_at")
    list_filter = ("scan_state",)
    ordering = ("-pk",)
    exclude = ("storage_name",)
