"""The administrators' pages of people and parties: closed to everybody else, and every change on record."""

import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import AccountEvent, Mandate, Membership, Organisation, User
from accounts.roles import AT_A_PARTNER, DESCRIPTIONS, MEMBERSHIP_ROLES
from tests.cast import Cast
from tests.signed_in import client_sure_of

pytestmark = pytest.mark.django_db
MODELS = ("user", "organisation", "membership", "mandate", "accountevent")


@pytest.fixture
def administrator(cast: Cast, client: Client) -> Client:
    return client_sure_of(cast.administrator, client)


def kinds() -> list[str]:
    """The events since the cast was made, which nobody in particular did."""
    return list(AccountEvent.objects.exclude(actor=None).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("who", ["nobody", "contact", "key_contact", "partner", "agent"])
def test_admin_is_closed_to_others(cast: Cast, client: Client, who: str) -> None:
    if who != "nobody":
        client.force_login(cast.everybody[who])
    assert {client.get(f"/beheer/accounts/{model}/").status_code for model in MODELS} <= {302, 403, 404}


@pytest.mark.parametrize("model", MODELS)
def test_admin_lists_open(administrator: Client, model: str) -> None:
    assert (
        administrator.get(
            f"/beheer/accounts/{model}/?q=a" if model != "accountevent" else "/beheer/accounts/accountevent/"
        ).status_code
        == 200
    )
    assert administrator.get(f"/beheer/accounts/{model}/add/").status_code == (403 if model == "accountevent" else 200)


def test_admin_adds_and_changes_a_person(cast: Cast, administrator: Client) -> None:
    fields = {"email": "Nieuw@Maasoever.example", "name": "Nieuw", "phone": "", "language": "nl", "desk_role": ""}
    assert administrator.post("/beheer/accounts/user/add/", fields).status_code == 302
    user = User.objects.get(email="nieuw@maasoever.example")
    page = f"/beheer/accounts/user/{user.pk}/change/"
    assert administrator.post(page, {**fields, "name": "Nieuwe", "is_active": ""}).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.is_active, user.has_usable_password()) == ("Nieuwe", False, False)
    assert administrator.post(page, {**fields, "name": "Nieuwe", "is_active": "on"}).status_code == 302
    assert kinds() == ["user_created", "user_changed", "user_deactivated", "user_reactivated"]


def test_admin_shows_a_refusal_and_saves_nothing(cast: Cast, administrator: Client) -> None:
    fields = {"email": cast.contact.email, "name": "S", "phone": "", "language": "nl", "desk_role": "agent"}
    response = administrator.post(f"/beheer/accounts/user/{cast.contact.pk}/change/", {**fields, "is_active": "on"})
    assert response.status_code == 422
    assert User.objects.get(pk=cast.contact.pk).name == "Sanne de Vries"


def test_admin_adds_and_changes_an_organisation(administrator: Client) -> None:
    fields = {"kind": "customer", "name": "Nieuwe Klant", "phone": ""}
    assert administrator.post("/beheer/accounts/organisation/add/", fields).status_code == 302
    row = Organisation.objects.get(name="Nieuwe Klant")
    changed = {"kind": "partner", "name": "Nieuwe Klant", "phone": "1"}
    assert administrator.post(f"/beheer/accounts/organisation/{row.pk}/change/", changed).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.phone, row.is_active) == ("customer", "1", False)
    assert kinds() == ["organisation_created", "organisation_changed"]


def test_admin_adds_changes_and_removes_a_membership(cast: Cast, administrator: Client) -> None:
    fields = {"user": cast.stranger.pk, "organisation": cast.customer.pk, "role": "contact"}
    asked = administrator.get("/beheer/accounts/membership/add/").content.decode()
    meanings = (*(DESCRIPTIONS[role] for role in MEMBERSHIP_ROLES), *AT_A_PARTNER.values())
    assert [str(each) for each in meanings if str(each) not in asked] == []
    assert administrator.post("/beheer/accounts/membership/add/", fields).status_code == 302
    row = Membership.objects.get(user=cast.stranger, organisation=cast.customer)
    page = f"/beheer/accounts/membership/{row.pk}"
    assert administrator.post(f"{page}/change/", {"role": "key_contact"}).status_code == 302
    assert Membership.objects.get(pk=row.pk).role == "key_contact"
    assert administrator.post(f"{page}/delete/", {"post": "yes"}).status_code == 302
    assert kinds() == ["membership_added", "membership_changed", "membership_removed"]


def test_admin_grants_changes_and_ends_a_mandate(cast: Cast, administrator: Client) -> None:
    fields = {
        "customer": cast.other_customer.pk,
        "partner": cast.partner_organisation.pk,
        "starts_at_0": "2020-01-01",
        "starts_at_1": "09:00",
        "may_file": "on",
    }
    assert administrator.post("/beheer/accounts/mandate/add/", fields).status_code == 302
    row = Mandate.objects.get(customer=cast.other_customer)
    assert administrator.post(f"/beheer/accounts/mandate/{row.pk}/change/", {"may_consult": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.may_file, row.may_consult, row.ends_at) == (False, True, None)
    for _twice in range(2):
        action = {"action": "end_now", "_selected_action": [row.pk]}
        assert administrator.post("/beheer/accounts/mandate/", action).status_code == 302
    row.refresh_from_db()
    assert row.ends_at is not None
    assert kinds() == ["mandate_granted", "mandate_changed", "mandate_ended"]


@pytest.mark.parametrize("model", ["user", "organisation", "mandate", "accountevent"])
def test_admin_deletes_nothing(cast: Cast, administrator: Client, model: str) -> None:
    rows = {
        "user": cast.stranger.pk,
        "organisation": cast.customer.pk,
        "mandate": cast.mandate.pk,
        "accountevent": AccountEvent.objects.order_by("pk")[0].pk,
    }
    assert administrator.post(f"/beheer/accounts/{model}/{rows[model]}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_admin_deletes_nothing_in_bulk(cast: Cast, administrator: Client, model: str) -> None:
    page = administrator.get(f"/beheer/accounts/{model}/").content.decode()
    assert "delete_selected" not in page


def test_admin_offers_no_other_way_to_change_who_can_sign_in(administrator: Client) -> None:
    apps = {model._meta.app_label for model in admin.site._registry}
    assert apps.isdisjoint({"account", "auth", "mfa", "socialaccount", "sessions"})


def test_admin_speaks_dutch_where_django_does_not(administrator: Client) -> None:
    page = administrator.get("/beheer/accounts/user/").content.decode()
    assert 'alt="Zoeken"' in page
    assert "Onderdeel</th>" in page
    assert [each for each in ("Model name", "Add link", "Change or view") if each in page] == []


def test_moments_have_a_name_of_their_own(cast: Cast, administrator: Client) -> None:
    mandate = administrator.get("/beheer/accounts/mandate/add/").content.decode()
    assert [f'aria-label="{name}"' in mandate for name in ("Vanaf, datum", "Vanaf, tijd", "Tot, datum")] == [True] * 3
