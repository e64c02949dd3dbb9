"""Which customers nobody can be asked for in the portal (M2): the planner phones them."""

from collections.abc import Mapping
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
