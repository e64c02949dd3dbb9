"""Who may manage people and parties. `check_...` raises a sentence, `can_...` asks."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import NotAllowed


def can_manage_people(actor: User | None) -> bool:
    """Administrators; nobody (`None`) is the program itself: set-up, demo data, tests."""
    return actor is None or actor.is_administrator


def check_can_manage_people(actor: User | None) -> None:
    """As `can_manage_people`; raises NotAllowed."""
    if not can_manage_people(actor):
        raise NotAllowed(_("Only an administrator can manage people, organisations and mandates."))
