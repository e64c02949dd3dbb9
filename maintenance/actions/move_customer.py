"""A customer moves from one environment to another, with its history."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.queries import access_for
from maintenance.actions.join_environment import joined
from maintenance.actions.leave_environment import left
from maintenance.actions.refused import as_refusals
from maintenance.actions.write_path import lock_places
from maintenance.models import EnvironmentCustomer
from maintenance.permissions import check_is_planner


def move_customer(
    user: User, customer_id: int, *, from_environment_id: int, to_environment_id: int, now: datetime
) -> EnvironmentCustomer:
    """The customer leaves one environment and joins the other in one moment; what it left frees its places first (M3).

    Refused as leaving and joining are; then it stays where it is.
    """
    with as_refusals(), transaction.atomic():
        check_is_planner(access_for(user, now=now))
        lock_places({from_environment_id, to_environment_id}, [customer_id])
        left(user, from_environment_id, customer_id, now=now)
        return joined(user, to_environment_id, customer_id, now=now)
