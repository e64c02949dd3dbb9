"""What the database refuses, whoever writes to it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import AccountEvent, Mandate, Membership, Organisation, User
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def refused(write: object, *args: object, **kwargs: object) -> bool:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(*args, **kwargs)  # type: ignore[operator]
    return True


def test_user_email_with_capitals_is_refused() -> None:
    assert refused(User.objects.create, email="Sanne@Maasoever.example", name="Sanne")


def test_user_email_twice_is_refused(cast: Cast) -> None:
    assert refused(User.objects.create, email=cast.contact.email, name="Somebody else")


def test_user_unknown_desk_role_is_refused() -> None:
    assert refused(User.objects.create, email="a@b.example", name="A", desk_role="owner")


def test_user_unknown_language_is_refused() -> None:
    assert refused(User.objects.create, email="a@b.example", name="A", language="de")


def test_user_unknown_theme_is_refused() -> None:
    assert refused(User.objects.create, email="a@b.example", name="A", theme="sepia")


def test_organisation_unknown_kind_is_refused() -> None:
    assert refused(Organisation.objects.create, kind="supplier", name="A")


def test_membership_with_desk_role_is_refused(cast: Cast) -> None:
    assert refused(Membership.objects.create, user=cast.stranger, organisation=cast.customer, role="agent")


def test_membership_twice_is_refused(cast: Cast) -> None:
    assert refused(Membership.objects.create, user=cast.contact, organisation=cast.customer, role="key_contact")


def test_mandate_that_ends_at_its_start_is_refused(cast: Cast) -> None:
    parties = {"customer": cast.other_customer, "partner": cast.partner_organisation}
    assert refused(Mandate.objects.create, **parties, starts_at=NOW, ends_at=NOW)
    assert refused(Mandate.objects.create, **parties, starts_at=NOW, ends_at=NOW - timedelta(seconds=1))


def test_mandate_with_oneself_is_refused(cast: Cast) -> None:
    assert refused(Mandate.objects.create, customer=cast.customer, partner=cast.customer, starts_at=NOW)


def test_rows_that_others_refer_to_stay(cast: Cast) -> None:
    for row in (cast.contact, cast.customer, cast.partner_organisation):
        with pytest.raises(ProtectedError):
            row.delete()


def test_event_of_unknown_kind_is_refused() -> None:
    assert refused(AccountEvent.objects.create, kind="something", at=NOW)


def test_user_roles() -> None:
    contact, agent = User(email="a@b.example"), User(email="c@d.example", desk_role="agent")
    administrator = User(email="e@f.example", desk_role="administrator")
    gone = User(email="g@h.example", desk_role="administrator", is_active=False)
    people = (contact, agent, administrator, gone)
    assert [user.is_agent for user in people] == [False, True, True, False]
    assert [user.is_administrator for user in people] == [False, False, True, False]
    assert [user.is_staff for user in people] == [False, False, True, False]
    assert [user.has_perm("accounts.change_user") for user in people] == [False, False, True, False]
    assert [user.has_module_perms("accounts") for user in people] == [False, False, True, False]


@pytest.mark.parametrize(
    "name, initials, first",
    [
        ("Sanne de Vries", "SV", "Sanne"),
        ("Mo", "M", "Mo"),
        ("fatima el amrani", "FA", "fatima"),
        ("", "X", "x@y.example"),
    ],
)
def test_user_names_short(name: str, initials: str, first: str) -> None:
    user = User(name=name, email="x@y.example")
    assert (user.initials, user.first_name_short) == (initials, first)


def test_user_manager_stores_addresses_in_lower_case() -> None:
    assert User.objects.create_user(" Sanne@Maasoever.EXAMPLE ", name="Sanne").email == "sanne@maasoever.example"
    assert User.objects.get_by_natural_key("SANNE@maasoever.example").name == "Sanne"


def test_superuser_is_administrator() -> None:
    user = User.objects.create_superuser("a@b.example", "een-goed-wachtwoord", name="A")
    assert (user.is_administrator, user.check_password("een-goed-wachtwoord")) == (True, True)


def test_user_without_password_has_none() -> None:
    assert not User.objects.create_user("a@b.example", name="A").has_usable_password()
