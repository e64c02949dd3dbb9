"""The ticket page: what it says, what its forms do, and that nothing typed is lost when somebody was faster."""

import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.actions.customer_reply import customer_reply
from tickets.actions.write_path import Form, Words
from tickets.enums import EventKind, Status, Visibility
from tickets.models import Attachment, Message, SlaClock, Ticket, TicketEvent

PAGE_STATEMENTS = 13
CALM_STATEMENTS = 4
TEXT = "Wij zetten de toestellen om."


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A category 2 incident of this morning, that nobody has yet."""
    return factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))


def sent(ticket: Ticket, **fields: Any) -> dict[str, Any]:
    """What the reply form brings."""
    return {"body": TEXT, "key": str(uuid4()), "version": ticket.version, **fields}


def kinds(ticket: Ticket) -> list[str]:
    """What happened to it, in order."""
    return list(TicketEvent.objects.filter(ticket=ticket).order_by("sequence").values_list("kind", flat=True))


def stamp_in(body: str) -> str:
    """The stamp that a page carries."""
    found = re.search(r'name="stamp" value="([^"]+)"', body)
    assert found
    return found[1]


def test_page_says_what_was_reported_by_whom_and_how(cast: Cast, desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket)).content.decode()
    for words in (ticket.subject, factories.DESCRIPTION, "Zorggroep Maasoever", "Sanne de Vries", "through the portal"):
        assert words in body
    assert 'href="tel:+31413555214"' in body
    assert 'checked><span aria-hidden="true">2<' in body


def test_way_back_leads_to_the_queue_that_one_came_from(desk: Client, ticket: Ticket) -> None:
    assert (
        '<a href="/desk/?view=unassigned">Unassigned</a>'
        in desk.get(address(ticket), {"view": "unassigned"}).content.decode()
    )
    assert '<a href="/desk/">All open</a>' in desk.get(address(ticket), {"view": "x"}).content.decode()


def test_clocks_at_this_moment(cast: Cast, desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket)).content.decode()
    assert re.search(r'id="clock-response" data-state="soon".*?18 min.*?before 10:30, norm 1 h', body, re.DOTALL)
    assert re.search(r'id="clock-status_report" data-state="run".*?3 h 18.*?before 13:30, every 4 h', body, re.DOTALL)
    assert re.search(
        r'id="clock-recovery" data-state="run".*?before Wed 09:00, norm 8 h', body, re.DOTALL | re.IGNORECASE
    )


def test_clocks_kept_late_and_standing_still(cast: Cast, desk: Client, ticket: Ticket) -> None:
    factories.waiting(ticket, cast.agent, now=at(24, 9, 51))
    body = desk.get(address(ticket)).content.decode()
    assert re.search(r'id="clock-response" data-state="ok".*?kept.*?09:51, in 21 min of 1 h', body, re.DOTALL)
    assert re.search(r'id="clock-recovery" data-state="still".*?stands still since 09:51', body, re.DOTALL)
    late = factories.incident(cast.contact, cast.customer, now=at(24, 8, 40))
    shown = desk.get(address(late)).content.decode()
    assert re.search(r'id="clock-response" data-state="late".*?32 min', shown, re.DOTALL)


def test_question_has_its_response_only(cast: Cast, desk: Client) -> None:
    asked = factories.question(cast.contact, cast.customer, now=at(24, 9, 30))
    body = desk.get(address(asked)).content.decode()
    assert "A question is always category 4." in body
    assert re.search(r'id="clock-recovery" data-state="still".*?by appointment', body, re.DOTALL)


def test_number_of_statements_is_the_same_for_1_and_3_messages(
    cast: Cast, desk: Client, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get(address(ticket))
    with django_assert_num_queries(PAGE_STATEMENTS):
        desk.get(address(ticket))
    answered = factories.replied(ticket, cast.agent, now=at(24, 9, 40))
    factories.noted(factories.reported(answered, cast.second_agent, now=at(24, 9, 50)), cast.agent, now=at(24, 9, 51))
    with django_assert_num_queries(PAGE_STATEMENTS):
        desk.get(address(ticket))


def test_reply_takes_the_ticket_and_stops_the_response(cast: Cast, desk: Client, ticket: Ticket) -> None:
    response = desk.post(address(ticket, "antwoord/"), sent(ticket))
    assert (response.status_code, response["Location"]) == (302, address(ticket))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, cast.agent)
    assert SlaClock.objects.get(ticket=ticket, kind="response").met_at == NOW
    body = desk.get(address(ticket)).content.decode()
    assert TEXT in body
    assert "Your reply was sent." in body


def test_same_form_twice_says_it_once(desk: Client, ticket: Ticket) -> None:
    form = sent(ticket)
    desk.post(address(ticket, "antwoord/"), form)
    assert desk.post(address(ticket, "antwoord/"), form).status_code == 302
    assert kinds(ticket) == [EventKind.SUBMITTED, EventKind.REPLIED]


def test_note_is_internal_and_stops_no_clock(cast: Cast, desk: Client, ticket: Ticket) -> None:
    desk.post(address(ticket, "notitie/"), sent(ticket, body="Alleen voor ons"))
    event = TicketEvent.objects.get(ticket=ticket, kind=EventKind.NOTED)
    assert event.visibility == Visibility.INTERNAL
    assert SlaClock.objects.get(ticket=ticket, kind="response").stopped_at is None
    assert "Alleen voor ons" in desk.get(address(ticket)).content.decode()
    assert "Alleen voor ons" not in signed_in(cast.contact).get(f"/tickets/{ticket.reference}/").content.decode()


def test_note_form_shares_no_field_button_or_address_with_the_reply(desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket)).content.decode()
    note = body[body.index('id="note-form"') :].partition("</form>")[0]
    assert f'action="{address(ticket, "notitie/")}"' in note
    assert "formaction" not in note
    assert address(ticket, "antwoord/") not in note


def test_note_needs_no_version_and_is_kept_whatever_happened_in_between(
    cast: Cast, desk: Client, ticket: Ticket
) -> None:
    form = sent(ticket)
    factories.taken(ticket, cast.second_agent, now=NOW)
    assert desk.post(address(ticket, "notitie/"), form).status_code == 302


def test_question_to_the_customer_waits(desk: Client, ticket: Ticket) -> None:
    desk.post(address(ticket, "vraag/"), sent(ticket, body="Staat SIP ALG aan?", expected_on="2026-11-26"))
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING
    assert not set(SlaClock.objects.filter(ticket=ticket, paused_at__isnull=False).values_list("kind", flat=True)) ^ {
        "recovery",
        "status_report",
    }
    desk.post(address(ticket, "hervatten/"), {"version": ticket.version})
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS


def test_recovered_closed_and_reopened(desk: Client, ticket: Ticket) -> None:
    desk.post(address(ticket, "hersteld/"), sent(ticket))
    ticket.refresh_from_db()
    assert ticket.status == Status.RECOVERED
    desk.post(address(ticket, "heropenen/"), sent(ticket, body="Toch nog stuk."))
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS
    desk.post(address(ticket, "hersteld/"), sent(ticket))
    ticket.refresh_from_db()
    desk.post(address(ticket, "afsluiten/"), {"version": ticket.version})
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED


def test_status_report_says_when_it_is_due_and_the_next_one(desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket)).content.decode()
    assert "before 13:30" in body
    assert re.search(r"The next one then before <strong[^>]*>14:12</strong>", body)
    form = {"known": "De router", "doing": "Testen", "asked": "", "key": str(uuid4()), "version": ticket.version}
    desk.post(address(ticket, "statusrapportage/"), form)
    message = Message.objects.get(ticket=ticket, report_number=1)
    assert (message.known, message.doing, message.asked) == ("De router", "Testen", "")
    assert "Status report 1" in desk.get(address(ticket)).content.decode()


@pytest.mark.parametrize(
    ("what", "missing", "sentence"),
    [
        ("antwoord/", {"body": "  "}, "Write a message first."),
        ("vraag/", {"body": ""}, "Write a message first."),
        ("hersteld/", {"body": ""}, "Write a message first."),
        ("notitie/", {"body": ""}, "Write the note first."),
        ("antwoord/", {"body": "x" * 20_001}, "This message is too long."),
        ("statusrapportage/", {"known": "", "doing": "Wij testen dit"}, "Say what we know."),
        ("statusrapportage/", {"known": "De router is stuk", "doing": ""}, "Say what we do now."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    desk: Client, ticket: Ticket, what: str, missing: dict[str, str], sentence: str
) -> None:
    response = desk.post(address(ticket, what), sent(ticket, **missing))
    body = response.content.decode()
    assert response.status_code == 422
    assert sentence in body
    for text in missing.values():
        assert text.strip() in body
    assert kinds(ticket) == [EventKind.SUBMITTED]


def test_stale_reply_is_409_with_what_changed_and_the_text_kept(cast: Cast, desk: Client, ticket: Ticket) -> None:
    form = sent(ticket, body="Mijn lange antwoord & meer")
    customer_reply(cast.contact, Form(ticket.reference), Words("Het werkt weer!"), now=NOW)
    response = desk.post(address(ticket, "antwoord/"), form)
    body = response.content.decode()
    assert response.status_code == 409
    assert "Mijn lange antwoord &amp; meer</textarea>" in body
    assert "Somebody else changed this ticket in the meantime." in body
    assert "Sanne de Vries replied</a>" in body
    assert form["key"] in body
    assert kinds(ticket) == [EventKind.SUBMITTED, EventKind.CUSTOMER_REPLIED]


def test_sending_again_after_a_conflict_is_a_choice(cast: Cast, desk: Client, ticket: Ticket) -> None:
    form = sent(ticket)
    customer_reply(cast.contact, Form(ticket.reference), Words("Nog iets"), now=NOW)
    body = desk.post(address(ticket, "antwoord/"), form).content.decode()
    reply_form = body[body.index('id="reply-form"') :].partition("</form>")[0]
    version = re.search(r'name="version" value="(\d+)"', reply_form)
    assert version
    again = form | {"version": version[1]}
    assert desk.post(address(ticket, "antwoord/"), again).status_code == 302
    assert kinds(ticket)[-1] == EventKind.REPLIED


def test_two_agents_take_at_once_and_the_second_hears_it(cast: Cast, desk: Client, ticket: Ticket) -> None:
    form = {"version": ticket.version}
    signed_in(cast.second_agent).post(address(ticket, "nemen/"), form)
    response = desk.post(address(ticket, "nemen/"), form)
    body = response.content.decode()
    assert response.status_code == 409
    assert "Taken by Fatima El Amrani</a>" in body
    assert "Nothing was done." in body
    ticket.refresh_from_db()
    assert ticket.assignee == cast.second_agent


def test_files_come_along_and_stay_chosen_after_a_conflict(cast: Cast, desk: Client, ticket: Ticket) -> None:
    form = sent(ticket, files=SimpleUploadedFile("log.txt", b"een regel", "text/plain"))
    customer_reply(cast.contact, Form(ticket.reference), Words("Nog iets"), now=NOW)
    body = desk.post(address(ticket, "antwoord/"), form).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)" checked', body)
    assert kept
    ticket.refresh_from_db()
    desk.post(address(ticket, "antwoord/"), sent(ticket, kept=kept[1]))
    assert Attachment.objects.get(ticket=ticket).name == "log.txt"
    assert "log.txt" in desk.get(address(ticket)).content.decode()


def test_assigning(cast: Cast, desk: Client, ticket: Ticket) -> None:
    wrong = desk.post(address(ticket, "toewijzen/"), {"version": ticket.version, "assignee": cast.contact.pk})
    assert wrong.status_code == 422
    assert desk.post(address(ticket, "toewijzen/"), {"version": ticket.version}).status_code == 422
    desk.post(address(ticket, "toewijzen/"), {"version": ticket.version, "assignee": cast.second_agent.pk})
    ticket.refresh_from_db()
    assert ticket.assignee == cast.second_agent
    assert "Assigned to Fatima El Amrani by Joris van Laar" in desk.get(address(ticket)).content.decode()


@pytest.mark.parametrize("what", ["nemen/", "hervatten/", "afsluiten/", "toewijzen/"])
@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_step_without_a_sound_version_is_refused(desk: Client, ticket: Ticket, what: str, version: str) -> None:
    assert desk.post(address(ticket, what), {"version": version}).status_code == 422
    assert kinds(ticket) == [EventKind.SUBMITTED]


def test_what_cannot_be_done_is_explained_and_not_offered(desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket)).content.decode()
    assert "Only a recovered ticket can be reopened." in body
    assert address(ticket, "heropenen/") not in body
    assert address(ticket, "hervatten/") not in body
    assert desk.post(address(ticket, "hervatten/"), {"version": ticket.version}).status_code == 422


def test_ended_ticket_takes_notes_only(cast: Cast, desk: Client, ticket: Ticket) -> None:
    factories.withdrawn(ticket, cast.contact, now=NOW)
    body = desk.get(address(ticket)).content.decode()
    assert 'id="note-form"' in body
    assert 'id="reply-form"' not in body
    assert 'id="report-form"' not in body
    ticket.refresh_from_db()
    assert desk.post(address(ticket, "antwoord/"), sent(ticket)).status_code == 422
    assert desk.post(address(ticket, "notitie/"), sent(ticket)).status_code == 302


def test_text_is_removed_after_a_reason(cast: Cast, desk: Client, ticket: Ticket) -> None:
    message = Message.objects.get(ticket=ticket)
    where = address(ticket, f"berichten/{message.pk}/verwijderen/")
    asked = desk.get(where).content.decode()
    assert factories.DESCRIPTION in asked
    assert desk.post(where, {"version": ticket.version, "reason": " "}).status_code == 422
    message.refresh_from_db()
    assert message.body == factories.DESCRIPTION
    desk.post(where, {"version": ticket.version, "reason": "Wachtwoord geplakt"})
    message.refresh_from_db()
    assert message.body == ""
    body = desk.get(address(ticket)).content.decode()
    assert factories.DESCRIPTION not in body
    assert "Text removed by Joris van Laar: Wachtwoord geplakt" in body


def test_removing_stands_beside_the_time(desk: Client, ticket: Ticket) -> None:
    message = Message.objects.get(ticket=ticket)
    body = desk.get(address(ticket)).content.decode()
    head = body[body.index("<article>") : body.index("</header>", body.index("<article>"))]
    link = f'<a class="oz-remove" href="{address(ticket, f"berichten/{message.pk}/verwijderen/")}">'
    assert link in head
    assert head.index(link) < head.index("<time")


def test_message_of_another_ticket_cannot_be_removed_here(cast: Cast, desk: Client, ticket: Ticket) -> None:
    other = factories.incident(cast.stranger, cast.other_customer, now=NOW)
    message = Message.objects.get(ticket=other)
    where = address(ticket, f"berichten/{message.pk}/verwijderen/")
    assert desk.get(where).status_code == 404
    assert desk.post(where, {"version": ticket.version, "reason": "x y"}).status_code == 404
    message.refresh_from_db()
    assert message.body


def test_held_ticket_says_when_it_starts_and_can_be_taken_early(
    cast: Cast, desk: Client, clock: time_machine.Traveller
) -> None:
    held = factories.incident(cast.contact, cast.customer, now=at(24, 18))
    clock.move_to(at(24, 19))
    body = desk.get(address(held)).content.decode()
    assert "It comes into the queue Wed 08:30" in body
    assert "Take early" in body
    assert "data-remaining-seconds" not in body
    desk.post(address(held, "nemen/"), {"version": held.version})
    held.refresh_from_db()
    assert (held.status, held.assignee, held.next_due_at) == (Status.IN_PROGRESS, cast.agent, at(25, 9, 30))
    assert "Taken early by Joris van Laar" in desk.get(address(held)).content.decode()


def test_news_is_204_until_something_changed(
    cast: Cast, desk: Client, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stamp = stamp_in(desk.get(address(ticket)).content.decode())
    with django_assert_num_queries(CALM_STATEMENTS):
        calm = desk.get(address(ticket, "nieuws/"), {"stamp": stamp, "seen": str(ticket.version)})
    assert (calm.status_code, calm["X-Desk-Time"]) == (204, "10:12")
    customer_reply(cast.contact, Form(ticket.reference), Words("Het werkt weer!"), now=NOW)
    news = desk.get(address(ticket, "nieuws/"), {"stamp": stamp, "seen": str(ticket.version)})
    body = news.content.decode()
    assert news.status_code == 200
    assert "Het werkt weer!" in body
    assert '<a href="#event-2">Sanne de Vries replied</a>' in body
    assert f"{ticket.reference}: Sanne de Vries replied" in news["HX-Trigger"]
    assert "<textarea" not in body


def test_news_when_only_time_has_passed(desk: Client, ticket: Ticket, clock: time_machine.Traveller) -> None:
    stamp = stamp_in(desk.get(address(ticket)).content.decode())
    clock.move_to(at(24, 10, 30))
    late = desk.get(address(ticket, "nieuws/"), {"stamp": stamp, "seen": "x"})
    assert late.status_code == 200
    assert 'id="clock-response" data-state="late"' in late.content.decode()
    assert "HX-Trigger" not in late


def test_news_at_opening_lets_the_clocks_tick_again(
    desk: Client, ticket: Ticket, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(25, 8, 29))
    stamp = stamp_in(desk.get(address(ticket)).content.decode())
    clock.move_to(at(25, 8, 30))
    opened = desk.get(address(ticket, "nieuws/"), {"stamp": stamp, "seen": str(ticket.version)}).content.decode()
    assert f'data-stops-at="{int(at(25, 17).timestamp())}"' in opened
    assert 'data-morph="side-hours"' in opened


def test_long_conversation_is_collapsed(cast: Cast, desk: Client, ticket: Ticket) -> None:
    for minute in range(31, 39):
        factories.noted(ticket, cast.agent, f"notitie {minute}", now=at(24, 9, minute))
    body = desk.get(address(ticket)).content.decode()
    assert "Show 3 earlier items, from 09:30" in body
    earlier = body[body.index('id="earlier"') :].partition("</details>")[0]
    assert "notitie 32" in earlier
    assert "notitie 33" not in earlier


def test_words_of_people_are_escaped(cast: Cast, desk: Client) -> None:
    nasty = "<script>alert(1)</script>"
    ticket = factories.incident(cast.contact, cast.customer, now=NOW, subject=nasty, description=nasty)
    body = desk.get(address(ticket)).content.decode()
    assert nasty not in body


EVERY_STEP = (
    "antwoord/", "vraag/", "hersteld/", "heropenen/", "notitie/", "statusrapportage/", "nemen/", "toewijzen/",
    "hervatten/", "afsluiten/",
)  # fmt: skip


@pytest.mark.parametrize("what", EVERY_STEP)
def test_no_step_is_for_customers_or_by_get(cast: Cast, ticket: Ticket, what: str) -> None:
    assert signed_in(cast.agent).get(address(ticket, what)).status_code == 405
    assert signed_in(cast.contact).post(address(ticket, what), sent(ticket)).status_code == 404
    assert kinds(ticket) == [EventKind.SUBMITTED]


@pytest.mark.parametrize("what", ["", "nieuws/"])
def test_ticket_at_the_desk_does_not_exist_for_customers(cast: Cast, ticket: Ticket, what: str) -> None:
    for user in (cast.contact, cast.stranger, cast.partner):
        assert signed_in(user).get(address(ticket, what)).status_code == 404


@pytest.mark.parametrize("reference", ["OZ-0", "OZ-999999999", "OZ-99999999999999999999", "x"])
def test_no_such_ticket_is_404(desk: Client, reference: str) -> None:
    assert desk.get(f"/desk/tickets/{reference}/").status_code == 404
    assert desk.post(f"/desk/tickets/{reference}/nemen/", {"version": 1}).status_code == 404


def test_expired_session_keeps_what_was_typed(cast: Cast, ticket: Ticket) -> None:
    anonymous = Client()
    response = anonymous.post(address(ticket, "antwoord/"), sent(ticket))
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]


def test_form_sent_again_with_other_words_says_both(cast: Cast, ticket: Ticket) -> None:
    """The way back in a browser, and other words under the key of the form: nothing typed is taken for a repetition."""
    client, key = signed_in(cast.agent), str(uuid4())
    for body in (TEXT, TEXT, "Het is de router."):
        version = Ticket.objects.get(pk=ticket.pk).version
        client.post(address(ticket, "antwoord/"), sent(ticket, body=body, key=key, version=version))
    said = Message.objects.filter(ticket=ticket, event__kind=EventKind.REPLIED).order_by("pk")
    assert list(said.values_list("body", flat=True)) == [TEXT, "Het is de router."]
