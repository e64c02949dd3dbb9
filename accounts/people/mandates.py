"""The mandates of one organisation as its own people may see them: a customer all, a partner none that ended (P1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import AccountEvent, AccountEventKind, Mandate, Organisation
from accounts.models.organisation import OrganisationKind
from accounts.queries import Access
from accounts.refusals import NotVisible

MOST_EVENTS = 30
_KINDS = (AccountEventKind.MANDATE_GRANTED, AccountEventKind.MANDATE_CHANGED, AccountEventKind.MANDATE_ENDED)


@dataclass(frozen=True, slots=True)
class Standing:
    """A mandate and where it is in its life at one moment."""

    mandate: Mandate
    other: str
    state: str

    @property
    def powers(self) -> list[str]:
        """What it allows, in words."""
        said = {
            "may_file": _("report and follow tickets"),
            "may_consult": _("answer about planned maintenance"),
            "may_approve_cost": _("approve costs"),
        }
        return [words for power, words in said.items() if getattr(self.mandate, power)]


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history: when, what, about whom, by whom ("" for the helpdesk's own doing)."""

    at: datetime
    what: str
    other: str
    by: str


def mandates_of(access: Access, organisation: Organisation, *, now: datetime) -> list[Standing]:
    """Those in force first, then those to come, then what ended; one SQL.

    A partner sees nothing of a mandate that ended: whose it was is gone with it (P1).
    """
    rows = Mandate.objects.filter(Q(customer=organisation) | Q(partner=organisation))
    if organisation.is_partner and not access.is_agent:
        rows = rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), customer__is_active=True)
    found = [_standing(each, organisation, now) for each in rows.select_related("customer", "partner")]
    order = ("in_force", "coming", "ended")
    return sorted(found, key=lambda each: (order.index(each.state), each.other, -each.mandate.starts_at.timestamp()))


def mandate_of(access: Access, organisation: Organisation, number: int, *, now: datetime) -> Standing:
    """One of them; NotVisible (404) for any other."""
    found = [each for each in mandates_of(access, organisation, now=now) if each.mandate.pk == number]
    if not found:
        raise NotVisible
    return found[0]


def history_of(organisation: Organisation, shown: Iterable[Standing]) -> list[Happened]:
    """What happened to the mandates, the newest first; a partner reads of those that it sees now only. Two SQL."""
    events = AccountEvent.objects.filter(kind__in=_KINDS).select_related("actor", "organisation")
    if organisation.is_partner:
        numbers = [each.mandate.pk for each in shown]
        events = events.filter(data__partner=organisation.pk, data__mandate__in=numbers)
    else:
        events = events.filter(organisation=organisation)
    rows = list(events.order_by("-at", "-pk")[:MOST_EVENTS])
    partners = Organisation.objects.in_bulk({each.data["partner"] for each in rows})
    return [_happened(each, organisation, partners) for each in rows]


def partners_to_choose() -> list[Organisation]:
    """The ICT partners that a customer can give a mandate, by name."""
    return list(Organisation.objects.filter(kind=OrganisationKind.PARTNER, is_active=True).order_by("name"))


def _standing(mandate: Mandate, organisation: Organisation, now: datetime) -> Standing:
    other = mandate.customer if organisation.is_partner else mandate.partner
    if mandate.ends_at is not None and mandate.ends_at <= now:
        return Standing(mandate, other.name, "ended")
    return Standing(mandate, other.name, "coming" if mandate.starts_at > now else "in_force")


def _happened(event: AccountEvent, organisation: Organisation, partners: dict[int, Organisation]) -> Happened:
    partner = partners.get(event.data["partner"])
    other = event.organisation if organisation.is_partner else partner
    by = event.actor.name if event.actor is not None and not event.actor.desk_role else ""
    return Happened(event.at, event.get_kind_display(), other.name if other is not None else "", by)
