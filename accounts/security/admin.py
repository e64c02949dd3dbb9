"""The security log for administrators: to read only."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import SecurityEvent
from accounts.offered_filters import OfferedFilters
from accounts.security.log import digest_of


@admin.register(SecurityEvent)
class SecurityEventAdmin(OfferedFilters):
    """Who came in, who did not, and what was refused. A mail address is found by its digest."""

    fields = ("at", "kind", "actor", "subject", "data")
    list_display = ("at", "kind", "actor", "subject")
    list_select_related = ("actor",)
    list_filter = ("kind",)
    search_fields = ("subject", "actor__name")
    search_help_text = _("A name, a ticket, or the mail address that somebody tried to sign in with.")
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """An address is looked up as what is stored of it."""
        term = digest_of(search_term) if "@" in search_term else search_term
        return super().get_search_results(request, queryset, term)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the program writes here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What happened, happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """It stays."""
        return False
