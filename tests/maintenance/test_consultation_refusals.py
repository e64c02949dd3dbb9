"""What a consultation refuses, each with a sentence, and that nothing half done stays behind (M2, P1)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from accounts.actions import deactivate_user, end_mandate
from accounts.models.organisation import OrganisationKind
from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from maintenance.actions.announce import announce
from maintenance.actions.ask_about import answer_question, ask_about
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.move_window import move_window
from maintenance.actions.record_answers import Recorded, record_answers
from maintenance.actions.remind import remind_customers
from maintenance.actions.settle_objection import Settlement, settle_objection
from maintenance.actions.write_path import Form
from maintenance.enums import Answer, EventKind, Means
from maintenance.models import ConsultationAnswer, ConsultationMessage, WindowEvent
from maintenance.queries.consultation import standing
from notifications.models import Notice
from tests.cast import NOW, organisation
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
LONG = "x" * 6_000


def said(answer: Answer = Answer.AGREED, words: str = "Akkoord.", **fields: object) -> Recorded:
    values: dict[str, object] = {"means": Means.PHONE, "said_by": "Ingrid Smulders", "key": uuid4(), **fields}
    return Recorded(answer, words, **values)  # type: ignore[arg-type]


def rows() -> tuple[int, int, int, int]:
    """Everything that a verb of the consultation leaves behind."""
    tables = (ConsultationAnswer, ConsultationMessage, WindowEvent, Notice)
    return tuple(table.objects.count() for table in tables)  # type: ignore[return-value]


def refused(kind: type[Refusal], act: Callable[[], object]) -> Refusal:
    """The refusal; nothing was written."""
    before = rows()
    with pytest.raises(kind) as caught:
        act()
    assert type(caught.value) is kind
    assert rows() == before
    assert str(caught.value.sentence)
    return caught.value


def test_answer_after_the_announcement(consulting: Consulting) -> None:
    factories.agreed(consulting.window, consulting.cast.administrator, now=NOW)
    window = consulting.window
    announce(consulting.cast.administrator, factories.form_of(window), now=NOW)
    refused(Refusal, lambda: consulting.answer(consulting.cast.key_contact, now=LATER))


def test_answer_after_cancelling(consulting: Consulting) -> None:
    cancel_window(consulting.cast.administrator, factories.form_of(consulting.window), "Niet nodig.", now=NOW)
    refused(Refusal, lambda: consulting.answer(consulting.cast.key_contact, now=LATER))


def test_answer_with_a_mandate_that_ended(consulting: Consulting) -> None:
    end_mandate(actor=None, mandate=consulting.cast.mandate, now=LATER)
    refused(NotVisible, lambda: consulting.answer(consulting.cast.partner, now=LATER))
    refused(NotVisible, lambda: consulting.answer(consulting.cast.ended_partner, now=LATER))


def test_answer_of_a_plain_contact(consulting: Consulting) -> None:
    """In a consultation it does not even see the window; once that was announced, it does, and may not answer."""
    refused(NotVisible, lambda: consulting.answer(consulting.cast.contact))


def test_answer_of_a_plain_contact_who_sees_the_window(consulting: Consulting) -> None:
    admin = consulting.cast.administrator
    announce(admin, factories.form_of(factories.agreed(consulting.window, admin, now=NOW)), now=NOW)
    proposal = factories.proposal(consulting.environment, factories.STARTS + timedelta(days=7))
    move_window(admin, factories.form_of(consulting.window), proposal, "Leverancier.", now=NOW)
    refused(NotAllowed, lambda: consulting.answer(consulting.cast.contact))
    refused(NotVisible, lambda: consulting.answer(consulting.cast.ended_partner))


def test_answer_of_a_deactivated_person(consulting: Consulting) -> None:
    deactivate_user(actor=None, user=consulting.cast.key_contact, now=NOW)
    consulting.cast.key_contact.refresh_from_db()
    refused(NotVisible, lambda: consulting.answer(consulting.cast.key_contact))


def test_answer_for_a_customer_that_is_not_the_persons(consulting: Consulting) -> None:
    other = consulting.cast.other_customer
    refused(NotVisible, lambda: consulting.answer(consulting.cast.key_contact, customer=other))
    refused(NotVisible, lambda: consulting.answer(consulting.cast.partner, customer=other))


def test_answer_for_a_customer_that_is_not_affected(consulting: Consulting) -> None:
    elsewhere = organisation(OrganisationKind.CUSTOMER, "Elders", now=NOW)
    refused(NotVisible, lambda: consulting.answer(consulting.cast.key_contact, customer=elsewhere))


def test_answer_of_agents_and_administrators(consulting: Consulting) -> None:
    for user in (consulting.cast.agent, consulting.cast.administrator):
        refused(NotVisible, lambda user=user: consulting.answer(user))  # type: ignore[misc]


@pytest.mark.parametrize("round_number", [0, 2, 99])
def test_answer_in_another_round(consulting: Consulting, round_number: int) -> None:
    refused(Stale, lambda: consulting.answer(consulting.cast.key_contact, round=round_number))


@pytest.mark.parametrize(
    ("answer", "words"),
    [(Answer.OBJECTED, ""), (Answer.OBJECTED, "  \n"), (Answer.OTHER_TIMES, ""), (Answer.AGREED, LONG)],
    ids=["objection-empty", "objection-blank", "other-times-empty", "too-long"],
)
def test_answer_without_its_words(consulting: Consulting, answer: Answer, words: str) -> None:
    refused(Refusal, lambda: consulting.answer(consulting.cast.key_contact, answer, words))


def test_answer_sent_twice_is_one(consulting: Consulting) -> None:
    key = uuid4()
    consulting.answer(consulting.cast.key_contact, key=key)
    before = rows()
    consulting.answer(consulting.cast.key_contact, key=key)
    assert rows() == before


def test_form_that_comes_back_with_another_answer_is_a_new_one(consulting: Consulting) -> None:
    """Somebody went a page back and chose anew: the objection counts, and so does the agreement after it (M2)."""
    key, who = uuid4(), consulting.cast.key_contact
    for answer, words in ((Answer.AGREED, ""), (Answer.OBJECTED, "Toch niet."), (Answer.AGREED, "")):
        for _twice in range(2):
            consulting.answer(who, answer, words, key=key)
        stands = standing(consulting.window).of(consulting.cast.customer.pk)
        assert stands is not None
        assert (stands.answer, stands.words) == (answer, words)
    assert ConsultationAnswer.objects.count() == 3


def test_form_that_comes_back_after_the_times_changed(consulting: Consulting) -> None:
    key, window = uuid4(), consulting.window
    consulting.answer(consulting.cast.key_contact, key=key)
    moved = factories.proposal(consulting.environment, factories.STARTS + timedelta(weeks=1))
    move_window(consulting.cast.administrator, Form(window.reference), moved, "Drukte", now=NOW)
    refused(Stale, lambda: consulting.answer(consulting.cast.key_contact, key=key, round=1))


def test_question_that_comes_back_with_other_words_is_another(consulting: Consulting) -> None:
    form, key, customer_id = Form(consulting.window.reference), uuid4(), consulting.cast.customer.pk
    for body in ("Hoe lang?", "Hoe lang? ", "En hoe laat?", "En hoe laat?"):
        ask_about(consulting.cast.key_contact, form, customer_id, body, key, now=NOW)
    assert list(ConsultationMessage.objects.order_by("pk").values_list("body", flat=True)) == [
        "Hoe lang?",
        "En hoe laat?",
    ]


def test_record_over_an_answer_that_the_planner_has_not_read(consulting: Consulting) -> None:
    """Everybody is ticked as agreeing, while one of them objects in the portal (M2)."""
    drawn, admin = factories.form_of(consulting.window), consulting.cast.administrator
    both = [consulting.cast.customer.pk, consulting.cast.other_customer.pk]
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Dan is er kermis.")
    refusal = refused(Stale, lambda: record_answers(admin, drawn, both, said(), now=LATER))
    assert consulting.cast.customer.name in refusal.sentence
    window = consulting.window
    window.refresh_from_db()
    assert record_answers(admin, factories.form_of(window), both, said(), now=LATER) == 2


def test_record_what_the_customer_answered_itself_meanwhile(consulting: Consulting) -> None:
    drawn, admin = factories.form_of(consulting.window), consulting.cast.administrator
    consulting.answer(consulting.cast.key_contact)
    assert record_answers(admin, drawn, [consulting.cast.customer.pk], said(), now=LATER) == 1


def test_settle_an_answer_that_the_planner_has_not_read(consulting: Consulting) -> None:
    """It settled one objection; meanwhile another came in its place (M2)."""
    admin, window = consulting.cast.administrator, consulting.window
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Dan is er kermis.")
    window.refresh_from_db()
    drawn = factories.form_of(window)
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Er is ook nog een staking.")
    stands = standing(window).of(consulting.cast.customer.pk)
    assert stands is not None
    assert stands.answer_id is not None
    answer_id, settled = stands.answer_id, Settlement("Ingrid Smulders", Means.PHONE, "Kermis is later.")
    refused(Stale, lambda: settle_objection(admin, drawn, answer_id, settled, now=LATER))


@pytest.mark.parametrize(
    "fields",
    [{"words": ""}, {"words": LONG}, {"said_by": " "}, {"said_by": LONG}, {"means": Means.PORTAL}],
    ids=["nothing-said", "too-long", "nobody", "long-name", "portal"],
)
def test_record_without_who_how_and_what(consulting: Consulting, fields: dict[str, object]) -> None:
    form, ids = Form(consulting.window.reference), [consulting.cast.customer.pk]
    refused(Refusal, lambda: record_answers(consulting.cast.administrator, form, ids, said(**fields), now=NOW))  # type: ignore[arg-type]


def test_record_is_all_or_nothing(consulting: Consulting) -> None:
    elsewhere = organisation(OrganisationKind.CUSTOMER, "Elders", now=NOW)
    form, admin = Form(consulting.window.reference), consulting.cast.administrator
    both = [consulting.cast.customer.pk, elsewhere.pk]
    refusal = refused(Refusal, lambda: record_answers(admin, form, both, said(), now=NOW))
    assert "Zorggroep Maasoever" in str(refusal.sentence)
    refused(Refusal, lambda: record_answers(admin, form, [], said(), now=NOW))


def test_record_of_a_partner_without_mandate(consulting: Consulting) -> None:
    form, admin, ids = Form(consulting.window.reference), consulting.cast.administrator, [consulting.cast.customer.pk]
    for partner_id in (consulting.cast.ended_partner.memberships.get().organisation_id, consulting.cast.customer.pk):
        refusal = refused(Refusal, lambda pk=partner_id: record_answers(admin, form, ids, said(partner_id=pk), now=NOW))  # type: ignore[misc]
        assert "Zorggroep Maasoever" in str(refusal.sentence)


@pytest.mark.parametrize("who", ["agent", "key_contact", "stranger"])
def test_planners_verbs_of_others(consulting: Consulting, who: str) -> None:
    cast, form = consulting.cast, Form(consulting.window.reference)
    user, ids = getattr(cast, who), [cast.customer.pk]
    kind = NotAllowed if who == "agent" else NotVisible
    settlement = Settlement("Ingrid", Means.PHONE, "Geregeld.")
    refused(kind, lambda: record_answers(user, form, ids, said(), now=NOW))
    refused(kind, lambda: settle_objection(user, form, 1, settlement, now=NOW))
    refused(kind, lambda: remind_customers(user, form, None, now=NOW))
    refused(kind, lambda: answer_question(user, form, cast.customer.pk, "Ja.", uuid4(), now=NOW))


@pytest.mark.parametrize("words", ["", " ", LONG])
def test_settlement_without_words_or_name(consulting: Consulting, words: str) -> None:
    consulting.answer(consulting.cast.key_contact, Answer.OBJECTED, "Nee.")
    admin, form = consulting.cast.administrator, Form(consulting.window.reference)
    own = standing(consulting.window).of(consulting.cast.customer.pk)
    assert own is not None
    assert own.answer_id is not None
    for settlement in (Settlement("Ingrid", Means.PHONE, words), Settlement(words, Means.PHONE, "Geregeld.")):
        refused(Refusal, lambda s=settlement: settle_objection(admin, form, own.answer_id, s, now=NOW))  # type: ignore[misc]


@pytest.mark.parametrize("body", ["", " \n ", LONG])
def test_question_without_words(consulting: Consulting, body: str) -> None:
    cast, form = consulting.cast, Form(consulting.window.reference)
    refused(Refusal, lambda: ask_about(cast.key_contact, form, cast.customer.pk, body, uuid4(), now=NOW))


def test_question_of_who_does_not_see_it(consulting: Consulting) -> None:
    cast, form = consulting.cast, Form(consulting.window.reference)
    for user in (cast.stranger, cast.ended_partner, cast.contact, cast.agent):
        refused(NotVisible, lambda u=user: ask_about(u, form, cast.customer.pk, "Wat?", uuid4(), now=NOW))  # type: ignore[misc]


@pytest.mark.parametrize("reference", ["OH-0", "OH-999999", "OH-", "OZ-1", "x" * 5_000, "OH-" + "9" * 400])
def test_answer_to_a_window_that_does_not_exist(consulting: Consulting, reference: str) -> None:
    cast, key = consulting.cast, UUID(int=1)
    refused(NotVisible, lambda: ask_about(cast.key_contact, Form(reference), cast.customer.pk, "Wat?", key, now=NOW))


def test_refused_answer_leaves_the_version_as_it_was(consulting: Consulting) -> None:
    consulting.window.refresh_from_db()
    version = consulting.window.version
    refused(Stale, lambda: consulting.answer(consulting.cast.key_contact, round=7))
    consulting.window.refresh_from_db()
    assert consulting.window.version == version
    assert not WindowEvent.objects.filter(kind=EventKind.ANSWERED).exists()
