"""Merging and undoing through their actions: what they write, whom they tell, what they refuse."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils import translation

from accounts.queries import access_for
from accounts.refusals import NotAllowed, Refusal, Stale
from agreements.matrix import Impact, Severity
from notifications.models import Notice
from notifications.renderers import Mail
from tests.cast import NOW, Cast, cast_at
from tests.tickets import factories
from tests.tickets.promises import AMSTERDAM
from tickets import sla
from tickets.actions.customer_reply import customer_reply
from tickets.actions.merge import merge, preview_merge
from tickets.actions.rebuild_clocks import clock_differences
from tickets.actions.reclassify import Answers, reclassify
from tickets.actions.unmerge import unmerge
from tickets.actions.write_path import Form, Words
from tickets.enums import ClockKind, EventKind, Kind, Status
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.notices import SOURCE
from tickets.notices.mail import render
from tickets.queries.door import visible_tickets

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Pair = tuple[Ticket, Ticket]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The sentences are named in English here."""
    with translation.override("en"):
        yield


@pytest.fixture
def pair(cast: Cast) -> Pair:
    """A duplicate of 09:30 by a colleague, and the ticket of 10:12 that stays."""
    duplicate = factories.incident(cast.colleague, cast.customer, now=cast.now - 42 * MINUTE)
    return duplicate, factories.incident(cast.contact, cast.customer, now=cast.now)


def merged(cast: Cast, pair: Pair, after: timedelta = 5 * MINUTE) -> Pair:
    """Both as they are after the merge."""
    merge(cast.agent, factories.form_of(pair[0]), factories.form_of(pair[1]), now=cast.now + after)
    return fresh(pair)


def fresh(pair: Pair) -> Pair:
    return Ticket.objects.get(pk=pair[0].pk), Ticket.objects.get(pk=pair[1].pk)


def due(ticket: Ticket, kind: ClockKind) -> str:
    clock = SlaClock.objects.filter(ticket=ticket, kind=kind).latest("round")
    return f"{clock.due_at.astimezone(AMSTERDAM):%m-%d %H:%M}" if clock.due_at else ""


def rows(ticket: Ticket) -> list[dict[str, Any]]:
    """The stored clocks, ids apart."""
    values = SlaClock.objects.filter(ticket=ticket).order_by("kind", "round").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in values]


def fields(ticket: Ticket) -> dict[str, Any]:
    """Everything that a ticket says of itself, version apart."""
    found = Ticket.objects.filter(pk=ticket.pk).values().get()
    return {name: value for name, value in found.items() if name != "version"}


def test_merged_duplicate_ends_and_names_the_survivor(cast: Cast, pair: Pair) -> None:
    duplicate, survivor = merged(cast, pair)
    assert (duplicate.status, duplicate.merged_into, duplicate.ended_at) == (
        Status.MERGED, survivor, cast.now + 5 * MINUTE,
    )  # fmt: skip
    assert (duplicate.next_kind, duplicate.next_due_at) == ("", None)
    assert [clock.stopped_at for clock in SlaClock.objects.filter(ticket=duplicate)] == [duplicate.ended_at] * 3


def test_survivor_takes_start_and_promise(cast: Cast, pair: Pair) -> None:
    _duplicate, survivor = merged(cast, pair)
    assert (survivor.status, due(survivor, ClockKind.RECOVERY), due(survivor, ClockKind.RESPONSE)) == (
        Status.NEW, "11-25 09:00", "11-24 10:30",
    )  # fmt: skip
    event = TicketEvent.objects.get(ticket=survivor, kind=EventKind.ABSORBED)
    told = {each["kind"]: (each["before"][11:16], each["after"][11:16]) for each in event.data["promises"]}
    assert told["recovery"] == ("09:42", "09:00")
    assert list(clock_differences()) == []


def test_stricter_duplicate_makes_the_survivor_what_it_is(cast: Cast) -> None:
    duplicate = factories.incident(cast.contact, cast.customer, now=cast.now, impact=Impact.ALL)
    survivor = factories.question(cast.contact, cast.customer, now=cast.now - MINUTE)
    before = fields(survivor)
    _duplicate, survivor = merged(cast, (duplicate, survivor))
    assert (survivor.kind, survivor.ground, survivor.impact, survivor.severity, survivor.category) == (
        "incident", "", "all", "no_calls", 1,
    )  # fmt: skip
    unmerge(cast.agent, duplicate.reference, now=cast.now + 6 * MINUTE)
    assert fields(survivor) == before


@pytest.mark.parametrize("after", [timedelta(), 30 * MINUTE, timedelta(minutes=59, seconds=59)])
def test_undone_within_the_hour_gives_both_back_what_they_had(cast: Cast, pair: Pair, after: timedelta) -> None:
    before = [(fields(each), rows(each)) for each in pair]
    merged(cast, pair)
    unmerge(cast.agent, pair[0].reference, now=cast.now + 5 * MINUTE + after)
    assert [(fields(each), rows(each)) for each in pair] == before
    assert list(clock_differences()) == []


def test_hour_is_over_at_the_hour(cast: Cast, pair: Pair) -> None:
    duplicate, _survivor = merged(cast, pair)
    with pytest.raises(Refusal, match="for an hour"):
        unmerge(cast.agent, duplicate.reference, now=cast.now + 5 * MINUTE + HOUR)
    assert fresh(pair)[0].status == Status.MERGED


def test_twice_is_once(cast: Cast, pair: Pair) -> None:
    merged(cast, pair)
    merged(cast, pair, 6 * MINUTE)
    assert TicketEvent.objects.filter(kind__in=(EventKind.MERGED, EventKind.ABSORBED)).count() == 2
    for minute in (7, 8):
        unmerge(cast.agent, pair[0].reference, now=cast.now + minute * MINUTE)
    assert TicketEvent.objects.filter(kind__in=(EventKind.UNMERGED, EventKind.GIVEN_BACK)).count() == 2


def test_reclassified_since_stays_so_after_the_undo(cast: Cast, pair: Pair) -> None:
    _duplicate, survivor = merged(cast, pair)
    mild = Answers(Kind.INCIDENT, impact=Impact.ONE, severity=Severity.NO_CALLS)
    reclassify(cast.agent, factories.form_of(survivor), mild, "Alleen de balie", now=cast.now + 6 * MINUTE)
    unmerge(cast.agent, pair[0].reference, now=cast.now + 7 * MINUTE)
    survivor = fresh(pair)[1]
    assert (survivor.category, survivor.impact, due(survivor, ClockKind.RECOVERY)) == (3, "one", "11-26 09:12")


def test_everybody_who_was_told_of_the_duplicate_follows_the_survivor(cast: Cast, pair: Pair) -> None:
    def sees(person: Any) -> set[int]:
        return set(visible_tickets(access_for(person, now=cast.now)).values_list("pk", flat=True))

    assert sees(cast.colleague) == {pair[0].pk}
    _duplicate, survivor = merged(cast, pair)
    assert sees(cast.colleague) == {pair[0].pk, survivor.pk}
    assert list(survivor.followers.values_list("user_id", flat=True)) == [cast.colleague.pk]
    told = Notice.objects.filter(subject_id__in=TicketEvent.objects.filter(kind=EventKind.MERGED).values("pk"))
    assert list(told.values_list("recipient_id", flat=True)) == [cast.colleague.pk]
    unmerge(cast.agent, pair[0].reference, now=cast.now + 6 * MINUTE)
    assert sees(cast.colleague) == {pair[0].pk}


def mail_of(kind: EventKind, now: datetime) -> Mail | None:
    """What the colleague is mailed about the last event of this kind."""
    event = TicketEvent.objects.filter(kind=kind).latest("pk")
    with time_machine.travel(now, tick=False):
        return render(Notice.objects.get(source=SOURCE, subject_id=event.pk))


def test_mail_names_the_ticket_that_stays_and_what_is_promised_there(cast: Cast, pair: Pair) -> None:
    _duplicate, survivor = merged(cast, pair)
    mail = mail_of(EventKind.MERGED, cast.now + 6 * MINUTE)
    assert mail is not None
    assert f"It is about the same as {survivor.reference}." in mail.text
    assert f"/tickets/{survivor.reference}/" in mail.text
    assert "Recovered: Wednesday 25 November 2026 before 09:00" in mail.text
    assert Notice.objects.filter(recipient=cast.colleague).count() == 2  # Received, merged; no welcome on top.
    unmerge(cast.agent, pair[0].reference, now=cast.now + 7 * MINUTE)
    undone = mail_of(EventKind.UNMERGED, cast.now + 8 * MINUTE)
    assert undone is not None
    assert f"/tickets/{pair[0].reference}/" in undone.text


def test_mail_is_not_sent_to_who_cannot_see_the_ticket_that_stays(cast: Cast, pair: Pair) -> None:
    _duplicate, survivor = merged(cast, pair)
    survivor.followers.all().delete()
    assert mail_of(EventKind.MERGED, cast.now + 6 * MINUTE) is None


Maker = Callable[[Cast], Pair]


def of_other_customer(cast: Cast) -> Pair:
    return factories.incident(cast.stranger, cast.other_customer, now=cast.now), mine(cast)


def mine(cast: Cast) -> Ticket:
    return factories.incident(cast.contact, cast.customer, now=cast.now)


def changed(cast: Cast) -> Pair:
    change = reclassify(
        cast.agent, factories.form_of(mine(cast)), Answers(Kind.STANDARD_CHANGE), "Is een wijziging", now=cast.now
    )
    return change, mine(cast)


def itself(cast: Cast) -> Pair:
    ticket = mine(cast)
    return ticket, ticket


def chained(cast: Cast) -> Pair:
    first, second = mine(cast), mine(cast)
    merge(cast.agent, Form(first.reference), Form(second.reference), now=cast.now)
    return Ticket.objects.get(pk=second.pk), mine(cast)


def into_merged(cast: Cast) -> Pair:
    first, second = mine(cast), mine(cast)
    merge(cast.agent, Form(first.reference), Form(second.reference), now=cast.now)
    return mine(cast), Ticket.objects.get(pk=first.pk)


def circle(cast: Cast) -> Pair:
    first, second = mine(cast), mine(cast)
    merge(cast.agent, Form(first.reference), Form(second.reference), now=cast.now)
    return Ticket.objects.get(pk=second.pk), Ticket.objects.get(pk=first.pk)


def merged_elsewhere(cast: Cast) -> Pair:
    first, second = mine(cast), mine(cast)
    merge(cast.agent, Form(first.reference), Form(second.reference), now=cast.now)
    return Ticket.objects.get(pk=first.pk), mine(cast)


REFUSALS = [
    pytest.param(of_other_customer, "same customer", id="another customer"),
    pytest.param(changed, "promises of their own", id="a change with an incident"),
    pytest.param(itself, "into itself", id="itself"),
    pytest.param(chained, "has to stay", id="a ticket that others went into"),
    pytest.param(into_merged, "was merged into", id="into a merged one"),
    pytest.param(circle, "was merged into", id="in a circle"),
    pytest.param(merged_elsewhere, "was merged into", id="merged elsewhere"),
    pytest.param(
        lambda cast: (factories.withdrawn(mine(cast), cast.contact, now=cast.now), mine(cast)),
        "not open any more",
        id="an ended duplicate",
    ),
    pytest.param(
        lambda cast: (mine(cast), factories.closed(mine(cast), cast.agent, now=cast.now)),
        "not open any more",
        id="an ended survivor",
    ),
    pytest.param(
        lambda cast: (mine(cast), factories.recovered(mine(cast), cast.agent, now=cast.now)),
        "not open any more",
        id="a recovered survivor",
    ),
]


@pytest.mark.parametrize("made,sentence", REFUSALS)
def test_refused_with_a_sentence_and_nothing_changed(cast: Cast, made: Maker, sentence: str) -> None:
    duplicate, survivor = made(cast)
    events = TicketEvent.objects.count()
    now = cast.now + 2 * MINUTE
    with pytest.raises(Refusal, match=sentence):
        merge(cast.agent, Form(duplicate.reference), Form(survivor.reference), now=now)
    with pytest.raises(Refusal, match=sentence):
        preview_merge(duplicate, survivor, now=now)
    assert TicketEvent.objects.count() == events


@pytest.mark.parametrize("who", ["contact", "key_contact", "partner"])
def test_customers_and_partners_merge_nothing(cast: Cast, pair: Pair, who: str) -> None:
    ours = factories.incident(cast.contact, cast.customer, now=cast.now), pair[1]
    with pytest.raises(NotAllowed):
        merge(getattr(cast, who), Form(ours[0].reference), Form(ours[1].reference), now=cast.now)
    duplicate, _survivor = merged(cast, ours)
    with pytest.raises(NotAllowed):
        unmerge(getattr(cast, who), duplicate.reference, now=cast.now + 6 * MINUTE)


@pytest.mark.parametrize("which", [0, 1])
def test_stale_preview_is_refused(cast: Cast, pair: Pair, which: int) -> None:
    forms = factories.form_of(pair[0]), factories.form_of(pair[1])
    factories.noted(pair[which], cast.agent, now=cast.now)
    with pytest.raises(Stale):
        merge(cast.agent, *forms, now=cast.now + MINUTE)
    assert fresh(pair)[0].status == Status.NEW


def test_customer_cannot_reply_on_a_merged_ticket(cast: Cast, pair: Pair) -> None:
    duplicate, survivor = merged(cast, pair)
    with pytest.raises(Refusal, match=survivor.reference):
        customer_reply(cast.colleague, Form(duplicate.reference), Words("Nog iets."), now=cast.now + 6 * MINUTE)


def test_preview_is_what_the_merge_does(cast: Cast, pair: Pair) -> None:
    now = cast.now + 5 * MINUTE
    shown = preview_merge(*pair, now=now)
    assert (shown.category, shown.would_be_late) == (2, False)
    _duplicate, survivor = merged(cast, pair)
    stored = {clock.kind: clock.due_at for clock in SlaClock.objects.filter(ticket=survivor)}
    assert {each.kind: each.after.due_at for each in shown.survivor if each.after} == stored
    assert [each.after for each in shown.duplicate] == [None] * 3


def test_waiting_duplicate_waits_again_after_the_undo(cast: Cast, pair: Pair) -> None:
    duplicate = factories.waiting(pair[0], cast.agent, now=cast.now + MINUTE)
    before = fields(duplicate), rows(duplicate)
    merged(cast, (duplicate, pair[1]))
    factories.noted(Ticket.objects.get(pk=duplicate.pk), cast.agent, now=cast.now + 6 * MINUTE)
    unmerge(cast.agent, duplicate.reference, now=cast.now + 7 * MINUTE)
    assert (fields(duplicate), rows(duplicate)) == before
    assert sla.differences(Ticket.objects.get(pk=duplicate.pk)) == []


def test_survivor_may_be_recovered_when_it_is_undone(cast: Cast, pair: Pair) -> None:
    _duplicate, survivor = merged(cast, pair)
    factories.recovered(survivor, cast.agent, now=cast.now + 20 * MINUTE)
    unmerge(cast.agent, pair[0].reference, now=cast.now + 21 * MINUTE)
    duplicate, survivor = fresh(pair)
    assert (duplicate.status, survivor.status) == (Status.NEW, Status.RECOVERED)
    response = SlaClock.objects.get(ticket=survivor, kind=ClockKind.RESPONSE)
    assert response.met_at is not None  # Late by the start of the duplicate, in time by its own.
    assert list(clock_differences()) == []


@pytest.mark.parametrize("changes", [{"status": Status.MERGED}, {"merged_into_id": 1}])
def test_database_keeps_status_and_survivor_together(cast: Cast, pair: Pair, changes: dict[str, Any]) -> None:
    values = {name: pair[1].pk if name == "merged_into_id" else value for name, value in changes.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=pair[0].pk).update(**values)


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_merge_once() -> None:
    """Each the other way round: one wins, the other reads why not; nobody waits for ever."""
    cast = cast_at(NOW)
    one, two = mine(cast), mine(cast)
    gate, said = threading.Barrier(2), []

    def work(agent: Any, form: Form, into: Form) -> None:
        gate.wait()
        try:
            merge(agent, form, into, now=cast.now + MINUTE)
            said.append("done")
        except Refusal as refusal:
            said.append(refusal.sentence)
        finally:
            connections.close_all()

    ways = [(cast.agent, one, two), (cast.second_agent, two, one)]
    workers = [threading.Thread(target=work, args=(who, *map(factories.form_of, pair))) for who, *pair in ways]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert said.count("done") == 1
    assert Ticket.objects.filter(status=Status.MERGED).count() == 1
    assert list(clock_differences()) == []
