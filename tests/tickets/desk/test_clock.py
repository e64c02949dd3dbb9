"""The ledger of a clock at the desk: in the rail when it is opened, as a page, and as JSON; for nobody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.models import SlaClock, Ticket

FRAGMENT = {"HX-Request": "true", "X-Desk-Poll": "1"}
FRAGMENT_STATEMENTS = 5
RECOVERY = "klok/recovery/1/"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A category 2 incident of this morning, that nobody has yet."""
    return factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))


def test_each_clock_asks_its_question_and_recovery_stands_open(desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket)).content.decode()
    asked = re.findall(r'<details class="oz-why" id="why-(\w+)"( open)?><summary>([^<]+)</summary>', body)
    assert asked == [
        ("response", "", "Why response before 10:30?"),
        ("status_report", "", "Why status report before 13:30?"),
        ("recovery", " open", "Why recovery before Wed 09:00?"),
    ]
    assert body.count('hx-trigger="intersect once"') == len(asked)
    assert "oz-stretch" not in body


def test_clock_that_is_due_first_stands_open_when_recovery_is_by_appointment(cast: Cast, desk: Client) -> None:
    asked = factories.question(cast.contact, cast.customer, now=at(24, 9, 30))
    assert 'id="why-response" open' in desk.get(address(asked)).content.decode()


def test_nothing_stands_open_when_nothing_is_promised_any_more(cast: Cast, desk: Client, ticket: Ticket) -> None:
    factories.recovered(ticket, cast.agent, now=at(24, 10))
    body = desk.get(address(ticket)).content.decode()
    assert "Why recovery in time?" in body
    assert not re.search(r'id="why-\w+" open', body)


def test_what_was_read_is_asked_again_when_the_ticket_changed(cast: Cast, desk: Client, ticket: Ticket) -> None:
    """Also of the clock that did not change itself: the page around it was brought up to date."""

    def ids() -> list[str]:
        return re.findall(r'id="(why-recovery-[^"]+)"', desk.get(address(ticket)).content.decode())

    first = ids()
    assert first == ids()
    factories.replied(ticket, cast.agent, now=at(24, 9, 40))
    assert first != ids()


def test_fragment_is_the_ledger_alone_in_few_statements(
    cast: Cast, desk: Client, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get(address(ticket, RECOVERY), headers=FRAGMENT)
    with django_assert_num_queries(FRAGMENT_STATEMENTS):
        response = desk.get(address(ticket, RECOVERY), headers=FRAGMENT)
    body = response.content.decode()
    assert "<html" not in body
    assert "no-store" in response.headers["Cache-Control"]
    assert re.search(r"Norm category 2, recovery <span[^>]*>N2</span></th><td>8 h</td>", body)
    assert set(re.findall(r' (?:x|width|height)="([^"]+)"', body)) >= {"1000", "16"}
    assert all(each.isdigit() for each in re.findall(r' (?:x|width|height)="([^"]+)"', body))
    factories.reported(ticket, cast.agent, now=at(24, 9, 50))
    with django_assert_num_queries(FRAGMENT_STATEMENTS):
        desk.get(address(ticket, RECOVERY), headers=FRAGMENT)


def test_page_says_the_same_without_scripts(desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket, RECOVERY)).content.decode()
    assert "<h1>Why recovery before Wed 09:00?</h1>" in body
    assert desk.get(address(ticket, RECOVERY), headers=FRAGMENT).content.decode().strip() in body


def test_page_is_dutch_for_who_reads_dutch(cast: Cast, ticket: Ticket) -> None:
    body = signed_in(cast.agent, "nl").get(address(ticket, RECOVERY)).content.decode()
    for words in ("Waarom herstel vóór wo 09:00?", "geteld, tot nu", "resteert", "Norm categorie 2, herstel"):
        assert words in body


def test_round_leads_to_the_round_before(cast: Cast, desk: Client, ticket: Ticket) -> None:
    factories.reported(ticket, cast.agent, now=at(24, 9, 50))
    body = desk.get(address(ticket, "klok/status_report/2/")).content.decode()
    assert f'href="{address(ticket, "klok/status_report/1/")}"' in body
    assert desk.get(address(ticket, "klok/status_report/1/")).status_code == 200


def test_json_is_the_stored_clock(cast: Cast, desk: Client, ticket: Ticket) -> None:
    factories.waiting(ticket, cast.agent, now=at(24, 9, 51))
    response = desk.get(address(ticket, "klok/recovery/1/json"))
    told, clock = response.json(), SlaClock.objects.get(ticket=ticket, kind="recovery")
    assert (told["ticket"], told["clock"], told["round"], told["clause"]) == (ticket.reference, "recovery", 1, "N2")
    assert (told["counted_seconds"], told["paused_seconds"], told["state"]) == (21 * 60, 21 * 60, "paused")
    assert told["counted_seconds"] == clock.elapsed.total_seconds()
    assert clock.target == timedelta(hours=8)
    assert told["counted_seconds"] + told["left_seconds"] == told["target"]["seconds"] == clock.target.total_seconds()
    assert told["calendar_revision"] == clock.calendar_revision_id
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "what", ["klok/recovery/2/", "klok/recovery/0/", "klok/niets/1/", "klok/recovery/99999999999999999999/"]
)
def test_no_such_clock_is_404(desk: Client, ticket: Ticket, what: str) -> None:
    for tail in ("", "json"):
        assert desk.get(address(ticket, what + tail)).status_code == 404


def test_clock_by_appointment_has_no_ledger_yet(cast: Cast, desk: Client) -> None:
    asked = factories.question(cast.contact, cast.customer, now=at(24, 9, 30))
    assert desk.get(address(asked, RECOVERY)).status_code == 404


def test_ledger_at_the_desk_does_not_exist_for_customers(cast: Cast, ticket: Ticket) -> None:
    for user in (cast.contact, cast.key_contact, cast.partner, cast.stranger):
        browser = signed_in(user)
        for what in (RECOVERY, f"{RECOVERY}json"):
            assert browser.get(address(ticket, what)).status_code == 404


def test_session_that_ended_takes_nothing_away(ticket: Ticket) -> None:
    """401 to the rail, which keeps its link; that leads to the sign-in page and back."""
    path = address(ticket, RECOVERY)
    assert Client().get(path, headers=FRAGMENT).status_code == 401
    assert Client().get(path).headers["Location"] == f"{reverse('account_login')}?next={path}"
