"""What happened to a promise is drawn on both pages and told by mail, in both languages."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from accounts.models import User
from agreements.actions import set_day
from agreements.matrix import Impact, Severity
from notifications.models import Notice
from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.promises import moment
from tickets.actions.apply_edit import apply_edit
from tickets.actions.decide_edit import NewPins
from tickets.actions.due_steps import close_unanswered, remind_waiting
from tickets.actions.link import link, unlink
from tickets.actions.log_call import Call, log_call
from tickets.actions.make_appointment import Appointment, make_appointment
from tickets.actions.reclassify import Answers, reclassify
from tickets.actions.write_path import Form
from tickets.enums import AppointmentFor, EventKind, Kind, Relation
from tickets.models import Ticket, TicketEvent
from tickets.notices.mail import render

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
END = moment("12-30", "10:00")
SOME_DOWN = Answers(Kind.INCIDENT, impact=Impact.SOME, severity=Severity.NO_CALLS)
ONE_CUMBERSOME = Answers(Kind.INCIDENT, impact=Impact.ONE, severity=Severity.CUMBERSOME)
INTERNAL = {EventKind.BREACH_EXPLAINED, EventKind.UNLINKED}


@pytest.fixture
def told(cast: Cast) -> Ticket:
    """A ticket to which everything new happened."""
    said = Call(uuid.uuid4(), cast.customer.pk, "Geen kiestoon", "Alles is stil.", cast.now, cast.contact.pk)
    ticket = log_call(cast.agent, said, SOME_DOWN, now=cast.now)
    other = factories.incident(cast.contact, cast.customer, now=cast.now)
    form = Form(ticket.reference)
    link(cast.agent, form, other.reference, Relation.SAME_CAUSE, now=cast.now)
    unlink(cast.agent, form, other.reference, Relation.SAME_CAUSE, now=cast.now)
    reclassify(cast.agent, form, ONE_CUMBERSOME, "Het valt mee", now=cast.now + HOUR)
    agreed = Appointment(AppointmentFor.RECOVERY, moment("11-25", "14:00"), "Sanne", "telefonisch", "de klant")
    make_appointment(cast.agent, form, agreed, now=cast.now + 6 * HOUR)
    day = set_day(actor=None, now=cast.now, date=moment("12-02", "10:00").date(), hours=[], reason_nl="Verhuizing")
    apply_edit(cast.administrator, NewPins(day.pk), [ticket.pk], now=cast.now + 6 * HOUR)
    ticket.refresh_from_db()
    factories.waiting(ticket, cast.agent, now=moment("11-25", "15:00"))
    factories.explained(ticket, cast.agent, now=moment("11-25", "15:00"))
    remind_waiting(now=moment("11-27", "15:00"))
    close_unanswered(now=END)
    return Ticket.objects.get(pk=ticket.pk)


NEW_KINDS = {
    EventKind.CALL_LOGGED,
    EventKind.LINKED,
    EventKind.UNLINKED,
    EventKind.RECLASSIFIED,
    EventKind.APPOINTMENT_MADE,
    EventKind.PINNED,
    EventKind.BREACH_EXPLAINED,
    EventKind.REMINDED,
    EventKind.CLOSED_UNANSWERED,
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_is_drawn_for_both_sides(language: str, cast: Cast, told: Ticket, client: Client) -> None:
    User.objects.all().update(language=language)
    assert set(TicketEvent.objects.filter(ticket=told).values_list("kind", flat=True)) >= NEW_KINDS
    with time_machine.travel(END, tick=False):
        client.force_login(cast.agent)
        desk = client.get(f"/desk/tickets/{told.reference}/")
        client.force_login(cast.contact)
        portal = client.get(f"/tickets/{told.reference}/")
    assert (desk.status_code, portal.status_code) == (200, 200)
    seen = {entry.event.kind for entry in portal.context["entries"]}
    assert (NEW_KINDS - seen, seen & INTERNAL) == (INTERNAL, set())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_that_the_customer_is_told_of_has_a_mail(language: str, told: Ticket) -> None:
    subjects = {}
    with time_machine.travel(END, tick=False), translation.override(language):
        for notice in Notice.objects.filter(source="tickets.event"):
            mail = render(notice)
            assert mail is not None
            subjects[TicketEvent.objects.get(pk=notice.subject_id).kind] = mail.subject
    assert set(subjects) >= {"call_logged", "reclassified", "appointment_made", "reminded", "closed_unanswered"}


def test_queue_and_home_show_every_new_clock(cast: Cast, client: Client) -> None:
    for answers in (SOME_DOWN, ONE_CUMBERSOME, Answers(Kind.STANDARD_CHANGE)):
        said = Call(uuid.uuid4(), cast.customer.pk, "Geen kiestoon", "Stil.", cast.now, None, "Meneer Pietersen")
        ticket = log_call(cast.agent, said, answers, now=cast.now)
    factories.waiting(ticket, cast.agent, now=cast.now)
    pages = ["/desk/", "/desk/?view=appointment", "/desk/?view=changes"]
    pages += [f"/desk/tickets/{each.reference}/" for each in Ticket.objects.all()]
    with time_machine.travel(cast.now + HOUR, tick=False):
        client.force_login(cast.agent)
        assert {client.get(page).status_code for page in pages} == {200}
        client.force_login(cast.key_contact)
        mine = ["/", "/tickets/", *(f"/tickets/{each.reference}/" for each in Ticket.objects.all())]
        assert {client.get(page).status_code for page in mine} == {200}
