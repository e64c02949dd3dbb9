"""A customer no longer uses an environment: what has not begun there does not concern it any more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import SecurityEventKind, User
from accounts.queries import access_for
from accounts.refusals import Refusal
from accounts.security.log import note
from maintenance import event_log, notices
from maintenance.actions.join_environment import windows_of
from maintenance.actions.write_path import lock_places
from maintenance.enums import Status
from maintenance.event_log import Actor, Entry
from maintenance.models import EnvironmentCustomer, MaintenanceWindow, WindowCustomer
from maintenance.permissions import check_is_planner
from maintenance.state_machine import Action, Who, transition

NOT_BEGUN = (Status.DRAFT, Status.CONSULTATION, Status.ANNOUNCED)
TICK = timedelta(microseconds=1)


def leave_environment(user: User, environment_id: int, customer_id: int, *, now: datetime) -> EnvironmentCustomer:
    """The customer uses the environment until `now`.

    It has its places back of the windows that have not begun (M3); its answers and what took place stay on record.
    Refused (422): a customer that does not use it.
    """
    with transaction.atomic():
        check_is_planner(access_for(user, now=now))
        lock_places([environment_id], [customer_id])
        return left(user, environment_id, customer_id, now=now)


def left(user: User, environment_id: int, customer_id: int, *, now: datetime) -> EnvironmentCustomer:
    """The same under the locks of the caller."""
    uses = EnvironmentCustomer.objects.filter(environment_id=environment_id, customer_id=customer_id, left_at=None)
    use = uses.select_related("customer").first()
    if use is None:
        raise Refusal(_("This customer does not use the environment."))
    for window in windows_of(environment_id, now=now):
        if window.status in NOT_BEGUN:
            _remove(window, use, user, now)
    # Joined and left in one moment: it used the environment for as short as can be.
    use.left_at = max(now, use.joined_at + TICK)
    use.save(update_fields=["left_at"])
    facts = {"left": customer_id}
    note(SecurityEventKind.SETTING_CHANGED, actor=user, now=now, subject=f"environment {environment_id}", data=facts)
    return use


def _remove(window: MaintenanceWindow, use: EnvironmentCustomer, user: User, now: datetime) -> None:
    rows = WindowCustomer.objects.filter(window=window, customer_id=use.customer_id, left_at=None)
    if not rows.update(left_at=now, place=None, cap=None):
        return
    row = transition(Action.REMOVE_CUSTOMER, Status(window.status), Who.PLANNER)
    entry = Entry(data={"customer_id": use.customer_id, "customer": use.customer.name})
    event = event_log.record(window, row, Actor(user=user, customer_id=use.customer_id), now=now, entry=entry)
    notices.enqueue_for(window, event, now=now)
