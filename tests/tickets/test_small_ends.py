"""Small promises: what is said of an appointment, nothing private in a cookie, phone numbers of one length."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.queries import access_for
from agreements.matrix import Impact, Severity
from notifications.models import Notice
from tests.cast import Cast
from tests.tickets import factories
from tickets.actions.make_appointment import Appointment, make_appointment
from tickets.actions.write_path import Form
from tickets.enums import AppointmentAskedBy, AppointmentFor, AppointmentHow
from tickets.forms.calls import PHONE_LENGTH as CALLED_LENGTH
from tickets.forms.portal import PHONE_LENGTH
from tickets.models import Ticket
from tickets.notices.mail import render
from tickets.queries.timeline import timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(cast: Cast) -> Ticket:
    """Category 4, with a moment for a status report and none for recovery."""
    ticket = factories.incident(
        cast.contact, cast.customer, now=cast.now, impact=Impact.ONE, severity=Severity.CUMBERSOME
    )
    moment = cast.now + timedelta(hours=2)
    appointment = Appointment(
        AppointmentFor.STATUS_REPORT, moment, "Sanne de Vries", AppointmentHow.PHONE, AppointmentAskedBy.CUSTOMER
    )
    return make_appointment(cast.agent, Form(ticket.reference), appointment, now=cast.now)


def test_mail_about_an_appointment_does_not_ask_for_another(cast: Cast, agreed: Ticket) -> None:
    notice = Notice.objects.order_by("-pk")[0]
    with time_machine.travel(cast.now, tick=False), translation.override("nl"):
        mail = render(notice)
    assert mail is not None
    assert "Statusrapportage: dinsdag 24 november 2026" in mail.text or "statusrapportage: dinsdag 24" in mail.text
    assert "\nAfspraak: " not in mail.text


def test_appointment_says_for_what_how_with_whom_and_who_asked(cast: Cast, agreed: Ticket) -> None:
    with translation.override("nl"):
        entry = timeline(access_for(cast.contact, now=cast.now), agreed, now=cast.now)[-1]
    assert entry.about == (
        "een statusrapportage vandaag 12:12, afgesproken met Sanne de Vries telefonisch, op verzoek van de klant"
    )


def test_what_was_done_is_in_no_cookie(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.contact)
    with time_machine.travel(cast.now, tick=False):
        ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
        answer = client.post(f"/tickets/{ticket.reference}/antwoord/", {"body": "Nog steeds."})
        assert answer.status_code == 302
        assert "messages" not in client.cookies
        assert "Uw antwoord is verstuurd." in client.get(answer["Location"]).content.decode()


def test_phone_number_is_as_long_everywhere() -> None:
    lengths = {model._meta.get_field("phone").max_length for model in (User, Ticket)}
    assert lengths | {PHONE_LENGTH, CALLED_LENGTH} == {40}
