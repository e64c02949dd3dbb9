"""The consultation (M2): who answers, which answer counts, what was settled, and that everything stays on record."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models.organisation import OrganisationKind
from accounts.refusals import NotVisible, Refusal, Stale
from maintenance.actions.announce import announce
from maintenance.actions.ask_about import answer_question, ask_about
from maintenance.actions.move_window import move_window
from maintenance.actions.record_answers import Recorded, record_answers
from maintenance.actions.settle_objection import Settlement, settle_objection
from maintenance.actions.write_path import Form
from maintenance.enums import Answer, EventKind, Means, Status
from maintenance.models import ConsultationAnswer, ConsultationMessage, WindowCustomer, WindowEvent
from maintenance.queries.consultation import CustomerStanding, Standing, answers_of, standing
from tests.cast import NOW, organisation
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def stands(of: Consulting) -> Standing:
    of.window.refresh_from_db()
    return standing(of.window)


def own(of: Consulting) -> CustomerStanding:
    """How the first customer stands."""
    found = stands(of).of(of.cast.customer.pk)
    assert found is not None
    return found


def recorded(answer: Answer = Answer.AGREED, words: str = "Is goed.", **fields: object) -> Recorded:
    values: dict[str, object] = {"means": Means.PHONE, "said_by": "Ingrid Smulders", "key": uuid4(), **fields}
    return Recorded(answer, words, **values)  # type: ignore[arg-type]


def settlement(words: str = "Zij sluiten die nacht eerder.") -> Settlement:
    return Settlement("Ingrid Smulders", Means.PHONE, words)


def kinds(of: Consulting) -> list[str]:
    return list(WindowEvent.objects.filter(window=of.window).order_by("sequence").values_list("kind", flat=True))


def test_consultation_begins_with_everybody_outstanding(consulting: Consulting) -> None:
    begun = stands(consulting)
    assert [each.customer.name for each in begun.customers] == ["Peelland Transport", "Zorggroep Maasoever"]
    assert [each.asked_at for each in begun.customers] == [NOW, NOW]
    assert (begun.outstanding, begun.agreed, begun.blocked, begun.is_complete) == (2, 0, 0, False)


def test_consultation_is_complete_when_every_customer_agreed(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.key_contact)
    assert not stands(consulting).is_complete
    consulting.answer(consulting.other_key_contact, customer=consulting.cast.other_customer)
    assert (stands(consulting).is_complete, stands(consulting).agreed) == (True, 2)
    window = announce(consulting.cast.administrator, factories.form_of(consulting.window), now=LATER)
    assert window.status == Status.ANNOUNCED


@pytest.mark.parametrize("answer", [Answer.OBJECTED, Answer.OTHER_TIMES])
def test_answer_that_does_not_agree_blocks_until_a_newer_one_agrees(consulting: Consulting, answer: Answer) -> None:
    consulting.answer(consulting.cast.key_contact, answer, "Dan is de nachtdienst bezet.")
    assert (stands(consulting).blocked, stands(consulting).agreed) == (1, 0)
    consulting.answer(consulting.cast.key_contact, now=LATER)
    assert (stands(consulting).blocked, stands(consulting).agreed) == (0, 1)


def test_partner_answers_on_behalf_of_its_customer(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.partner)
    assert (own(consulting).by, own(consulting).via_partner) == ("Mo Haddad", "Lijnrecht ICT")
    event = WindowEvent.objects.get(kind=EventKind.ANSWERED)
    assert (event.customer, event.partner) == (consulting.cast.customer, consulting.cast.partner_organisation)


def test_own_answer_counts_over_the_partners_whichever_is_later(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Liever niet.")
    consulting.answer(consulting.cast.partner, now=LATER)
    assert (own(consulting).answer, own(consulting).via_partner) == (Answer.OBJECTED, "")
    consulting.answer(consulting.cast.key_contact, now=LATER)
    assert own(consulting).answer is Answer.AGREED


def test_own_answer_overrules_the_partners_before_it(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.partner)
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Toch niet.", now=LATER)
    assert own(consulting).is_blocked


def test_latest_of_two_partner_answers_counts(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.partner, Answer.OTHER_TIMES, "Zondag.")
    consulting.answer(consulting.cast.partner, now=LATER)
    assert own(consulting).answer is Answer.AGREED


def test_recorded_answer_counts_as_the_customers_own(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.partner)
    said = recorded(Answer.OBJECTED, "Kan niet.")
    record_answers(
        consulting.cast.administrator, Form(consulting.window.reference), [consulting.cast.customer.pk], said, now=LATER
    )
    shown = own(consulting)
    assert (shown.answer, shown.by, shown.recorded_by) == (Answer.OBJECTED, "Ingrid Smulders", "Lotte Hermans")
    assert (shown.means, shown.words, shown.via_partner) == (Means.PHONE, "Kan niet.", "")


def test_answer_recorded_of_the_partner_is_the_partners(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.key_contact)
    said = recorded(Answer.OBJECTED, "Kan niet.", partner_id=consulting.cast.partner_organisation.pk)
    form = Form(consulting.window.reference)
    record_answers(consulting.cast.administrator, form, [consulting.cast.customer.pk], said, now=LATER)
    assert own(consulting).answer is Answer.AGREED


def test_every_answer_is_kept(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.partner)
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Nee.")
    consulting.answer(consulting.cast.key_contact, now=LATER)
    row = WindowCustomer.objects.get(window=consulting.window, customer=consulting.cast.customer)
    assert [each.answer for each in answers_of(row)] == [Answer.AGREED, Answer.OBJECTED, Answer.AGREED]


def test_two_key_contacts_who_answer_at_once_are_both_kept_and_the_last_counts(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Nee.")
    consulting.answer(consulting.cast.key_contact)
    assert own(consulting).answer is Answer.AGREED
    assert ConsultationAnswer.objects.count() == 2


def test_answers_of_many_customers_are_recorded_at_once_and_once(consulting: Consulting) -> None:
    ids = [consulting.cast.customer.pk, consulting.cast.other_customer.pk]
    said, form = recorded(words="Akkoord in het klantoverleg."), Form(consulting.window.reference)
    assert record_answers(consulting.cast.administrator, form, ids, said, now=LATER) == 2
    assert record_answers(consulting.cast.administrator, form, ids, said, now=LATER) == 0
    assert stands(consulting).is_complete
    assert kinds(consulting).count(EventKind.ANSWER_RECORDED) == 1


def test_answer_is_progress_that_reserves_the_place_anew(consulting: Consulting) -> None:
    before = consulting.window.reserved_until
    assert before is not None
    window = consulting.answer(consulting.cast.key_contact, now=NOW + timedelta(days=3))
    assert window.reserved_until == before + timedelta(days=3)


def test_settled_objection_no_longer_blocks(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Nachtdienst.")
    answer_id, form = own(consulting).answer_id, Form(consulting.window.reference)
    assert answer_id is not None
    settle_objection(consulting.cast.administrator, form, answer_id, settlement(), now=LATER)
    shown = own(consulting)
    assert (shown.settled, shown.is_agreed, shown.answer) == (True, True, Answer.OBJECTED)
    assert shown.settlement == "Zij sluiten die nacht eerder."
    with pytest.raises(Refusal):
        settle_objection(consulting.cast.administrator, form, answer_id, settlement(), now=LATER)


def test_newer_objection_blocks_again_after_a_settlement(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Nachtdienst.")
    answer_id = own(consulting).answer_id
    assert answer_id is not None
    form = Form(consulting.window.reference)
    settle_objection(consulting.cast.administrator, form, answer_id, settlement(), now=LATER)
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Toch niet.", now=LATER)
    assert own(consulting).is_blocked


def test_only_the_answer_that_counts_and_blocks_can_be_settled(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Nachtdienst.")
    old = own(consulting).answer_id
    consulting.answer(consulting.cast.key_contact, now=LATER)
    new, form = own(consulting).answer_id, Form(consulting.window.reference)
    for answer_id in (old, new):
        assert answer_id is not None
        with pytest.raises(Refusal):
            settle_objection(consulting.cast.administrator, form, answer_id, settlement(), now=LATER)
    with pytest.raises(NotVisible):
        settle_objection(consulting.cast.administrator, form, 999_999, settlement(), now=LATER)


def test_move_voids_every_answer_and_keeps_it(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.key_contact)
    proposal = factories.proposal(consulting.environment, factories.STARTS + timedelta(days=7))
    form = factories.form_of(consulting.window)
    move_window(consulting.cast.administrator, form, proposal, "Leverancier kan niet.", now=LATER)
    assert (stands(consulting).round, stands(consulting).outstanding) == (2, 2)
    assert ConsultationAnswer.objects.filter(round=1).count() == 1
    with pytest.raises(Stale):
        consulting.answer(consulting.cast.key_contact, round=1, now=LATER)
    assert stands(consulting).outstanding == 2


def test_question_opens_a_conversation_that_the_planner_answers(consulting: Consulting) -> None:
    cast, key = consulting.cast, uuid4()
    for _twice in range(2):
        ask_about(cast.partner, Form(consulting.window.reference), cast.customer.pk, " Hoe lang? ", key, now=NOW)
    assert (own(consulting).open_question, stands(consulting).questions) == (True, 1)
    message = ConsultationMessage.objects.get()
    assert (message.body, message.partner, message.is_ours) == ("Hoe lang?", cast.partner_organisation, False)
    form = Form(consulting.window.reference)
    answer_question(cast.administrator, form, cast.customer.pk, "Hooguit 5 minuten.", uuid4(), now=LATER)
    assert (own(consulting).open_question, own(consulting).answer) == (False, None)
    assert kinds(consulting)[-2:] == [EventKind.CUSTOMER_ASKED, EventKind.ASKED_BACK]


def test_standing_of_500_customers_takes_three_statements(
    consulting: Consulting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        standing(consulting.window)
    for number in range(3):
        customer = organisation(OrganisationKind.CUSTOMER, f"Klant {number}", now=NOW)
        row = WindowCustomer(window=consulting.window, customer=customer, added_at=NOW, asked_at=NOW)
        row.year = consulting.window.year
        row.save()
    consulting.answer(consulting.cast.key_contact)
    with django_assert_num_queries(3):
        assert len(standing(consulting.window).customers) == 5
