"""The people of one organisation: its key contacts manage them, and whoever leaves is out at once, on every path."""

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts import actions
from accounts.models import AccountEvent, Membership, User
from accounts.refusals import NotAllowed, Refusal
from accounts.reset_links import ResetLinks
from accounts.roles import Role
from notifications.message import message_for
from notifications.models import Notice
from notifications.outbox import enqueue
from tests.cast import NOW, PASSWORD, Cast, member
from tests.signed_in import client_sure_of

pytestmark = pytest.mark.django_db


def membership_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


def page(cast: Cast, rest: str = "") -> str:
    return f"/organisaties/{cast.customer.pk}/{rest}"


def changed(cast: Cast, actor: User, **fields: str) -> Membership:
    given = {"name": "Sanne Jansen", "phone": "0413 - 555 999", "role": "contact", **fields}
    return actions.change_colleague(actor=actor, membership=membership_of(cast.contact), now=NOW, **given)


@pytest.fixture
def key_contact(cast: Cast) -> Client:
    return client_sure_of(cast.key_contact)


def test_colleagues_of_a_partner_by_its_own_key_contact(cast: Cast) -> None:
    lead = member("lead@lijnrecht.example", "Lia Lijn", cast.partner_organisation, role=Role.KEY_CONTACT, now=NOW)
    client = Client()
    client.force_login(lead)
    assert client.get("/organisaties/").headers["Location"] == f"/organisaties/{cast.partner_organisation.pk}/"
    text = client.get(f"/organisaties/{cast.partner_organisation.pk}/").content.decode()
    assert ("Mo Haddad" in text, "Sanne" in text) == (True, False)
    assert client.get(page(cast)).status_code == 404


@pytest.mark.parametrize("rest", ["", "uitnodigen/", "collega/{own}/", "collega/{own}/verwijderen/"])
def test_colleagues_of_another_are_not_there(cast: Cast, rest: str) -> None:
    """A key contact of another customer gets, byte for byte, the answer of an organisation that does not exist."""
    other = member("baas@peelland.example", "Baas", cast.other_customer, role=Role.KEY_CONTACT, now=NOW)
    client = Client()
    client.force_login(other)
    rest = rest.format(own=membership_of(cast.contact).pk)
    for verb in (client.get, client.post):
        theirs, nothing = verb(page(cast, rest)), verb(f"/organisaties/987654/{rest}")
        assert theirs.status_code == nothing.status_code
        assert theirs.status_code in {404, 405}


def test_colleague_of_another_organisation_under_the_own_number_is_not_there(cast: Cast, key_contact: Client) -> None:
    theirs = membership_of(cast.stranger).pk
    for rest in (f"collega/{theirs}/", f"collega/{theirs}/verwijderen/"):
        assert (key_contact.get(page(cast, rest)).status_code, key_contact.post(page(cast, rest)).status_code) == (
            404,
            404,
        )
    assert Membership.objects.filter(pk=theirs).exists()


def test_colleague_is_changed_on_the_page(cast: Cast, key_contact: Client) -> None:
    there = page(cast, f"collega/{membership_of(cast.contact).pk}/")
    fields = {"name": "Sanne Jansen", "phone": "0413 - 555 999", "role": "key_contact", "email": "x@y.example"}
    assert key_contact.post(there, {**fields, "desk_role": "agent"}).status_code == 302
    user = User.objects.get(pk=cast.contact.pk)
    assert (user.name, user.phone, user.email, user.desk_role) == (
        "Sanne Jansen", "0413 - 555 999", "sanne@maasoever.example", "",
    )  # fmt: skip
    assert membership_of(cast.contact).role == "key_contact"
    kinds = AccountEvent.objects.filter(actor=cast.key_contact).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["membership_changed", "user_changed"]


def test_colleague_roles_are_said_in_plain_words(cast: Cast, key_contact: Client) -> None:
    text = key_contact.get(page(cast, "uitnodigen/")).content.decode()
    assert str(Role.CONTACT.description) in text
    assert "welke ICT-partners meedoen" in text


def test_colleague_of_two_organisations_keeps_their_own_name(cast: Cast) -> None:
    actions.add_membership(actor=None, user=cast.contact, organisation=cast.other_customer, now=NOW)
    membership = Membership.objects.get(user=cast.contact, organisation=cast.customer)
    given = {"name": "Iemand", "phone": "", "role": "contact", "now": NOW}
    with pytest.raises(Refusal):
        actions.change_colleague(actor=cast.key_contact, membership=membership, **given)  # type: ignore[arg-type]
    actions.change_colleague(actor=cast.agent, membership=membership, **given)  # type: ignore[arg-type]
    assert User.objects.get(pk=cast.contact.pk).name == "Iemand"


@pytest.mark.parametrize("who", ["contact", "colleague", "stranger", "partner"])
def test_change_colleague_by_somebody_else_is_refused(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        changed(cast, cast.everybody[who])


def test_change_and_remove_oneself_is_refused(cast: Cast) -> None:
    own = membership_of(cast.key_contact)
    with pytest.raises(Refusal):
        actions.change_membership(actor=cast.key_contact, membership=own, role="contact", now=NOW)
    with pytest.raises(Refusal):
        actions.remove_membership(actor=cast.key_contact, membership=own, now=NOW)


def test_remove_by_somebody_who_was_key_contact_a_moment_ago_is_refused(cast: Cast) -> None:
    second = member("tweede@maasoever.example", "Tweede", cast.customer, role=Role.KEY_CONTACT, now=NOW)
    actions.remove_membership(actor=second, membership=membership_of(cast.key_contact), now=NOW)
    with pytest.raises(NotAllowed):
        actions.remove_membership(actor=cast.key_contact, membership=membership_of(second), now=NOW)


def test_remove_with_another_membership_left_keeps_the_account(cast: Cast) -> None:
    actions.add_membership(actor=None, user=cast.contact, organisation=cast.other_customer, now=NOW)
    membership = Membership.objects.get(user=cast.contact, organisation=cast.customer)
    actions.remove_membership(actor=cast.key_contact, membership=membership, now=NOW)
    assert User.objects.get(pk=cast.contact.pk).is_active is True


def test_remove_twice_is_once(cast: Cast) -> None:
    membership = membership_of(cast.contact)
    stale = Membership.objects.get(pk=membership.pk)
    actions.remove_membership(actor=cast.key_contact, membership=membership, now=NOW)
    actions.remove_membership(actor=cast.key_contact, membership=stale, now=NOW)
    assert AccountEvent.objects.filter(kind="membership_removed", user=cast.contact).count() == 1


@pytest.fixture
def left(cast: Cast) -> Cast:
    cache.clear()
    return cast


def leave(cast: Cast, key_contact: Client) -> None:
    there = page(cast, f"collega/{membership_of(cast.contact).pk}/verwijderen/")
    assert key_contact.get(there).status_code == 200
    assert key_contact.post(there).status_code == 302


def test_leaving_ends_every_session(left: Cast, key_contact: Client) -> None:
    browsers = [Client(), Client()]
    for each in browsers:
        each.force_login(left.contact)
        assert each.get("/profiel/").status_code == 200
    leave(left, key_contact)
    assert [each.get("/profiel/").headers["Location"] for each in browsers] == ["/account/login/?next=/profiel/"] * 2


def test_leaving_ends_signing_in_and_links_to_a_new_password(left: Cast, key_contact: Client) -> None:
    token = ResetLinks().make_token(left.contact)
    link = f"/account/password/reset/key/{user_pk_to_url_str(left.contact)}-{token}/"
    browser = Client()
    there = browser.get(link).headers["Location"]
    leave(left, key_contact)
    for address in (link, there):
        browser.post(address, {"password1": "een ander lang wachtwoord", "password2": "een ander lang wachtwoord"})
    assert User.objects.get(pk=left.contact.pk).check_password(PASSWORD)
    answer = Client().post("/account/login/", {"login": left.contact.email, "password": PASSWORD})
    assert "_auth_user_id" not in answer.wsgi_request.session


def test_leaving_ends_mail_that_waits(left: Cast, key_contact: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "notifications.backend.OutboxEmailBackend"
    enqueue("tickets.event", 1, [left.contact.pk], now=NOW)
    mail.get_connection().send_messages([mail.EmailMessage("Wachtwoord", "Een link", to=[left.contact.email])])
    leave(left, key_contact)
    waiting = Notice.objects.filter(state="pending").select_related("recipient")
    assert [message_for(each, now=NOW) for each in waiting] == [None, None]


def test_colleagues_page_takes_as_many_queries_for_three_as_for_one(
    cast: Cast, key_contact: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key_contact.get(page(cast))
    actions.remove_membership(actor=cast.key_contact, membership=membership_of(cast.contact), now=NOW)
    actions.remove_membership(actor=cast.key_contact, membership=membership_of(cast.colleague), now=NOW)
    with django_assert_num_queries(8):
        key_contact.get(page(cast))
    for number in range(3):
        member(f"n{number}@maasoever.example", f"N {number}", cast.customer, now=NOW)
        who = {"actor": cast.key_contact, "organisation": cast.customer, "name": "N", "now": NOW}
        actions.invite(email=f"i{number}@maasoever.example", **who)  # type: ignore[arg-type]
    with django_assert_num_queries(8):
        key_contact.get(page(cast))
