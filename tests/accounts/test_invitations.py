"""Invitations: the link works once, for a week, for one address, and tells nobody who has an account."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import actions
from accounts.actions.invitations import digest_of, find_open
from accounts.models import AccountEvent, Invitation, Membership, User
from accounts.refusals import NotAllowed, NotVisible, Refusal
from accounts.roles import Role
from notifications.backend import mail_of_invitation
from notifications.models import Notice
from notifications.renderers import is_secret
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)
ADDRESS = "nieuw@maasoever.example"
PASSWORD = "vier paarden op een dak"
ANSWERS = {"name": "Noor Nieuwenhuis", "password1": PASSWORD, "password2": PASSWORD}


def invited(cast: Cast, email: str = ADDRESS, **fields: object) -> Invitation:
    who = {"actor": cast.key_contact, "organisation": cast.customer, "name": "Noor", "now": NOW, **fields}
    return actions.invite(email=email, **who)  # type: ignore[arg-type]


def last_mail() -> Notice:
    return Notice.objects.filter(source="accounts.invitation").latest("pk")


def last_link() -> str:
    found = re.search(r"http\S+(/account/invitation/key/\S+/)", last_mail().payload["text"])
    assert found is not None
    return found[1]


def last_token() -> str:
    return last_link().split("/")[-2]


def accepted(token: str, **fields: object) -> User:
    given = {"name": "Noor", "password": PASSWORD, "language": "nl", "now": NOW, **fields}
    return actions.accept_with_new_account(token=token, **given)  # type: ignore[arg-type]


@pytest.fixture
def browser() -> Client:
    return Client()


@pytest.fixture(autouse=True)
def at_the_moment(settings: Settings) -> Iterator[None]:
    """The clock stands still, and mail goes to the outbox as it does outside tests."""
    settings.EMAIL_BACKEND = "notifications.backend.OutboxEmailBackend"
    with time_machine.travel(NOW, tick=False):
        yield


def test_invitation_keeps_a_digest_only(cast: Cast) -> None:
    invitation = invited(cast)
    assert invitation.digest == digest_of(last_token())
    stored = [*Invitation.objects.values(), *AccountEvent.objects.values()]
    assert last_token() not in str(stored)
    assert is_secret("accounts.invitation")


def test_invitation_is_mailed_to_its_address_from_the_configured_host(cast: Cast) -> None:
    invited(cast, "Nieuw@Maasoever.example ")
    assert (last_mail().address, last_mail().recipient) == (ADDRESS, None)
    assert "http://127.0.0.1:8000/account/invitation/key/" in last_mail().payload["text"]
    assert "Ingrid Smulders" in last_mail().payload["text"]


def test_invitation_page_asks_name_and_password(cast: Cast, browser: Client) -> None:
    invited(cast, role=Role.KEY_CONTACT)
    link = last_link()
    assert browser.get(link).status_code == 200
    assert Membership.objects.filter(user__email=ADDRESS).exists() is False
    assert browser.post(link, ANSWERS).headers["Location"] == "/account/login/?email=nieuw%40maasoever.example"
    user = User.objects.get(email=ADDRESS)
    assert (user.name, user.check_password(PASSWORD), user.desk_role) == ("Noor Nieuwenhuis", True, "")
    memberships = list(Membership.objects.filter(user=user).values_list("organisation", "role"))
    assert memberships == [(cast.customer.pk, "key_contact")]
    kinds = AccountEvent.objects.filter(actor=user).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["user_created", "membership_added", "invitation_accepted"]


@pytest.mark.parametrize(
    "answers",
    [
        {**ANSWERS, "password1": "kort", "password2": "kort"},
        {**ANSWERS, "password1": "nieuw@maasoever", "password2": "nieuw@maasoever"},
        {**ANSWERS, "password2": "een ander wachtwoord"},
        {**ANSWERS, "name": " "},
    ],
)
def test_invitation_with_a_bad_password_or_name_makes_nobody(
    cast: Cast, browser: Client, answers: dict[str, str]
) -> None:
    invited(cast)
    assert browser.post(last_link(), answers).status_code == 422
    assert not User.objects.filter(email=ADDRESS).exists()


def test_invitation_cannot_be_mass_assigned(cast: Cast, browser: Client) -> None:
    invited(cast)
    more = {"role": "key_contact", "email": "x@y.example", "desk_role": "administrator", "organisation": 1}
    browser.post(last_link(), {**ANSWERS, **more})
    user = User.objects.get(email=ADDRESS)
    assert (user.desk_role, user.memberships.get().role) == ("", "contact")


def test_invitation_works_once(cast: Cast, browser: Client) -> None:
    invited(cast)
    link = last_link()
    browser.post(link, ANSWERS)
    again = [browser.get(link), browser.post(link, {**ANSWERS, "password1": "x" * 20, "password2": "x" * 20})]
    assert [each.status_code for each in again] == [404, 404]
    assert "Vraag degene die u uitnodigde" in again[0].content.decode()
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)


def test_invitation_until_the_last_second_of_seven_days(cast: Cast) -> None:
    invited(cast)
    assert find_open(last_token(), now=NOW + WEEK - SECOND).email == ADDRESS
    with pytest.raises(NotVisible):
        find_open(last_token(), now=NOW + WEEK)
    with pytest.raises(NotVisible):
        accepted(last_token(), now=NOW + WEEK)


def test_invitation_sent_again_ends_the_earlier_link(cast: Cast) -> None:
    invitation, first = invited(cast), last_token()
    actions.send_again(actor=cast.key_contact, invitation=invitation, now=NOW + WEEK)
    second = last_token()
    with pytest.raises(NotVisible):
        find_open(first, now=NOW + WEEK)
    assert find_open(second, now=NOW + 2 * WEEK - SECOND).pk == invitation.pk


def test_invitation_revoked_opens_nothing_and_its_mail_is_not_sent(cast: Cast) -> None:
    invitation, token = invited(cast), last_token()
    assert mail_of_invitation(last_mail()) is not None
    actions.revoke(actor=cast.key_contact, invitation=invitation, now=NOW)
    actions.revoke(actor=cast.key_contact, invitation=invitation, now=NOW)
    assert mail_of_invitation(last_mail()) is None
    with pytest.raises(NotVisible):
        accepted(token)
    with pytest.raises(Refusal):
        actions.send_again(actor=cast.key_contact, invitation=invitation, now=NOW)
    assert AccountEvent.objects.filter(kind="invitation_revoked").count() == 1


def test_invitation_of_an_organisation_that_is_not_served_opens_nothing(cast: Cast) -> None:
    invited(cast)
    actions.change_organisation(
        actor=cast.administrator, organisation=cast.customer, name="Weg", phone="", is_active=False, now=NOW
    )
    with pytest.raises(NotVisible):
        accepted(last_token())
    assert mail_of_invitation(last_mail()) is None


def test_invitation_says_the_same_with_and_without_an_account(cast: Cast, browser: Client) -> None:
    """The answer, the list and the mails are alike; only who opens the link learns of the account."""
    browser.force_login(cast.key_contact)
    base = f"/organisaties/{cast.customer.pk}/"
    seen = []
    for email in ("kees@peelland.example", "niemand@peelland.example", cast.agent.email):
        before = Notice.objects.count()
        sent = browser.post(f"{base}uitnodigen/", {"name": "K", "email": email, "role": "contact", "language": "nl"})
        page = browser.get(base).content.decode().replace(email, "address")
        invitation = Invitation.objects.get(email=email)
        page = page.replace(f"/uitnodiging/{invitation.pk}/", "/uitnodiging/N/")
        page = re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", page)
        seen.append((sent.status_code, sent.headers["Location"], page, Notice.objects.count() - before))
        actions.revoke(actor=cast.key_contact, invitation=invitation, now=NOW)
    assert seen[0] == seen[1] == seen[2]


def test_invitation_of_somebody_with_an_account_asks_to_sign_in(cast: Cast, browser: Client) -> None:
    invited(cast, cast.stranger.email)
    link = last_link()
    assert "/account/login/?next=%2Faccount%2Finvitation%2F" in browser.get(link).content.decode()
    browser.post(link, ANSWERS)
    assert not Membership.objects.filter(user=cast.stranger, organisation=cast.customer).exists()
    assert not User.objects.get(pk=cast.stranger.pk).check_password(PASSWORD)
    browser.force_login(cast.stranger)
    assert browser.get(link).status_code == 200
    assert browser.post(link).status_code == 302
    assert Membership.objects.get(user=cast.stranger, organisation=cast.customer).role == "contact"


def test_invitation_of_another_address_cannot_be_taken(cast: Cast, browser: Client) -> None:
    invited(cast)
    browser.force_login(cast.stranger)
    assert "voor een ander adres" in browser.get(last_link()).content.decode()
    assert browser.post(last_link()).status_code == 422
    assert not Membership.objects.filter(user=cast.stranger, organisation=cast.customer).exists()


def test_invitation_of_somebody_at_the_desk_is_refused_at_the_end(cast: Cast, browser: Client) -> None:
    invited(cast, cast.agent.email)
    browser.force_login(cast.agent)
    assert browser.post(last_link()).status_code == 422
    assert not Membership.objects.filter(user=cast.agent).exists()


@pytest.mark.parametrize("who", ["contact", "stranger", "partner", "ended_partner"])
def test_invite_by_somebody_else_is_refused(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        invited(cast, actor=cast.everybody[who])


@pytest.mark.parametrize("who", ["key_contact", "agent", "administrator"])
def test_invite_by(cast: Cast, who: str) -> None:
    assert invited(cast, actor=cast.everybody[who]).invited_by == cast.everybody[who]


def test_invite_twice_is_refused(cast: Cast) -> None:
    invited(cast)
    with pytest.raises(Refusal, match="uitnodiging opnieuw"):
        invited(cast)


def test_invite_a_member_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        invited(cast, cast.contact.email)


def test_invite_has_an_end(cast: Cast) -> None:
    for number in range(50):
        invited(cast, f"n{number}@maasoever.example")
    with pytest.raises(Refusal):
        invited(cast)


def test_invited_back_after_leaving_has_a_new_password(cast: Cast) -> None:
    membership = Membership.objects.get(user=cast.contact)
    actions.remove_membership(actor=cast.key_contact, membership=membership, now=NOW)
    invited(cast, cast.contact.email)
    assert mail_of_invitation(last_mail()) is not None
    user = accepted(last_token())
    assert (user.pk, user.is_active, user.check_password(PASSWORD)) == (cast.contact.pk, True, True)


def test_invited_back_after_the_helpdesk_closed_the_account_is_refused(cast: Cast) -> None:
    actions.remove_membership(actor=cast.key_contact, membership=Membership.objects.get(user=cast.contact), now=NOW)
    actions.reactivate_user(actor=cast.administrator, user=cast.contact, now=NOW)
    actions.deactivate_user(actor=cast.administrator, user=cast.contact, now=NOW)
    invited(cast, cast.contact.email)
    with pytest.raises(Refusal):
        accepted(last_token())
    assert User.objects.get(pk=cast.contact.pk).is_active is False
