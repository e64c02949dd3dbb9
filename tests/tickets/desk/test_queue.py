"""The queue: one row and one clock a ticket, in its group, with counts, and refreshed only when something changed."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.queries import access_for
from agreements.matrix import Impact, Severity
from agreements.queries import current_calendar_id
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import at, signed_in
from tickets.actions.release_queued import release_queued
from tickets.enums import Status
from tickets.models import Ticket
from tickets.queries.counts import queue_counts
from tickets.queries.queue import Filters, Group, Moment, View, moment_for, queue_rows
from tickets.views.desk.rows import grouped, percent_used

QUEUE_STATEMENTS = 6
CALM_STATEMENTS = 4


def moment(cast: Cast) -> Moment:
    """The present of the first agent."""
    return moment_for(access_for(cast.agent, now=NOW), current_calendar_id(), now=NOW)


def groups_of(cast: Cast, view: View = View.OPEN) -> dict[str, list[int]]:
    """The ids in each group."""
    here = moment(cast)
    return {
        group.key: [row.id for row in group.rows]
        for group in grouped(queue_rows(here, Filters(view=view)), here, more=False)
    }


def stamp_in(body: str) -> str:
    """The stamp that a page carries."""
    found = re.search(r'name="stamp" value="([^"]+)"', body)
    assert found
    return found[1]


def test_rows_stand_in_the_group_of_their_earliest_clock(cast: Cast) -> None:
    late = factories.incident(cast.contact, cast.customer, now=at(24, 9, 0))
    soon = factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))
    today = factories.question(cast.contact, cast.customer, now=at(24, 10, 0))
    answered = factories.incident(
        cast.contact, cast.customer, now=at(24, 9, 0), impact=Impact.SOME, severity=Severity.CUMBERSOME
    )
    later = factories.replied(answered, cast.agent, now=at(24, 9, 5))
    later = factories.reported(later, cast.agent, now=at(24, 10, 0))
    asked = factories.incident(cast.contact, cast.customer, now=at(24, 9, 10))
    still = factories.waiting(asked, cast.agent, now=at(24, 9, 20))
    recovered = factories.incident(cast.contact, cast.customer, now=at(24, 9, 10))
    factories.recovered(recovered, cast.agent, now=at(24, 9, 20))
    assert groups_of(cast) == {
        Group.LATE: [late.pk],
        Group.SOON: [soon.pk],
        Group.TODAY: [today.pk, later.pk],
        Group.STILL: [still.pk],
    }


def test_a_clock_exactly_at_its_due_moment_is_late(cast: Cast) -> None:
    due_now = factories.incident(cast.contact, cast.customer, now=at(24, 9, 12))
    assert groups_of(cast) == {Group.LATE: [due_now.pk]}


def test_within_1_hour_counts_opening_time(cast: Cast) -> None:
    ticket = factories.incident(
        cast.contact, cast.customer, now=at(23, 16, 45), impact=Impact.SOME, severity=Severity.NO_CALLS
    )
    evening = at(23, 20)
    here = moment_for(access_for(cast.agent, now=evening), current_calendar_id(), now=evening)
    assert [row.group(here) for row in queue_rows(here, Filters())] == [Group.SOON]
    assert queue_counts(here).by_view[View.SOON] == 1
    assert queue_rows(here, Filters())[0].remaining(evening) == timedelta(minutes=45)
    assert ticket.next_due_at == at(24, 9, 15)


def test_held_ticket_is_under_next_working_day_only(cast: Cast) -> None:
    held = factories.incident(cast.contact, cast.customer, now=at(23, 18))
    night = at(23, 22)
    here = moment_for(access_for(cast.agent, now=night), current_calendar_id(), now=night)
    assert queue_rows(here, Filters()) == []
    assert [row.id for row in queue_rows(here, Filters(view=View.QUEUED))] == [held.pk]
    counts = queue_counts(here).by_view
    assert (counts[View.OPEN], counts[View.UNASSIGNED], counts[View.QUEUED]) == (0, 0, 1)


def test_ticket_past_its_release_is_in_the_queue_without_any_job(cast: Cast, desk: Client) -> None:
    held = factories.incident(cast.contact, cast.customer, now=at(23, 18))
    assert Ticket.objects.get(pk=held.pk).status == Status.QUEUED
    assert groups_of(cast) == {Group.LATE: [held.pk]}
    body = desk.get("/desk/").content.decode()
    assert held.subject in body
    assert "Reported outside opening hours" in body
    release_queued(now=NOW)
    assert groups_of(cast) == {Group.LATE: [held.pk]}


def test_counts_of_every_view(cast: Cast) -> None:
    factories.incident(cast.contact, cast.customer, now=at(24, 9, 0))
    factories.taken(factories.incident(cast.contact, cast.customer, now=at(24, 9, 30)), cast.agent, now=at(24, 9, 31))
    factories.question(cast.stranger, cast.other_customer, now=at(24, 9, 30))
    factories.waiting(
        factories.incident(cast.contact, cast.customer, now=at(24, 9, 0)), cast.second_agent, now=at(24, 9, 1)
    )
    factories.replied(factories.question(cast.contact, cast.customer, now=at(24, 9, 0)), cast.agent, now=at(24, 9, 1))
    counts = queue_counts(moment(cast))
    assert counts.by_view == {
        View.OPEN: 5,
        View.MINE: 2,
        View.UNASSIGNED: 2,
        View.LATE: 1,
        View.SOON: 1,
        View.INCIDENTS: 3,
        View.CHANGES: 0,
        View.QUESTIONS: 2,
        View.WAITING: 1,
        View.APPROVAL: 0,
        View.APPOINTMENT: 0,
        View.NO_APPOINTMENT: 1,
        View.QUEUED: 0,
    }
    assert not counts.capped


def test_number_of_statements_is_the_same_for_1_and_3_rows(
    cast: Cast, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.incident(cast.contact, cast.customer, now=at(24, 9, 0))
    desk.get("/desk/")
    with django_assert_num_queries(QUEUE_STATEMENTS):
        desk.get("/desk/")
    factories.taken(factories.incident(cast.contact, cast.customer, now=at(24, 9, 0)), cast.agent, now=at(24, 9, 1))
    factories.question(cast.stranger, cast.other_customer, now=at(24, 9, 30))
    with django_assert_num_queries(QUEUE_STATEMENTS):
        desk.get("/desk/")


def test_poll_answers_204_until_something_changed(
    cast: Cast, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))
    stamp = stamp_in(desk.get("/desk/").content.decode())
    with django_assert_num_queries(CALM_STATEMENTS):
        calm = desk.get("/desk/rijen/", {"stamp": stamp})
    assert (calm.status_code, calm.content, calm["X-Desk-Time"]) == (204, b"", "10:12")
    factories.taken(ticket, cast.second_agent, now=NOW)
    changed = desk.get("/desk/rijen/", {"stamp": stamp})
    assert changed.status_code == 200
    assert "Fatima" in changed.content.decode()
    assert changed["X-Desk-Time"] == "10:12"


def test_poll_answers_when_only_time_has_passed(cast: Cast, desk: Client, clock: time_machine.Traveller) -> None:
    factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))
    stamp = stamp_in(desk.get("/desk/").content.decode())
    clock.move_to(at(24, 10, 29))
    assert desk.get("/desk/rijen/", {"stamp": stamp}).status_code == 204
    clock.move_to(at(24, 10, 30))
    late = desk.get("/desk/rijen/", {"stamp": stamp})
    assert late.status_code == 200
    assert 'id="group-late"' in late.content.decode()


def test_poll_says_that_the_helpdesk_closed_or_opened(cast: Cast, desk: Client, clock: time_machine.Traveller) -> None:
    factories.incident(cast.contact, cast.customer, now=at(24, 16, 58))
    clock.move_to(at(24, 16, 59))
    stamp = stamp_in(desk.get("/desk/").content.decode())
    clock.move_to(at(24, 17, 0))
    closed = desk.get("/desk/rijen/", {"stamp": stamp}).content.decode()
    hours = closed[closed.index('data-morph="side-hours"') :]
    assert "until tomorrow 08:30" in hours
    assert desk.get("/desk/rijen/", {"stamp": stamp_in(closed)}).status_code == 204
    clock.move_to(at(25, 8, 30))
    opened = desk.get("/desk/rijen/", {"stamp": stamp_in(closed)}).content.decode()
    assert f'data-stops-at="{int(at(25, 17).timestamp())}"' in opened


def test_row_names_ticket_customer_clock_and_both_times(cast: Cast, desk: Client) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at(24, 9, 24), subject="Bellen <b>lukt</b> niet")
    body = desk.get("/desk/").content.decode()
    row = body[body.index(f'id="row-{ticket.pk}"') :].partition("</tr>")[0]
    assert 'data-state="soon"' in row
    assert 'class="is-new"' in row
    assert "Bellen &lt;b&gt;lukt&lt;/b&gt; niet" in row
    assert "Zorggroep Maasoever" in row
    assert "12 min" in row
    assert '<time datetime="2026-11-24T10:24:00+01:00">10:24</time>' in row
    assert 'width="80%"' in row
    assert 'data-remaining-seconds="720"' in row


def test_waiting_row_says_since_when_and_does_not_tick(cast: Cast, desk: Client) -> None:
    ticket = factories.waiting(
        factories.incident(cast.contact, cast.customer, now=at(23, 13, 5)), cast.agent, now=at(23, 14, 5)
    )
    body = desk.get("/desk/", {"view": "waiting"}).content.decode()
    row = body[body.index(f'id="row-{ticket.pk}"') :].partition("</tr>")[0]
    assert "data-remaining-seconds" not in row
    assert re.search(r"since <time[^>]+>Mon 14:05</time>", row, re.IGNORECASE)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {1, 2, 3}),
        ({"view": "mine"}, {2}),
        ({"view": "nonsense"}, {1, 2, 3}),
        ({"category": "4"}, {3}),
        ({"category": "9"}, {1, 2, 3}),
        ({"category": "x' or 1=1"}, {1, 2, 3}),
        ({"customer": "99999999999999999999"}, {1, 2, 3}),
        ({"view": "questions", "category": "2"}, set()),
    ],
)
def test_filters_narrow_and_nonsense_is_left_out(
    cast: Cast, desk: Client, query: dict[str, str], found: set[int]
) -> None:
    one = factories.incident(cast.contact, cast.customer, now=at(24, 9, 0), subject="Eerste")
    two = factories.incident(cast.contact, cast.customer, now=at(24, 9, 0), subject="Tweede")
    factories.taken(two, cast.agent, now=at(24, 9, 1))
    three = factories.question(cast.stranger, cast.other_customer, now=at(24, 9, 30), subject="Derde")
    numbers = {one.pk: 1, two.pk: 2, three.pk: 3}
    body = desk.get("/desk/", query).content.decode()
    assert {numbers[int(pk)] for pk in re.findall(r'id="row-(\d+)"', body)} == found


def test_filter_of_customer_and_agent_shows_a_chip_that_clears_it(cast: Cast, desk: Client) -> None:
    factories.incident(cast.contact, cast.customer, now=at(24, 9, 0))
    query = {"customer": str(cast.customer.pk), "who": str(cast.agent.pk)}
    body = desk.get("/desk/", query).content.decode()
    assert f'href="/desk/?who={cast.agent.pk}"' in body
    assert f'href="/desk/?customer={cast.customer.pk}"' in body
    assert "No tickets with these filters" in body


def test_empty_queue_at_night_points_to_the_next_working_day(
    cast: Cast, desk: Client, clock: time_machine.Traveller
) -> None:
    factories.incident(cast.contact, cast.customer, now=at(24, 18))
    clock.move_to(at(24, 21))
    body = desk.get("/desk/").content.decode()
    assert "1 ticket is waiting for the next working day." in body
    assert 'href="/desk/?view=queued"' in body


def test_taking_from_the_row(cast: Cast, desk: Client) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at(24, 9, 0))
    response = desk.post("/desk/nemen/?view=late", {"ticket": f"{ticket.reference} {ticket.version}"})
    assert (response.status_code, response["Location"]) == (302, "/desk/?view=late")
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.status) == (cast.agent, Status.IN_PROGRESS)


def test_taking_a_row_that_a_colleague_took_first_says_so_and_takes_the_others(cast: Cast, desk: Client) -> None:
    lost = factories.incident(cast.contact, cast.customer, now=at(24, 9, 0))
    won = factories.incident(cast.contact, cast.customer, now=at(24, 9, 0))
    rows = [f"{each.reference} {each.version}" for each in (lost, won)]
    factories.taken(lost, cast.second_agent, now=at(24, 9, 1))
    body = desk.post("/desk/nemen/", {"ticket": rows}, follow=True).content.decode()
    assert f"{lost.reference}: Somebody else changed this ticket in the meantime. Fatima El Amrani has it now." in body
    assert "You took 1 ticket." in body
    assert Ticket.objects.get(pk=lost.pk).assignee == cast.second_agent
    assert Ticket.objects.get(pk=won.pk).assignee == cast.agent


@pytest.mark.parametrize("value", ["", "x", "OZ-1", "OZ-1 x", "OZ-99999999999999999999 1", "OZ-1 99999999999"])
def test_taking_rows_that_make_no_sense_changes_nothing(cast: Cast, desk: Client, value: str) -> None:
    body = desk.post("/desk/nemen/", {"ticket": value}, follow=True).content.decode()
    assert "Choose one or more tickets first." in body


def test_assigning_rows(cast: Cast, desk: Client) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at(24, 9, 0))
    row = {"ticket": f"{ticket.reference} {ticket.version}"}
    assert "Choose an agent first." in desk.post("/desk/toewijzen/", row, follow=True).content.decode()
    desk.post("/desk/toewijzen/", row | {"assignee": cast.contact.pk})
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    desk.post("/desk/toewijzen/", row | {"assignee": cast.second_agent.pk})
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.second_agent


@pytest.mark.parametrize("path", ["/desk/", "/desk/rijen/", "/desk/meldingen/", "/desk/zoeken/"])
def test_desk_does_not_exist_for_customers(cast: Cast, path: str) -> None:
    for user in (cast.contact, cast.key_contact, cast.partner):
        assert signed_in(user).get(path).status_code == 404
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("path", ["/desk/nemen/", "/desk/toewijzen/"])
def test_changes_need_a_post_of_an_agent_with_a_token(cast: Cast, path: str) -> None:
    assert signed_in(cast.agent).get(path).status_code == 405
    assert signed_in(cast.contact).post(path).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.agent)
    assert strict.post(path, {"ticket": "OZ-1 1"}).status_code == 403


def test_nothing_of_the_desk_is_stored_on_the_way(desk: Client) -> None:
    assert "no-store" in desk.get("/desk/")["Cache-Control"]
    assert "no-store" in desk.get("/desk/rijen/")["Cache-Control"]


@pytest.mark.parametrize(("minutes", "percent"), [(60, 0), (30, 50), (0, 100), (-10, 100), (90, 0)])
def test_bar_is_a_whole_percentage(minutes: int, percent: int) -> None:
    assert percent_used(timedelta(minutes=minutes), timedelta(hours=1)) == percent
    assert percent_used(None, timedelta(hours=1)) is None
