"""Whether work on a ticket is billed, and why, in words for the customer (W3). Pure: it reads no rows."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tickets.enums import Ground, Kind


class Why(TextChoices):
    """Why work is billed or not; the label is the sentence that the customer reads."""

    INCIDENT = "incident", _("This is an incident: solving it is part of the service, so you do not pay for it.")
    TIED = "tied", _("This belongs to an incident, so you do not pay for it.")
    CHANGE = "change", _("A change that does not belong to an incident is charged at the hourly rate.")
    CONFIGURATION = (
        "configuration",
        _(
            "Set-up, configuration and requested changes that do not belong to an incident are charged at the hourly "
            "rate."
        ),
    )
    GROUND_BILLED = "ground_billed", _("Your agreement says that support of this kind is charged at the hourly rate.")
    GROUND_FREE = "ground_free", _("Your agreement says that support of this kind is part of the service.")
    RULED_BILLED = "ruled_billed", _("The helpdesk decided that this is charged at the hourly rate.")
    RULED_FREE = "ruled_free", _("The helpdesk decided that you do not pay for this.")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an agent decided against the rule, and for which reason."""

    billable: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """The answer; `reason` is the agent's own, "" when the rule decided."""

    billable: bool
    why: Why
    reason: str = ""

    @property
    def sentence(self) -> str:
        """Why, for the customer."""
        return str(self.why.label)


def billable_by_rule(
    kind: str, ground: str, has_incident: bool, billable_grounds: Collection[str], ruling: Ruling | None = None
) -> Ruled:
    """Whether the work is billed (W3): a ruling first, then never for an incident or what is tied to one.

    What is left is a change, always billed, or a support incident, by its ground and the agreement.
    """
    if ruling is not None:
        return Ruled(ruling.billable, Why.RULED_BILLED if ruling.billable else Why.RULED_FREE, ruling.reason)
    if kind == Kind.INCIDENT:
        return Ruled(billable=False, why=Why.INCIDENT)
    if has_incident:
        return Ruled(billable=False, why=Why.TIED)
    if kind == Kind.STANDARD_CHANGE:
        return Ruled(billable=True, why=Why.CHANGE)
    if ground not in billable_grounds:
        return Ruled(billable=False, why=Why.GROUND_FREE)
    return Ruled(billable=True, why=Why.CONFIGURATION if ground == Ground.CONFIGURATION else Why.GROUND_BILLED)
