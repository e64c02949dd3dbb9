"""Answering, "it works again" and withdrawing: once, by who may, and never losing a text."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import NOW, PASSWORD, Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import SignIn
from tests.tickets.portal.test_report import text_of
from tests.tickets.portal.test_ticket import HOUR, url
from tickets.enums import Status
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db
KEY = "b2f5a3de-40a8-4b0c-8f4e-6a1c8ad0e001"
ANSWER = {"key": KEY, "body": "SIP ALG stond weer aan."}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return factories.incident(cast.contact, cast.customer, now=NOW - HOUR)


def status_of(ticket: Ticket) -> str:
    return Ticket.objects.values_list("status", flat=True).get(pk=ticket.pk)


def test_answer_is_said_once_however_often_it_is_sent(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    client = sign_in(cast.contact)
    for _ in range(2):
        files = SimpleUploadedFile("log.txt", b"regel")
        assert client.post(url(ticket, "antwoord/"), {**ANSWER, "files": files}).headers["Location"] == url(ticket)
    assert Message.objects.filter(body=ANSWER["body"]).count() == 1
    assert Attachment.objects.count() == 1


def test_answer_lets_the_clock_run_again(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    factories.waiting(ticket, cast.agent, now=NOW)
    sign_in(cast.contact).post(url(ticket, "antwoord/"), ANSWER)
    assert status_of(ticket) == Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("body", "sentence"), [(" ", "Schrijf eerst een bericht."), ("x" * 20_001, "Dit bericht is te lang.")]
)
def test_answer_refuses_and_keeps_text_and_files(
    body: str, sentence: str, cast: Cast, sign_in: SignIn, ticket: Ticket
) -> None:
    client = sign_in(cast.contact)
    files = SimpleUploadedFile("log.txt", b"regel")
    response = client.post(url(ticket, "antwoord/"), {"key": KEY, "body": body, "files": files})
    said = text_of(response)
    assert response.status_code == 422
    assert sentence in said
    assert body.strip() in said
    [kept] = response.context["form"].kept_files
    client.post(url(ticket, "antwoord/"), {**ANSWER, "kept": kept.token})
    assert Attachment.objects.get().name == "log.txt"


def test_expired_session_keeps_the_answer(cast: Cast, travel: time_machine.Traveller, ticket: Ticket) -> None:
    client = Client(headers={"referer": f"http://testserver{url(ticket)}"})
    sent = client.post(url(ticket, "antwoord/"), ANSWER)
    back = client.post(sent.headers["Location"], {"login": cast.contact.email, "password": PASSWORD})
    assert back.headers["Location"] == url(ticket)
    response = client.get(url(ticket))
    assert "Wat u typte, staat er nog." in text_of(response)
    assert (response.context["form"]["body"].value(), response.context["form"]["key"].value()) == (ANSWER["body"], KEY)


def test_thank_you_on_a_recovered_ticket_reopens_nothing(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    factories.recovered(ticket, cast.agent, now=NOW)
    client = sign_in(cast.contact)
    said = text_of(client.get(url(ticket)))
    assert "Is het nog steeds kapot?" in said
    assert "Dit kunt u dinsdag 8 december vóór 10:12 kiezen." in said
    unsaid = client.post(url(ticket, "antwoord/"), {**ANSWER, "body": "Dank u wel"})
    assert unsaid.status_code == 422
    assert "Kies of wij hiermee verder moeten gaan." in text_of(unsaid)
    assert "Dank u wel" in text_of(unsaid)
    client.post(url(ticket, "antwoord/"), {**ANSWER, "still_broken": "no"})
    assert status_of(ticket) == Status.RECOVERED
    client.post(url(ticket, "antwoord/"), {"key": "", "body": "Toch niet", "still_broken": "yes"})
    assert status_of(ticket) == Status.IN_PROGRESS


def test_ticket_that_was_recovered_meanwhile_asks_with_the_text_kept(
    cast: Cast, sign_in: SignIn, ticket: Ticket
) -> None:
    client = sign_in(cast.contact)
    client.get(url(ticket))
    factories.recovered(ticket, cast.agent, now=NOW)
    response = client.post(url(ticket, "antwoord/"), ANSWER)
    assert response.status_code == 422
    assert "Is het nog steeds kapot?" in text_of(response)
    assert ANSWER["body"] in text_of(response)


def test_closed_ticket_takes_no_answer_and_gives_the_text_back(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    factories.closed(ticket, cast.agent, now=NOW)
    client = sign_in(cast.contact)
    assert "<textarea" not in text_of(client.get(url(ticket)))
    response = client.post(url(ticket, "antwoord/"), ANSWER)
    assert response.status_code == 422
    assert f"{ANSWER['body']}</textarea>" in text_of(response)
    assert 'role="alert"' in text_of(response)
    assert 'id="answer"' not in text_of(response)
    assert Message.objects.filter(body=ANSWER["body"]).count() == 0


def test_works_again_is_recovery_and_twice_is_once(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    client = sign_in(cast.contact)
    for _ in range(2):
        assert client.post(url(ticket, "werkt-weer/")).status_code == 302
    assert status_of(ticket) == Status.RECOVERED
    assert Ticket.objects.get().version == 2


def test_withdrawing_asks_first_and_ends_once(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    client = sign_in(cast.contact)
    assert "U kunt dit niet ongedaan maken." in text_of(client.get(url(ticket, "intrekken/")))
    assert status_of(ticket) == Status.NEW
    for _ in range(2):
        assert client.post(url(ticket, "intrekken/")).status_code == 302
    assert status_of(ticket) == Status.WITHDRAWN
    assert Ticket.objects.get().version == 2


def test_recovered_ticket_cannot_be_withdrawn(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    factories.recovered(ticket, cast.agent, now=NOW)
    client = sign_in(cast.contact)
    assert "kunt u niet meer intrekken" in text_of(client.get(url(ticket, "intrekken/")))
    assert client.post(url(ticket, "intrekken/")).status_code == 422
    assert status_of(ticket) == Status.RECOVERED


@pytest.mark.parametrize("part", ["antwoord/", "werkt-weer/", "intrekken/"])
def test_changes_need_a_token_of_this_browser(part: str, cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    sign_in(cast.contact)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.contact)
    assert client.post(url(ticket, part), ANSWER).status_code == 403
    assert Ticket.objects.get().version == 1


def test_works_again_is_not_done_by_a_link(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    assert sign_in(cast.contact).get(url(ticket, "werkt-weer/")).status_code == 405


def test_agent_has_nothing_to_answer_in_the_portal(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    client = sign_in(cast.agent)
    assert client.post(url(ticket, "antwoord/"), ANSWER).status_code == 403
    assert client.get(url(ticket)).headers["Location"] == f"/desk{url(ticket)}"


def test_another_answer_from_the_same_form_is_another_message(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    client = sign_in(cast.contact)
    for body in (ANSWER["body"], "En nog iets."):
        client.post(url(ticket, "antwoord/"), {**ANSWER, "body": body})
    assert list(Message.objects.order_by("pk").values_list("body", flat=True))[1:] == [ANSWER["body"], "En nog iets."]


def test_key_of_another_ticket_swallows_no_answer(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    other = factories.incident(cast.contact, cast.customer, now=NOW - HOUR)
    client = sign_in(cast.contact)
    for each in (ticket, other):
        client.post(url(each, "antwoord/"), ANSWER)
    said = Message.objects.filter(body=ANSWER["body"]).order_by("ticket_id")
    assert list(said.values_list("ticket_id", flat=True)) == [
        ticket.pk, other.pk,
    ]  # fmt: skip


def test_recovered_question_is_not_asked_whether_it_is_broken(cast: Cast, sign_in: SignIn) -> None:
    question = factories.question(cast.contact, cast.customer, now=NOW - HOUR)
    client = sign_in(cast.contact)
    client.post(url(question, "werkt-weer/"))
    said = text_of(client.get(url(question)))
    assert "Hebt u nog een vraag?" in said
    assert "kapot" not in said


def test_withdrawing_what_was_withdrawn_says_so(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    client = sign_in(cast.contact)
    client.post(url(ticket, "intrekken/"))
    assert "Dit ticket is al ingetrokken." in text_of(client.get(url(ticket, "intrekken/")))
