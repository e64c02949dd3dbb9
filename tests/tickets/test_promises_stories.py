"""What a ledger is made from: each clock with its marks, whose sum is what is stored, to the second."""

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.promises import moment
from tickets import sla
from tickets.actions.make_appointment import Appointment, make_appointment
from tickets.actions.write_path import Form
from tickets.enums import AppointmentFor
from tickets.models import SlaClock
from tickets.queries.appointments import appointments_of

pytestmark = pytest.mark.django_db


def test_story_is_the_stored_clock(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    factories.waiting(ticket, cast.agent, now=cast.now + timedelta(hours=1))
    ticket.refresh_from_db()
    factories.recovered(ticket, cast.agent, now=cast.now + timedelta(hours=4))
    stories = sla.stories_of(ticket)
    stored = SlaClock.objects.filter(ticket=ticket).order_by("kind", "round")
    assert [(each.clock.kind, each.clock.elapsed, each.clock.due_at) for each in stories] == [
        (clock.kind, clock.elapsed, clock.due_at) for clock in stored
    ]
    recovery = next(each for each in stories if each.clock.kind == "recovery")
    assert ([mark.kind for mark in recovery.marks], recovery.paused) == (["start", "pause", "stop"], timedelta(hours=3))


def test_appointments_are_read_in_order(cast: Cast) -> None:
    ticket = factories.question(cast.contact, cast.customer, now=cast.now)
    for day in ("11-27", "11-30"):
        agreed = Appointment(AppointmentFor.RECOVERY, moment(day, "14:00"), "Sanne", "telefonisch", "de klant")
        make_appointment(cast.agent, Form(ticket.reference), agreed, now=cast.now)
    assert [(each.moment, each.made_by, each.sequence) for each in appointments_of(ticket)] == [
        (moment("11-27", "14:00"), cast.agent.name, 2),
        (moment("11-30", "14:00"), cast.agent.name, 3),
    ]
