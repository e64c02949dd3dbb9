"""Requesting a change: for whom, by which version, with which costs and promise, and what is refused (W1-W3, P1)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import User
from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from tests.cast import NOW, Cast
from tests.tickets.change_factories import catalogue_version, rate
from tests.tickets.factories import form_of, incident, question, withdrawn
from tickets.actions.changes.edit_catalogue import Content, add_item, place_item, publish
from tickets.actions.changes.placing import Asked
from tickets.actions.log_call import Call
from tickets.actions.log_change import log_change
from tickets.actions.redact import redact
from tickets.actions.request_change import Requester, request_change
from tickets.actions.retention import YEAR, keep_no_longer
from tickets.enums import ClockKind, EstimateState, Relation, Status
from tickets.models import (
    BillingParty,
    CatalogueItem,
    CatalogueVersion,
    ChangeRequest,
    Estimate,
    Message,
    SlaClock,
    Ticket,
    TicketEvent,
    TicketLink,
)
from tickets.queries.changes import offered_to

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CONTENT = Content(
    "Nieuw toestel", "New extension", "Erbij.", "One more.", 45, [], [{"key": "a", "nl": "Ja", "en": "Yes"}]
)


@pytest.fixture
def version(cast: Cast) -> CatalogueVersion:
    """An hour of work at 95 euro, offered to everybody."""
    rate()
    return catalogue_version(cast)


def asked(version: CatalogueVersion, **fields: object) -> Asked:
    values = {"item": version.item.key, "version": version.number, "answers": {"name": "Jan"}, **fields}
    return Asked(**values)  # type: ignore[arg-type]


def request(cast: Cast, version: CatalogueVersion, user: User | None = None, **fields: object) -> Ticket:
    who = Requester(uuid4(), cast.customer.pk, phone="0413 555 214")
    return request_change(user or cast.contact, who, asked(version, **fields), now=NOW)


def approves_above(cast: Cast, euro: int) -> None:
    BillingParty.objects.create(customer=cast.customer, legal_name="Maasoever", approval_threshold=Decimal(euro))


def test_request_keeps_answers_words_and_costs(cast: Cast, version: CatalogueVersion) -> None:
    ticket = request(cast, version, remarks="Graag snel")
    kept, estimate = ChangeRequest.objects.get(), Estimate.objects.get()
    assert (ticket.subject, ticket.status, ticket.partner_id) == ("Nieuw toestel: Jan", Status.AWAITING_APPROVAL, None)
    assert (kept.version, kept.answers, kept.wished_date) == (version, {"name": "Jan"}, None)
    assert Message.objects.get().body == "Naam: Jan\nOpmerkingen: Graag snel"
    assert (estimate.amount, estimate.rate, estimate.state) == (
        Decimal("95.00"),
        Decimal("95.00"),
        EstimateState.PROPOSED,
    )
    assert list(SlaClock.objects.all()) == []


def test_amount_within_the_threshold_goes_on_at_once(cast: Cast, version: CatalogueVersion) -> None:
    """W3: at or below what the customer approves first, the clock runs from the request."""
    approves_above(cast, 95)
    ticket = request(cast, version)
    clock = SlaClock.objects.get()
    assert (ticket.status, Estimate.objects.get().by_rule) == (Status.NEW, True)
    assert (clock.kind, clock.due_at) == (ClockKind.DELIVERY, datetime(2026, 11, 26, 10, 12, tzinfo=NOW.tzinfo))


def test_change_for_an_incident_is_not_billed_and_asks_nobody(cast: Cast, version: CatalogueVersion) -> None:
    about = incident(cast.contact, cast.customer, now=NOW)
    ticket = request(cast, version, incident=about.reference)
    link = TicketLink.objects.get()
    assert (ticket.status, Estimate.objects.count()) == (Status.NEW, 0)
    assert (link.ticket, link.other, link.relation) == (ticket, about, Relation.CHANGE_FOR_INCIDENT)
    assert TicketEvent.objects.get(ticket=ticket, sequence=1).data["incident"] == about.reference


def test_incident_that_is_no_incident_of_theirs_is_refused(cast: Cast, version: CatalogueVersion) -> None:
    """One of another customer is, to the letter, one that is not there; a colleague's is not the contact's to see."""
    theirs = incident(cast.stranger, cast.other_customer, now=NOW)
    colleagues = incident(cast.colleague, cast.customer, now=NOW)
    wrong = [question(cast.contact, cast.customer, now=NOW)]
    wrong.append(withdrawn(incident(cast.contact, cast.customer, now=NOW), cast.contact, now=NOW))
    nothing = "Er is geen storing met dit nummer bij de tickets die u kunt zien."
    for reference in (theirs.reference, colleagues.reference, "OZ-999999", "niets"):
        with pytest.raises(Refusal) as refused:
            request(cast, version, incident=reference)
        assert refused.value.sentence == nothing
    for each in wrong:
        with pytest.raises(Refusal, match="waar een wijziging bij kan horen"):
            request(cast, version, incident=each.reference)
    assert ChangeRequest.objects.count() == 0


def test_partner_asks_on_behalf_of_the_customer(cast: Cast, version: CatalogueVersion) -> None:
    """P1: for the customer that it has a mandate of, and for nobody once that ended."""
    ticket = request(cast, version, cast.partner)
    assert (ticket.partner, ticket.organisation) == (cast.partner_organisation, cast.customer)
    for user in (cast.ended_partner, cast.stranger):
        with pytest.raises(NotAllowed):
            request(cast, version, user)


def test_item_for_another_customer_is_not_there(cast: Cast, version: CatalogueVersion) -> None:
    version.item.offered_to.set([cast.other_customer])
    with pytest.raises(NotVisible):
        request(cast, version)
    assert (offered_to([cast.customer.pk]), offered_to([])) == ([], [])
    assert offered_to([cast.other_customer.pk, cast.customer.pk]) == [version]


def test_open_request_keeps_its_version_when_the_item_changes_or_is_retired(
    cast: Cast, version: CatalogueVersion
) -> None:
    ticket = request(cast, version)
    newer = publish(cast.administrator, version.item, CONTENT, now=NOW)
    with pytest.raises(Stale):
        request(cast, version)
    assert request(cast, newer, answers={}).change.version == newer
    place_item(cast.administrator, version.item, position=1, offered_to=[], retired=True, now=NOW)
    with pytest.raises(NotVisible):
        request(cast, newer, answers={})
    assert ChangeRequest.objects.get(ticket=ticket).version == version


def test_catalogue_is_written_by_administrators_and_says_something_new(cast: Cast) -> None:
    """Twice the same is one version; a key is given once; what makes no form is refused."""
    with pytest.raises(NotAllowed):
        add_item(cast.agent, "nieuw", CONTENT, now=NOW)
    item = add_item(cast.administrator, "nieuw", CONTENT, now=NOW)
    publish(cast.administrator, item, CONTENT, now=NOW)
    publish(cast.administrator, item, replace(CONTENT, usual_minutes=60), now=NOW)
    assert list(item.versions.order_by("number").values_list("number", "usual_minutes")) == [(1, 45), (2, 60)]
    for key, content in (("nieuw", CONTENT), ("leeg", replace(CONTENT, checks=[]))):
        with pytest.raises(Refusal):
            add_item(cast.administrator, key, content, now=NOW)
    assert CatalogueItem.objects.count() == 1


@pytest.mark.parametrize(
    "wished, sentence",
    [
        (date(2026, 11, 23), "Gewenste datum: die dag is al geweest."),
        (date(2026, 11, 28), "Gewenste datum: op zaterdag 28 november 2026 is de helpdesk gesloten. Kies een werkdag."),
        (date(2029, 1, 2), "Gewenste datum: dat is meer dan twee jaar vooruit."),
    ],
)
def test_wished_date_that_cannot_be_is_refused(
    cast: Cast, version: CatalogueVersion, wished: date, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        request(cast, version, wished_date=wished)
    assert refused.value.sentence == sentence


def test_wished_date_after_the_norm_is_an_appointment_and_before_it_a_wish(
    cast: Cast, version: CatalogueVersion
) -> None:
    """W2: the delivery is due when the helpdesk closes on that day, or within the norm."""
    approves_above(cast, 500)
    due = {}
    for day in (25, 30):
        ticket = request(cast, version, wished_date=date(2026, 11, day))
        due[day] = SlaClock.objects.get(ticket=ticket).due_at
    zone = NOW.tzinfo
    assert due == {25: datetime(2026, 11, 26, 10, 12, tzinfo=zone), 30: datetime(2026, 11, 30, 17, tzinfo=zone)}


def test_form_sent_twice_makes_one_ticket(cast: Cast, version: CatalogueVersion) -> None:
    """And somebody else's key makes nothing."""
    who = Requester(uuid4(), cast.customer.pk)
    first, second = (request_change(cast.contact, who, asked(version), now=NOW) for _ in range(2))
    assert (first, Ticket.objects.count(), Estimate.objects.count()) == (second, 1, 1)
    with pytest.raises(NotAllowed):
        request_change(cast.colleague, who, asked(version), now=NOW)


def test_day_without_a_rate_waits_for_an_estimate(cast: Cast) -> None:
    """A rate gap: nobody approves what has no amount; an agent makes the estimate."""
    ticket = request(cast, catalogue_version(cast))
    assert (ticket.status, Estimate.objects.count()) == (Status.AWAITING_APPROVAL, 0)
    assert TicketEvent.objects.get(ticket=ticket).data["unpriced"] is True


def test_agent_asks_for_who_calls_and_the_clock_counts_from_the_call(cast: Cast, version: CatalogueVersion) -> None:
    """H2: an unknown caller too; only agents, and only what the caller's organisation is offered."""
    approves_above(cast, 500)
    call = Call(uuid4(), cast.customer.pk, "", "", NOW - 12 * MINUTE, caller_name="Truus")
    ticket = log_change(cast.agent, call, asked(version), now=NOW)
    assert (ticket.reported_by, ticket.channel, ticket.status) == ("Truus", "phone", Status.NEW)
    assert SlaClock.objects.get().due_at == datetime(2026, 11, 26, 10, 0, tzinfo=NOW.tzinfo)
    assert log_change(cast.agent, call, asked(version), now=NOW) == ticket
    with pytest.raises(NotAllowed):
        log_change(cast.contact, replace(call, key=uuid4()), asked(version), now=NOW)
    version.item.offered_to.set([cast.other_customer])
    with pytest.raises(NotVisible):
        log_change(cast.agent, replace(call, key=uuid4()), asked(version), now=NOW)


def test_answers_go_with_the_words_that_are_removed(cast: Cast, version: CatalogueVersion) -> None:
    """Taken away by an agent; and wiped when the ticket is past its period."""
    ticket, other = request(cast, version), request(cast, version)
    redact(cast.agent, form_of(ticket), Message.objects.get(ticket=ticket).pk, "een wachtwoord", now=NOW)
    Ticket.objects.filter(pk=other.pk).update(ended_at=NOW - 6 * YEAR)
    keep_no_longer(now=NOW, dry_run=False)
    assert list(ChangeRequest.objects.values_list("answers", flat=True)) == [{}, {}]
