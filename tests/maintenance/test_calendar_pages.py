"""The secret address of a calendar: made, shown once, read without a session, revoked; followed by a parser (M4)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar

from accounts.actions import end_mandate
from accounts.models import User
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.move_window import move_window
from maintenance.models import FeedAddress
from tests.cast import NOW
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting
from tests.maintenance.planner_pages import browser, said
from tests.signed_in import client_sure_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_moment")]
PAGE = "/onderhoud/agenda/"
ADDRESS = re.compile(r'value="(http[^"]*/onderhoud/agenda/[^"]+\.ics)"')
WEEK = timedelta(days=7)


def made(user: User, organisation_id: int) -> str:
    """The path of a new address, as its page shows it."""
    page = client_sure_of(user).post(f"{PAGE}{organisation_id}/nieuw/")
    found = ADDRESS.search(page.content.decode())
    assert page.status_code == 200
    assert found is not None
    assert "no-store" in page.headers["Cache-Control"]
    return found[1].removeprefix(settings.BASE_URL)


def entries(path: str) -> list[tuple[str, str, int]]:
    """Each entry that a calendar program reads: when it begins, how sure it is, its sequence."""
    answer = Client().get(path)
    assert (answer.status_code, answer.cookies) == (200, {})
    calendar = Calendar.from_ical(answer.content)
    return [
        (f"{each.decoded('dtstart'):%d-%m %H:%M}", str(each["status"]), int(str(each["sequence"])))
        for each in calendar.walk("VEVENT")
    ]


def test_address_is_shown_once_and_revoked(consulting: Consulting) -> None:
    cast = consulting.cast
    client = browser(cast.key_contact)
    assert said(client.get(PAGE), "Zorggroep Maasoever", "U hebt nog geen adres.") == []
    path = made(cast.key_contact, cast.customer.pk)
    page = client.get(PAGE)
    assert said(page, "U hebt een adres in gebruik.", "Gemaakt vandaag") == []
    assert path.encode() not in page.content
    assert Client().get(path).status_code == 200
    again = made(cast.key_contact, cast.customer.pk)
    assert (Client().get(path).status_code, Client().get(again).status_code) == (404, 200)
    client.post(f"{PAGE}{cast.customer.pk}/intrekken/")
    assert Client().get(again).status_code == 404
    assert not FeedAddress.objects.filter(revoked_at=None).exists()


def test_everybody_makes_one_of_their_own_and_a_key_contact_revokes_all(consulting: Consulting) -> None:
    cast = consulting.cast
    tried = {
        name: client_sure_of(user).post(f"{PAGE}{cast.customer.pk}/nieuw/").status_code
        for name, user in cast.everybody.items()
        if name in {"stranger", "partner", "ended_partner", "agent"}
    }
    assert tried == {"stranger": 404, "partner": 404, "ended_partner": 404, "agent": 403}
    paths = [made(user, cast.customer.pk) for user in (cast.contact, cast.colleague, cast.key_contact)]
    paths.append(made(cast.partner, cast.partner_organisation.pk))
    assert said(browser(cast.key_contact).get(PAGE), "Bram Jacobs, Sanne de Vries") == []
    everybodys = f"{PAGE}{cast.customer.pk}/intrekken/"
    assert browser(cast.contact).post(everybodys, {"whose": "all"}).status_code == 403
    assert "Bram" not in browser(cast.contact).get(PAGE).content.decode()
    assert [Client().get(path).status_code for path in paths] == [200] * 4
    browser(cast.key_contact).post(everybodys, {"whose": "all"})
    assert [Client().get(path).status_code for path in paths] == [404, 404, 404, 200]
    assert browser(cast.key_contact).get(f"{PAGE}{cast.customer.pk}/nieuw/").headers["Location"] == PAGE


def test_unchanged_calendar_is_not_sent_again(consulting: Consulting) -> None:
    path = made(consulting.cast.key_contact, consulting.cast.customer.pk)
    first = Client().get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    factories.announced(consulting.cast.administrator, consulting.environment, factories.STARTS + WEEK, now=NOW)
    assert Client().get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_calendar_program_follows_a_window_through_change_and_cancel(consulting: Consulting) -> None:
    cast, on = consulting.cast, consulting.environment
    paths = [made(cast.key_contact, cast.customer.pk), made(cast.partner, cast.partner_organisation.pk)]
    assert [entries(path) for path in paths] == [[], []]
    window = factories.announced(cast.administrator, on, factories.STARTS + WEEK, now=NOW)
    assert [entries(path) for path in paths] == [[("12-12 21:00", "CONFIRMED", 0)]] * 2
    proposal = factories.proposal(on, factories.STARTS + 2 * WEEK)
    move_window(cast.administrator, factories.form_of(window), proposal, "De leverancier kan niet.", now=NOW)
    assert [entries(path) for path in paths] == [[("19-12 21:00", "TENTATIVE", 1)]] * 2
    window.refresh_from_db()
    cancel_window(cast.administrator, factories.form_of(window), "Niet nodig.", now=NOW)
    ((begins, status, sequence),) = entries(paths[0])
    assert (begins, status, sequence > 1) == ("19-12 21:00", "CANCELLED", True)
    end_mandate(actor=None, mandate=cast.mandate, now=NOW)
    assert [len(entries(path)) for path in paths] == [1, 0]


def test_strange_addresses_are_no_calendars(consulting: Consulting) -> None:
    for secret in ("x", "x" * 43, "é" * 43):
        assert Client().get(f"{PAGE}{secret}.ics").status_code == 404
