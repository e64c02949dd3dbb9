"""Who may edit agreements and the calendar. `check_...` raises a sentence, `can_...` asks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import NotAllowed


def can_edit_agreements(actor: User | None) -> bool:
    """Administrators; nobody (`None`) is the program itself: the daily job, demo data, tests."""
    return actor is None or actor.is_administrator


def check_can_edit_agreements(actor: User | None) -> None:
    """As `can_edit_agreements`; raises NotAllowed."""
    if not can_edit_agreements(actor):
        raise NotAllowed(_("Only an administrator can edit agreements and the calendar."))
