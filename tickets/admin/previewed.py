"""How an edit is shown, decided and carried out: looked ahead before it is saved, applied to tickets after that."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from agreements.admin.base import ByActions, EdgeRequest
from agreements.opening_hours import OpeningHoursError
from agreements.queries import current_calendar_id
from tickets.actions.apply_edit import apply_at_once
from tickets.actions.decide_edit import Edited, NewPins, Scope, decide_edit
from tickets.enums import EditOutcome
from tickets.forms.simulator import SimulatorForm
from tickets.models import EditDecision
from tickets.queries.edited import decisions_on
from tickets.sla.what_if import Edit, Outlook, outlook
from tickets.views.edits import kept
from tickets.views.edits.decided import Decided, decided, outcome_words
from tickets.views.edits.preview import digest_of, is_decided, preview_of
from tickets.views.edits.simulator import simulated

FOUND = 302


class EditRequest(EdgeRequest):
    """A form of an edit on its way: what it would do, what changed since that was shown, and what it saved."""

    edit: Edit
    seen: Outlook
    changed: int | None
    saved: Model
    decision: EditDecision


class PreviewedForm(forms.Form):
    """Mixed into a form of an edit: it is not saved as long as its effects were not looked at and decided on."""

    edge: EditRequest
    owner: "Previewed"

    def is_valid(self) -> bool:
        """Whether there is nothing wrong, and nothing left to decide."""
        if not super().is_valid():
            return False
        try:
            self.edge.edit = self.owner.edit_of(self)
            return may_save(self.edge)
        except OpeningHoursError:
            self.add_error(None, _out_of_reach())
            return False


class Previewed(ByActions):
    """Shows every open ticket with old and new moments before saving; then applies the edit or leaves it, on record."""

    change_form_template = "admin/edits/change_form.html"
    delete_confirmation_template = "admin/edits/delete_confirmation.html"
    object_history_template = "admin/edits/object_history.html"

    def edit_of(self, form: Any) -> Edit:
        """What the form would make true."""
        raise NotImplementedError

    def edit_without(self, obj: Any) -> Edit | None:
        """What taking this back would make true; None for what is not taken back."""
        return None

    def pins_of(self, saved: Model) -> NewPins:
        """What was made by saving: for the calendar, a revision."""
        return NewPins(calendar_revision=current_calendar_id())

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of the layer below, which waits for the decision."""
        form = super().get_form(request, obj, change, **kwargs)
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return form
        return type("PreviewedEdit", (PreviewedForm, form), {"edge": request, "owner": self})

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Save, with the decision; what was decided is applied after the transaction."""
        super().save_model(request, obj, form, change)
        edge = cast(EditRequest, request)
        edge.saved = obj
        self.decide(edge, obj)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Taken back: the decision with it."""
        edge, pk = cast(EditRequest, request), obj.pk
        super().delete_model(request, obj)
        obj.pk = pk
        self.decide(edge, obj)

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
        if hasattr(edge, "saved") and not hasattr(edge, "refused"):
            self.settle(edge, edge.saved)
        return answer

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Taking back is an edit too: shown first, decided, done."""
        edge, obj = cast(EditRequest, request), self.get_object(request, object_id)
        edit = self.edit_without(obj) if obj is not None and self.has_delete_permission(request, obj) else None
        if obj is None or edit is None:
            return super().delete_view(request, object_id, extra_context)
        edge.edit = edit
        try:
            saves = may_save(edge) and request.method == "POST"
        except OpeningHoursError:
            self.message_user(request, _out_of_reach(), messages.ERROR)
            return HttpResponse(status=FOUND, headers={"Location": "../change/"})
        shown = {**(extra_context or {}), "based_on": current_calendar_id(), **preview_context(edge)}
        if not saves:
            request.POST = QueryDict()  # Without an answer it only shows.
        answer = super().delete_view(request, object_id, shown)
        if saves and answer.status_code == FOUND and not self.get_queryset(request).filter(pk=obj.pk).exists():
            self.settle(edge, obj)
        return answer

    def decide(self, edge: EditRequest, saved: Model) -> None:
        """Put on record what was chosen, in the transaction of the edit."""
        seen = edge.seen
        if seen.open_ids:
            edited = Edited(self.opts.label_lower, saved.pk)
            scope = Scope(seen.open_ids, list(seen.effects))
            outcome = EditOutcome(edge.POST["outcome"])
            edge.decision = decide_edit(edge.user, self.pins_of(saved), edited, scope, outcome, now=edge.now)

    def settle(self, edge: EditRequest, saved: Model) -> None:
        """Apply what was decided to as many tickets as fit in this request; the history of what was edited says it."""
        if not hasattr(edge, "decision"):
            return
        said = outcome_words(apply_at_once(edge.decision, now=edge.now))
        self.log_change(edge, saved, said)
        self.message_user(edge, said)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """What happened to the row, with what became of every decision."""
        shown = {**(extra_context or {}), "decisions": self.decisions(object_id)}
        return super().history_view(request, object_id, shown)

    def decisions(self, object_id: str) -> list[Decided]:
        """Every decision on this row, in words."""
        pk = object_id if object_id.isascii() and object_id.isdigit() else "0"
        return decided(decisions_on(self.opts.label_lower, int(pk)))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, with the preview when there is something to decide."""
        edge = cast(EditRequest, request)
        if hasattr(edge, "seen") and not hasattr(edge, "refused"):
            context = {**context, **preview_context(edge)}
        elif context.get("object_id"):
            context = {**context, "decisions": self.decisions(context["object_id"])}
        return super().render_change_form(request, context, *args, **kwargs)


def may_save(edge: EditRequest) -> bool:
    """Whether it was decided on just what would happen now, or there is nothing to decide."""
    digest, user_id = digest_of(edge.path, edge.POST), edge.user.pk
    if not is_decided(edge.POST, digest):
        edge.seen = kept.look(edge.edit, user_id, digest, now=edge.now)
        return not edge.seen.open_ids
    edge.seen = outlook(edge.edit, now=edge.now)
    edge.changed = kept.unseen(edge.seen, user_id, digest)
    if edge.changed == 0:
        return True
    kept.keep(edge.seen, user_id, digest)
    return not edge.seen.open_ids


def preview_context(edge: EditRequest) -> dict[str, Any]:
    """The page of the preview that was asked for, and the simulator under both setups."""
    asked = edge.POST if edge.POST.get("submitted_at") else None
    form = SimulatorForm(asked, initial={"submitted_at": edge.now})
    results = simulated(form, now=edge.now, edit=edge.edit) if form.is_bound and form.is_valid() else []
    preview = None
    if edge.seen.open_ids:
        digest = digest_of(edge.path, edge.POST)
        preview = preview_of(edge.seen, edge.POST, digest, now=edge.now)
    changed = getattr(edge, "changed", 0)
    return {
        "preview": preview, "simulator": form, "results": results, "changed": changed, "is_unknown": changed is None,
    }  # fmt: skip


def _out_of_reach() -> str:
    return _("With this, promises of open tickets would lie past the end of our calendar. Nothing is saved.")
