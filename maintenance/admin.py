"""The environments, for administrators."""

from typing import TYPE_CHECKING

from django.contrib import admin

from accounts.named_fields import NamedCells
from maintenance.models import Environment, EnvironmentCustomer

if TYPE_CHECKING:
    UsesInline = admin.TabularInline[EnvironmentCustomer, Environment]
    EnvironmentModelAdmin = admin.ModelAdmin[Environment]
else:
    UsesInline = admin.TabularInline
    EnvironmentModelAdmin = admin.ModelAdmin


class CustomersInline(NamedCells, UsesInline):
    """Who uses the environment, since when."""

    model = EnvironmentCustomer
    extra = 1


@admin.register(Environment)
class EnvironmentAdmin(EnvironmentModelAdmin):
    """An environment and its customers."""

    inlines = (CustomersInline,)
    search_fields = ("name",)
