"""A person who is forgotten is forgotten in consultations too: names go everywhere, the proof of M2 stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from accounts.queries import access_for
from maintenance.actions.ask_about import ask_about
from maintenance.actions.record_answers import Recorded, record_answers
from maintenance.actions.settle_objection import Settlement, settle_objection
from maintenance.enums import Answer, Means
from maintenance.models import ConsultationAnswer, ConsultationMessage, WindowEvent
from maintenance.queries.personal import WIPED
from tests.cast import NOW
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting
from tests.security.people import shows_who_it_is
from tickets.actions.anonymise import anonymise
from tickets.actions.retention import YEAR, keep_no_longer
from tickets.models import Ticket
from tickets.queries.personal_data import personal_data

pytestmark = pytest.mark.django_db
NAME = "Ingrid Smulders"


@pytest.fixture
def spoken(consulting: Consulting) -> Consulting:
    """Somebody asked, objected and was named in what settled it; a planner wrote her down for the other customer."""
    cast, window = consulting.cast, consulting.window
    User.objects.filter(pk=cast.key_contact.pk).update(name=NAME, phone="0413 555 777")
    cast.key_contact.refresh_from_db()
    form = factories.form_of(window)
    body = f"Bel {NAME.upper()} op 0413 555 777, of Ingrida Smuldersen."
    ask_about(cast.key_contact, form, cast.customer.pk, body, uuid4(), now=NOW)
    consulting.answer(cast.key_contact, Answer.OBJECTED, f"{NAME}: dan is het druk.")
    answer = ConsultationAnswer.objects.get()
    window.refresh_from_db()
    settled = Settlement(NAME, Means.PHONE, f"Met {NAME} afgesproken.")
    settle_objection(cast.administrator, factories.form_of(window), answer.pk, settled, now=NOW)
    window.refresh_from_db()
    recorded = Recorded(Answer.AGREED, f"Akkoord, zei {NAME}.", means=Means.PHONE, said_by=NAME, key=uuid4())
    record_answers(cast.administrator, factories.form_of(window), [cast.other_customer.pk], recorded, now=NOW)
    return consulting


def everything() -> str:
    rows = [
        *ConsultationAnswer.objects.values("words", "said_by", "settled_with", "settled_words"),
        *ConsultationMessage.objects.values("body"),
        *WindowEvent.objects.values("data"),
    ]
    return str(rows)


def test_name_goes_from_every_text_and_event_and_the_proof_stays(spoken: Consulting) -> None:
    cast = spoken.cast
    before = list(ConsultationAnswer.objects.values("pk", "answer", "means", "at", "given_by", "settled_at"))
    assert everything().count(NAME) > 6
    anonymise(cast.administrator, cast.key_contact, now=NOW)
    gone = everything()
    assert [each for each in (NAME, NAME.upper(), "0413 555 777") if each in gone] == []
    cast.key_contact.refresh_from_db()
    assert f"Met {cast.key_contact.name} afgesproken." in gone
    assert "of Ingrida Smuldersen." in gone
    assert ConsultationAnswer.objects.filter(said_by=cast.key_contact.name).count() == 1
    assert list(ConsultationAnswer.objects.values("pk", "answer", "means", "at", "given_by", "settled_at")) == before


def test_name_that_is_a_word_goes_only_where_it_is_all_that_stands_there(spoken: Consulting) -> None:
    User.objects.filter(pk=spoken.cast.key_contact.pk).update(name="Dan", phone="")
    ConsultationAnswer.objects.exclude(said_by="").update(said_by="dan", words="Dan is het goed.")
    anonymise(spoken.cast.administrator, User.objects.get(pk=spoken.cast.key_contact.pk), now=NOW)
    row = ConsultationAnswer.objects.exclude(said_by="").get()
    assert (row.said_by.startswith("Voormalig contact"), row.words) == (True, "Dan is het goed.")


def test_administrator_sees_the_texts_before(spoken: Consulting, client: Client) -> None:
    client.force_login(spoken.cast.administrator)
    shows_who_it_is(client)
    page = client.get(f"/beheer/personen/{spoken.cast.key_contact.pk}/anonimiseren/").content.decode()
    assert page.count(f"/onderhoud/{spoken.window.reference}/") == 3


def test_own_data_hold_own_answers_and_questions_of_what_is_still_seen(spoken: Consulting) -> None:
    cast = spoken.cast

    def told(person: User) -> list[str]:
        access = access_for(person, now=NOW)
        data = personal_data(person, Ticket.objects.none(), access, now=NOW)
        return [each["text"].partition(" ")[0] for each in data["consultations"]]

    assert sorted(told(cast.key_contact)) == ["Bel", f"{NAME.partition(' ')[0]}"]
    assert told(spoken.other_key_contact) == []
    assert told(cast.administrator) == []
    cast.key_contact.memberships.all().delete()
    assert told(cast.key_contact) == []


def test_words_go_five_years_after_the_maintenance_and_answers_stay(spoken: Consulting) -> None:
    over = spoken.window.ends_at
    assert keep_no_longer(now=over + 5 * YEAR - timedelta(days=1), dry_run=True)["consultations"] == 0
    later = over + 5 * YEAR + timedelta(days=1)
    assert keep_no_longer(now=later, dry_run=True)["consultations"] == 2
    assert NAME in everything()
    keep_no_longer(now=later, dry_run=False)
    assert NAME not in everything()
    assert ConsultationMessage.objects.get().body == WIPED
    assert ConsultationAnswer.objects.filter(answer=Answer.OBJECTED, words=WIPED, settled_words=WIPED).count() == 1
    assert keep_no_longer(now=later, dry_run=True)["consultations"] == 0
