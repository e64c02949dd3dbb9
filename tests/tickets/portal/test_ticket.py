"""The ticket page: promises as they stand, the conversation without what is internal, and staying true by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import end_mandate
from accounts.models import User
from agreements.matrix import Impact, Severity
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import SignIn, at
from tests.tickets.portal.test_report import text_of
from tickets.actions.confirm_working import confirm_working
from tickets.actions.customer_reply import customer_reply
from tickets.actions.due_steps import close_unanswered, remind_waiting
from tickets.actions.redact import redact
from tickets.actions.write_path import Form, Words
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def url(ticket: Ticket, part: str = "") -> str:
    return f"/tickets/{ticket.reference}/{part}"


def rows(client: Client, ticket: Ticket) -> list[tuple[str, str, str]]:
    """The promises on the page: how each is drawn, its label, and its moment in words."""
    found = client.get(url(ticket)).context["rows"]
    return [(row.kind, row.label, row.moment or f"{row.day} {row.time}") for row in found]


def test_steps_say_what_is_late_and_do_not_call_it_still_to_come(
    cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    travel.move_to(NOW + 48 * HOUR, tick=False)
    steps = sign_in(cast.contact).get(url(ticket)).context["steps"]
    assert [(step.title, step.text) for step in steps if "te laat" in step.text] == [
        ("Wij reageren", "te laat, beloofd dinsdag 24 november vóór 11:12"),
        ("Hersteld", "te laat, beloofd gisteren vóór 09:42"),
    ]


def test_ticket_closed_without_an_answer_was_not_recovered(
    cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    factories.waiting(ticket, cast.agent, now=NOW)
    reminded, closed = at("2026-11-26 12:00"), at("2026-12-14 12:00")
    assert (remind_waiting(now=reminded), close_unanswered(now=closed)) == (1, 1)
    travel.move_to(closed, tick=False)
    steps = sign_in(cast.contact).get(url(ticket)).context["steps"]
    assert [(step.title, step.state) for step in steps][-2:] == [("Niet hersteld", "next"), ("Afgesloten", "done")]


def test_agent_who_follows_a_link_to_a_ticket_lands_on_it_at_the_desk(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    agent = sign_in(cast.agent)
    for part in ("", "intrekken/", "nieuws/"):
        assert agent.get(url(ticket, part)).headers["Location"] == f"/desk/tickets/{ticket.reference}/"
    assert agent.get("/tickets/").headers["Location"] == "/desk/"


@pytest.mark.parametrize("number", ["0", "9" * 19, "9" * 5000, "-1", "1e3", "٣", ""])
def test_reference_that_is_no_ticket_is_not_found(cast: Cast, sign_in: SignIn, number: str) -> None:
    assert sign_in(cast.contact).get(f"/tickets/OZ-{number}/").status_code == 404


def test_new_ticket_shows_its_promises_running(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    assert rows(sign_in(cast.contact), ticket) == [
        ("running", "Wij reageren", "vandaag vóór 11:12"),
        ("running", "Eerste statusrapportage", "vandaag vóór 14:12"),
        ("running", "Hersteld", "morgen vóór 09:42"),
    ]


def test_promise_turns_late_at_its_due_moment_without_any_job(
    cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    client = sign_in(cast.contact)
    travel.move_to(NOW + HOUR - timedelta(seconds=1), tick=False)
    assert rows(client, ticket)[0][:2] == ("running", "Wij reageren")
    travel.move_to(NOW + HOUR, tick=False)
    assert rows(client, ticket)[0] == ("late", "Reageren: te laat", "vandaag vóór 11:12")


def test_waiting_ticket_stands_still_and_says_since_when(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW - HOUR)
    factories.waiting(ticket, cast.agent, now=NOW - HOUR / 2)
    client = sign_in(cast.contact)
    assert rows(client, ticket) == [
        ("kept", "Reageren: op tijd gelukt", "vandaag om 09:42"),
        ("still", "Statusrapportage: staat stil", "tot u antwoordt"),
        ("still", "Herstellen: staat stil", "tot u antwoordt"),
    ]
    assert text_of(client.get(url(ticket))).count("De klok staat stil tot u antwoordt.") == 1


def test_pause_is_explained_after_the_answer(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at("2026-11-23 15:20"))
    factories.waiting(ticket, cast.agent, now=at("2026-11-23 16:35"))
    customer_reply(cast.contact, Form(ticket.reference), Words("Ja"), now=at("2026-11-24 08:52"))
    client = sign_in(cast.contact)
    said = text_of(client.get(url(ticket)))
    assert (
        "De klok stond stil van gisteren 16:35 tot vandaag 08:52, omdat wij op uw antwoord wachtten. "
        "Dat is 47 minuten openingstijd."
    ) in said
    assert "De klok staat stil" not in said
    assert "eerst 14:50; de klok stond 47 minuten stil" in said
    assert rows(client, ticket)[2] == ("running", "Hersteld", "vandaag vóór 15:37")


def test_category_4_is_by_appointment(cast: Cast, sign_in: SignIn) -> None:
    small = {"impact": Impact.ONE, "severity": Severity.CUMBERSOME}
    ticket = factories.incident(cast.contact, cast.customer, now=NOW, **small)  # type: ignore[arg-type]
    assert rows(sign_in(cast.contact), ticket) == [
        ("running", "Wij reageren", "vandaag vóór 14:12"),
        ("appointment", "Hersteld", "op afspraak"),
    ]


def test_queued_ticket_says_when_it_is_taken_up(cast: Cast, sign_in: SignIn, travel: time_machine.Traveller) -> None:
    travel.move_to(at("2026-11-28 14:20"), tick=False)
    ticket = factories.incident(cast.contact, cast.customer, now=at("2026-11-28 14:20"))
    client = sign_in(cast.contact)
    assert rows(client, ticket)[0] == ("pickup", "Wij pakken uw melding op", "maandag 30 november om 08:30")
    assert [step.title for step in client.get(url(ticket)).context["steps"]][1] == "Wacht op openingstijd"
    # The opening has come; that the job has not run changes nothing of what is true.
    travel.move_to(at("2026-11-30 08:30"), tick=False)
    assert [step.title for step in client.get(url(ticket)).context["steps"]][1] == "Wij reageren"


def test_customer_who_recovers_it_leaves_no_response_that_never_was(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW - 2 * HOUR + timedelta(minutes=30))
    confirm_working(cast.contact, Form(ticket.reference), now=NOW)
    client = sign_in(cast.contact)
    assert rows(client, ticket) == [
        ("late", "Reageren: te laat", "niet gebeurd"),
        ("kept", "Herstellen: op tijd gelukt", "vandaag om 10:12"),
    ]
    steps = client.get(url(ticket)).context["steps"]
    assert [(step.title, step.state) for step in steps] == [
        ("Ontvangen", "done"),
        ("Reactie", "done"),
        ("In behandeling", "done"),
        ("Hersteld", "done"),
        ("Afgesloten", "now"),
    ]


def test_internal_note_reaches_no_customer_in_any_form(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    factories.noted(ticket, cast.second_agent, "geheim woord", now=NOW)
    for person in (cast.contact, cast.key_contact, cast.partner):
        client = sign_in(person)
        for path in (url(ticket), url(ticket, "nieuws/?mark="), "/", "/tickets/?q=geheim", "/tickets/"):
            said = client.get(path).content.decode()
            assert "geheim woord" not in said
            assert cast.second_agent.name not in said


def test_internal_note_does_not_even_refresh_the_page(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    client = sign_in(cast.contact)
    mark = client.get(url(ticket)).context["mark"]
    factories.noted(ticket, cast.agent, now=NOW)
    assert client.get(url(ticket, "nieuws/"), {"mark": mark}).status_code == 204
    redact(cast.agent, Form(ticket.reference), Message.objects.order_by("pk")[0].pk, "wachtwoord", now=NOW)
    assert client.get(url(ticket, "nieuws/"), {"mark": mark}).status_code == 200


def test_redacted_message_says_so_and_shows_nothing(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW, description="wachtwoord: Zomer2026")
    redact(cast.agent, Form(ticket.reference), Message.objects.get().pk, "wachtwoord", now=NOW)
    said = text_of(sign_in(cast.contact).get(url(ticket)))
    assert "Zomer2026" not in said
    assert "OZMO haalde de tekst weg" in said


def test_words_are_text_never_markup(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(
        cast.contact, cast.customer, now=NOW, subject="<script>1</script>", description="<img src=x onerror=1>"
    )
    client = sign_in(cast.contact)
    for path in (url(ticket), "/", "/tickets/", url(ticket, "intrekken/")):
        said = client.get(path).content.decode()
        assert "<script>1" not in said
        assert "<img" not in said


def test_stranger_gets_the_same_answer_as_for_no_ticket(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    for person in (cast.stranger, cast.colleague, cast.ended_partner):
        client = sign_in(person)
        for part in ("", "nieuws/", "intrekken/"):
            assert client.get(url(ticket, part)).status_code == 404
        for part in ("antwoord/", "werkt-weer/", "intrekken/"):
            assert client.post(url(ticket, part), {"body": "Hallo"}).status_code == 404
    client = sign_in(cast.contact)
    for reference in ("OZ-999999", "OZ-", "OZ-x", "OZ-" + "9" * 30, "999"):
        assert client.get(f"/tickets/{reference}/").status_code == 404


def test_mandate_that_ended_closes_the_ticket_at_once(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.partner, cast.customer, now=NOW)
    client = sign_in(cast.partner)
    assert client.get(url(ticket)).status_code == 200
    end_mandate(actor=None, mandate=cast.mandate, now=NOW)
    assert client.get(url(ticket)).status_code == 404
    assert ticket.subject not in client.get("/tickets/").content.decode()


def test_page_is_not_stored_and_news_is_silent_until_something_changes(
    cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    client = sign_in(cast.contact)
    page = client.get(url(ticket))
    assert "no-store" in page.headers["Cache-Control"]
    news = url(ticket, "nieuws/")
    assert client.get(news, {"mark": page.context["mark"]}).status_code == 204
    factories.replied(ticket, cast.agent, "Wij kijken ernaar.", now=NOW)
    answer = client.get(news, {"mark": page.context["mark"]})
    said = text_of(answer)
    assert answer.status_code == 200
    assert "Wij kijken ernaar." in said
    assert said.count("hx-swap-oob") == 7
    assert "<textarea" not in said
    assert "oz:say" in answer.headers["HX-Trigger"]
    # Nothing happened, but a promise turned late: the page has to say so.
    mark = client.get(url(ticket)).context["mark"]
    travel.move_to(at("2026-11-24 14:12"), tick=False)
    later = client.get(news, {"mark": mark})
    assert later.status_code == 200
    assert "HX-Trigger" not in later.headers


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_kind_of_event_is_drawn(language: str, cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.contact.pk).update(language=language)
    ticket = factories.incident(cast.contact, cast.customer, now=NOW - HOUR)
    factories.taken(ticket, cast.agent, now=NOW)
    for step in (factories.replied, factories.reported, factories.waiting, factories.recovered):
        ticket.refresh_from_db()
        step(ticket, cast.agent, now=NOW)
    ticket.refresh_from_db()
    customer_reply(cast.contact, Form(ticket.reference), Words("Nog stuk"), now=NOW, still_broken=True)
    ticket.refresh_from_db()
    factories.closed(ticket, cast.agent, now=NOW)
    response = sign_in(cast.contact).get(url(ticket))
    kinds = [entry.event.kind for entry in response.context["entries"]]
    assert kinds == [
        "submitted", "taken", "replied", "status_reported", "customer_asked", "recovered", "reopened", "recovered",
        "closed",
    ]  # fmt: skip
    assert response.context["can_reply"] is False


def test_statements_do_not_grow_with_the_conversation(cast: Cast, sign_in: SignIn) -> None:
    client, counts = sign_in(cast.partner), []
    for length in (1, 3):
        ticket = factories.incident(cast.partner, cast.customer, now=NOW)
        for _ in range(length):
            ticket.refresh_from_db()
            factories.replied(ticket, cast.second_agent, now=NOW)
        client.get(url(ticket))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(ticket))
        counts.append(len(queries))
    assert counts == [13, 13]
