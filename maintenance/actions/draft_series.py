"""A planner writes down a whole series in one go: drafts, each a window of its own from then on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, NotVisible, Refusal
from agreements import wording
from maintenance.actions.draft_window import draft_window
from maintenance.actions.write_path import Proposal
from maintenance.models import MaintenanceWindow


def draft_series(user: User, proposals: Sequence[Proposal], *, now: datetime) -> list[MaintenanceWindow]:
    """All of them or none; the same form sent twice makes them once.

    Refused (422) when none is given, and when one of them is refused as a draft: with its date before the sentence.
    """
    if not proposals:
        raise Refusal(_("Tick at least one date."))
    with transaction.atomic():
        return [_drafted(user, each, now) for each in proposals]


def _drafted(user: User, proposal: Proposal, now: datetime) -> MaintenanceWindow:
    try:
        return draft_window(user, proposal, now=now)
    except (NotAllowed, NotVisible):
        raise
    except Refusal as refusal:
        day = wording.full(proposal.starts_at)
        raise Refusal(f"{day}: {refusal.sentence}") from refusal
