"""A customer begins to use an environment: what is planned there concerns it from now on (M2, M3)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, SecurityEventKind, User
from accounts.queries import access_for
from accounts.refusals import Refusal
from accounts.security.log import note
from agreements.queries import maintenance_terms
from maintenance import event_log, notices
from maintenance.actions.clock import catch_up
from maintenance.actions.refused import as_refusals
from maintenance.actions.write_path import lock_places
from maintenance.enums import Scope, Status
from maintenance.event_log import Actor, Entry
from maintenance.models import Environment, EnvironmentCustomer, MaintenanceWindow, WindowCustomer
from maintenance.permissions import check_is_planner
from maintenance.queries.places import free_place
from maintenance.queries.words import reference
from maintenance.state_machine import Action, Who, transition

GOING_ON = (Status.CONSULTATION, Status.ANNOUNCED, Status.RUNNING)


def join_environment(user: User, environment_id: int, customer_id: int, *, now: datetime) -> EnvironmentCustomer:
    """The customer uses the environment from `now` on.

    Windows in consultation for all customers ask it too; announced and running ones tell it at once, and administrators
    see that it was not consulted. Refused (422): a customer whose year would have more windows than its cap (M3), one
    that uses the environment already, and who is no customer in service.
    """
    with as_refusals(), transaction.atomic():
        check_is_planner(access_for(user, now=now))
        lock_places([environment_id], [customer_id])
        return joined(user, environment_id, customer_id, now=now)


def joined(user: User, environment_id: int, customer_id: int, *, now: datetime) -> EnvironmentCustomer:
    """The same under the locks of the caller."""
    customer = _customer(customer_id)
    if not Environment.objects.filter(pk=environment_id).exists():
        raise Refusal(_("Choose an environment."))
    uses = EnvironmentCustomer.objects.filter(environment_id=environment_id, customer=customer)
    if uses.filter(left_at=None).exists():
        raise Refusal(_("{customer} uses this environment already.").format(customer=customer.name))
    for window in windows_of(environment_id, now=now):
        if window.scope == Scope.ALL and window.status in GOING_ON:
            _add(window, customer, user, now)
    facts = {"joined": customer.pk}
    note(SecurityEventKind.SETTING_CHANGED, actor=user, now=now, subject=f"environment {environment_id}", data=facts)
    return EnvironmentCustomer.objects.create(environment_id=environment_id, customer=customer, joined_at=now)


def windows_of(environment_id: int, *, now: datetime) -> Iterator[MaintenanceWindow]:
    """The windows of an environment that have not ended, locked in order of id, with what the clock did to them."""
    open_ones = MaintenanceWindow.objects.filter(environment_id=environment_id, status__in=[Status.DRAFT, *GOING_ON])
    for window in open_ones.order_by("pk").select_for_update(of=("self",), no_key=True):
        for event in catch_up(window, now=now):
            notices.enqueue_for(window, event, now=now)
        yield window


def _customer(customer_id: int) -> Organisation:
    customer = Organisation.objects.filter(pk=customer_id, is_active=True).first()
    if customer is None or not customer.is_customer:
        raise Refusal(_("Choose a customer that is in service."))
    return customer


def _add(window: MaintenanceWindow, customer: Organisation, user: User, now: datetime) -> None:
    asked = window.status == Status.CONSULTATION
    row = WindowCustomer.objects.filter(window=window, customer=customer).first()
    row = row or WindowCustomer(window=window, customer=customer, added_at=now)
    row.year, row.left_at, row.reminded_at = window.year, None, None
    row.asked_at, row.told_at = (now, None) if asked else (None, now)
    if not window.is_emergency:
        row.place, row.cap = _place(window, customer)
    row.save()
    data = {"customer_id": customer.pk, "customer": customer.name, "consulted": asked}
    entry = Entry(data=data)
    transit = transition(Action.JOIN_CUSTOMER, Status(window.status), Who.PLANNER)
    event = event_log.record(window, transit, Actor(user=user, customer_id=customer.pk), now=now, entry=entry)
    notices.enqueue_for(window, event, now=now)


def _place(window: MaintenanceWindow, customer: Organisation) -> tuple[int, int]:
    """A place of the customer's year, and the cap that it is taken under (M3)."""
    cap = maintenance_terms([customer.pk], at=window.starts_at)[customer.pk].per_year
    places = WindowCustomer.objects.filter(customer=customer, year=window.year).values_list("place", flat=True)
    place = free_place({number for number in places if number is not None}, cap)
    if place is None:
        sentence = _("M3: {customer} has no window left in {year} (at most {cap} a year), and {window} needs one.")
        raise Refusal(sentence.format(customer=customer.name, cap=cap, year=window.year, window=reference(window.pk)))
    return place, cap
