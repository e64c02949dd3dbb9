"""What two people, or a person and a job, decide on the same costs at the same moment: one of them, and once (W3)."""

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.tickets import change_factories as changes
from tests.tickets.test_change_life import form, state, with_mandate
from tests.tickets.test_time_races import at_once
from tickets import sla
from tickets.actions.changes.decide_estimate import approve_estimate, refuse_estimate
from tickets.actions.due_steps import expire_estimates, remind_approvals
from tickets.enums import EventKind
from tickets.models import Ticket, TicketEvent

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def test_two_decisions_at_once_are_one(cast: Cast) -> None:
    with_mandate(cast, may_approve_cost=True)
    twice, both, late = (changes.change(cast, now=cast.now) for _each in range(3))
    answers = at_once(
        lambda: approve_estimate(cast.key_contact, form(twice), 1, now=cast.now),
        lambda: approve_estimate(cast.partner, form(twice), 1, now=cast.now),
    )
    assert (answers, state(twice)) == ({"done": 2}, ("new", ["approved"]))
    answers = at_once(
        lambda: approve_estimate(cast.key_contact, form(both), 1, now=cast.now),
        lambda: refuse_estimate(cast.partner, form(both), 1, "Te duur", now=cast.now),
    )
    assert answers == {"done": 1, "409": 1}
    assert state(both) in (("new", ["approved"]), ("withdrawn", ["refused"]))
    end = cast.now + timedelta(days=15)
    assert remind_approvals(now=end) == 1
    answers = at_once(
        lambda: approve_estimate(cast.key_contact, form(late), 1, now=end),
        lambda: expire_estimates(now=end),
        lambda: expire_estimates(now=end),
    )
    decided = TicketEvent.objects.filter(
        ticket=late, kind__in=(EventKind.ESTIMATE_APPROVED, EventKind.ESTIMATE_EXPIRED)
    )
    assert decided.count() == 1
    assert sum(answers.values()) == 3
    assert sla.differences_among(list(Ticket.objects.all())) == {each.pk: [] for each in Ticket.objects.all()}
