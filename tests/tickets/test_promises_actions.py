"""Reclassifying, appointments, causes and links through their actions: what they write, tell and refuse."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.queries import access_for
from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from agreements import queries as agreements
from agreements.actions import publish_version
from agreements.matrix import Impact, Severity
from agreements.models import Agreement
from notifications.models import Notice
from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.promises import AMSTERDAM, moment
from tickets import sla
from tickets.actions.ask_customer import ask_customer
from tickets.actions.close import close
from tickets.actions.explain_breach import Explanation, explain_breach
from tickets.actions.link import link, unlink
from tickets.actions.make_appointment import Appointment, make_appointment
from tickets.actions.reclassify import Answers, preview_reclassification, reclassify
from tickets.actions.write_path import Form, Words
from tickets.enums import AppointmentFor, BreachCause, ClockKind, EventKind, Ground, Kind, Relation, Status, Visibility
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.queries.breaches import breaches_of, breaches_without_cause
from tickets.queries.links import links_of

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALL_DOWN = Answers(Kind.INCIDENT, impact=Impact.ALL, severity=Severity.NO_CALLS)
ONE_CUMBERSOME = Answers(Kind.INCIDENT, impact=Impact.ONE, severity=Severity.CUMBERSOME)
QUESTION = Answers(Kind.SUPPORT_INCIDENT, ground=Ground.QUESTION)
CHANGE = Answers(Kind.STANDARD_CHANGE)
FRIDAY = Appointment(AppointmentFor.RECOVERY, moment("11-27", "14:00"), "Sanne de Vries", "telefonisch", "de klant")


def dues(ticket: Ticket) -> dict[str, str]:
    """When each open clock is due."""
    clocks = SlaClock.objects.filter(ticket=ticket, stopped_at__isnull=True)
    return {each.kind: f"{each.due_at.astimezone(AMSTERDAM):%m-%d %H:%M}" for each in clocks if each.due_at}


def last_event(ticket: Ticket) -> TicketEvent:
    return TicketEvent.objects.filter(ticket=ticket).order_by("-sequence")[0]


def test_reclassified_keeps_both_values_and_both_promises(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    reclassify(cast.agent, factories.form_of(ticket), ALL_DOWN, "Ook de balie ligt plat", now=cast.now + 10 * MINUTE)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.impact, ticket.status, ticket.version) == (1, "all", Status.NEW, 2)
    assert dues(ticket) == {"response": "11-24 10:42", "recovery": "11-24 14:12", "status_report": "11-24 12:12"}
    event = last_event(ticket)
    assert (event.visibility, event.data["reason"]) == (Visibility.PUBLIC, "Ook de balie ligt plat")
    assert (event.data["before"]["category"], event.data["category"]) == (2, 1)
    assert {each["kind"]: (each["before"][11:16], each["after"][11:16]) for each in event.data["promises"]} == {
        "response": ("11:12", "10:42"),
        "recovery": ("09:42", "14:12"),
        "status_report": ("14:12", "12:12"),
    }
    assert Notice.objects.filter(source="tickets.event", subject_id=event.pk).count() == 1
    assert sla.differences(ticket) == []


def test_preview_says_what_would_be_late_and_stores_nothing(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    changes = preview_reclassification(ticket, ALL_DOWN, now=cast.now + 40 * MINUTE)
    assert {each.kind: (each.is_changed, each.would_be_late) for each in changes} == {
        ClockKind.RESPONSE: (True, True),
        ClockKind.RECOVERY: (True, False),
        ClockKind.STATUS_REPORT: (True, False),
    }
    assert (TicketEvent.objects.count(), dues(ticket)["response"]) == (1, "11-24 11:12")


def test_preview_of_category_4_names_the_missing_appointment(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    changes = preview_reclassification(ticket, ONE_CUMBERSOME, now=cast.now)
    assert {each.kind: (each.before is not None, each.after is not None) for each in changes} == {
        ClockKind.RESPONSE: (True, True),
        ClockKind.RECOVERY: (True, False),
        ClockKind.STATUS_REPORT: (True, False),
        ClockKind.APPOINTMENT: (False, True),
    }


@pytest.mark.parametrize(
    "answers,expected",
    [
        pytest.param(QUESTION, ("support_incident", "question", "", "", 4), id="a question"),
        pytest.param(CHANGE, ("standard_change", "", "", "", 4), id="a change"),
        pytest.param(
            Answers(Kind.SUPPORT_INCIDENT, Ground.NOT_MANAGED, Impact.ONE, Severity.NO_CALLS),
            ("support_incident", "not_managed", "one", "no_calls", 3),
            id="a support incident",
        ),
    ],
)
def test_kind_can_be_another(cast: Cast, answers: Answers, expected: tuple[str, str, str, str, int]) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    ticket = reclassify(cast.agent, factories.form_of(ticket), answers, "Zo zit het", now=cast.now)
    assert (ticket.kind, ticket.ground, ticket.impact, ticket.severity, ticket.category) == expected
    ticket.refresh_from_db()
    assert sla.differences(ticket) == []


@pytest.mark.parametrize(
    "answers,reason",
    [
        pytest.param(ALL_DOWN, " ", id="no reason"),
        pytest.param(ALL_DOWN, "x" * 501, id="a long reason"),
        pytest.param(Answers(Kind.INCIDENT), "r", id="no answers"),
        pytest.param(Answers(Kind.INCIDENT, impact=Impact.ALL), "r", id="half an answer"),
        pytest.param(Answers(Kind.INCIDENT, impact="us", severity=Severity.NO_CALLS), "r", id="an unknown impact"),
        pytest.param(Answers(Kind.SUPPORT_INCIDENT, "", Impact.ALL, Severity.NO_CALLS), "r", id="no ground"),
        pytest.param(Answers(Kind.INCIDENT, Ground.QUESTION), "r", id="a ground too many"),
        pytest.param(Answers("party"), "r", id="an unknown kind"),  # type: ignore[arg-type]
    ],
)
def test_reclassification_is_refused(cast: Cast, answers: Answers, reason: str) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    with pytest.raises(Refusal):
        reclassify(cast.agent, factories.form_of(ticket), answers, reason, now=cast.now)
    assert TicketEvent.objects.count() == 1


def test_two_agents_reclassifying_at_once_is_one(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    form = factories.form_of(ticket)
    reclassify(cast.agent, form, ALL_DOWN, "Alles plat", now=cast.now)
    reclassify(cast.agent, form, ALL_DOWN, "Alles plat", now=cast.now)
    with pytest.raises(Stale):
        reclassify(cast.second_agent, form, ONE_CUMBERSOME, "Valt mee", now=cast.now)
    assert TicketEvent.objects.filter(kind=EventKind.RECLASSIFIED).count() == 1


def test_customer_and_ended_ticket_are_not_reclassified(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    with pytest.raises(NotAllowed):
        reclassify(cast.contact, factories.form_of(ticket), ALL_DOWN, "r", now=cast.now)
    ended = factories.withdrawn(ticket, cast.contact, now=cast.now)
    with pytest.raises(Refusal):
        reclassify(cast.agent, factories.form_of(ended), ALL_DOWN, "r", now=cast.now)
    with pytest.raises(Refusal):
        preview_reclassification(ended, ALL_DOWN, now=cast.now)


def test_policy_of_the_version_counts_from_the_change(cast: Cast) -> None:
    general = Agreement.objects.get(customer=None)
    terms = replace(agreements.terms(agreements.agreement_version_for(None, at=cast.now)), reclassify_from="change")
    publish_version(
        actor=None, now=cast.now, agreement=general, terms=terms, effective_from=cast.now.date(), reason="Proef"
    )
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    reclassify(cast.agent, factories.form_of(ticket), ALL_DOWN, "Alles plat", now=cast.now + HOUR / 2)
    assert dues(ticket) == {"response": "11-24 11:12", "recovery": "11-24 14:42", "status_report": "11-24 12:42"}


def test_appointment_is_the_deadline_and_the_customer_is_told(cast: Cast) -> None:
    ticket = factories.question(cast.contact, cast.customer, now=cast.now)
    ticket = make_appointment(cast.agent, factories.form_of(ticket), FRIDAY, now=cast.now + HOUR)
    assert (ticket.status, ticket.assignee_id, dues(ticket)) == (
        Status.IN_PROGRESS,
        cast.agent.pk,
        {"recovery": "11-27 14:00"},
    )
    event = last_event(ticket)
    assert {name: event.data[name] for name in ("for", "with_whom", "how", "asked_by")} == {
        "for": "recovery",
        "with_whom": "Sanne de Vries",
        "how": "telefonisch",
        "asked_by": "de klant",
    }
    assert Notice.objects.filter(source="tickets.event", subject_id=event.pk).count() == 1
    ticket.refresh_from_db()
    assert sla.differences(ticket) == []


def test_appointment_moved_twice_keeps_all_on_record(cast: Cast) -> None:
    ticket = factories.question(cast.contact, cast.customer, now=cast.now)
    for day in ("11-27", "11-30", "12-01"):
        appointment = replace(FRIDAY, moment=moment(day, "14:00"))
        ticket = make_appointment(cast.agent, Form(ticket.reference), appointment, now=cast.now + HOUR)
    moments = [each.data["moment"][:10] for each in TicketEvent.objects.filter(kind=EventKind.APPOINTMENT_MADE)]
    assert (moments, dues(ticket)) == (["2026-11-27", "2026-11-30", "2026-12-01"], {"recovery": "12-01 14:00"})


@pytest.mark.parametrize(
    "day,clock,fits",
    [
        pytest.param("11-24", "11:12", False, id="this very moment"),
        pytest.param("11-24", "09:00", False, id="in the past"),
        pytest.param("11-25", "08:29:59", False, id="a second before opening"),
        pytest.param("11-25", "08:30", True, id="at opening"),
        pytest.param("11-25", "16:59:59", True, id="a second before closing"),
        pytest.param("11-25", "17:00", False, id="at closing"),
        pytest.param("11-28", "10:00", False, id="on a saturday"),
        pytest.param("12-25", "10:00", False, id="at christmas"),
        pytest.param("2027-03-29", "10:00", False, id="on easter monday"),
        pytest.param("2027-04-27", "10:00", False, id="on king's day"),
        pytest.param("2040-01-04", "10:00", False, id="past the calendar"),
    ],
)
def test_appointment_is_within_opening_hours(cast: Cast, day: str, clock: str, fits: bool) -> None:
    ticket = factories.question(cast.contact, cast.customer, now=cast.now)
    appointment = replace(FRIDAY, moment=moment(day, clock))
    made = True
    try:
        make_appointment(cast.agent, factories.form_of(ticket), appointment, now=cast.now + HOUR)
    except Refusal:
        made = False
    assert (made, TicketEvent.objects.count()) == (fits, 2 if fits else 1)


def test_appointment_names_somebody_and_a_means(cast: Cast) -> None:
    ticket = factories.question(cast.contact, cast.customer, now=cast.now)
    for wrong in (replace(FRIDAY, with_whom=" "), replace(FRIDAY, how="")):
        with pytest.raises(Refusal):
            make_appointment(cast.agent, factories.form_of(ticket), wrong, now=cast.now)
    with pytest.raises(NotAllowed):
        make_appointment(cast.contact, factories.form_of(ticket), FRIDAY, now=cast.now)


@pytest.mark.parametrize("answers", [ALL_DOWN, CHANGE])
def test_ticket_with_norms_of_its_own_has_no_appointment(cast: Cast, answers: Answers) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    ticket = reclassify(cast.agent, factories.form_of(ticket), answers, "r", now=cast.now)
    with pytest.raises(Refusal):
        make_appointment(cast.agent, factories.form_of(ticket), FRIDAY, now=cast.now)


def test_close_asks_for_the_cause_of_each_breach(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    ticket = factories.recovered(ticket, cast.agent, now=cast.now + 5 * HOUR)
    now = cast.now + 6 * HOUR
    assert [(each.kind, each.round) for each in breaches_of(ticket, now=now)] == [("response", 1), ("status_report", 1)]
    with pytest.raises(Refusal):
        close(cast.agent, factories.form_of(ticket), now=now)
    for kind in (ClockKind.RESPONSE, ClockKind.STATUS_REPORT):
        explain_breach(cast.agent, Form(ticket.reference), Explanation(kind, 1, BreachCause.OVERLOAD), now=now)
    explain_breach(
        cast.agent, Form(ticket.reference), Explanation(ClockKind.RESPONSE, 1, BreachCause.OVERLOAD), now=now
    )
    assert close(cast.agent, Form(ticket.reference), now=now).status == Status.CLOSED
    events = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.BREACH_EXPLAINED)
    assert {(each.visibility, each.data["kind"]) for each in events} == {
        (Visibility.INTERNAL, "response"),
        (Visibility.INTERNAL, "status_report"),
    }
    assert (events.count(), list(breaches_without_cause(access_for(cast.agent, now=now)))) == (2, [])
    assert sla.differences(Ticket.objects.get(pk=ticket.pk)) == []


@pytest.mark.parametrize(
    "explanation",
    [
        pytest.param(Explanation(ClockKind.RECOVERY, 1, BreachCause.SUPPLIER), id="not missed"),
        pytest.param(Explanation(ClockKind.RESPONSE, 2, BreachCause.SUPPLIER), id="no such round"),
        pytest.param(Explanation(ClockKind.RESPONSE, 1, BreachCause.OTHER), id="other without a note"),
        pytest.param(Explanation(ClockKind.RESPONSE, 1, "weather"), id="unknown"),  # type: ignore[arg-type]
        pytest.param(Explanation(ClockKind.RESPONSE, 1, BreachCause.OTHER, "x" * 501), id="a long note"),
    ],
)
def test_explanation_is_refused(cast: Cast, explanation: Explanation) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    with pytest.raises(Refusal):
        explain_breach(cast.agent, factories.form_of(ticket), explanation, now=cast.now + 2 * HOUR)


def test_running_clock_that_is_late_can_be_explained_and_keeps_its_cause(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    why = Explanation(ClockKind.RESPONSE, 1, BreachCause.OTHER, "Brandalarm")
    explain_breach(cast.agent, factories.form_of(ticket), why, now=cast.now + HOUR)
    ticket.refresh_from_db()
    ticket = factories.replied(ticket, cast.agent, now=cast.now + 2 * HOUR)
    assert SlaClock.objects.get(ticket=ticket, kind="response").breach_cause == "other"


def test_breach_without_cause_is_seen_by_who_sees_the_ticket(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    factories.replied(ticket, cast.agent, now=cast.now + 2 * HOUR)
    now = cast.now + 3 * HOUR
    assert [each.kind for each in breaches_without_cause(access_for(cast.agent, now=now))] == ["response"]
    assert list(breaches_without_cause(access_for(cast.stranger, now=now))) == []


def test_link_is_on_both_and_once(cast: Cast) -> None:
    one = factories.incident(cast.contact, cast.customer, now=cast.now)
    two = factories.incident(cast.contact, cast.customer, now=cast.now)
    for _ in range(2):
        link(cast.agent, Form(one.reference), two.reference, Relation.SAME_CAUSE, now=cast.now)
    access = access_for(cast.contact, now=cast.now)
    assert [(each.ticket.pk, each.is_subject) for each in links_of(access, one)] == [(two.pk, True)]
    assert [(each.ticket.pk, each.is_subject) for each in links_of(access, two)] == [(one.pk, False)]
    assert [(each.kind, each.visibility, each.data["other"]) for each in (last_event(one), last_event(two))] == [
        ("linked", "public", two.reference),
        ("linked", "public", one.reference),
    ]
    unlink(cast.agent, Form(two.reference), one.reference, Relation.SAME_CAUSE, now=cast.now)
    assert (links_of(access, one), last_event(one).visibility) == ([], Visibility.INTERNAL)
    assert TicketEvent.objects.filter(kind=EventKind.LINKED).count() == 2


def test_link_to_another_customer_stays_with_the_helpdesk(cast: Cast) -> None:
    one = factories.incident(cast.contact, cast.customer, now=cast.now)
    two = factories.incident(cast.stranger, cast.other_customer, now=cast.now)
    link(cast.agent, Form(one.reference), two.reference, Relation.SAME_CAUSE, now=cast.now)
    assert links_of(access_for(cast.contact, now=cast.now), one) == []
    assert [each.ticket.pk for each in links_of(access_for(cast.agent, now=cast.now), one)] == [two.pk]
    assert {last_event(each).visibility for each in (one, two)} == {Visibility.INTERNAL}


def test_link_to_itself_or_nothing_is_refused(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    with pytest.raises(Refusal):
        link(cast.agent, Form(ticket.reference), ticket.reference, Relation.SAME_CAUSE, now=cast.now)
    with pytest.raises(NotVisible):
        link(cast.agent, Form(ticket.reference), "OZ-999999", Relation.SAME_CAUSE, now=cast.now)
    with pytest.raises(NotAllowed):
        link(cast.contact, Form(ticket.reference), "OZ-999999", Relation.SAME_CAUSE, now=cast.now)


@pytest.mark.postgres_only
def test_linking_locks_both_at_once_in_order_of_number(cast: Cast) -> None:
    """Two agents who link the same two, each the other way round, never wait for each other."""
    one, two = (factories.incident(cast.contact, cast.customer, now=cast.now) for _ in range(2))
    with CaptureQueriesContext(connection) as captured:
        link(cast.agent, Form(two.reference), one.reference, Relation.SAME_CAUSE, now=cast.now)
    locks = [each["sql"] for each in captured.captured_queries if "FOR UPDATE" in each["sql"]]
    assert [f"IN ({two.pk}, {one.pk}) ORDER BY" in each for each in locks] == [True]


def test_follow_up_is_linked_to_the_ticket_that_it_goes_on_with(cast: Cast) -> None:
    old = factories.closed(factories.incident(cast.contact, cast.customer, now=cast.now), cast.agent, now=cast.now)
    new = factories.incident(cast.contact, cast.customer, now=cast.now + HOUR, follows=old.reference)
    found = links_of(access_for(cast.contact, now=cast.now), new)
    assert [(each.ticket.pk, each.relation, each.is_subject) for each in found] == [(old.pk, "follows_from", True)]
    assert (new.status, new.version) == (Status.NEW, 2)
    old.refresh_from_db()
    assert (old.status, last_event(old).kind, last_event(old).actor_id) == (Status.CLOSED, "linked", cast.contact.pk)


def test_follow_up_of_what_one_cannot_see_makes_no_ticket(cast: Cast) -> None:
    old = factories.incident(cast.contact, cast.customer, now=cast.now)
    with pytest.raises(NotVisible):
        factories.incident(cast.stranger, cast.other_customer, now=cast.now, follows=old.reference)
    assert Ticket.objects.count() == 1


def test_answer_is_not_expected_on_a_day_in_the_past(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    with pytest.raises(Refusal):
        ask_customer(cast.agent, factories.form_of(ticket), Words("?"), now=cast.now, expected_on=date(2026, 11, 23))
    ask_customer(cast.agent, factories.form_of(ticket), Words("?"), now=cast.now, expected_on=date(2026, 11, 24))
    assert last_event(ticket).data["expected_on"] == "2026-11-24"
