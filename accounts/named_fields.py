"""Fields of the administration that say their own name where Django puts no label beside them."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.forms import Field
from django.http import HttpRequest
from django.utils.translation import gettext as _


class NamedMoments:
    """For an admin with moments: the two boxes of a moment are named after the field."""

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """The field as Django makes it, named."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(field, Field):
            self.name(field)
        return field

    def name(self, field: Field) -> None:
        """A moment is a date and a time."""
        if isinstance(field.widget, AdminSplitDateTime):
            for widget, part in zip(field.widget.widgets, (_("date"), _("time")), strict=True):
                widget.attrs["aria-label"] = f"{field.label}, {part}"
