"""Reminding who has not answered: by the planner when it wants to, by the program after two working days (M2)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements.queries import current_calendar_id, opening_hours, terms
from maintenance import event_log, notices
from maintenance.actions.consulting import mark_reminded
from maintenance.actions.write_path import Form, planner_change
from maintenance.enums import Status
from maintenance.event_log import Actor, Entry
from maintenance.models import MaintenanceWindow, WindowCustomer
from maintenance.queries.audience import addressees
from maintenance.queries.consultation import CustomerStanding, standing
from maintenance.state_machine import Action, Who, transition

SYSTEM_ACTOR = "remind_outstanding"


def remind_customers(user: User, form: Form, customer_ids: Collection[int] | None, *, now: datetime) -> int:
    """Remind these customers, or everybody without an answer (None); returns how many. For administrators.

    Refused (422): when nobody is left to remind, or nobody of those can answer in the portal.
    """
    with planner_change(user, form, now=now) as change:
        change.check(Action.REMIND)
        outstanding = [each for each in standing(change.window).customers if each.is_outstanding]
        chosen = [each for each in outstanding if customer_ids is None or each.customer.pk in customer_ids]
        if not chosen:
            raise Refusal(_("There is nobody to remind: they have all answered."))
        reached = _with_somebody(chosen, now)
        if not reached:
            raise Refusal(_("Nobody of these customers can answer in the portal. Call them, and record the answer."))
        mark_reminded([each.consultation_id for each in reached], now)
        change.record(Action.REMIND, data=_data(change.window, reached))
    return len(reached)


def remind_outstanding(*, now: datetime) -> int:
    """Remind every customer that was asked two working days ago and has not answered; once per round. How many.

    A reminder by hand counts as the one of this round. Any number of workers may run at once.
    """
    waiting = WindowCustomer.objects.filter(
        window__status=Status.CONSULTATION, left_at=None, reminded_at=None, asked_at__lt=now
    )
    windows = waiting.order_by("window_id").values_list("window_id", flat=True).distinct()
    return sum(_remind_window(window_id, now) for window_id in windows)


def _remind_window(window_id: int, now: datetime) -> int:
    skip_locked = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        consulted = MaintenanceWindow.objects.filter(pk=window_id, status=Status.CONSULTATION)
        window = consulted.select_for_update(skip_locked=skip_locked).first()
        due = _due(window, now) if window is not None else []
        if window is not None and due:
            mark_reminded([each.consultation_id for each in due], now)
            row = transition(Action.REMIND, Status(window.status), Who.SYSTEM)
            entry = Entry(data=_data(window, due))
            notices.enqueue_for(
                window, event_log.record(window, row, Actor(system=SYSTEM_ACTOR), now=now, entry=entry), now=now
            )
    return len(due)


def _due(window: MaintenanceWindow, now: datetime) -> list[CustomerStanding]:
    hours, days = opening_hours(current_calendar_id()), terms(window.agreement_version_id).reminder_working_days
    waiting = [each for each in standing(window).customers if each.is_outstanding and each.reminded_at is None]
    long = [each for each in waiting if each.asked_at and hours.add_working_days(each.asked_at, days) <= now]
    return _with_somebody(long, now) if long else []


def _with_somebody(customers: Iterable[CustomerStanding], now: datetime) -> list[CustomerStanding]:
    """Those for whom somebody can answer in the portal: a reminder to nobody is none."""
    each_of = list(customers)
    people = addressees([each.customer.pk for each in each_of], now=now)
    reached = {person.customer_id for person in people if person.may_answer}
    return [each for each in each_of if each.customer.pk in reached]


def _data(window: MaintenanceWindow, customers: Iterable[CustomerStanding]) -> dict[str, object]:
    return {"round": window.round, "customers": [each.customer.pk for each in customers]}
