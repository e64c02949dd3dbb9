"""Time on tickets: recording, correcting, the stopwatch, what is billed, and other rates (W3)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from agreements.actions import add_rate
from agreements.models import Activity, Agreement
from agreements.queries import rate_for
from agreements.rates import NewRate
from notifications.models import Notice
from tests.cast import AMSTERDAM, Cast
from tests.tickets.factories import form_of, incident, question, replied
from tickets.actions.link import link, unlink
from tickets.actions.reclassify import Answers, reclassify
from tickets.actions.recover import recover
from tickets.actions.reply import reply
from tickets.actions.rule_billing import rule_billing
from tickets.actions.time.correct import correct_time, void_time
from tickets.actions.time.record import Work, record_time
from tickets.actions.time.set_rate import set_rate
from tickets.actions.time.spent import Spent
from tickets.actions.time.watch import WatchRunsElsewhere, discard_watch, start_watch, stop_into, stop_watch
from tickets.actions.write_path import Form, Words
from tickets.billable import Why
from tickets.enums import EventKind, Ground, Kind, Relation
from tickets.models import BilledMonth, Message, Stopwatch, Ticket, TicketEvent, TimeEntry
from tickets.notices.mail import render
from tickets.queries.rerated import touched_by
from tickets.queries.time import entries_of, minutes_of, month_entries, ruled_of
from tickets.stopwatch import is_forgotten, minutes_by_day

pytestmark = pytest.mark.django_db
REMOTE, ON_SITE = Activity.REMOTE, Activity.ON_SITE
TODAY = date(2026, 11, 24)
RATE = Decimal("95.00")


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A question of the customer that became a change, with a rate for remote work since the first of October."""
    agreement = Agreement.objects.get(customer=None)
    rate = NewRate(agreement, REMOTE, RATE, date(2026, 10, 1))
    add_rate(actor=None, now=cast.now, rate=rate, reason="Tarieven 2026.")
    return change_of(question(cast.contact, cast.customer, now=cast.now))


def change_of(ticket: Ticket) -> Ticket:
    """The ticket as if it had been asked for from the catalogue."""
    Ticket.objects.filter(pk=ticket.pk).update(kind=Kind.STANDARD_CHANGE, ground="")
    ticket.refresh_from_db()
    return ticket


def close_month(cast: Cast, year: int, month: int) -> None:
    """The customer's month is billed."""
    day, nothing = date(year, month, 1), Decimal(0)
    BilledMonth.objects.create(
        customer=cast.customer, year=year, month=month, issued_on=day, due_on=day, closed_at=cast.now,
        closed_by=cast.administrator, terms={}, seller={}, buyer={}, net=nothing, vat=nothing, total=nothing,
    )  # fmt: skip


def test_time_is_kept_once_at_the_rate_of_its_day(cast: Cast, ticket: Ticket) -> None:
    work = Work(25, TODAY, REMOTE, "  Toestel 214 ingericht. ", key=uuid4())
    entry = record_time(cast.agent, ticket.reference, work, now=cast.now)
    assert record_time(cast.agent, ticket.reference, work, now=cast.now) == entry
    assert (entry.minutes, entry.rate, entry.note) == (25, RATE, "Toestel 214 ingericht.")
    assert (entry.person, entry.recorded_by) == (cast.agent, cast.agent)
    other = Work(10, TODAY, ON_SITE, person_id=cast.second_agent.pk)
    gap = record_time(cast.agent, ticket.reference, other, now=cast.now)
    assert (gap.person, gap.recorded_by, gap.rate) == (cast.second_agent, cast.agent, None)
    assert minutes_of(ticket) == 35
    assert [each.pk for each in entries_of(ticket)] == [entry.pk, gap.pk]
    assert not TicketEvent.objects.filter(ticket=ticket).exclude(kind=EventKind.SUBMITTED).exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"minutes": 0}, "hele minuten"),
        ({"minutes": -5}, "hele minuten"),
        ({"minutes": 1441}, "24 uur"),
        ({"day": date(2026, 11, 25)}, "nog komen"),
        ({"day": date(2026, 9, 30)}, "afgesloten"),
        ({"activity": "slapen"}, "soort werk"),
        ({"note": "x" * 201}, "200 tekens"),
        ({"person_id": "contact"}, "de helpdesk"),
    ],
)
def test_what_no_day_can_hold_is_refused_with_a_sentence(
    cast: Cast, ticket: Ticket, changed: dict[str, object], sentence: str
) -> None:
    close_month(cast, 2026, 9)
    fields: dict[str, object] = {"minutes": 30, "day": TODAY, "activity": REMOTE, **changed}
    if fields.get("person_id") == "contact":
        fields["person_id"] = cast.contact.pk
    with pytest.raises(Refusal, match=sentence):
        record_time(cast.agent, ticket.reference, Work(**fields), now=cast.now)  # type: ignore[arg-type]
    assert not TimeEntry.objects.exists()


def test_a_person_has_24_hours_on_a_day_whatever_the_tickets(cast: Cast, ticket: Ticket) -> None:
    other = question(cast.contact, cast.customer, now=cast.now)
    first = record_time(cast.agent, ticket.reference, Work(1400, TODAY, REMOTE), now=cast.now)
    with pytest.raises(Refusal, match="1400 minuten"):
        record_time(cast.agent, other.reference, Work(41, TODAY, REMOTE), now=cast.now)
    record_time(cast.agent, other.reference, Work(40, TODAY, REMOTE), now=cast.now)
    record_time(cast.second_agent, other.reference, Work(41, TODAY, REMOTE), now=cast.now)
    with pytest.raises(Refusal, match="24 uur"):
        correct_time(cast.agent, ticket.reference, first.pk, Work(1401, TODAY, REMOTE), "Meer.", now=cast.now)


def test_nobody_of_the_customers_side_records_or_corrects(cast: Cast, ticket: Ticket) -> None:
    entry = record_time(cast.agent, ticket.reference, Work(30, TODAY, REMOTE), now=cast.now)
    work = Work(5, TODAY, REMOTE)
    for user, refused in ((cast.contact, NotAllowed), (cast.partner, NotAllowed), (cast.stranger, NotVisible)):
        with pytest.raises(refused):
            record_time(user, ticket.reference, work, now=cast.now)
        with pytest.raises(refused):
            correct_time(user, ticket.reference, entry.pk, work, "Minder.", now=cast.now)
        with pytest.raises(refused):
            rule_billing(user, Form(ticket.reference), billable=False, reason="Gratis.", now=cast.now)
        with pytest.raises((NotAllowed, NotVisible)):
            start_watch(user, ticket.reference, REMOTE, now=cast.now)
    assert minutes_of(ticket) == 30


def test_a_correction_replaces_and_the_wrong_one_stays_to_be_read(cast: Cast, ticket: Ticket) -> None:
    entry = record_time(cast.agent, ticket.reference, Work(60, TODAY, REMOTE, "Ingericht."), now=cast.now)
    work = Work(45, TODAY, REMOTE, "Ingericht.")
    newer = correct_time(cast.second_agent, ticket.reference, entry.pk, work, "Pauze telde mee.", now=cast.now)
    assert correct_time(cast.second_agent, ticket.reference, entry.pk, work, "Nog eens.", now=cast.now) == newer
    assert (newer.replaces, newer.person, newer.recorded_by) == (entry, cast.agent, cast.second_agent)
    with pytest.raises(Stale, match=cast.second_agent.name):
        correct_time(cast.agent, ticket.reference, entry.pk, Work(50, TODAY, REMOTE), "Toch.", now=cast.now)
    for minutes, reason, sentence in ((45, "Zelfde.", "Er is niets anders"), (50, " ", "waarom")):
        with pytest.raises(Refusal, match=sentence):
            correct_time(
                cast.agent, ticket.reference, newer.pk, Work(minutes, TODAY, REMOTE, "Ingericht."), reason, now=cast.now
            )
    void_time(cast.agent, ticket.reference, newer.pk, "Ander ticket.", now=cast.now)
    with pytest.raises(Stale):
        void_time(cast.agent, ticket.reference, newer.pk, "Weer.", now=cast.now)
    assert (minutes_of(ticket), TimeEntry.objects.count()) == (0, 3)
    with pytest.raises(NotVisible):
        void_time(
            cast.agent, question(cast.contact, cast.customer, now=cast.now).reference, entry.pk, "x", now=cast.now
        )


def test_nothing_moves_into_or_out_of_a_closed_month(cast: Cast, ticket: Ticket) -> None:
    october = record_time(cast.agent, ticket.reference, Work(60, date(2026, 10, 30), REMOTE), now=cast.now)
    today = record_time(cast.agent, ticket.reference, Work(60, TODAY, REMOTE), now=cast.now)
    close_month(cast, 2026, 10)
    for entry, day in ((october, TODAY), (today, date(2026, 10, 30))):
        with pytest.raises(Refusal, match="afgesloten"):
            correct_time(cast.agent, ticket.reference, entry.pk, Work(50, day, REMOTE), "Fout.", now=cast.now)
    with pytest.raises(Refusal, match="afgesloten"):
        void_time(cast.agent, ticket.reference, october.pk, "Fout.", now=cast.now)
    # Another customer's October is open.
    theirs = question(cast.stranger, cast.other_customer, now=cast.now)
    record_time(cast.agent, theirs.reference, Work(5, date(2026, 10, 30), REMOTE), now=cast.now)
    assert TimeEntry.objects.count() == 3


def test_words_and_their_time_are_kept_together_once_or_not_at_all(cast: Cast, ticket: Ticket) -> None:
    words = Words("Het toestel is ingericht.")
    for _twice in range(2):
        reply(cast.agent, Form(ticket.reference), words, now=cast.now, spent=Spent(REMOTE, 20))
    assert [(each.minutes, each.day) for each in entries_of(ticket)] == [(20, TODAY)]
    with pytest.raises(Refusal, match="24 uur"):
        reply(cast.agent, Form(ticket.reference), Words("Weg."), now=cast.now, spent=Spent(REMOTE, 1430))
    with pytest.raises(Refusal, match="niet allebei"):
        reply(cast.agent, Form(ticket.reference), Words("Weg."), now=cast.now, spent=Spent(REMOTE, 5, watch=True))
    assert not Message.objects.filter(body="Weg.").exists()
    broken = incident(cast.contact, cast.customer, now=cast.now)
    start_watch(cast.agent, broken.reference, REMOTE, now=cast.now)
    later = cast.now + timedelta(minutes=12)
    recover(cast.agent, form_of(broken), Words("Het werkt weer."), now=later, spent=Spent(ON_SITE, watch=True))
    assert [(each.minutes, each.activity) for each in entries_of(broken)] == [(12, ON_SITE)]
    assert not Stopwatch.objects.exists()


@pytest.mark.parametrize(
    ("start", "end", "pieces"),
    [
        ("2026-11-24 10:00:00", "2026-11-24 10:00:01", [(24, 1)]),
        ("2026-11-24 10:00:00", "2026-11-24 10:12:00", [(24, 12)]),
        ("2026-11-24 10:00:00", "2026-11-24 10:12:01", [(24, 13)]),
        ("2026-11-24 23:20:30", "2026-11-25 00:20:00", [(24, 39), (25, 21)]),
        ("2026-11-24 23:59:50", "2026-11-25 00:00:10", [(25, 1)]),
        ("2026-11-24 23:00:00", "2026-11-25 00:00:00", [(24, 60)]),
        # The night in which the clock goes back has 25 hours; a watch counts what passed.
        ("2026-10-24 23:30:00", "2026-10-25 03:30:00", [(24, 30), (25, 270)]),
    ],
)
def test_a_stopwatch_counts_begun_minutes_on_each_date(start: str, end: str, pieces: list[tuple[int, int]]) -> None:
    at, until = (datetime.fromisoformat(each).replace(tzinfo=AMSTERDAM) for each in (start, end))
    said = minutes_by_day(at.astimezone(AMSTERDAM), until)
    from_utc = minutes_by_day(datetime.fromtimestamp(at.timestamp(), tz=AMSTERDAM), until)
    assert [(day.day, minutes) for day, minutes in said] == pieces == [(day.day, n) for day, n in from_utc]


def test_there_is_one_stopwatch_which_ends_as_time(cast: Cast, ticket: Ticket) -> None:
    other = question(cast.contact, cast.customer, now=cast.now)
    start_watch(cast.agent, ticket.reference, REMOTE, now=cast.now)
    later = cast.now + timedelta(minutes=30)
    again, stopped = start_watch(cast.agent, ticket.reference, ON_SITE, now=later)
    assert (again.started_at, again.activity, stopped) == (cast.now, REMOTE, [])
    with pytest.raises(WatchRunsElsewhere, match=f"{ticket.reference}.*10:12"):
        start_watch(cast.agent, other.reference, REMOTE, now=later)
    _watch, stopped = start_watch(cast.agent, other.reference, REMOTE, now=later, stop_first=True)
    assert [(each.ticket_id, each.minutes) for each in stopped] == [(ticket.pk, 30)]
    start_watch(cast.second_agent, ticket.reference, REMOTE, now=later)
    for entries in ([7], []):
        said = stop_watch(cast.agent, now=later + timedelta(minutes=7), note="Gebeld.")
        assert [each.minutes for each in said] == entries
    assert discard_watch(cast.second_agent, now=later)
    assert not discard_watch(cast.second_agent, now=later)
    assert TimeEntry.objects.filter(person=cast.second_agent).count() == 0
    with pytest.raises(Refusal, match="soort werk"):
        start_watch(cast.agent, ticket.reference, "slapen", now=later)


def test_a_forgotten_stopwatch_asks_how_long_it_was(cast: Cast, ticket: Ticket) -> None:
    start_watch(cast.agent, ticket.reference, REMOTE, now=cast.now)
    next_day = cast.now + timedelta(hours=24, seconds=1)
    assert is_forgotten(cast.now, next_day)
    with pytest.raises(Refusal, match="langer dan 24 uur"):
        stop_watch(cast.agent, now=next_day)
    stop_into(cast.agent, Work(90, TODAY, REMOTE), now=next_day)
    assert [(each.day, each.minutes) for each in entries_of(ticket)] == [(TODAY, 90)]
    assert stop_into(cast.agent, Work(90, TODAY, REMOTE), now=next_day) == []


def test_what_is_billed_follows_links_and_decisions(cast: Cast, ticket: Ticket) -> None:
    broken = incident(cast.contact, cast.customer, now=cast.now)
    foreign = incident(cast.stranger, cast.other_customer, now=cast.now)
    assert ruled_of(ticket).why == Why.CHANGE
    link(cast.agent, form_of(ticket), foreign.reference, Relation.SAME_CAUSE, now=cast.now)
    link(cast.agent, form_of(broken), ticket.reference, Relation.FOLLOWS_FROM, now=cast.now)
    assert ruled_of(ticket).why == Why.CHANGE
    link(cast.agent, form_of(ticket), broken.reference, Relation.CHANGE_FOR_INCIDENT, now=cast.now)
    assert ruled_of(ticket).why == Why.TIED
    said = TicketEvent.objects.filter(ticket=ticket, data__has_key="billed").order_by("sequence")
    assert [(each.kind, each.data["billed"]) for each in said] == [(EventKind.LINKED, False)]
    rule_billing(cast.agent, Form(ticket.reference), billable=True, reason="Extra werk.", now=cast.now)
    ruled = ruled_of(ticket)
    assert (ruled.billable, ruled.why, ruled.reason) == (True, Why.RULED_BILLED, "Extra werk.")
    for billable, reason, sentence in ((True, "Weer.", "geldt al"), (False, " ", "reden")):
        with pytest.raises(Refusal, match=sentence):
            rule_billing(cast.agent, Form(ticket.reference), billable=billable, reason=reason, now=cast.now)
    with pytest.raises(Stale):
        rule_billing(cast.agent, Form(ticket.reference, 1), billable=False, reason="Oud.", now=cast.now)
    unlink(cast.agent, form_of(ticket), broken.reference, Relation.CHANGE_FOR_INCIDENT, now=cast.now)
    rule_billing(cast.agent, Form(ticket.reference), billable=None, reason="Volgens de regel.", now=cast.now)
    assert ruled_of(ticket).why == Why.CHANGE
    public = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.BILLING_RULED).values_list(
        "visibility", flat=True
    )
    assert list(public) == ["public", "public"]
    support = question(cast.contact, cast.customer, now=cast.now)
    Ticket.objects.filter(pk=support.pk).update(ground=Ground.CONFIGURATION)
    support.refresh_from_db()
    assert ruled_of(support).why == Why.CONFIGURATION


def test_another_classification_says_when_it_changes_what_is_charged(cast: Cast, ticket: Ticket) -> None:
    support = question(cast.contact, cast.customer, now=cast.now)
    answers = (
        Answers(Kind.SUPPORT_INCIDENT, Ground.CONFIGURATION, "one", "cumbersome"),
        Answers(Kind.SUPPORT_INCIDENT, Ground.CONFIGURATION, "one", "no_calls"),
        Answers(Kind.INCIDENT, "", "one", "no_calls"),
        Answers(Kind.SUPPORT_INCIDENT, Ground.NOT_MANAGED, "one", "no_calls"),
    )
    for each in answers:
        reclassify(cast.agent, Form(support.reference), each, "Nader bekeken", now=cast.now)
    said = TicketEvent.objects.filter(ticket=support, kind=EventKind.RECLASSIFIED).order_by("sequence")
    assert [each.data.get("billed") for each in said] == [True, None, False, None]
    client = Client()
    client.force_login(cast.contact)
    body = client.get(f"/tickets/{support.reference}/").content.decode()
    assert body.count("komt vanaf nu in rekening tegen het uurtarief") == 1
    assert body.count("komt vanaf nu niet in rekening") == 1
    mails = [render(each) for each in Notice.objects.filter(recipient=cast.contact).order_by("pk")]
    told = [mail.text.count("komt vanaf nu") for mail in mails if mail is not None]
    assert told == [0, 0, 1, 0, 1, 0]


def test_a_removed_link_says_publicly_that_the_change_is_charged(cast: Cast, ticket: Ticket) -> None:
    broken = incident(cast.contact, cast.customer, now=cast.now)
    link(cast.agent, form_of(ticket), broken.reference, Relation.CHANGE_FOR_INCIDENT, now=cast.now)
    unlink(cast.agent, form_of(ticket), broken.reference, Relation.CHANGE_FOR_INCIDENT, now=cast.now)
    removed = TicketEvent.objects.filter(kind=EventKind.UNLINKED).order_by("ticket_id")
    told = {each.ticket_id: (each.visibility, each.data.get("billed")) for each in removed}
    assert told == {ticket.pk: ("public", True), broken.pk: ("internal", None)}


@pytest.mark.parametrize("count", [1, 3])
def test_a_month_is_read_in_two_statements(cast: Cast, ticket: Ticket, count: int) -> None:
    ruled_of(ticket)
    for number in range(count):
        day = date(2026, 11, 1 + number)
        work = Work(30, day, REMOTE)
        record_time(
            cast.agent, change_of(question(cast.contact, cast.customer, now=cast.now)).reference, work, now=cast.now
        )
    record_time(cast.agent, ticket.reference, Work(30, date(2026, 10, 31), REMOTE), now=cast.now)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = month_entries(cast.customer.pk, 2026, 11)
    assert len(queries) == 2
    assert [(row.entry.day.day, row.ruled.billable) for row in rows] == [(1 + n, True) for n in range(count)]
    assert len(month_entries(cast.customer.pk, 2026, 10)) == 1
    assert month_entries(cast.other_customer.pk, 2026, 11) == []


def test_another_rate_in_the_past_moves_open_months_only(cast: Cast, ticket: Ticket) -> None:
    agreement = Agreement.objects.get(customer=None)
    days = (date(2026, 10, 5), date(2026, 10, 20), date(2026, 11, 2))
    entries = [record_time(cast.agent, ticket.reference, Work(60, day, REMOTE), now=cast.now) for day in days]
    untouched = record_time(cast.agent, ticket.reference, Work(60, TODAY, ON_SITE), now=cast.now)
    close_month(cast, 2026, 10)
    rate = NewRate(agreement, REMOTE, Decimal("99.50"), date(2026, 10, 15))
    touched = touched_by(rate)
    assert [(each.entry.pk, each.rate, each.closed) for each in touched] == [
        (entries[1].pk, Decimal("99.50"), True),
        (entries[2].pk, Decimal("99.50"), False),
    ]
    assert [(each.before, each.after) for each in touched] == [(RATE, Decimal("99.50"))] * 2
    with pytest.raises(Stale, match="andere"):
        set_rate(cast.administrator, rate, "Index.", now=cast.now, seen=[entries[2].pk])
    with pytest.raises(NotAllowed):
        set_rate(cast.agent, rate, "Index.", now=cast.now, seen=[each.entry.pk for each in touched])
    done = set_rate(cast.administrator, rate, "Index.", now=cast.now, seen=[each.entry.pk for each in touched])
    assert (done.changed, done.closed) == (1, 1)
    assert [(each.day, each.rate) for each in entries_of(ticket)] == [
        (days[0], RATE), (days[1], RATE), (days[2], Decimal("99.50")), (TODAY, None),
    ]  # fmt: skip
    assert entries_of(ticket)[-1] == untouched
    assert rate_for(cast.customer.pk, REMOTE, date(2026, 10, 14)) == RATE
    # A correction of the day itself: the last one counts. A gap is filled in the same way.
    gap = NewRate(agreement, ON_SITE, Decimal("110.00"), date(2026, 1, 1))
    with pytest.raises(Refusal, match="nog niet"):
        set_rate(cast.administrator, NewRate(agreement, ON_SITE, RATE, date(2000, 1, 1)), "Oud.", now=cast.now)
    set_rate(cast.administrator, gap, "Op locatie.", now=cast.now, seen=[untouched.pk])
    assert entries_of(ticket)[-1].rate == Decimal("110.00")


def test_a_reply_without_time_records_none(cast: Cast, ticket: Ticket) -> None:
    replied(ticket, cast.agent, now=cast.now)
    assert minutes_of(ticket) == 0
