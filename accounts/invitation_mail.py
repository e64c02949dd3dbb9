"""The mail with the link of an invitation: its secret stands nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Invitation


class InvitationMail(EmailMessage):
    """Knows its invitation, so that it is not sent any more when the link opens nothing."""

    def __init__(self, invitation: Invitation, token: str) -> None:
        self.invitation = invitation
        with translation.override(invitation.language):
            subject = _("Invitation to the Self-service Desk for {organisation}")
            super().__init__(
                subject=subject.format(organisation=invitation.organisation.name),
                body=render_to_string("account/email/invitation.txt", _context(invitation, token)),
                to=[invitation.email],
            )


def _context(invitation: Invitation, token: str) -> dict[str, object]:
    # From the settings, never from the request: whoever sends a request chooses its host.
    address = settings.BASE_URL + reverse("invitation", args=(token,))
    return {"invitation": invitation, "address": address, "by": invitation.invited_by}
