"""Standard changes for the walk: one for everybody, one for the stranger's organisation alone, and a requested one."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from tests.cast import Cast
from tests.tickets import change_factories as changes
from tests.tickets.change_factories import catalogue_version, rate
from tickets.actions.changes.placing import Asked
from tickets.actions.request_change import Requester, request_change
from tickets.models import CatalogueVersion, Ticket


@dataclass(frozen=True, slots=True)
class Changes:
    """`theirs` is offered to the stranger only; `requested` is the contact's, and waits for approval of its costs.

    Of the contact too: one that is approved, one of which every check is ticked, and one that is delivered.
    """

    item: CatalogueVersion
    theirs: CatalogueVersion
    requested: Ticket
    approved: Ticket
    ready: Ticket
    delivered: Ticket

    @property
    def of_contact(self) -> tuple[Ticket, ...]:
        """Everything that the contact asked for."""
        return self.requested, self.approved, self.ready, self.delivered


def changes_at(cast: Cast) -> Changes:
    """Requested an hour ago."""
    rate()
    item, theirs = catalogue_version(cast, key="wandeling"), catalogue_version(cast, key="qcatalogueother")
    theirs.item.offered_to.set([cast.other_customer])
    asked = Asked("wandeling", 1, {"name": "Antwoord qchangeanswer"}, remarks="Opmerking qchangeremark")
    who = Requester(uuid4(), cast.customer.pk, phone="0413555101")
    now = cast.now - timedelta(hours=1)
    requested = request_change(cast.contact, who, asked, now=now)
    catalogue_version(cast)
    approved, ready = (changes.approved(cast, now=now) for _each in range(2))
    return Changes(
        item, theirs, requested, approved, changes.ticked(cast, ready, now=now), changes.delivered(cast, now=now)
    )
