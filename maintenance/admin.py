"""Maintenance in the administration: the planner with its own pages, emergencies, and the environments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.http import SignedInRequest
from accounts.models import SecurityEventKind
from accounts.offered_filters import OfferedFilters
from accounts.security.log import note
from agreements import wording
from maintenance.enums import Kind
from maintenance.forms.window import is_id
from maintenance.models import EmergencyMaintenance, Environment, MaintenanceWindow
from maintenance.models.window import REFERENCE_PREFIX
from maintenance.queries.progress import Progress, progress_of
from maintenance.views.admin import (
    acts,
    ahead,
    attention,
    consultation,
    emergency,
    environments,
    moved,
    records,
    window,
)

ABOUT = "<int:pk>/"


class WindowsAdmin(OfferedFilters):
    """Lists of windows; adding and changing them are pages of our own, and everything goes through the actions."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-starts_at", "-pk")
    list_select_related = ("environment",)
    list_filter = ("status", "environment", "year")
    search_fields = ("title", "effect")
    list_display_links = ("reference_shown", "title")
    change_list_template = "admin/maintenance/change_list.html"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A window is cancelled with a reason, and stays on record."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Words, or the number that people use."""
        number = search_term.strip().upper().removeprefix(REFERENCE_PREFIX)
        if number != search_term.strip() and is_id(number):
            return queryset.filter(pk=int(number)), False
        return super().get_search_results(request, queryset, search_term)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one window."""
        return window.change(request, _number(object_id))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """From its events."""
        return records.history(request, _number(object_id))

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def reference_shown(self, row: MaintenanceWindow) -> str:
        """The number that people use."""
        return row.reference

    @admin.display(description=gettext_lazy("when"), ordering="starts_at")
    def when(self, row: MaintenanceWindow) -> str:
        """'za 5 dec 2026 22:00 – zo 6 dec 2026 02:00', the year always named."""
        return wording.stretch_dated(row.starts_at, row.ends_at)


@admin.register(MaintenanceWindow)
class MaintenanceWindowAdmin(WindowsAdmin):
    """Planned maintenance, those that no longer comply above the list."""

    list_display = ("reference_shown", "title", "environment", "when", "status_shown", "consulted")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MaintenanceWindow]:
        """Emergencies have a list of their own."""
        return super().get_queryset(request).filter(kind=Kind.PLANNED)

    def get_urls(self) -> list[URLPattern]:
        """The planner's pages, before those of every list."""
        return [*_planner_urls(self.admin_site.admin_view), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With what no longer complies, shown at once."""
        return super().changelist_view(request, {**(extra_context or {}), **_attention(request), "planned": True})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, with the consultations of its rows read in one go."""
        shown = super().get_changelist_instance(request)
        shown.result_list = list(shown.result_list)
        progress, now = progress_of(shown.result_list), cast(SignedInRequest, request).now
        for row in shown.result_list:
            row.progress, row.shown_status = progress.get(row.pk), row.status_at(now)
        return shown

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new window."""
        return window.add(request)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_shown(self, row: Any) -> str:
        """Where it is now, also when the job that starts or ends it has not run."""
        return str(row.shown_status.label)

    @admin.display(description=gettext_lazy("consultation"))
    def consulted(self, row: Any) -> str:
        """'2 van 3 akkoord, 1 bezwaar', while it is consulted about."""
        progress: Progress | None = row.progress
        if progress is None:
            return ""
        text = _("{n} of {of} agree").format(n=progress.agreed, of=progress.of)
        if not progress.blocked:
            return text
        blocked = ngettext("{n} to be settled", "{n} to be settled", progress.blocked)
        return f"{text}, {blocked.format(n=progress.blocked)}"


@admin.register(EmergencyMaintenance)
class EmergencyMaintenanceAdmin(WindowsAdmin):
    """Emergency maintenance, counted apart."""

    list_display = ("reference_shown", "title", "environment", "when", "status", "decided_by", "emergency_reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmergencyMaintenance]:
        """Planned maintenance has a list of its own."""
        return super().get_queryset(request).filter(kind=Kind.EMERGENCY)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Recorded, and announced at once."""
        return emergency.add(request)


@admin.register(Environment)
class EnvironmentAdmin(OfferedFilters):
    """An environment by name; who uses it changes by joining and leaving, which its windows are told of."""

    actions = None
    fields = ("name",)
    search_fields = ("name",)
    change_form_template = "admin/maintenance/environment_change_form.html"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Its windows stay on record."""
        return False

    def save_model(self, request: HttpRequest, obj: Environment, form: Form, change: bool) -> None:
        """On record, without the name that it got."""
        super().save_model(request, obj, form, change)
        facts = {"did": "renamed" if change else "added"}
        edge = cast(SignedInRequest, request)
        kind, subject = SecurityEventKind.SETTING_CHANGED, f"environment {obj.pk}"
        note(kind, actor=edge.user, now=edge.now, subject=subject, data=facts)

    def get_urls(self) -> list[URLPattern]:
        """Joining and leaving."""
        door, name = self.admin_site.admin_view, "maintenance_environment_"
        return [
            path(f"{ABOUT}erbij/", door(environments.join), name=f"{name}join"),
            path(f"{ABOUT}verhuizen/", door(environments.move), name=f"{name}move"),
            path(f"{ABOUT}eraf/", door(environments.leave), name=f"{name}leave"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With who uses it and who did."""
        more = environments.context_of(int(object_id)) if is_id(object_id) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


def _planner_urls(door: Callable[..., Any]) -> list[URLPattern]:
    """The map of the planner."""
    pages: list[tuple[str, Callable[..., HttpResponse], str, dict[str, str]]] = [
        ("jaar/", ahead.year, "year", {}),
        ("vrij/", ahead.free, "free", {}),
        ("reeks/", ahead.series, "series", {}),
        ("wie/", environments.who, "who", {}),
        ("controle/", window.live_view, "live_new", {}),
        (f"{ABOUT}controle/", window.live_view, "live", {}),
        (f"{ABOUT}openen/", acts.act, "open", {"verb": "open"}),
        (f"{ABOUT}verplaatsen/", moved.move, "move", {}),
        (f"{ABOUT}aankondigen/", acts.act, "announce", {"verb": "announce"}),
        (f"{ABOUT}annuleren/", acts.act, "cancel", {"verb": "cancel"}),
        (f"{ABOUT}afronden/", acts.act, "complete", {"verb": "complete"}),
        (f"{ABOUT}resultaat/", acts.act, "result", {"verb": "result"}),
        (f"{ABOUT}starten/", acts.at_once, "start", {"verb": "start"}),
        (f"{ABOUT}langer/", acts.at_once, "hold", {"verb": "hold"}),
        (f"{ABOUT}verlengen/", acts.at_once, "renew", {"verb": "renew"}),
        (f"{ABOUT}herinneren/", acts.at_once, "remind", {"verb": "remind"}),
        (f"{ABOUT}overleg/", consultation.consultation, "consultation", {}),
        (f"{ABOUT}overleg/herinneren/", consultation.remind_ticked, "remind_ticked", {}),
        (f"{ABOUT}overleg/<int:customer_id>/", consultation.customer, "customer", {}),
        (f"{ABOUT}verteld/", records.proof, "told", {}),
    ]
    return [path(route, door(view), more, f"maintenance_maintenancewindow_{name}") for route, view, name, more in pages]


def _number(object_id: str) -> int:
    if not is_id(object_id):
        raise Http404
    return int(object_id)


def _attention(request: HttpRequest) -> dict[str, Any]:
    return {"attention": attention.lines(now=cast(SignedInRequest, request).now)}


def _with_attention(index: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The first page of the administration, with what no longer complies."""

    def shown(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return index(request, {**(extra_context or {}), **_attention(request)})

    return shown


admin.site.index = _with_attention(admin.site.index)  # type: ignore[method-assign,assignment]
admin.site.index_template = "admin/maintenance/index.html"
