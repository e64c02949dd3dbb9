"""How administrators meet agreements and the calendar: to look at, or through a form that an action saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.http import SignedInRequest
from accounts.offered_filters import OfferedFilters
from accounts.refusals import Refusal
from agreements.forms.based_on import FIELD, BasedOn

if TYPE_CHECKING:
    Form = forms.ModelForm[Any]
else:
    Form = forms.ModelForm


class ReadOnly(OfferedFilters):
    """To look at."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Made elsewhere."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Never changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Stays."""
        return False


class EdgeRequest(SignedInRequest):
    """A request that an action refused in the end, after its form had been found valid."""

    refused: Refusal


class RefusableForm(BasedOn):
    """Mixed into a form of an edit: what the action refused stands above what was typed."""

    edge: EdgeRequest

    def is_valid(self) -> bool:
        """Not once the action refused."""
        valid = super().is_valid()
        refused = getattr(self.edge, "refused", None)
        if refused is None:
            return valid
        self.refuse(refused)
        return False


class ByActions(OfferedFilters):
    """Forms are saved by an action, which makes the version or revision; nothing is deleted in bulk."""

    actions = None
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Stays, unless a subclass knows how to take it back."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which can show what the action refused."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("RefusableEdit", (RefusableForm, form), {"edge": request}) if issubclass(form, BasedOn) else form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A refusal of the action undoes everything; the form comes back with the sentence and all that was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            if request.method != "POST":
                raise
            cast(EdgeRequest, request).refused = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; with the status of the refusal, when there is one."""
        answer = super().render_change_form(request, context, *args, **kwargs)
        form = context["adminform"].form
        refused = getattr(request, "refused", None) or getattr(form, "refused", None)
        if refused is not None:
            answer.status_code = refused.status
        return answer

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """What is refused is said on the page of the row itself, where nothing was changed."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refusal as refusal:
            if request.method != "POST":
                raise
            self.message_user(request, str(refusal.sentence), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: models.Model, form: Form, change: bool) -> None:
        """Lets the action do it and shows what it made."""
        edge = cast(SignedInRequest, request)
        obj.pk = self.save_by_action(obj, form, who_and_when(edge, form.cleaned_data.get(FIELD))).pk
        # What the action filled in (a version's number) is part of its name, which the page says.
        obj.refresh_from_db()

    def save_by_action(self, obj: Any, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Calls the action; the row that it made or changed."""
        raise NotImplementedError


def who_and_when(edge: SignedInRequest, based_on: int | None) -> dict[str, Any]:
    """What every action of an edit is told: by whom, when, and what it was looked at with."""
    return {"actor": edge.user, "now": edge.now, "based_on": based_on}


def posted_base(request: HttpRequest) -> int | None:
    """The same from a page that asks only whether to take back."""
    given = request.POST.get(FIELD, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None  # noqa: PLR2004 - digits
