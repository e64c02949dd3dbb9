"""The overview and the list: who sees what, what the promises say in words, finding, and few statements."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from agreements.matrix import Impact, Severity
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import SignIn, at
from tests.tickets.portal.test_report import text_of
from tickets.queries.portal import OPEN_SHOWN, PAGE_SIZE

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def sentences(client: Client) -> list[str]:
    context = client.get("/").context
    return [strip_tags(line.sentence) for line in [*context["open_lines"], *context["recovered_lines"]]]


def subjects(client: Client, query: str = "") -> list[str]:
    return [line.subject for line in client.get(f"/tickets/{query}").context["lines"]]


@pytest.mark.parametrize(
    ("moment", "greeting"),
    [("08:30", "Goedemorgen"), ("12:00", "Goedemiddag"), ("18:00", "Goedenavond"), ("03:00", "Goedenavond")],
)
def test_overview_greets_by_the_clock_of_the_helpdesk(
    moment: str, greeting: str, cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    travel.move_to(at(f"2026-11-24 {moment}"), tick=False)
    assert f"{greeting}, Sanne de Vries" in text_of(sign_in(cast.contact).get("/"))


def test_overview_is_empty_with_one_next_step(cast: Cast, sign_in: SignIn) -> None:
    said = text_of(sign_in(cast.contact).get("/"))
    assert "U hebt geen open tickets" in said
    assert "#wijziging" not in said


def test_overview_says_every_promise_in_words(cast: Cast, sign_in: SignIn, travel: time_machine.Traveller) -> None:
    # Oldest first; the overview shows what waits for the customer first, then the newest.
    solved = factories.incident(cast.contact, cast.customer, now=at("2026-11-18 15:46"), impact=Impact.ONE)
    factories.recovered(solved, cast.agent, now=at("2026-11-20 11:40"))
    waiting = factories.incident(cast.contact, cast.customer, now=at("2026-11-23 09:12"))
    factories.waiting(waiting, cast.agent, now=at("2026-11-23 14:05"))
    busy = factories.incident(cast.contact, cast.customer, now=at("2026-11-23 15:20"))
    factories.replied(busy, cast.agent, now=at("2026-11-23 15:41"))
    small = {"impact": Impact.ONE, "severity": Severity.CUMBERSOME}
    agreed = factories.incident(cast.contact, cast.customer, now=at("2026-11-23 15:30"), **small)  # type: ignore[arg-type]
    factories.replied(agreed, cast.agent, now=at("2026-11-23 16:00"))
    factories.incident(cast.contact, cast.customer, now=at("2026-11-24 09:00"), impact=Impact.ALL)
    factories.question(cast.contact, cast.customer, now=at("2026-11-24 09:30"))
    factories.incident(cast.contact, cast.customer, now=NOW)
    assert sentences(sign_in(cast.contact)) == [
        "Wij hebben u gisteren om 14:05 een vraag gesteld. De klok staat stil tot u antwoordt.",
        "U hoort vandaag vóór 11:12 van ons. Wij herstellen dit morgen vóór 09:42.",
        "Wij antwoorden vandaag vóór 13:30.",
        "Wij beloofden vandaag vóór 09:30 te reageren. Dat is niet gelukt. U hoort zo snel mogelijk van ons.",
        "Wij hebben gereageerd. Wij spreken vandaag vóór 11:00 een moment met u af.",
        "Wij herstellen dit vandaag vóór 14:50. U hoort vandaag vóór 10:50 hoe het ervoor staat.",
        "Hersteld vrijdag 20 november om 11:40, ruim 3 uur eerder dan beloofd.",
    ]


def test_queued_ticket_says_when_it_is_taken_up(cast: Cast, sign_in: SignIn, travel: time_machine.Traveller) -> None:
    travel.move_to(at("2026-11-28 14:20"), tick=False)
    factories.incident(cast.contact, cast.customer, now=at("2026-11-28 14:20"))
    assert sentences(sign_in(cast.contact)) == [
        (
            "Wij pakken dit maandag 30 november om 08:30 op. U hoort maandag 30 november vóór 09:30 van ons. "
            "Wij herstellen dit maandag 30 november vóór 16:30."
        )
    ]


def test_everybody_sees_what_is_theirs(cast: Cast, sign_in: SignIn) -> None:
    factories.incident(cast.contact, cast.customer, now=NOW, subject="van Sanne")
    factories.incident(cast.colleague, cast.customer, now=NOW - HOUR, subject="van Bram")
    factories.incident(cast.stranger, cast.other_customer, now=NOW, subject="van Kees")
    seen = {name: subjects(sign_in(person)) for name, person in cast.everybody.items() if not person.is_agent}
    assert seen == {
        "contact": ["van Sanne"],
        "colleague": ["van Bram"],
        "key_contact": ["van Sanne", "van Bram"],
        "stranger": ["van Kees"],
        "partner": ["van Sanne", "van Bram"],
        "ended_partner": [],
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=HAVEN", ["Toestellen op locatie Haven"]),
        ("?q=café+thuis", ["Café zonder lijn thuis"]),
        ("?q=cafe", ["Café zonder lijn thuis"]),
        ("?q=bram", ["Café zonder lijn thuis"]),
        ("?q=%25", []),
        ("?q=" + "x" * 300, []),
        ("?group=open", ["Toestellen op locatie Haven"]),
        ("?group=ended", ["Café zonder lijn thuis"]),
        ("?mine=on", ["Toestellen op locatie Haven"]),
        ("?group=nonsense&organisation=x&after=1-2-3", ["Toestellen op locatie Haven", "Café zonder lijn thuis"]),
    ],
)
def test_list_is_narrowed(query: str, found: list[str], cast: Cast, sign_in: SignIn) -> None:
    cast.contact.memberships.update(role="key_contact")
    factories.incident(cast.contact, cast.customer, now=NOW, subject="Toestellen op locatie Haven")
    other = factories.incident(cast.colleague, cast.customer, now=NOW - HOUR, subject="Café zonder lijn thuis")
    factories.withdrawn(other, cast.colleague, now=NOW)
    factories.incident(cast.stranger, cast.other_customer, now=NOW, subject="Haven café van een ander, open")
    assert subjects(sign_in(cast.contact), query) == found


def test_list_is_found_by_number(cast: Cast, sign_in: SignIn) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW, subject="dit is hem", phone="")
    factories.incident(cast.contact, cast.customer, now=NOW, subject="dit niet", phone="")
    other = factories.incident(cast.stranger, cast.other_customer, now=NOW, subject="van een ander")
    client = sign_in(cast.contact)
    for text in (ticket.reference, ticket.reference.lower(), str(ticket.pk)):
        assert subjects(client, f"?q={text}") == ["dit is hem"]
    assert subjects(client, f"?q={other.reference}") == []


def test_empty_list_offers_to_clear_the_filters(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.contact)
    assert "Filters wissen" in text_of(client.get("/tickets/?q=niets"))
    assert "Filters wissen" not in text_of(client.get("/tickets/"))


def test_list_goes_on_where_the_page_ended(cast: Cast, sign_in: SignIn) -> None:
    for number in range(PAGE_SIZE + 2):
        factories.incident(cast.contact, cast.customer, now=NOW, subject=f"nummer {number}")
    client = sign_in(cast.contact)
    first = client.get("/tickets/?group=open")
    second = client.get("/tickets/" + first.context["following"])
    assert [line.subject for line in second.context["lines"]] == ["nummer 1", "nummer 0"]
    assert (second.context["following"], second.context["first"]) == ("", "?group=open")


def test_overview_is_capped_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    for _ in range(OPEN_SHOWN + 1):
        factories.incident(cast.contact, cast.customer, now=NOW)
    context = sign_in(cast.contact).get("/").context
    assert (len(context["open_lines"]), context["open_count"]) == (OPEN_SHOWN, f"{OPEN_SHOWN}+")


@pytest.mark.parametrize(
    ("path", "who", "statements"), [("/", "contact", 8), ("/", "partner", 9), ("/tickets/", "partner", 9)]
)
def test_statements_do_not_grow_with_the_rows(
    path: str, who: str, statements: int, cast: Cast, sign_in: SignIn
) -> None:
    client, counts = sign_in(getattr(cast, who)), []
    for more in (1, 2):
        for _ in range(more):
            factories.incident(cast.contact, cast.customer, now=NOW)
            solved = factories.incident(cast.contact, cast.customer, now=NOW - HOUR)
            factories.recovered(solved, cast.agent, now=NOW)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts == [statements, statements]


@pytest.mark.parametrize("path", ["/", "/tickets/", "/melden/", "/vraag/"])
def test_pages_open_in_both_languages_and_are_not_stored(path: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.contact)
    for language in ("nl", "en"):
        cast.contact.language = language
        cast.contact.save()
        response = client.get(path)
        said = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{language}"' in said
        assert said.count("<h1>") == 1
        assert " style=" not in said
        assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/tickets/", "/tickets/OZ-1/", "/melden/", "/vraag/", "/bestanden/1/"])
def test_nobody_comes_in_without_signing_in(path: str, cast: Cast) -> None:
    response = Client().get(path)
    assert (response.status_code, response.headers["Location"]) == (302, f"/account/login/?next={path}")


def test_menu_leads_to_ones_own_details(cast: Cast, sign_in: SignIn) -> None:
    assert '<a class="oz-menu-item" href="/profiel/">' in sign_in(cast.contact).get("/").content.decode()
    assert '<a class="oz-menu-item" href="/profiel/">' in sign_in(cast.agent).get("/desk/").content.decode()
