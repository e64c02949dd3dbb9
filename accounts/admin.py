"""People, organisations, memberships and mandates for administrators: every change goes through an action."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

import accounts.security.admin  # noqa: F401
from accounts import actions
from accounts.http import SignedInRequest
from accounts.models import AccountEvent, Mandate, Membership, Organisation, OrganisationKind, User
from accounts.named_fields import NamedMoments
from accounts.offered_filters import OfferedFilters
from accounts.refusals import Refusal
from accounts.roles import AT_A_PARTNER, DESK_ROLES, MEMBERSHIP_ROLES
from accounts.security.actions import end_sessions, remove_second_steps
from accounts.security.again import check_still_the_same

if TYPE_CHECKING:
    Form = ModelForm[Any]
else:
    Form = ModelForm


# Their pages would change who can sign in past the actions and their record. The imports above registered them.
admin.site.unregister((EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, Group))


class ByActions(OfferedFilters):
    """Nothing is deleted, and certainly not in bulk; `fixed_fields` cannot change any more once the row is there."""

    fixed_fields: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        """What is fixed is shown, not offered."""
        return self.fixed_fields if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Rows stay, so that the history keeps its names."""
        return False

    def save_model(self, request: HttpRequest, obj: models.Model, form: Form, change: bool) -> None:
        """Asks who it is, lets the action do it and shows what it made."""
        check_still_the_same(request)
        edge = cast(SignedInRequest, request)
        who_and_when = {"actor": edge.user, "now": edge.now}
        saved = self.change(obj, form, who_and_when) if change else self.add(form, who_and_when)
        obj.pk = saved.pk

    def add(self, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Calls the action that makes one."""
        raise NotImplementedError

    def change(self, obj: Any, form: Form, who_and_when: dict[str, Any]) -> models.Model:
        """Calls the action that changes one."""
        raise NotImplementedError


def _meanings(roles: Iterable[tuple[Any, Any]]) -> SafeString:
    return format_html_join("", "<b>{}</b>: {}<br>", roles)


@admin.register(User)
class UserAdmin(ByActions):
    """No passwords here: people choose one through "forgotten your password?"."""

    fields = ("email", "name", "phone", "language", "desk_role", "is_active")
    list_display = ("name", "email", "desk_role", "is_active", "last_login")
    list_filter = ("is_active", "desk_role", "language")
    search_fields = ("name", "email", "phone")
    actions = ("end_sessions", "remove_second_steps")

    @admin.action(description=_("Sign out everywhere (device lost)"))
    def end_sessions(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Whatever they have open is closed; they sign in again."""
        check_still_the_same(request)
        edge = cast(SignedInRequest, request)
        for user in people:
            end_sessions(actor=edge.user, user=user, now=edge.now)
        self.message_user(request, _("They are signed out everywhere."))

    @admin.action(description=_("Take the second steps away (phone and codes lost)"))
    def remove_second_steps(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """They sign in with their password, and set up anew; their sessions end."""
        check_still_the_same(request)
        edge = cast(SignedInRequest, request)
        for user in people:
            remove_second_steps(actor=edge.user, user=user, now=edge.now)
        self.message_user(request, _("The second steps have been taken away."))

    def add(self, form: Form, who_and_when: dict[str, Any]) -> User:
        """An inactive new person makes no sense, so `is_active` is not asked of the action."""
        given = {name: form.cleaned_data[name] for name in ("email", "name", "phone", "language", "desk_role")}
        return actions.create_user(**given, **who_and_when)

    def change(self, obj: User, form: Form, who_and_when: dict[str, Any]) -> User:
        """Changes the person; ticking `active` off ends their sessions."""
        given = {name: form.cleaned_data[name] for name in ("email", "name", "phone", "language", "desk_role")}
        user = actions.change_user(user=obj, **given, **who_and_when)
        if "is_active" in form.changed_data:
            switch = actions.reactivate_user if form.cleaned_data["is_active"] else actions.deactivate_user
            switch(user=user, **who_and_when)
        return user

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What each role at the desk means stands beside where it is given."""
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "desk_role" and field is not None:
            field.help_text = _meanings((role.label, role.description) for role in DESK_ROLES)
        return field

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        """A new person is active."""
        return self.fields if obj else self.fields[:-1]


@admin.register(Organisation)
class OrganisationAdmin(ByActions):
    """Customers and ICT partners; which of the two is said once."""

    fields = ("kind", "name", "phone", "is_active")
    fixed_fields = ("kind",)
    list_display = ("name", "kind", "phone", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name",)

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        """A new organisation is active."""
        return self.fields if obj else self.fields[:-1]

    def add(self, form: Form, who_and_when: dict[str, Any]) -> Organisation:
        """A new customer or partner."""
        given = {name: form.cleaned_data[name] for name in ("kind", "name", "phone")}
        return actions.create_organisation(**given, **who_and_when)

    def change(self, obj: Organisation, form: Form, who_and_when: dict[str, Any]) -> Organisation:
        """Name, phone number, active."""
        given = {name: form.cleaned_data[name] for name in ("name", "phone", "is_active")}
        return actions.change_organisation(organisation=obj, **given, **who_and_when)


@admin.register(Membership)
class MembershipAdmin(ByActions):
    """Who belongs where; the one thing that can be taken away again."""

    fields = ("user", "organisation", "role")
    fixed_fields = ("user", "organisation")
    autocomplete_fields = ("user", "organisation")
    list_display = ("user", "organisation", "role")
    list_select_related = ("user", "organisation")
    list_filter = ("role",)
    search_fields = ("user__name", "user__email", "organisation__name")
    actions = None

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What each role means stands beside where it is given: at a customer, and at an ICT partner."""
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "role" and field is not None:
            at_a_partner = (
                (format_lazy("{}, {}", role.label, OrganisationKind.PARTNER.label), meaning)
                for role, meaning in AT_A_PARTNER.items()
            )
            at_a_customer = ((role.label, role.description) for role in MEMBERSHIP_ROLES)
            field.help_text = _meanings((*at_a_customer, *at_a_partner))
        return field

    def add(self, form: Form, who_and_when: dict[str, Any]) -> Membership:
        """Somebody belongs to an organisation."""
        return actions.add_membership(**form.cleaned_data, **who_and_when)

    def change(self, obj: Membership, form: Form, who_and_when: dict[str, Any]) -> Membership:
        """Another role."""
        return actions.change_membership(membership=obj, role=form.cleaned_data["role"], **who_and_when)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """One at a time, from its own page."""
        return cast(SignedInRequest, request).user.is_administrator

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        """The action does it, on record."""
        check_still_the_same(request)
        edge = cast(SignedInRequest, request)
        actions.remove_membership(actor=edge.user, membership=obj, now=edge.now)


RIGHTS = ("may_file", "may_consult", "may_approve_cost")


@admin.register(Mandate)
class MandateAdmin(NamedMoments, ByActions):
    """Mandates (clause P1); "end now" takes everything of the customer from the partner at once."""

    fields = ("customer", "partner", "starts_at", "ends_at", *RIGHTS)
    fixed_fields = ("customer", "partner", "starts_at")
    autocomplete_fields = ("customer", "partner")
    list_display = ("customer", "partner", "starts_at", "ends_at", *RIGHTS)
    list_select_related = ("customer", "partner")
    search_fields = ("customer__name", "partner__name")
    actions = ("end_now",)

    def add(self, form: Form, who_and_when: dict[str, Any]) -> Mandate:
        """A customer gives a partner a mandate."""
        return actions.grant_mandate(**form.cleaned_data, **who_and_when)

    def change(self, obj: Mandate, form: Form, who_and_when: dict[str, Any]) -> Mandate:
        """What it allows, and when it will end."""
        return actions.change_mandate(mandate=obj, **form.cleaned_data, **who_and_when)

    @admin.action(description=_("End now: the partner sees nothing of the customer any more"))
    def end_now(self, request: HttpRequest, queryset: QuerySet[Mandate]) -> None:
        """One by one through the action; those that ended already are named."""
        check_still_the_same(request)
        edge, ended = cast(SignedInRequest, request), 0
        for mandate in queryset:
            try:
                actions.end_mandate(actor=edge.user, mandate=mandate, now=edge.now)
            except Refusal as refusal:
                messages.warning(request, f"{mandate}: {refusal.sentence}")
            else:
                ended += 1
        text = ngettext("%(count)d mandate has ended.", "%(count)d mandates have ended.", ended)
        messages.success(request, text % {"count": ended})


@admin.register(AccountEvent)
class AccountEventAdmin(OfferedFilters):
    """Who changed what: to read only."""

    fields = ("at", "kind", "actor", "user", "organisation", "data")
    list_display = ("at", "kind", "actor", "user", "organisation")
    list_select_related = ("actor", "user", "organisation")
    list_filter = ("kind",)
    date_hierarchy = "at"
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the actions write here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What was done was done."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """It stays."""
        return False
