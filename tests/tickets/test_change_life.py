"""A change from request to confirmed delivery: who may, what begins, and what is refused (W2, W3)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.actions import change_mandate
from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from agreements.actions import set_day
from agreements.queries import opening_hours
from tests.cast import Cast
from tests.tickets import change_factories as changes
from tests.tickets.factories import explained, form_of, incident
from tests.tickets.promises import moment
from tickets import sla
from tickets.actions.apply_edit import apply_edit
from tickets.actions.changes.decide_estimate import ByPhone, approve_estimate, refuse_estimate
from tickets.actions.changes.deliver import confirm_delivery, deliver, tick_check
from tickets.actions.changes.propose_estimate import Figures, propose_estimate, waive_approval, withdraw_estimate
from tickets.actions.close import close
from tickets.actions.confirm_working import confirm_working
from tickets.actions.customer_reply import customer_reply
from tickets.actions.decide_edit import NewPins
from tickets.actions.due_steps import close_recovered, expire_estimates, remind_approvals
from tickets.actions.link import link
from tickets.actions.merge import merge
from tickets.actions.reclassify import Answers, reclassify
from tickets.actions.recover import recover
from tickets.actions.release_queued import release_queued
from tickets.actions.unmerge import unmerge
from tickets.actions.withdraw import withdraw
from tickets.actions.write_path import Form, Words
from tickets.enums import EventKind, Kind, Relation, Status
from tickets.models import BillingParty, CheckMark, Estimate, SlaClock, Ticket, TicketEvent
from tickets.sla.what_if import Edit, preview_edit

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def state(ticket: Ticket) -> tuple[str, list[str]]:
    """The status as stored, and the states of its estimates; the stored clocks are what the events say."""
    found = Ticket.objects.get(pk=ticket.pk)
    assert sla.differences(found) == []
    return found.status, list(Estimate.objects.filter(ticket=ticket).order_by("number").values_list("state", flat=True))


def due(ticket: Ticket) -> list[str]:
    clocks = SlaClock.objects.filter(ticket=ticket, kind="delivery").order_by("round")
    return [f"{each.due_at.astimezone(moment('11-24', '10:00').tzinfo):%m-%d %H:%M}" for each in clocks if each.due_at]


def form(ticket: Ticket) -> Form:
    return Form(ticket.reference)


def with_mandate(cast: Cast, *, may_approve_cost: bool) -> None:
    rights = {"may_file": True, "may_consult": False, "may_approve_cost": may_approve_cost}
    change_mandate(actor=None, mandate=cast.mandate, ends_at=None, **rights, now=cast.now)


def test_change_waits_for_approval_without_a_clock_and_is_taken_up_by_it(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    assert (state(ticket), due(ticket)) == (("awaiting_approval", ["proposed"]), [])
    assert Estimate.objects.get().amount == Decimal("95.00")
    approve_estimate(cast.key_contact, form(ticket), 1, now=cast.now + DAY)
    assert (state(ticket), due(ticket)) == (("new", ["approved"]), ["11-27 10:12"])


def test_approval_while_closed_is_queued_until_the_next_opening(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    approve_estimate(cast.key_contact, form(ticket), 1, now=moment("11-28", "14:20"))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.release_at) == (Status.QUEUED, moment("11-30", "08:30"))
    assert due(ticket) == ["12-01 17:00"]
    assert release_queued(now=moment("11-30", "08:30")) == 1


def test_approving_twice_is_once(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    for at in (cast.now, cast.now + DAY):
        approve_estimate(cast.key_contact, form(ticket), 1, now=at)
    assert TicketEvent.objects.filter(ticket=ticket, kind=EventKind.ESTIMATE_APPROVED).count() == 1
    assert due(ticket) == ["11-26 10:12"]


@pytest.mark.parametrize(
    "who,refused",
    [
        pytest.param("contact", NotAllowed, id="who asked for it"),
        pytest.param("agent", NotAllowed, id="an agent"),
        pytest.param("administrator", NotAllowed, id="an administrator"),
        pytest.param("partner", NotAllowed, id="a partner that may not approve costs"),
        pytest.param("colleague", NotVisible, id="a colleague who does not see it"),
        pytest.param("stranger", NotVisible, id="another customer"),
        pytest.param("ended_partner", NotVisible, id="a partner whose mandate ended"),
    ],
)
def test_without_the_power_nothing_is_approved_or_refused(cast: Cast, who: str, refused: type[Refusal]) -> None:
    ticket = changes.change(cast, now=cast.now)
    with_mandate(cast, may_approve_cost=False)
    with pytest.raises(refused):
        approve_estimate(getattr(cast, who), form(ticket), 1, now=cast.now)
    with pytest.raises(refused):
        refuse_estimate(getattr(cast, who), form(ticket), 1, "Te duur", now=cast.now)
    assert state(ticket) == ("awaiting_approval", ["proposed"])


def test_partner_with_the_mandate_approves_on_behalf_of_the_customer(cast: Cast) -> None:
    with_mandate(cast, may_approve_cost=True)
    ticket = changes.change(cast, now=cast.now)
    approve_estimate(cast.partner, form(ticket), 1, now=cast.now)
    event = TicketEvent.objects.get(kind=EventKind.ESTIMATE_APPROVED)
    estimate = Estimate.objects.get()
    assert (event.partner_id, estimate.partner_id) == (cast.partner_organisation.pk,) * 2
    assert (estimate.decided_by_id, estimate.recorded_by_id) == (cast.partner.pk, None)


def test_agent_writes_down_an_approval_by_phone_and_the_clock_runs_from_the_call(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    called = ByPhone(cast.key_contact.pk, cast.now + MINUTE)
    approve_estimate(cast.agent, form(ticket), 1, now=cast.now + 30 * MINUTE, words="Akkoord, ga door.", phone=called)
    estimate = Estimate.objects.get()
    assert (estimate.decided_by_id, estimate.recorded_by_id) == (cast.key_contact.pk, cast.agent.pk)
    assert (estimate.reason, estimate.decided_at) == ("Akkoord, ga door.", cast.now + MINUTE)
    assert (state(ticket), due(ticket)) == (("new", ["approved"]), ["11-26 10:13"])


@pytest.mark.parametrize(
    "who,at,words,refused",
    [
        pytest.param("contact", MINUTE, "Akkoord", NotAllowed, id="somebody without the power"),
        pytest.param("key_contact", MINUTE, " ", Refusal, id="no words"),
        pytest.param("key_contact", -MINUTE, "Akkoord", Refusal, id="before the estimate"),
        pytest.param("key_contact", 2 * DAY, "Akkoord", Refusal, id="in the future"),
    ],
)
def test_phone_call_that_does_not_count(
    cast: Cast, who: str, at: timedelta, words: str, refused: type[Refusal]
) -> None:
    ticket = changes.change(cast, now=cast.now)
    called = ByPhone(getattr(cast, who).pk, cast.now + at)
    with pytest.raises(refused):
        approve_estimate(cast.agent, form(ticket), 1, now=cast.now + DAY, words=words, phone=called)
    with pytest.raises(NotAllowed):
        approve_estimate(cast.key_contact, form(ticket), 1, now=cast.now + DAY, words="Ja", phone=called)
    assert state(ticket) == ("awaiting_approval", ["proposed"])


def test_refused_with_a_reason_the_change_ends(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    with pytest.raises(Refusal):
        refuse_estimate(cast.key_contact, form(ticket), 1, " ", now=cast.now)
    refuse_estimate(cast.key_contact, form(ticket), 1, "Te duur", now=cast.now)
    refuse_estimate(cast.key_contact, form(ticket), 1, "Te duur", now=cast.now)
    assert state(ticket) == ("withdrawn", ["refused"])
    with pytest.raises(Stale):
        approve_estimate(cast.key_contact, form(ticket), 1, now=cast.now)


def test_silence_is_reminded_once_and_then_ends_the_change_once(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    reminder, end = moment("11-26", "10:12"), moment("12-08", "10:12")
    assert [remind_approvals(now=at) for at in (reminder - MINUTE, reminder, end)] == [0, 1, 0]
    assert [expire_estimates(now=at) for at in (end - MINUTE, end, end)] == [0, 1, 0]
    assert state(ticket) == ("withdrawn", ["expired"])
    with pytest.raises(Stale) as refused:
        approve_estimate(cast.key_contact, form(ticket), 1, now=end)
    assert "niet op tijd goedgekeurd" in refused.value.sentence


def test_new_estimate_takes_the_place_of_the_open_one_and_is_asked_about_anew(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    remind_approvals(now=cast.now + 2 * DAY)
    ticket.refresh_from_db()
    words = Words("Het blijkt meer werk.")
    for _twice in range(2):
        propose_estimate(cast.agent, form_of(ticket), Figures(130), words, now=cast.now + 2 * DAY)
    assert state(ticket) == ("awaiting_approval", ["withdrawn", "proposed"])
    assert Estimate.objects.get(number=2).amount == Decimal("213.75")
    with pytest.raises(Stale) as refused:
        approve_estimate(cast.key_contact, form(ticket), 1, now=cast.now + 2 * DAY)
    assert (refused.value.status, "ingetrokken" in refused.value.sentence) == (409, True)
    assert expire_estimates(now=cast.now + 15 * DAY) == 0
    assert remind_approvals(now=cast.now + 15 * DAY) == 1
    approve_estimate(cast.key_contact, form(ticket), 2, now=moment("12-10", "10:12"))
    assert due(ticket) == ["12-14 10:12"]


def test_estimate_during_the_work_asks_and_lets_the_work_go_on(cast: Cast) -> None:
    ticket = changes.approved(cast, now=cast.now)
    propose_estimate(cast.agent, form_of(ticket), Figures(240), Words("Er komt meer bij."), now=cast.now + MINUTE)
    refuse_estimate(cast.key_contact, form(ticket), 2, "Doe het voor het oude bedrag", now=cast.now + 2 * MINUTE)
    assert (state(ticket), due(ticket)) == (("new", ["approved", "refused"]), ["11-26 10:12"])


def test_threshold_lets_what_is_cheap_go_on_at_once(cast: Cast) -> None:
    BillingParty.objects.create(customer=cast.customer, legal_name="Maasoever", approval_threshold=Decimal("95.00"))
    ticket = changes.change(cast, now=cast.now)
    assert (state(ticket), due(ticket)) == (("new", ["approved"]), ["11-26 10:12"])
    BillingParty.objects.update(approval_threshold=Decimal("94.99"))
    dear = changes.change(cast, now=cast.now)
    assert state(dear) == ("awaiting_approval", ["proposed"])
    propose_estimate(cast.agent, form_of(dear), Figures(45), Words("Het kan sneller."), now=cast.now)
    assert (state(dear), due(dear)) == (("new", ["withdrawn", "approved"]), ["11-26 10:12"])


def test_change_that_belongs_to_an_incident_is_not_asked_about(cast: Cast) -> None:
    about = incident(cast.contact, cast.customer, now=cast.now)
    ticket = changes.change(cast, now=cast.now, incident=about.reference)
    assert (state(ticket), due(ticket)) == (("new", []), ["11-26 10:12"])
    with pytest.raises(Refusal):
        propose_estimate(cast.agent, form_of(ticket), Figures(60), Words("Toch?"), now=cast.now)


def test_change_that_is_linked_later_can_begin_without_approval(cast: Cast) -> None:
    ticket, about = changes.change(cast, now=cast.now), incident(cast.contact, cast.customer, now=cast.now)
    with pytest.raises(Refusal):
        waive_approval(cast.agent, form(ticket), now=cast.now)
    link(cast.agent, form(ticket), about.reference, Relation.CHANGE_FOR_INCIDENT, now=cast.now)
    with pytest.raises(NotAllowed):
        waive_approval(cast.key_contact, form(ticket), now=cast.now)
    for _twice in range(2):
        waive_approval(cast.agent, form(ticket), now=cast.now)
    assert (state(ticket), due(ticket)) == (("new", ["withdrawn"]), ["11-26 10:12"])


def test_rate_gap_waits_for_an_estimate_by_hand(cast: Cast) -> None:
    ticket = changes.requested(cast, changes.catalogue_version(cast), now=cast.now)
    assert (state(ticket), ticket.acts_at) == (("awaiting_approval", []), None)
    with pytest.raises(Refusal):
        propose_estimate(cast.agent, form_of(ticket), Figures(60), Words("Dit."), now=cast.now)
    by_hand = Figures(60, Decimal("80.00"))
    propose_estimate(cast.agent, form_of(ticket), by_hand, Words("Vaste prijs."), now=cast.now)
    approve_estimate(cast.key_contact, form(ticket), 1, now=cast.now)
    assert state(ticket) == ("new", ["approved"])


@pytest.mark.parametrize("figures", [Figures(0), Figures(6001), Figures(60, Decimal(-1))])
def test_impossible_figures_are_refused(cast: Cast, figures: Figures) -> None:
    ticket = changes.approved(cast, now=cast.now)
    with pytest.raises(Refusal):
        propose_estimate(cast.agent, form_of(ticket), figures, Words("Dit."), now=cast.now)


def test_estimate_taken_back_waits_for_nobody_and_a_decided_one_stays(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    for _twice in range(2):
        withdraw_estimate(cast.agent, form(ticket), 1, "Vergissing", now=cast.now)
    assert state(ticket) == ("awaiting_approval", ["withdrawn"])
    assert expire_estimates(now=cast.now + 60 * DAY) == remind_approvals(now=cast.now + 60 * DAY) == 0
    other = changes.approved(cast, now=cast.now)
    with pytest.raises(Refusal):
        withdraw_estimate(cast.agent, form(other), 1, "Toch niet", now=cast.now)


def test_customer_withdraws_what_waits_for_approval(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    withdraw(cast.contact, form(ticket), now=cast.now)
    assert state(ticket) == ("withdrawn", ["withdrawn"])


def test_delivery_needs_every_check_and_keeps_the_list_as_it_was(cast: Cast) -> None:
    ticket = changes.approved(cast, now=cast.now)
    tick_check(cast.agent, form(ticket), "calls", done=True, now=cast.now)
    with pytest.raises(Refusal) as refused:
        deliver(cast.agent, form(ticket), Words("Klaar."), now=cast.now)
    assert refused.value.sentence.endswith("Gebeld worden lukt.") or "Being called works" in refused.value.sentence
    ticket = changes.ticked(cast, ticket, now=cast.now)
    for _twice in range(2):
        tick_check(cast.agent, form(ticket), "calls", done=True, now=cast.now)
    delivered = deliver(cast.agent, form(ticket), Words("Klaar."), now=cast.now + DAY)
    event = TicketEvent.objects.get(ticket=ticket, kind=EventKind.DELIVERED)
    assert event.data["checks"] == changes.CHECKS
    assert (state(delivered)[0], delivered.assignee_id) == ("recovered", cast.agent.pk)
    assert TicketEvent.objects.filter(ticket=ticket, kind=EventKind.CHECK_TICKED).count() == 2


def test_tick_is_taken_away_and_only_what_is_on_the_list_is_ticked(cast: Cast) -> None:
    ticket = changes.ticked(cast, changes.approved(cast, now=cast.now), now=cast.now)
    tick_check(cast.agent, form(ticket), "calls", done=False, now=cast.now)
    assert list(CheckMark.objects.filter(ticket=ticket).values_list("key", flat=True)) == ["called"]
    with pytest.raises(NotVisible):
        tick_check(cast.agent, form(ticket), "nothing", done=True, now=cast.now)
    with pytest.raises(NotAllowed):
        tick_check(cast.contact, form(ticket), "calls", done=True, now=cast.now)


@pytest.mark.parametrize("verb", [recover, confirm_working])
def test_change_is_not_recovered_and_an_incident_is_not_delivered(cast: Cast, verb: Callable[..., Any]) -> None:
    ticket, other = changes.approved(cast, now=cast.now), incident(cast.contact, cast.customer, now=cast.now)
    said: tuple[Any, ...] = (cast.agent, form(ticket), Words("Ja."))
    with pytest.raises(Refusal):
        verb(*said if verb is recover else (cast.contact, form(ticket)), now=cast.now)
    with pytest.raises(Refusal):
        deliver(cast.agent, form(other), Words("Klaar."), now=cast.now)


def test_what_became_a_change_is_delivered_with_words_only(cast: Cast) -> None:
    ticket = incident(cast.contact, cast.customer, now=cast.now)
    ticket = reclassify(cast.agent, form(ticket), Answers(Kind.STANDARD_CHANGE), "Is een wijziging", now=cast.now)
    deliver(cast.agent, form(ticket), Words("Klaar."), now=cast.now + DAY)
    assert state(ticket) == ("recovered", [])


def test_confirmed_delivery_is_closed_and_twice_is_once(cast: Cast) -> None:
    ticket = changes.delivered(cast, now=cast.now)
    with pytest.raises(NotAllowed):
        confirm_delivery(cast.agent, form(ticket), now=cast.now)
    for _twice in range(2):
        confirm_delivery(cast.contact, form(ticket), now=cast.now + DAY)
    assert state(ticket)[0] == "closed"
    assert TicketEvent.objects.filter(ticket=ticket, kind=EventKind.DELIVERY_CONFIRMED).count() == 1


def test_delivery_is_not_confirmed_before_it_was_made(cast: Cast) -> None:
    ticket = changes.approved(cast, now=cast.now)
    with pytest.raises(Refusal):
        confirm_delivery(cast.contact, form(ticket), now=cast.now)


def test_disputed_in_time_the_delivery_goes_on_with_the_time_used(cast: Cast) -> None:
    ticket = changes.delivered(cast, now=cast.now, at=moment("11-25", "10:12"))
    disputed = moment("11-26", "09:12")
    customer_reply(cast.contact, form(ticket), Words("Toestel 201 belt niet."), now=disputed, still_broken=True)
    assert (state(ticket)[0], due(ticket)) == ("in_progress", ["11-26 10:12", "11-27 09:12"])
    with pytest.raises(Refusal):
        deliver(cast.agent, form(ticket), Words("Nu wel."), now=disputed)
    deliver(cast.agent, form(changes.ticked(cast, ticket, now=disputed)), Words("Nu wel."), now=disputed)


@pytest.mark.parametrize(
    ("delivered", "disputed", "goes_on_until"),
    [
        (("12-02", "10:12"), ("12-03", "10:12"), "12-04 17:00"),
        (("12-04", "16:00"), ("12-07", "10:00"), "12-07 11:00"),
        (("12-04", "17:00"), ("12-07", "10:00"), "12-04 17:00"),
    ],
    ids=["day-to-come-holds", "time-that-was-left", "late-stays-late"],
)
def test_disputed_delivery_on_an_agreed_day(
    cast: Cast, delivered: tuple[str, str], disputed: tuple[str, str], goes_on_until: str
) -> None:
    ticket = changes.delivered(cast, now=cast.now, at=moment(*delivered), wished_date=moment("12-04", "10:00").date())
    words, at = Words("Toestel 201 belt niet."), moment(*disputed)
    customer_reply(cast.contact, form(ticket), words, now=at, still_broken=True)
    assert due(ticket)[-1] == goes_on_until


def test_disputed_after_the_period_is_refused_and_the_job_closes_it(cast: Cast) -> None:
    ticket = changes.delivered(cast, now=cast.now)
    end = moment("12-01", "10:12")
    with pytest.raises(Refusal) as refused:
        customer_reply(cast.contact, form(ticket), Words("Nee."), now=end, still_broken=True)
    assert "te lang geleden uitgevoerd" in refused.value.sentence
    assert [close_recovered(now=at) for at in (end - MINUTE, end, end)] == [0, 1, 0]


def test_what_waits_for_approval_is_not_merged_or_reclassified(cast: Cast) -> None:
    ticket, other = changes.change(cast, now=cast.now), changes.approved(cast, now=cast.now)
    for pair in ((form(ticket), form(other)), (form(other), form(ticket))):
        with pytest.raises(Refusal) as refused:
            merge(cast.agent, *pair, now=cast.now)
        assert "eerst akkoord nodig" in refused.value.sentence
    with pytest.raises(Refusal):
        reclassify(cast.agent, form(ticket), Answers(Kind.INCIDENT, "", "some", "no_calls"), "Stuk", now=cast.now)


def test_merged_change_comes_back_with_its_estimate_and_clock(cast: Cast) -> None:
    ticket, other = changes.approved(cast, now=cast.now), changes.approved(cast, now=cast.now + MINUTE)
    merge(cast.agent, form(other), form(ticket), now=cast.now + 2 * MINUTE)
    assert (state(ticket), due(ticket)) == (("new", ["approved"]), ["11-26 10:12"])
    unmerge(cast.agent, other.reference, now=cast.now + 3 * MINUTE)
    assert (state(other), due(other)) == (("new", ["approved"]), ["11-26 10:13"])


def test_late_delivery_asks_for_its_cause(cast: Cast) -> None:
    ticket = changes.delivered(cast, now=cast.now, at=cast.now + 3 * DAY)
    with pytest.raises(Refusal):
        close(cast.agent, form_of(ticket), now=cast.now + 3 * DAY)
    close(cast.agent, form_of(explained(ticket, cast.agent, now=cast.now + 3 * DAY)), now=cast.now + 3 * DAY)
    assert (state(ticket)[0], SlaClock.objects.get(ticket=ticket).breach_cause) == ("closed", "overload")


def test_calendar_at_the_approval_counts(cast: Cast) -> None:
    """What changed while nobody was held to anything holds for the promise that is made at the approval."""
    ticket = changes.change(cast, now=cast.now)
    set_day(actor=None, now=cast.now, date=date(2026, 11, 25), hours=[], reason_nl="Verhuizing")
    approve_estimate(cast.key_contact, form(ticket), 1, now=cast.now + MINUTE)
    assert (state(ticket)[0], due(ticket)) == ("new", ["11-27 10:13"])


def test_edited_calendar_moves_the_release_of_what_was_approved_while_closed(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    saturday = moment("11-28", "14:20")
    approve_estimate(cast.key_contact, form(ticket), 1, now=saturday)
    monday = set_day(actor=None, now=saturday, date=date(2026, 11, 30), hours=[], reason_nl="Verhuizing")
    seen = preview_edit(Edit(hours=opening_hours(monday.pk)), now=saturday)
    assert [each.release_after for each in seen] == [moment("12-01", "08:30")]
    apply_edit(cast.administrator, NewPins(monday.pk), [ticket.pk], now=saturday)
    ticket.refresh_from_db()
    assert (ticket.release_at, due(ticket)) == (moment("12-01", "08:30"), ["12-02 17:00"])
    assert state(ticket)[0] == "queued"


def test_wished_day_is_an_appointment_from_the_approval_on(cast: Cast) -> None:
    ticket = changes.approved(cast, now=cast.now, wished_date=moment("12-04", "10:00").date())
    assert due(ticket) == ["12-04 17:00"]
