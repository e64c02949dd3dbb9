"""Who can answer for a customer (M2): whom the planner has to phone, and which partners may be heard for it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from accounts.models import Membership, Organisation
from accounts.queries import mandates_in_force
from accounts.roles import Role


def customers_out_of_reach(customers: Mapping[int, Organisation], *, now: datetime) -> list[Organisation]:
    """Those without an active key contact, and without a partner whose people may answer for them; two SQL."""
    ids = sorted(customers)
    people = Membership.objects.filter(user__is_active=True)
    own = people.filter(organisation_id__in=ids, role=Role.KEY_CONTACT).values_list("organisation_id", flat=True)
    mandates = mandates_in_force(now=now).filter(customer_id__in=ids, may_consult=True)
    staffed = mandates.filter(partner_id__in=people.values("organisation_id")).values_list("customer_id", flat=True)
    reached = {*own, *staffed}
    return [customer for pk, customer in customers.items() if pk not in reached]


def partners_heard_for(customer_ids: Collection[int], *, now: datetime) -> dict[int, tuple[str, frozenset[int]]]:
    """Each partner whose mandate lets it answer (M2, P1), by name, with the customers that it may answer for."""
    mandates = mandates_in_force(now=now).filter(customer_id__in=customer_ids, may_consult=True)
    rows = mandates.order_by("partner__name").values_list("partner_id", "partner__name", "customer_id")
    found: dict[int, tuple[str, frozenset[int]]] = {}
    for partner_id, name, customer_id in rows:
        known = found.get(partner_id, (name, frozenset()))[1]
        found[partner_id] = (name, known | {customer_id})
    return found
