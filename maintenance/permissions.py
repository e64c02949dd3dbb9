"""Which side of a window a person is on, and what that side may ask of it now.

Whether a person may see the window at all is decided before, by `queries.door`.
"""

from django.utils.translation import gettext as _

from accounts.queries import Access
from accounts.refusals import NotAllowed, NotVisible
from maintenance.enums import Status
from maintenance.models import MaintenanceWindow
from maintenance.state_machine import Action, Transition, Who, possible_actions, transition


def side_of(access: Access) -> Who:
    """The planner's side for administrators, the customer's for whoever sees the window through its customer.

    Agents see windows and do nothing to them.
    """
    if access.is_agent:
        return Who.PLANNER if access.is_administrator else Who.DESK
    return Who.CUSTOMER


def check_can(access: Access, window: MaintenanceWindow, action: Action) -> Transition:
    """The row of the table for this person, window and action; refused with a sentence (403, 422)."""
    return transition(action, Status(window.status), side_of(access))


def can(access: Access, window: MaintenanceWindow, action: Action) -> bool:
    """Whether a button for the action is to be drawn."""
    return action in possible_actions(Status(window.status), side_of(access))


def check_is_planner(access: Access) -> None:
    """Refuses everybody who is no administrator: agents (403), and whoever has nothing to do with planning (404)."""
    if access.is_administrator:
        return
    if access.is_agent:
        raise NotAllowed(_("Only an administrator plans maintenance."))
    raise NotVisible(_("This maintenance does not exist, or you cannot see it."))
