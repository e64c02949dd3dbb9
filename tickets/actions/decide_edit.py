"""What an administrator decides on an edit of the calendar or an agreement: apply it to open tickets, or leave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import NotAllowed, Refusal
from agreements.models import AgreementVersion, CalendarRevision
from tickets.enums import EditOutcome
from tickets.models import EditDecision


@dataclass(frozen=True, slots=True)
class NewPins:
    """Id of the revision or of the version that holds from now on; what is not given stays as each ticket has it."""

    calendar_revision: int | None = None
    agreement_version: int | None = None

    def fields(self) -> dict[str, int]:
        """The one that is given, by name."""
        pins = {"calendar_revision": self.calendar_revision, "agreement_version": self.agreement_version}
        return {name: number for name, number in pins.items() if number is not None}


@dataclass(frozen=True, slots=True)
class Edited:
    """The row that was edited, as administrators know it: "agreements.calendarday" and its id."""

    model: str
    pk: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Numbers, in order, of all tickets that are open, and of those whose moments move."""

    ticket_ids: Sequence[int]
    moving_ids: Sequence[int]


def decide_edit(
    user: User, pins: NewPins, edited: Edited, scope: Scope, outcome: EditOutcome, *, now: datetime
) -> EditDecision:
    """Put on record what was chosen, in the transaction of the edit; `apply_edit` carries it out after that (N).

    All open tickets are to be given, also those whose moments stay: what they still get to wait for counts by what is
    pinned then. Refused: who is no administrator (403), nothing to pin, or what does not exist (422).
    """
    if not access_for(user, now=now).is_administrator:
        raise NotAllowed(_("Only an administrator can do this."))
    _check(pins)
    return EditDecision.objects.create(
        edited_model=edited.model,
        edited_id=edited.pk,
        calendar_revision_id=pins.calendar_revision,
        agreement_version_id=pins.agreement_version,
        outcome=outcome,
        decided_by=user,
        decided_at=now,
        ticket_ids=list(scope.ticket_ids),
        moving_ids=list(scope.moving_ids),
        open_count=len(scope.ticket_ids),
        moving_count=len(scope.moving_ids),
        finished_at=now if outcome == EditOutcome.LEAVE else None,
    )


def _check(pins: NewPins) -> None:
    fields = pins.fields()
    known = {
        "calendar_revision": CalendarRevision.objects.filter(pk=fields.get("calendar_revision", 0)),
        "agreement_version": AgreementVersion.objects.filter(pk=fields.get("agreement_version", 0)),
    }
    if len(fields) != 1 or not all(known[name].exists() for name in fields):
        raise Refusal(_("Choose the edit that is to be applied."))
