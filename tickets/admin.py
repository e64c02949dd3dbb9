"""Tickets as administrators may look them up: to read only. Everything that changes a ticket is done at the desk.

The forms of the calendar and of agreements are those of `agreements.admin`, which does not know tickets; here they
learn to show what an edit would do to open tickets before it is saved.
"""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.http import SignedInRequest
from agreements.admin import AgreementVersionAdmin, ByActions, CalendarDayAdmin
from agreements.edited import hours_with_day, hours_without_day
from agreements.forms import VersionForm
from agreements.models import AgreementVersion, CalendarDay
from agreements.queries import current_calendar_id
from tickets.actions.apply_edit import NewPins, apply_edit
from tickets.forms.simulator import SimulatorForm
from tickets.models import Attachment, SlaClock, Ticket, TicketEvent
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.edited import open_tickets_under
from tickets.sla.what_if import Edit, Effect
from tickets.views.edits.preview import APPLY, effects_of, is_decided, preview_of
from tickets.views.edits.simulator import simulated

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
else:
    AnyAdmin = admin.ModelAdmin

FOUND = 302


class EditRequest(SignedInRequest):
    """A form of an edit on its way: what it would do, and what it saved."""

    edit: Edit
    effects: list[Effect]
    saved: Model


class PreviewedForm(forms.Form):
    """Mixed into a form of an edit: it is not saved as long as its effects were not looked at and decided on."""

    edge: EditRequest
    owner: "Previewed"

    def is_valid(self) -> bool:
        """Whether there is nothing wrong, and nothing left to decide."""
        if not super().is_valid():
            return False
        self.owner.look_ahead(self.edge, self)
        return not self.edge.effects or is_decided(self.edge.POST)


class Previewed(ByActions):
    """Shows every open ticket with old and new moments before saving; then applies the edit or leaves it, on record."""

    change_form_template = "admin/edits/change_form.html"

    def edit_of(self, form: Any) -> tuple[Edit, list[Ticket] | None]:
        """What the form would make true, and for which tickets (None: all that are open)."""
        raise NotImplementedError

    def pins_of(self, saved: Model) -> NewPins:
        """What was made by saving."""
        raise NotImplementedError

    def look_ahead(self, edge: EditRequest, form: Any) -> None:
        """Compute what the form would do, once for each request."""
        if not hasattr(edge, "effects"):
            edge.edit, tickets = self.edit_of(form)
            edge.effects = effects_of(edge.edit, tickets, now=edge.now)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of the layer below, which waits for the decision."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("PreviewedEdit", (PreviewedForm, form), {"edge": request, "owner": self})

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Remember what was saved: it is applied after the transaction."""
        super().save_model(request, obj, form, change)
        cast(EditRequest, request).saved = obj

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Save, and then do what was decided."""
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        edge = cast(EditRequest, request)
        if hasattr(edge, "saved") and edge.effects:
            self.settle(edge, edge.saved)
        return answer

    def settle(self, edge: EditRequest, saved: Model) -> None:
        """Apply the edit to the tickets of the preview or leave them; the history of what was edited says which."""
        count = len(edge.effects)
        if edge.POST.get("outcome") == APPLY:
            ids = [each.ticket.pk for each in edge.effects]
            done = apply_edit(edge.user, self.pins_of(saved), ids, now=edge.now)
            text = ngettext(
                "Applied to {count} of {all} open ticket that it changes.",
                "Applied to {count} of {all} open tickets that it changes.",
                count,
            )
            said = text.format(count=done, all=count)
        else:
            text = ngettext(
                "Saved; {all} open ticket that it would change was left as it is.",
                "Saved; {all} open tickets that it would change were left as they are.",
                count,
            )
            said = text.format(all=count)
        self.log_change(edge, saved, said)
        self.message_user(edge, said)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, with the preview when there is something to decide."""
        edge = cast(EditRequest, request)
        if getattr(edge, "effects", None):
            context = {**context, **preview_context(edge)}
        return super().render_change_form(request, context, *args, **kwargs)


def preview_context(edge: EditRequest) -> dict[str, Any]:
    """The page of the preview that was asked for, and the simulator under both setups."""
    asked = edge.POST if edge.POST.get("submitted_at") else None
    form = SimulatorForm(asked, initial={"submitted_at": edge.now})
    results = simulated(form, now=edge.now, edit=edge.edit) if form.is_bound and form.is_valid() else []
    return {"preview": preview_of(edge.effects, edge.POST, now=edge.now), "simulator": form, "results": results}


admin.site.unregister([CalendarDay, AgreementVersion])


@admin.register(CalendarDay)
class PreviewedDayAdmin(Previewed, CalendarDayAdmin):
    """Days with hours of their own."""

    delete_confirmation_template = "admin/edits/delete_confirmation.html"

    def edit_of(self, form: Any) -> tuple[Edit, list[Ticket] | None]:
        """The calendar with the day; it is everybody's."""
        return Edit(hours=hours_with_day(form.instance)), None

    def pins_of(self, saved: Model) -> NewPins:
        """The revision that saving made."""
        return NewPins(calendar_revision=current_calendar_id())

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Taking a day back is an edit too: shown first, decided, done."""
        edge, day = cast(EditRequest, request), self.get_object(request, object_id)
        if day is None or not self.has_delete_permission(request, day):
            return super().delete_view(request, object_id, extra_context)
        edge.edit = Edit(hours=hours_without_day(day.date))
        edge.effects = effects_of(edge.edit, None, now=edge.now)
        shown = {**(extra_context or {}), **preview_context(edge)}
        if request.method == "POST" and edge.effects and not is_decided(edge.POST):
            request.POST = QueryDict()  # Without an answer it only shows.
            return super().delete_view(request, object_id, shown)
        answer = super().delete_view(request, object_id, shown)
        if request.method == "POST" and edge.effects and answer.status_code == FOUND:
            self.settle(edge, day)
        return answer


@admin.register(AgreementVersion)
class PreviewedVersionAdmin(Previewed, AgreementVersionAdmin):
    """Versions of agreements."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A version that is there is only read."""
        if obj is not None:
            return AgreementVersionAdmin.get_form(self, request, obj, change, **kwargs)
        return super().get_form(request, obj, change, **kwargs)

    def edit_of(self, form: Any) -> tuple[Edit, list[Ticket] | None]:
        """The new terms, for the tickets of that agreement."""
        agreement = form.cleaned_data["agreement"]
        return Edit(terms=cast(VersionForm, form).terms()), open_tickets_under(agreement.pk)

    def pins_of(self, saved: Model) -> NewPins:
        """The version that was published."""
        return NewPins(agreement_version=saved.pk)


class ReadOnlyAdmin(AnyAdmin):
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


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    """What was sent along; the content is served through its ticket only."""

    list_display = ("name", "number", "content_type", "size", "removed_at")
    ordering = ("-pk",)
    exclude = ("storage_name",)
