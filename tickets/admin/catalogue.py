"""The catalogue of standard changes for administrators: an item is edited as a whole, saving makes its next version."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.http import SignedInRequest
from accounts.offered_filters import OfferedFilters
from agreements.queries import current_calendar_id
from tickets.actions.changes.edit_catalogue import add_item, place_item, publish
from tickets.admin.records import ReadOnlyAdmin
from tickets.forms.catalogue import CatalogueForm
from tickets.forms.catalogue_admin import WORDS, ItemForm
from tickets.models import CatalogueItem, CatalogueVersion
from tickets.queries.changes import version_in_use
from tickets.queries.working_days import days_at

OLDER_SHOWN = 20


@admin.register(CatalogueItem)
class CatalogueItemAdmin(OfferedFilters):
    """What can be requested. Nothing is deleted: an item is retired, and its requests keep their version."""

    form = ItemForm
    actions = None
    change_form_template = "admin/catalogue/change_form.html"
    list_display = ("name", "key", "position", "number", "offered", "retired_at")
    list_display_links = ("name",)
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("key", "versions__name_nl", "versions__name_en")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CatalogueItem]:
        """With what the list says of each."""
        rows: QuerySet[CatalogueItem] = super().get_queryset(request)
        return rows.annotate(customers=Count("offered_to", distinct=True)).prefetch_related("versions")

    @admin.display(description=gettext_lazy("name"))
    def name(self, item: CatalogueItem) -> str:
        """By the version in use."""
        newest = _newest(item)
        return newest.name if newest else item.key

    @admin.display(description=gettext_lazy("version"))
    def number(self, item: CatalogueItem) -> int | None:
        """The version in use."""
        newest = _newest(item)
        return newest.number if newest else None

    @admin.display(description=gettext_lazy("offered to"))
    def offered(self, item: CatalogueItem) -> str:
        """Everybody, or how many customers."""
        count: int = getattr(item, "customers", 0)
        return ngettext("{n} customer", "{n} customers", count).format(n=count) if count else _("everybody")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """It is retired instead."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Its key is part of an address that people keep."""
        return ("key",) if obj is not None else ()

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Where it stands first, then what the version says."""
        place = ("key", "position", "offered_to") if obj is None else ("key", "position", "offered_to", "retired")
        return ((None, {"fields": place}), (gettext_lazy("What it says"), {"fields": WORDS}))

    def save_model(self, request: HttpRequest, obj: CatalogueItem, form: ItemForm, change: bool) -> None:
        """The actions write; what is new in the content becomes the next version."""
        edge = cast(SignedInRequest, request)
        fields = form.cleaned_data
        if not change:
            made = add_item(
                edge.user, fields["key"], form.content(), position=fields["position"],
                offered_to=[each.pk for each in fields["offered_to"]], now=edge.now,
            )  # fmt: skip
            obj.pk = made.pk
            return
        before = version_in_use(obj.pk)
        after = publish(edge.user, obj, form.content(), now=edge.now)
        place_item(
            edge.user, obj, position=fields["position"], offered_to=fields["offered_to"],
            retired=fields["retired"], now=edge.now,
        )  # fmt: skip
        if before is None or after.pk != before.pk:
            self.message_user(request, _("This is version {n} now.").format(n=after.number))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The action chose the customers already."""

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """With the questions and the check list as rows, the form as customers see it, and the versions before."""
        form = context["adminform"].form
        context |= {"item_form": form, "preview": _preview(cast(SignedInRequest, request), form)}
        if context.get("original"):
            context["older"] = _versions(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(CatalogueVersion)
class CatalogueVersionAdmin(ReadOnlyAdmin):
    """Every version, to read: what a request was made by."""

    list_display = ("name_nl", "number", "usual_minutes", "price_indication", "created_at", "created_by")
    list_select_related = ("created_by",)
    list_filter = ("item",)
    search_fields = ("name_nl", "name_en", "item__key")


def _newest(item: CatalogueItem) -> CatalogueVersion | None:
    return max(item.versions.all(), key=lambda each: each.number, default=None)


def _versions(item: CatalogueItem) -> list[CatalogueVersion]:
    """The newest first, each with how many requests were made by it."""
    rows = CatalogueVersion.objects.filter(item=item).annotate(asked=Count("requests"))
    return list(rows.select_related("created_by").order_by("-number")[:OLDER_SHOWN])


def _preview(request: SignedInRequest, form: ItemForm) -> CatalogueForm | None:
    """The questions as customers get them: of what was typed when it was asked for, else of the version in use."""
    version = form.in_use
    if form.is_bound:
        if form.errors or not form.asks_preview:
            return None
        version = CatalogueVersion(item=form.instance, number=0, fields=form.field_definitions())
    if version is None:
        return None
    days = days_at(current_calendar_id(), now=request.now)
    return CatalogueForm(user_id=request.user.pk, catalogue=version, days=days, auto_id="preview_%s")
