"""Changes to people and parties: what they do, what they refuse, and what they leave on record."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts import actions
from accounts.models import AccountEvent, Mandate, Membership, Organisation, User
from accounts.refusals import NotAllowed, Refusal
from tests.cast import NOW, Cast

LATER = NOW + timedelta(hours=1)


def last_event() -> tuple[str | None, ...]:
    event = AccountEvent.objects.order_by("-pk").select_related("actor", "user", "organisation")[0]
    return event.kind, *(str(each) if each else None for each in (event.actor, event.user, event.organisation))


def change(cast: Cast, user: User, **fields: str) -> User:
    given = {name: getattr(user, name) for name in ("email", "name", "phone", "language", "desk_role")} | fields
    return actions.change_user(actor=cast.administrator, user=user, **given, now=LATER)


def test_create_user(cast: Cast) -> None:
    user = actions.create_user(actor=cast.administrator, email=" New@X.example", name=" New ", now=NOW)
    user.refresh_from_db()
    assert (user.email, user.name, user.date_joined, user.language) == ("new@x.example", "New", NOW, "nl")
    assert last_event() == ("user_created", "Lotte Hermans", "New", None)


def test_create_user_with_an_address_in_use_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="e-mailadres"):
        actions.create_user(actor=cast.administrator, email="SANNE@maasoever.example", name="S", now=NOW)


def every_action(cast: Cast, actor: User) -> list[Callable[[], object]]:
    who: dict[str, Any] = {"actor": actor, "now": NOW}
    # Of another customer than the key contact's: their own colleagues they do manage.
    theirs = Membership.objects.get(user=cast.stranger)
    rights: dict[str, Any] = {"may_file": True, "may_consult": True, "may_approve_cost": True}
    return [
        lambda: actions.create_user(email="a@b.example", name="A", **who),
        lambda: actions.change_user(
            user=cast.contact, email="a@b.example", name="A", phone="", language="nl", desk_role="", **who
        ),
        lambda: actions.deactivate_user(user=cast.stranger, **who),
        lambda: actions.reactivate_user(user=cast.stranger, **who),
        lambda: actions.create_organisation(kind="customer", name="A", **who),
        lambda: actions.change_organisation(organisation=cast.customer, name="A", phone="", is_active=True, **who),
        lambda: actions.add_membership(user=cast.contact, organisation=cast.other_customer, **who),
        lambda: actions.change_membership(membership=theirs, role="key_contact", **who),
        lambda: actions.remove_membership(membership=theirs, **who),
        lambda: actions.grant_mandate(
            customer=cast.other_customer, partner=cast.partner_organisation, starts_at=NOW, **who
        ),
        lambda: actions.change_mandate(mandate=cast.mandate, ends_at=None, **rights, **who),
        lambda: actions.end_mandate(mandate=cast.mandate, **who),
    ]


@pytest.mark.parametrize("who", ["contact", "key_contact", "partner", "agent"])
def test_only_administrators_manage_people(cast: Cast, who: str) -> None:
    before = AccountEvent.objects.count()
    every = every_action(cast, getattr(cast, who))
    # Who belongs to an organisation is for agents too; a key contact ends a mandate of its own organisation.
    for action in {"agent": every[:7] + every[9:], "key_contact": every[:-1]}.get(who, every):
        with pytest.raises(NotAllowed):
            action()
    assert AccountEvent.objects.count() == before


def test_a_deactivated_administrator_manages_nothing(cast: Cast) -> None:
    actions.deactivate_user(actor=None, user=cast.administrator, now=NOW)
    for action in every_action(cast, cast.administrator):
        with pytest.raises(NotAllowed):
            action()


def test_change_user_keeps_sessions_when_only_the_name_changes(cast: Cast) -> None:
    user = change(cast, cast.contact, name="Sanne Jansen")
    assert (user.name, user.session_epoch) == ("Sanne Jansen", 0)
    assert last_event() == ("user_changed", "Lotte Hermans", "Sanne Jansen", None)


def test_change_user_without_a_change_leaves_no_event(cast: Cast) -> None:
    before = AccountEvent.objects.count()
    change(cast, cast.contact)
    assert AccountEvent.objects.count() == before


@pytest.mark.parametrize("fields", [{"email": "sanne.jansen@maasoever.example"}, {"desk_role": "administrator"}])
def test_change_user_of_address_or_desk_role_ends_sessions(cast: Cast, fields: dict[str, str]) -> None:
    user = change(cast, cast.agent, **fields)
    assert user.session_epoch == 1


def test_change_user_to_an_address_in_use_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        change(cast, cast.contact, email=cast.stranger.email)


def test_change_user_with_memberships_cannot_work_at_the_desk(cast: Cast) -> None:
    with pytest.raises(Refusal):
        change(cast, cast.contact, desk_role="agent")


def test_change_user_own_role_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        change(cast, cast.administrator, desk_role="agent")


def test_deactivate_user_once(cast: Cast) -> None:
    for _twice in range(2):
        actions.deactivate_user(actor=cast.administrator, user=cast.contact, now=NOW)
    cast.contact.refresh_from_db()
    assert (cast.contact.is_active, cast.contact.session_epoch) == (False, 1)
    assert AccountEvent.objects.filter(kind="user_deactivated").count() == 1


def test_deactivate_user_oneself_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        actions.deactivate_user(actor=cast.administrator, user=cast.administrator, now=NOW)


def test_reactivate_user(cast: Cast) -> None:
    actions.deactivate_user(actor=cast.administrator, user=cast.contact, now=NOW)
    actions.reactivate_user(actor=cast.administrator, user=cast.contact, now=NOW)
    assert (cast.contact.is_active, cast.contact.session_epoch) == (True, 1)


def test_create_organisation_twice_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        actions.create_organisation(actor=cast.administrator, kind="partner", name=cast.customer.name, now=NOW)


def test_change_organisation(cast: Cast) -> None:
    actions.change_organisation(
        actor=cast.administrator, organisation=cast.customer, name="Maasoever", phone="1", is_active=True, now=NOW
    )
    assert Organisation.objects.get(pk=cast.customer.pk).name == "Maasoever"
    assert last_event() == ("organisation_changed", "Lotte Hermans", None, "Maasoever")


def test_add_membership_of_somebody_of_the_desk_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        actions.add_membership(actor=cast.administrator, user=cast.agent, organisation=cast.customer, now=NOW)


def test_add_membership_twice_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        actions.add_membership(actor=cast.administrator, user=cast.contact, organisation=cast.customer, now=NOW)


def test_membership_changed_and_removed(cast: Cast) -> None:
    membership = Membership.objects.get(user=cast.contact)
    actions.change_membership(actor=cast.administrator, membership=membership, role="key_contact", now=NOW)
    assert last_event() == ("membership_changed", "Lotte Hermans", "Sanne de Vries", "Zorggroep Maasoever")
    actions.remove_membership(actor=cast.administrator, membership=membership, now=NOW)
    kinds = AccountEvent.objects.order_by("-pk").values_list("kind", flat=True)[:2]
    assert list(kinds) == ["user_deactivated", "membership_removed"]
    assert not Membership.objects.filter(user=cast.contact).exists()


def test_grant_mandate_by_the_wrong_kinds_is_refused(cast: Cast) -> None:
    pairs = [
        (cast.partner_organisation, cast.customer),
        (cast.customer, cast.other_customer),
        (cast.partner_organisation, cast.ended_partner_organisation),
    ]
    for customer, partner in pairs:
        with pytest.raises(Refusal):
            actions.grant_mandate(actor=None, customer=customer, partner=partner, starts_at=NOW, now=NOW)


def test_grant_mandate_that_ends_before_it_starts_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        actions.grant_mandate(
            actor=None,
            customer=cast.other_customer,
            partner=cast.partner_organisation,
            starts_at=NOW,
            ends_at=NOW,
            now=NOW,
        )


def test_grant_mandate_over_another_one_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        actions.grant_mandate(
            actor=None, customer=cast.customer, partner=cast.partner_organisation, starts_at=LATER, now=NOW
        )


def test_grant_mandate_right_after_another_one(cast: Cast) -> None:
    actions.end_mandate(actor=None, mandate=cast.mandate, now=LATER)
    actions.grant_mandate(
        actor=None, customer=cast.customer, partner=cast.partner_organisation, starts_at=LATER, now=LATER
    )
    assert Mandate.objects.filter(partner=cast.partner_organisation).count() == 2


def test_end_mandate_is_on_record(cast: Cast) -> None:
    actions.end_mandate(actor=cast.administrator, mandate=cast.mandate, now=NOW)
    cast.mandate.refresh_from_db()
    assert cast.mandate.ends_at == NOW
    assert last_event() == ("mandate_ended", "Lotte Hermans", None, "Zorggroep Maasoever")


def test_end_mandate_that_ended_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        actions.end_mandate(actor=None, mandate=cast.ended_mandate, now=NOW)


def test_end_mandate_that_has_not_begun_takes_it_away(cast: Cast) -> None:
    parties: dict[str, Any] = {"customer": cast.other_customer, "partner": cast.partner_organisation}
    mandate = actions.grant_mandate(actor=None, **parties, starts_at=LATER, now=NOW)
    actions.end_mandate(actor=cast.administrator, mandate=mandate, now=NOW)
    assert not Mandate.objects.filter(customer=cast.other_customer).exists()
    assert last_event()[0] == "mandate_ended"


def test_change_mandate_to_an_end_in_the_past_is_refused(cast: Cast) -> None:
    rights: dict[str, Any] = {"may_file": True, "may_consult": False, "may_approve_cost": False}
    with pytest.raises(Refusal):
        actions.change_mandate(actor=None, mandate=cast.mandate, ends_at=NOW - timedelta(seconds=1), **rights, now=NOW)
    with pytest.raises(Refusal):
        actions.change_mandate(actor=None, mandate=cast.ended_mandate, ends_at=LATER, **rights, now=NOW)


def test_preferences(cast: Cast) -> None:
    actions.set_language(cast.contact, "en")
    actions.set_theme(cast.contact, "dark")
    cast.contact.refresh_from_db()
    assert (cast.contact.language, cast.contact.theme) == ("en", "dark")
    with pytest.raises(Refusal):
        actions.set_language(cast.contact, "de")
    with pytest.raises(Refusal):
        actions.set_theme(cast.contact, "sepia")


def test_change_profile_leaves_an_event_for_name_and_phone(cast: Cast) -> None:
    actions.change_profile(
        user=cast.contact, name="Sanne", phone="06", language="en", theme="dark", mail_followed=True, now=NOW
    )
    cast.contact.refresh_from_db()
    assert (cast.contact.name, cast.contact.phone, cast.contact.language) == ("Sanne", "06", "en")
    assert last_event() == ("user_changed", "Sanne", "Sanne", None)
