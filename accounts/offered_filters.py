"""What an address of the administration may filter a list by: what the page offers, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
else:
    AnyAdmin = admin.ModelAdmin


def offered_by(each: Any) -> str:
    """The column of one of `list_filter`: a name, a name with the class that draws it, or a class with its own."""
    name: str = each[0] if isinstance(each, tuple) else getattr(each, "parameter_name", each)
    return name


class OfferedFilters(AnyAdmin):
    """The base of every list of the administration.

    Django lets an address filter by any column: `?password__startswith=` told letter by letter what no page shows.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By the columns of `list_filter` and `date_hierarchy`; a word that is no column is ignored later, as ever."""
        column = lookup.partition(LOOKUP_SEP)[0]
        filters = {offered_by(each) for each in self.get_list_filter(request)}
        offered = column in {*filters, self.date_hierarchy}
        return (offered or not self._is_column(column)) and super().lookup_allowed(lookup, value, request)

    def _is_column(self, name: str) -> bool:
        try:
            self.opts.get_field(name)
        except FieldDoesNotExist:
            return False
        return True
