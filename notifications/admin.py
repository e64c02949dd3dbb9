"""The outbox for administrators: what became of each notice, and parked ones to be sent again. No texts."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.http import SignedInRequest
from accounts.offered_filters import OfferedFilters
from notifications.actions import requeue
from notifications.models import Notice
from notifications.renderers import name_of, names


class SourceFilter(admin.SimpleListFilter):
    """The sources by their names."""

    title = pgettext_lazy("outbox", "source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Every source that is registered."""
        return sorted(names().items(), key=lambda each: each[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The notices of the chosen source."""
        return queryset.filter(source=self.value()) if self.value() else queryset


@admin.register(Notice)
class NoticeAdmin(OfferedFilters):
    """Read-only; the payload stays out of it, since it can hold what only the recipient may read."""

    fields = (
        *("source_words", "subject_id", "recipient", "address", "channel", "state", "attempts", "last_error"),
        *("created_at", "send_after", "claimed_until", "sent_at", "message_id"),
    )
    list_display = (
        "id",
        "source_words",
        "subject_id",
        "recipient",
        "state",
        "attempts",
        "last_error",
        "created_at",
        "sent_at",
    )
    list_filter = ("state", SourceFilter)
    list_select_related = ("recipient",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-id",)
    search_fields = ("recipient__email", "address", "message_id")
    actions = ("send_again",)

    @admin.display(description=pgettext_lazy("outbox", "source"), ordering="source")
    def source_words(self, notice: Notice) -> str:
        """What the notice is about, in words."""
        return name_of(notice.source)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Actions of the product make notices."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What happened, happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """It is the proof of who was told when."""
        return False

    @admin.action(description=_("Send parked notices again"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Parked notices start anew; others are left alone."""
        edge = cast(SignedInRequest, request)
        number = requeue(actor=edge.user, notice_ids=queryset.values_list("pk", flat=True), now=edge.now)
        text = ngettext("%(count)d notice will be sent again.", "%(count)d notices will be sent again.", number)
        messages.success(request, text % {"count": number})
