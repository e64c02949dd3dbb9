"""Maintenance around a ticket: told before reporting, and beside the ticket and the call at the desk (M4)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from maintenance.models import MaintenanceWindow
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.planner_pages import browser, said, text_of
from tests.tickets.factories import incident
from tickets.views.around import before_reporting

pytestmark = pytest.mark.django_db
STARTS = factories.STARTS
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TICKET_STATEMENTS = 13


@pytest.fixture
def window(cast: Cast) -> MaintenanceWindow:
    """Announced for Saturday night 5 December, from 22:00 until 02:00, for both customers of the cast."""
    return factories.announced(cast.administrator, factories.shared(cast), now=NOW)


@pytest.mark.parametrize(
    "at, words",
    [
        (STARTS - MINUTE, ""),
        (STARTS, "Er is nu onderhoud, tot morgen 02:00: Vervangen van verbindingsservers."),
        (STARTS + 4 * HOUR - MINUTE, "Er is nu onderhoud, tot vandaag 02:00"),
        (STARTS + 4 * HOUR, "Er was onderhoud tot vandaag 02:00"),
        (STARTS + 6 * HOUR - MINUTE, "Er was onderhoud tot vandaag 02:00"),
        (STARTS + 6 * HOUR, ""),
    ],
)
def test_reporter_reads_it_while_it_goes_on_and_two_hours_after(
    cast: Cast, window: MaintenanceWindow, at: datetime, words: str
) -> None:
    with time_machine.travel(at, tick=False):
        page = browser(cast.contact).get("/melden/")
        part = browser(cast.contact).get("/melden/belofte/?impact=all&severity=no_calls")
        for text in (text_of(page), text_of(part)):
            told = "Er is nu onderhoud" in text or "Er was onderhoud" in text
            assert (words in text) if words else not told


def test_only_the_chosen_customers_maintenance_is_told(cast: Cast) -> None:
    on = factories.environment(cast.other_customer, name="Elders", now=NOW)
    factories.announced(cast.administrator, on, now=NOW)
    assert before_reporting(cast.customer.pk, now=STARTS) == []
    assert len(before_reporting(cast.other_customer.pk, now=STARTS)) == 1


def test_agent_sees_it_beside_the_ticket_and_an_administrator_goes_to_the_planner(
    cast: Cast, window: MaintenanceWindow, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    during = incident(cast.contact, cast.customer, now=STARTS + HOUR)
    after = incident(cast.contact, cast.customer, now=STARTS + 5 * HOUR)
    later = incident(cast.contact, cast.customer, now=STARTS + 7 * HOUR)
    with time_machine.travel(STARTS + 60 * HOUR, tick=False):
        client = browser(cast.agent)
        page = client.get(f"/desk/tickets/{during.reference}/")
        assert said(page, "Gemeld tijdens onderhoud", window.reference, window.effect) == []
        assert f"/onderhoud/{window.reference}/" in page.content.decode()
        assert said(client.get(f"/desk/tickets/{after.reference}/"), "Gemeld kort na onderhoud") == []
        assert window.reference not in text_of(client.get(f"/desk/tickets/{later.reference}/"))
        with django_assert_num_queries(TICKET_STATEMENTS):
            client.get(f"/desk/tickets/{during.reference}/")
        page = browser(cast.administrator).get(f"/desk/tickets/{during.reference}/")
        assert f"/beheer/maintenance/maintenancewindow/{window.pk}/change/" in page.content.decode()


def test_call_shows_it_when_the_caller_is_chosen(cast: Cast, window: MaintenanceWindow) -> None:
    with time_machine.travel(STARTS + HOUR, tick=False):
        client = browser(cast.agent)
        asked = {"caller": f"{cast.contact.pk}-{cast.customer.pk}", "kind": "incident"}
        assert said(client.get("/desk/bellen/belofte/", asked), "Gemeld tijdens onderhoud", window.reference) == []
        assert window.reference not in text_of(client.get("/desk/bellen/belofte/"))


def test_desk_says_quietly_what_runs_and_alarms_when_it_runs_late(
    cast: Cast, window: MaintenanceWindow, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = "/onderhoud/bezig/"
    assert text_of(browser(cast.agent).get(path)) == ""
    with time_machine.travel(STARTS + HOUR, tick=False):
        client = browser(cast.agent)
        client.get(path)
        with django_assert_num_queries(3):
            page = client.get(path)
        assert said(page, "Nu onderhoud", window.reference, "tot") == []
        assert b"alert" not in page.content
    at = STARTS + 60 * HOUR
    MaintenanceWindow.objects.filter(pk=window.pk).update(
        status="running", holds_open=True, started_at=STARTS, overran_at=at - HOUR
    )
    with time_machine.travel(at, tick=False):
        page = browser(cast.agent).get(path)
        assert said(page, "Onderhoud loopt uit", "in openingstijd") == []
        assert b'role="alert"' in page.content
    assert browser(cast.contact).get(path).status_code == 404
