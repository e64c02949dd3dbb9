"""Appointments in the portal, the pause and its reasons, and what can be done when it is broken again."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils.html import strip_tags
from icalendar import Calendar

from agreements.matrix import Impact, Severity
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import SignIn, at
from tests.tickets.portal.test_report import text_of
from tickets.actions.ask_customer import ask_customer
from tickets.actions.due_steps import remind_waiting
from tickets.actions.make_appointment import Appointment, make_appointment
from tickets.actions.write_path import Words
from tickets.enums import AppointmentFor, Status
from tickets.models import Message, Ticket, TicketEvent, TicketLink

pytestmark = pytest.mark.django_db

AGREED = at("2026-12-02 14:00")
KEY = uuid4()
FIELDS = {
    "impact": "one",
    "severity": "cumbersome",
    "subject": "Weer",
    "description": "Weer zo.",
    "phone": "0413555214",
}
MOMENT = {"moment": "2026-12-03T09:30", "body": "Dan is de beheerder er."}


@pytest.fixture
def small(cast: Cast) -> Ticket:
    """Category 4: by appointment."""
    answers = {"impact": Impact.ONE, "severity": Severity.CUMBERSOME}
    return factories.incident(cast.contact, cast.customer, now=NOW, **answers)  # type: ignore[arg-type]


def agreed(
    ticket: Ticket, cast: Cast, moment: datetime = AGREED, about: AppointmentFor = AppointmentFor.RECOVERY
) -> Ticket:
    appointment = Appointment(about, moment, "Sanne de Vries", "telefonisch")
    return make_appointment(cast.agent, factories.form_of(ticket), appointment, now=NOW)


def plain(response: object) -> str:
    """The words of a page, without what they stand out by."""
    return strip_tags(text_of(response))


def url(ticket: Ticket, part: str = "") -> str:
    return f"/tickets/{ticket.reference}/{part}"


def test_until_there_is_a_moment_agreeing_on_one_is_the_promise(cast: Cast, sign_in: SignIn, small: Ticket) -> None:
    page = text_of(sign_in(cast.contact).get(url(small)))
    assert "wij spreken vandaag vóór 14:12 een moment met u af" in page


def test_appointment_missing_is_late_at_its_due_moment(
    cast: Cast, sign_in: SignIn, small: Ticket, travel: time_machine.Traveller
) -> None:
    client = sign_in(cast.contact)
    factories.replied(small, cast.agent, now=NOW)
    travel.move_to(at("2026-11-24 14:12"), tick=False)
    assert "beloofd: een moment afspreken vandaag vóór 14:12" in text_of(client.get(url(small)))
    assert "Wij beloofden vandaag vóór 14:12 een moment met u af te spreken." in plain(client.get("/"))


def test_appointment_is_a_promise_on_both_pages(cast: Cast, sign_in: SignIn, small: Ticket) -> None:
    agreed(small, cast)
    client = sign_in(cast.contact)
    page = client.get(url(small))
    assert "Wij bellen u woensdag 2 december 2026 om 14:00 om dit te herstellen." in text_of(page)
    assert "Afgesproken met Sanne de Vries, telefonisch." in text_of(page)
    assert page.context["steps"][3].text == "woensdag 2 december om 14:00"
    assert "heeft een afspraak gemaakt: herstel woensdag 2 december 14:00, afgesproken met " in text_of(page)
    row = page.context["rows"][-1]
    assert (row.kind, row.day, row.time) == ("appointment", "woensdag 2 december", "om 14:00")
    assert "Wij bellen u woensdag 2 december om 14:00 om dit te herstellen." in plain(client.get("/"))


def test_calendar_file_keeps_its_uid_and_counts_moves(cast: Cast, sign_in: SignIn, small: Ticket) -> None:
    client = sign_in(cast.contact)
    assert client.get(url(small, "afspraak.ics")).status_code == 404
    events = []
    ticket = small
    for moment in (AGREED, AGREED + timedelta(days=1)):
        ticket = agreed(ticket, cast, moment)
        answer = client.get(url(small, "afspraak.ics"))
        assert answer.headers["Content-Type"].startswith("text/calendar")
        calendar = Calendar.from_ical(answer.content)
        assert calendar["METHOD"] == "PUBLISH"
        events += calendar.walk("VEVENT")
    assert len(events) == 2
    assert events[0]["UID"] == events[1]["UID"]
    assert [each["SEQUENCE"] for each in events] == [0, 1]
    assert [each.decoded("DTSTART") for each in events] == [AGREED, AGREED + timedelta(days=1)]
    assert b"DTSTART:20261203T130000Z" in answer.content


def test_calendar_file_and_wish_are_behind_the_door(cast: Cast, sign_in: SignIn, small: Ticket) -> None:
    agreed(small, cast)
    for user, status in ((cast.stranger, 404), (cast.colleague, 404), (cast.agent, 200), (cast.key_contact, 200)):
        assert sign_in(user).get(url(small, "afspraak.ics")).status_code == status
    assert sign_in(cast.stranger).get(url(small, "ander-moment/")).status_code == 404
    assert sign_in(cast.stranger).post(url(small, "ander-moment/"), MOMENT).status_code == 404
    assert sign_in(cast.agent).post(url(small, "ander-moment/"), MOMENT).status_code == 403


def test_wish_is_a_message_once_and_the_appointment_stands(cast: Cast, sign_in: SignIn, small: Ticket) -> None:
    agreed(small, cast)
    client = sign_in(cast.contact)
    assert "Wij bellen u woensdag 2 december 2026 om 14:00 om dit te herstellen." in text_of(
        client.get(url(small, "ander-moment/"))
    )
    for _ in range(2):
        assert client.post(url(small, "ander-moment/"), {**MOMENT, "key": str(KEY)}).status_code == 302
    body = Message.objects.latest("pk").body
    assert body == "Ik wil graag een ander moment: donderdag 3 december 2026 om 09:30.\n\nDan is de beheerder er."
    assert TicketEvent.objects.filter(ticket=small, kind="customer_replied").count() == 1
    assert client.get(url(small)).context["agreed"][0].made.moment == AGREED


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-12-05T10:00", "De helpdesk is dan gesloten. Kies een moment binnen onze openingstijden."),
        ("2026-11-23T10:00", "Een afspraak is voor een moment dat nog moet komen."),
        ("morgen", "Kies een dag en een tijd, bijvoorbeeld 2 december 2026, 14:00."),
        ("", "Kies een dag en een tijd, bijvoorbeeld 2 december 2026, 14:00."),
    ],
)
def test_wish_that_cannot_be_is_shown_again(
    cast: Cast, sign_in: SignIn, small: Ticket, moment: str, sentence: str
) -> None:
    agreed(small, cast)
    answer = sign_in(cast.contact).post(url(small, "ander-moment/"), {**MOMENT, "moment": moment})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Dan is de beheerder er." in answer.content.decode()


def test_wish_without_an_appointment_is_refused(cast: Cast, sign_in: SignIn, small: Ticket) -> None:
    answer = sign_in(cast.contact).post(url(small, "ander-moment/"), MOMENT)
    assert answer.status_code == 422
    assert "Er is geen afspraak meer bij dit ticket." in text_of(answer)


def test_pause_says_since_when_why_and_until_when(cast: Cast, sign_in: SignIn, travel: time_machine.Traveller) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    words, on = Words("Staat SIP ALG aan?"), date(2026, 11, 27)
    ask_customer(cast.agent, factories.form_of(ticket), words, now=NOW, expected_on=on)
    client = sign_in(cast.contact)
    page = text_of(client.get(url(ticket)))
    assert "De klok staat stil sinds vandaag om 10:12" in page
    assert "Wij rekenen op uw antwoord: uiterlijk vrijdag 27 november." in page
    assert "Zonder antwoord herinneren wij u: donderdag 26 november." in page
    assert "dan sluiten wij het ticket zonder herstel: donderdag 10 december." in page
    reminded = at("2026-11-30 09:00")
    remind_waiting(now=reminded)
    travel.move_to(reminded, tick=False)
    page = text_of(client.get(url(ticket)))
    assert "Wij hebben u vandaag om 09:00 herinnerd." in page
    assert "Zonder antwoord" not in page


def test_button_reopens_within_the_period_and_once(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    factories.recovered(ticket, cast.agent, now=NOW)
    client = sign_in(cast.contact)
    again = client.get(url(ticket)).context["again"]
    assert again.before == "dinsdag 8 december vóór 10:12"
    for _ in range(2):
        assert client.post(url(ticket, "nog-stuk/"), {"key": again.key}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.status != Status.RECOVERED
    assert Message.objects.filter(ticket=ticket, body="Het is nog niet in orde.").count() == 1


def test_after_the_period_the_button_is_refused_and_a_follow_up_is_offered(
    cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    factories.recovered(ticket, cast.agent, now=NOW)
    travel.move_to(at("2026-12-08 10:12"), tick=False)
    client = sign_in(cast.contact)
    page = client.get(url(ticket))
    assert page.context["again"].follow_up == f"/melden/?vervolg={ticket.reference}"
    assert client.post(url(ticket, "nog-stuk/")).status_code == 422
    assert f"Dit is een vervolg op {ticket.reference}" in text_of(client.get(page.context["again"].follow_up))


def test_follow_up_is_linked_to_the_closed_ticket(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.closed(factories.incident(cast.contact, cast.customer, now=NOW), cast.agent, now=NOW)
    client = sign_in(cast.contact)
    assert "Vervolg melden" in text_of(client.get(url(ticket)))
    sent = {**FIELDS, "key": str(uuid4()), "follows": ticket.reference}
    assert client.post("/melden/", sent).status_code == 302
    link = TicketLink.objects.get()
    assert (link.other_id, link.relation) == (ticket.pk, "follows_from")


def test_follow_up_of_what_cannot_be_seen_is_refused_and_nothing_is_lost(cast: Cast, sign_in: SignIn) -> None:
    other = factories.incident(cast.stranger, cast.other_customer, now=NOW)
    client = sign_in(cast.contact)
    assert client.get(f"/melden/?vervolg={other.reference}").status_code == 404
    answer = client.post("/melden/", {**FIELDS, "key": str(uuid4()), "follows": other.reference})
    assert answer.status_code == 404
    assert "Weer zo." in answer.content.decode()
    assert Ticket.objects.count() == 1
