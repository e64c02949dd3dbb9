"""Inviting somebody by mail: the link works once, for a week, for the address that it was sent to."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.memberships import belong
from accounts.actions.people import ADDRESS_IN_USE, come_back, has_left
from accounts.event_log import record
from accounts.invitation_mail import InvitationMail
from accounts.models import AccountEventKind, Invitation, Language, Membership, Organisation, User
from accounts.permissions import can_manage_members, check_can_manage_members
from accounts.refusals import NotVisible, Refusal
from accounts.roles import Role

VALID_FOR = timedelta(days=7)
MOST_WAITING = 50
# So that nobody fills the mailbox of somebody else in our name.
MOST_A_DAY = 100
AGAIN_AFTER = timedelta(minutes=10)
NO_LONGER_WORKS = _(
    "This invitation no longer works: it was used, withdrawn or too old. Ask who invited you to send it again."
)


@transaction.atomic
def invite(
    *,
    actor: User | None,
    organisation: Organisation,
    email: str,
    name: str,
    now: datetime,
    role: str = Role.CONTACT,
    language: str = Language.DUTCH,
) -> Invitation:
    """Mails a link with which this address joins the organisation, for seven days, once.

    Whether somebody has an account under the address changes nothing of the answer: they are asked to sign in once
    they open the link. Refused: who is no key contact there and not of the desk (403); somebody who belongs to the
    organisation or was invited already, more than fifty waiting invitations, or (but the desk) a hundred a day (422).
    """
    check_can_manage_members(actor, organisation.pk)
    # The lock on the organisation makes two invitations for it wait for each other.
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    email = email.strip().lower()
    _check_can_be_invited(locked, email)
    if actor is not None and not actor.is_agent:
        _check_not_too_many(locked, now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=locked,
        email=email,
        name=name.strip(),
        role=role,
        language=language,
        digest=digest_of(token),
        invited_by=actor,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    _send(invitation, token, actor=actor, now=now)
    return invitation


@transaction.atomic
def send_again(*, actor: User | None, invitation: Invitation, now: datetime) -> Invitation:
    """A new link for another seven days; the earlier one opens nothing any more.

    Refused: one that was used or withdrawn, or sent less than ten minutes ago (422).
    """
    locked = _locked(invitation.pk)
    check_can_manage_members(actor, locked.organisation_id)
    if locked.accepted_at is not None or locked.revoked_at is not None:
        raise Refusal(_("This invitation was used or withdrawn already."))
    if locked.sent_at > now - AGAIN_AFTER:
        raise Refusal(_("This invitation was sent a moment ago. It can be sent again after ten minutes."))
    token = secrets.token_urlsafe(32)
    locked.digest, locked.invited_by = digest_of(token), actor
    locked.sent_at, locked.expires_at = now, now + VALID_FOR
    locked.save(update_fields=["digest", "invited_by", "sent_at", "expires_at"])
    _send(locked, token, actor=actor, now=now)
    return locked


@transaction.atomic
def revoke(*, actor: User | None, invitation: Invitation, now: datetime) -> None:
    """The link opens nothing from now on, and a mail that still waits is not sent. Twice is once; refused once used."""
    locked = _locked(invitation.pk)
    check_can_manage_members(actor, locked.organisation_id)
    if locked.accepted_at is not None:
        raise Refusal(_("This invitation was used already. Remove the colleague instead."))
    if locked.revoked_at is None:
        locked.revoked_at = now
        locked.save(update_fields=["revoked_at"])
        _record(AccountEventKind.INVITATION_REVOKED, locked, actor=actor, now=now)


@transaction.atomic
def accept_with_new_account(*, token: str, name: str, password: str, language: str, now: datetime) -> User:
    """Whoever opens the link of a mail to an unknown address gets an account with this name and password, and joins.

    Somebody who was deactivated because they left their last organisation comes back with a new password. Refused
    (422): a link that no longer works, an address that has an account, one that the helpdesk closed.
    """
    invitation = _to_accept(token, now)
    user = User.objects.select_for_update().filter(email=invitation.email).first()
    if user is None:
        user = _new_person(invitation, name, password, language, now)
    elif has_left(user):
        come_back(user, name=name, password=password, now=now)
    else:
        raise Refusal(ADDRESS_IN_USE if user.is_active else _("This account was closed. Call the helpdesk."))
    _accept(invitation, user, now)
    return user


@transaction.atomic
def accept(*, user: User, token: str, now: datetime) -> None:
    """Somebody who has an account under the address of the mail, and is signed in with it, joins the organisation.

    Refused (422): a link that no longer works or was for another address; somebody who works at the desk.
    """
    invitation = _to_accept(token, now)
    if invitation.email != user.email:
        raise Refusal(_("This invitation is for another address. Sign out, and sign in with the address of the mail."))
    _accept(invitation, user, now)


def find_open(token: str, *, now: datetime) -> Invitation:
    """The invitation that this link opens; NotVisible (404) with what to do when it opens nothing any more."""
    found = Invitation.objects.select_related("organisation", "invited_by").filter(digest=digest_of(token)).first()
    if found is None or not still_opens(found, now=now):
        raise NotVisible(NO_LONGER_WORKS)
    return found


def still_opens(invitation: Invitation, *, now: datetime) -> bool:
    """Whether its link works, and whoever sent it may still invite there.

    Otherwise a key contact who has to go leaves a way in for themselves. Another one sends the invitation again.
    """
    is_open = invitation.is_open(now=now)
    return is_open and can_manage_members(invitation.invited_by, invitation.organisation_id)


def digest_of(token: str) -> str:
    """What is stored of the secret; it is long and random, so that a plain digest cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check_can_be_invited(organisation: Organisation, email: str) -> None:
    if not organisation.is_active:
        raise Refusal(_("This organisation is not served any more."))
    if Membership.objects.filter(organisation=organisation, user__email=email).exists():
        raise Refusal(_("This person belongs to this organisation already."))
    waiting = Invitation.objects.filter(organisation=organisation, accepted_at=None, revoked_at=None)
    if waiting.filter(email=email).exists():
        raise Refusal(_("This address was invited already. Send the invitation again from the list of colleagues."))
    if waiting.count() >= MOST_WAITING:
        raise Refusal(_("Too many invitations are waiting for an answer. Withdraw some of them first."))


def _check_not_too_many(organisation: Organisation, now: datetime) -> None:
    """Withdrawn ones count too: who was invited has had the mail."""
    sent = Invitation.objects.filter(organisation=organisation, sent_at__gt=now - timedelta(days=1))
    if sent.count() >= MOST_A_DAY:
        raise Refusal(_("Your organisation invited a hundred people in a day. Go on tomorrow, or call the helpdesk."))


def _locked(number: int) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "invited_by").get(pk=number)
    )


def _to_accept(token: str, now: datetime) -> Invitation:
    """Locked and looked at again: of two who accept at the same time one is told that the link was used."""
    locked = _locked(find_open(token, now=now).pk)
    if not still_opens(locked, now=now) or locked.digest != digest_of(token):
        raise NotVisible(NO_LONGER_WORKS)
    return locked


def _new_person(invitation: Invitation, name: str, password: str, language: str, now: datetime) -> User:
    fields = {"name": name.strip(), "language": language, "date_joined": now}
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, **fields)
    except IntegrityError as error:
        raise Refusal(ADDRESS_IN_USE) from error
    record(AccountEventKind.USER_CREATED, actor=user, now=now, user=user, data={"desk_role": ""})
    return user


def _accept(invitation: Invitation, user: User, now: datetime) -> None:
    # Where a lock does nothing (SQLite) this is what lets only one of two accept.
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not waiting.update(accepted_at=now, accepted_by=user):
        raise NotVisible(NO_LONGER_WORKS)
    belong(user=user, organisation=invitation.organisation, role=invitation.role, actor=user, now=now)
    _record(AccountEventKind.INVITATION_ACCEPTED, invitation, actor=user, now=now, user=user)


def _send(invitation: Invitation, token: str, *, actor: User | None, now: datetime) -> None:
    _record(AccountEventKind.INVITATION_SENT, invitation, actor=actor, now=now)
    InvitationMail(invitation, token).send()


def _record(
    kind: AccountEventKind, invitation: Invitation, *, actor: User | None, now: datetime, user: User | None = None
) -> None:
    data = {"invitation": invitation.pk, "role": invitation.role}
    record(kind, actor=actor, now=now, user=user, organisation=invitation.organisation, data=data)
