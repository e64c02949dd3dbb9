"""Lesson: an invitation left behind. Whoever may not invite any more leaves no way in for themselves or a friend."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import actions
from accounts.actions.invitations import find_open
from accounts.models import Invitation, Membership, User
from accounts.refusals import NotVisible
from accounts.roles import Role
from notifications.backend import mail_of_invitation
from notifications.models import Notice
from tests.accounts.test_invitations import accepted, at_the_moment, invited, last_mail, last_token
from tests.cast import NOW, Cast

__all__ = ["at_the_moment"]
pytestmark = pytest.mark.django_db


def removed(cast: Cast, inviter: User) -> None:
    membership = Membership.objects.get(user=inviter)
    actions.remove_membership(actor=cast.administrator, membership=membership, now=NOW)


def made_contact(cast: Cast, inviter: User) -> None:
    membership = Membership.objects.get(user=inviter)
    actions.change_membership(actor=cast.administrator, membership=membership, role=Role.CONTACT, now=NOW)


def deactivated(cast: Cast, inviter: User) -> None:
    actions.deactivate_user(actor=cast.administrator, user=inviter, now=NOW)


@pytest.mark.parametrize(
    ("who", "end"),
    [("key_contact", removed), ("key_contact", made_contact), ("key_contact", deactivated), ("agent", deactivated)],
)
def test_invitation_left_behind_opens_nothing(cast: Cast, who: str, end: Callable[[Cast, User], None]) -> None:
    """Not its page, not a new account, not its mail; another one who may invite sends it again."""
    invitation = invited(cast, actor=cast.everybody[who], role=Role.KEY_CONTACT)
    token, mail = last_token(), last_mail()
    assert find_open(token, now=NOW).pk == invitation.pk
    end(cast, cast.everybody[who])
    assert Client().get(f"/account/invitation/key/{token}/").status_code == 404
    with pytest.raises(NotVisible):
        accepted(token)
    assert mail_of_invitation(Notice.objects.get(pk=mail.pk)) is None
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=NOW - actions.invitations.AGAIN_AFTER)
    actions.send_again(actor=cast.second_agent, invitation=invitation, now=NOW)
    assert accepted(last_token()).memberships.get().role == Role.KEY_CONTACT
