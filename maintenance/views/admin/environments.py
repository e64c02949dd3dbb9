"""Who uses an environment: joining and leaving through the actions, with what that does to its windows (M2, M3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.refusals import NotAllowed, NotVisible, Refusal
from agreements import wording
from maintenance.actions.join_environment import join_environment
from maintenance.actions.leave_environment import leave_environment
from maintenance.actions.move_customer import move_customer
from maintenance.forms.planning import CustomerForm, MoveForm
from maintenance.forms.window import WindowForm, is_id
from maintenance.models import EnvironmentCustomer
from maintenance.queries.situation import users_of
from maintenance.queries.years import customers_to_join, environments, uses_of
from maintenance.views.admin.frame import planner_page
from maintenance.views.admin.who import who_of

CHANGE = "admin:maintenance_environment_change"


def context_of(environment_id: int) -> dict[str, object]:
    """What the page of an environment shows below its name: who uses it, who did, who can join."""
    rows = [
        (use, wording.full(use.joined_at), wording.full(use.left_at) if use.left_at else "")
        for use in uses_of(environment_id)
    ]
    others = [each for each in environments() if each.pk != environment_id]
    return {"uses": rows, "joinable": customers_to_join(environment_id), "others": others}


@planner_page
@require_POST
def join(request: SignedInRequest, pk: int) -> HttpResponse:
    """A customer begins to use it."""
    return _done(request, pk, join_environment, _("{customer} uses this environment from now on."))


@planner_page
@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """A customer uses it no longer."""
    return _done(request, pk, leave_environment, _("{customer} no longer uses this environment."))


@planner_page
@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """A customer goes from this environment to another in one moment, with its history (M3)."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a customer and an environment."))
        return redirect(CHANGE, pk)
    verb = partial(_moved, to_environment_id=form.cleaned_data["environment"])
    return _done(request, pk, verb, _("{customer} has moved to the other environment, with its history."))


@planner_page
@require_safe
def who(request: SignedInRequest) -> HttpResponse:
    """The customers of another environment, for a form in which it was chosen."""
    asked = request.GET.get("environment", "")
    environment_id = int(asked) if is_id(asked) else None
    users = users_of(environment_id, now=request.now) if environment_id else {}
    context = {
        "who": who_of(environment_id, users, "all", ()),
        "form": WindowForm(environments=environments()),
        "oob": False,
    }
    return render(request, "admin/maintenance/window/_who.html", context)


def _moved(
    user: User, environment_id: int, customer_id: int, *, to_environment_id: int, now: datetime
) -> EnvironmentCustomer:
    return move_customer(
        user, customer_id, from_environment_id=environment_id, to_environment_id=to_environment_id, now=now
    )


def _done(request: SignedInRequest, pk: int, verb: Callable[..., EnvironmentCustomer], said: str) -> HttpResponse:
    """Back to the environment, with what was done or why it was refused."""
    form = CustomerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a customer."))
        return redirect(CHANGE, pk)
    try:
        use = verb(request.user, pk, form.cleaned_data["customer"], now=request.now)
    except (NotAllowed, NotVisible):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said.format(customer=use.customer.name))
    return redirect(CHANGE, pk)
