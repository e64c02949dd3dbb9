"""Reporting an incident and asking a question: what is promised, what is refused, and that nothing typed is lost."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import end_mandate
from tests.cast import PASSWORD, Cast
from tests.tickets.portal.conftest import SignIn, at, stored_in
from tickets.enums import Ground, Kind, Status
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db

KEY = "8a7b8f16-6a2f-4f8e-9c53-0d1f1f3b9a01"
FIELDS = {
    "key": KEY,
    "impact": "some",
    "severity": "no_calls",
    "subject": "Toestellen op locatie Haven registreren niet",
    "description": "Sinds 15:00 melden 14 toestellen geen registratie.",
    "phone": "0413 - 555 214",
}
QUESTION = {"key": KEY, "subject": "Voicemail", "description": "Hoe zet ik voicemail om naar e-mail?", "phone": ""}


def text_of(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_report_becomes_a_ticket_whose_moments_are_confirmed(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.contact).post("/melden/", FIELDS, follow=True)
    ticket = Ticket.objects.get()
    assert response.redirect_chain == [(f"/tickets/{ticket.reference}/", 302)]
    assert (ticket.category, ticket.status, ticket.organisation_id) == (2, Status.NEW, cast.customer.pk)
    said = text_of(response)
    assert f"{ticket.reference} is gemeld. Wij reageren vandaag vóór 11:12 en herstellen het morgen vóór 09:42." in said


def test_confirmation_is_for_who_sent_it_just_now_and_is_kept_in_no_session(
    cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    client = sign_in(cast.contact)
    page = client.post("/melden/", FIELDS)["Location"]
    told = f"{Ticket.objects.get().reference} is gemeld."
    assert "_messages" not in client.session
    assert told in text_of(client.get(page))
    assert "_messages" not in client.session
    assert told not in text_of(sign_in(cast.key_contact).get(page))
    travel.move_to(cast.now + timedelta(minutes=1), tick=False)
    assert told not in text_of(sign_in(cast.contact).get(page))


def test_report_page_promises_what_the_ticket_gets(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.contact).get("/melden/belofte/", {"impact": "some", "severity": "no_calls"})
    said = text_of(response)
    assert "Categorie 2, als u nu meldt" in said
    for moment in ("2026-11-24T11:12", "2026-11-25T09:42", "2026-11-24T14:12"):
        assert moment in said


def test_promises_wait_for_both_answers(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.contact)
    for answers in ({}, {"impact": "some"}, {"impact": "some", "severity": "nonsense"}, {"organisation": "x" * 500}):
        said = text_of(client.get("/melden/belofte/", answers))
        assert "Beantwoord de twee vragen." in said
        assert "<time" not in said


def test_without_script_the_promises_show_and_everything_typed_stays(
    cast: Cast, sign_in: SignIn, files_dir: Path
) -> None:
    sent = {**FIELDS, "subject": "", "show": "1", "files": SimpleUploadedFile("log.txt", b"regel")}
    response = sign_in(cast.contact).post("/melden/", sent)
    assert response.status_code == 200
    said = text_of(response)
    assert "2026-11-24T11:12" in said
    assert FIELDS["description"] in said
    assert "log.txt" in said
    assert 'role="alert" tabindex' not in said
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize(
    ("moment", "reason"),
    [("2026-11-28 14:20", ""), ("2026-12-25 10:00", "Vandaag is de helpdesk gesloten: Eerste kerstdag.")],
)
def test_closed_desk_says_so_before_sending(
    moment: str, reason: str, cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    travel.move_to(at(moment), tick=False)
    said = text_of(sign_in(cast.contact).get("/melden/"))
    assert "Dringend? Bel <a" in said
    assert "zijn wij alleen telefonisch bereikbaar; storingen behandelen wij vanaf maandag" in said
    assert reason in said


def test_saturday_report_is_queued_and_confirmed_for_monday(
    cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    travel.move_to(at("2026-11-28 14:20"), tick=False)
    response = sign_in(cast.contact).post("/melden/", {**FIELDS, "impact": "all"}, follow=True)
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.release_at) == (Status.QUEUED, at("2026-11-30 08:30"))
    said = text_of(response)
    assert (
        f"{ticket.reference} is gemeld. Wij pakken het maandag 30 november om 08:30 op, "
        "reageren maandag 30 november vóór 09:00 en herstellen het maandag 30 november vóór 12:30."
    ) in said


def test_closed_desk_presses_to_call_when_nobody_can_call(
    cast: Cast, sign_in: SignIn, travel: time_machine.Traveller
) -> None:
    travel.move_to(at("2026-11-28 14:20"), tick=False)
    client = sign_in(cast.contact)
    pressing = "Wacht niet op de opening"
    assert pressing in text_of(client.get("/melden/belofte/", {"impact": "all", "severity": "no_calls"}))
    assert pressing not in text_of(client.get("/melden/belofte/", {"impact": "all", "severity": "cumbersome"}))


@pytest.mark.parametrize("path", ["/melden/", "/vraag/"])
def test_sent_twice_it_is_one_ticket(path: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.contact)
    fields = {**FIELDS, "files": SimpleUploadedFile("log.txt", b"regel")}
    first = client.post(path, fields)
    second = client.post(path, {**FIELDS, "files": SimpleUploadedFile("log.txt", b"regel")})
    assert first.headers["Location"] == second.headers["Location"]
    assert (Ticket.objects.count(), Message.objects.count(), Attachment.objects.count()) == (1, 1, 1)


def test_key_of_somebody_else_gives_a_ticket_of_ones_own(cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.colleague, cast.contact):
        sign_in(person).post("/melden/", FIELDS)
    assert list(Ticket.objects.order_by("pk").values_list("reporter_id", flat=True)) == [
        cast.colleague.pk, cast.contact.pk,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("impact", "", "Kies wie er last van heeft."),
        ("severity", "nonsense", "Kies wat er niet lukt."),
        ("subject", " ", "Zeg in één korte zin wat er aan de hand is."),
        ("subject", "x" * 121, "De korte zin is te lang. Gebruik hooguit 120 tekens."),
        ("description", "", "Beschrijf wat u merkt, en sinds wanneer."),
        ("description", "x" * 20_001, "Dit bericht is te lang."),
        ("phone", "", "Vul een nummer in waarop wij u kunnen bellen."),
        ("phone", "bel me", "Vul het hele telefoonnummer in."),
        ("phone", "0" * 41, "Gebruik hooguit 40 tekens voor het telefoonnummer."),
    ],
)
def test_report_refuses_with_a_sentence_and_keeps_the_rest(
    field: str, value: str, sentence: str, cast: Cast, sign_in: SignIn
) -> None:
    response = sign_in(cast.contact).post("/melden/", {**FIELDS, field: value})
    assert response.status_code == 422
    said = text_of(response)
    assert sentence in said
    kept = [each for name, each in FIELDS.items() if name not in (field, "impact", "severity")]
    assert [each for each in kept if each not in said] == []
    assert Ticket.objects.count() == 0


def test_files_stay_chosen_over_a_refusal(cast: Cast, sign_in: SignIn, files_dir: Path) -> None:
    client = sign_in(cast.contact)
    files = [SimpleUploadedFile("log.txt", b"regel"), SimpleUploadedFile("virus.exe", b"MZ\x90")]
    response = client.post("/melden/", {**FIELDS, "subject": "", "files": files})
    assert "‘virus.exe’ is een programma." in text_of(response)
    [kept] = response.context["form"].kept_files
    assert kept.name == "log.txt"
    client.post("/melden/", {**FIELDS, "kept": kept.token})
    assert Attachment.objects.get().name == "log.txt"
    assert len(stored_in(files_dir)) == 1


def test_kept_file_of_somebody_else_is_not_sent_along(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.colleague).post(
        "/melden/", {**FIELDS, "subject": "", "files": SimpleUploadedFile("geheim.txt", b"geheim")}
    )
    [kept] = response.context["form"].kept_files
    for token in (kept.token, kept.token[:-1], "x"):
        answer = sign_in(cast.contact).post("/melden/", {**FIELDS, "kept": token})
        assert "hebben wij niet meer. Kies het opnieuw." in text_of(answer)
    assert Attachment.objects.count() == 0


def test_kept_file_is_sent_along_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.contact)
    response = client.post("/melden/", {**FIELDS, "subject": "", "files": SimpleUploadedFile("log.txt", b"regel")})
    [kept] = response.context["form"].kept_files
    for key in (KEY, str(uuid4())):
        assert client.post("/melden/", {**FIELDS, "key": key, "kept": kept.token}).status_code == 302
    assert Attachment.objects.count() == 1


def test_more_than_ten_files_are_refused_and_ten_kept(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.contact)
    first = [SimpleUploadedFile(f"{n}.txt", b"regel") for n in range(10)]
    response = client.post("/melden/", {**FIELDS, "subject": "", "files": first})
    tokens = [each.token for each in response.context["form"].kept_files]
    response = client.post("/melden/", {**FIELDS, "kept": tokens, "files": SimpleUploadedFile("11.txt", b"regel")})
    assert response.status_code == 422
    assert "Voeg hooguit 10 bestanden toe." in text_of(response)
    assert len(response.context["form"].kept_files) == 10


def test_partner_reports_for_its_customer_and_reads_that_it_does(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.partner)
    assert "U meldt als ICT-partner: Lijnrecht ICT." in text_of(client.get("/melden/"))
    client.post("/melden/", FIELDS)
    ticket = Ticket.objects.get()
    assert (ticket.organisation_id, ticket.partner_id) == (cast.customer.pk, cast.partner_organisation.pk)


@pytest.mark.parametrize(("path", "fields"), [("/melden/", FIELDS), ("/vraag/", QUESTION)])
def test_mandate_that_ended_while_typing_refuses_and_gives_the_text_back(
    path: str, fields: dict[str, str], cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.partner)
    end_mandate(actor=None, mandate=cast.mandate, now=cast.now)
    response = client.post(path, fields)
    assert response.status_code == 403
    assert [f">{fields[name]}</textarea>" in text_of(response) for name in ("subject", "description")] == [True, True]
    assert "Dit heeft u getypt" in text_of(response)
    assert "Dit heeft u getypt" not in text_of(client.get(path))
    assert "U kunt hier nog niets melden" in text_of(response)
    assert Ticket.objects.count() == 0


def test_organisation_of_somebody_else_is_not_taken(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.contact).post("/melden/", {**FIELDS, "organisation": cast.other_customer.pk})
    assert response.status_code == 422
    assert "U kunt niet voor deze organisatie melden." in text_of(response)
    assert Ticket.objects.count() == 0


def test_question_is_category_4_and_needs_no_phone(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.contact).post("/vraag/", QUESTION, follow=True)
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.ground, ticket.category) == (Kind.SUPPORT_INCIDENT, Ground.QUESTION, 4)
    assert "Wij antwoorden vandaag vóór 14:12." in text_of(response)


@pytest.mark.parametrize("field", ["subject", "description"])
def test_question_refuses_what_is_empty(field: str, cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.contact).post("/vraag/", {**QUESTION, field: ""})
    assert response.status_code == 422
    assert Ticket.objects.count() == 0


def test_expired_session_keeps_what_was_typed(cast: Cast, travel: time_machine.Traveller) -> None:
    client = Client()
    response = client.post("/melden/", FIELDS)
    assert (response.status_code, Ticket.objects.count()) == (302, 0)
    back = client.post(response.headers["Location"], {"login": cast.contact.email, "password": PASSWORD})
    assert back.headers["Location"] == "/melden/"
    response = client.get("/melden/")
    said = text_of(response)
    assert "Wat u typte, staat er nog." in said
    assert FIELDS["description"] in said
    assert response.context["form"]["key"].value() == KEY
    assert [each.value for each in response.context["impacts"] if each.checked] == ["some"]
    assert "Wat u typte, staat er nog." not in text_of(client.get("/melden/"))


def test_form_has_a_new_key_each_time(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.contact)
    keys = {str(client.get("/melden/").context["form"]["key"].value()) for _ in range(2)}
    assert len({UUID(key) for key in keys}) == 2


def test_phone_of_the_profile_is_filled_in(cast: Cast, sign_in: SignIn) -> None:
    cast.contact.phone = "06 - 1234 5678"
    cast.contact.save()
    assert 'value="06 - 1234 5678"' in text_of(sign_in(cast.contact).get("/melden/"))


@pytest.mark.parametrize("path", ["/melden/", "/vraag/", "/melden/belofte/"])
def test_agent_is_sent_to_the_desk(path: str, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.agent).get(path).headers["Location"] == "/desk/"


def test_report_is_written_in_twenty_statements(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.contact)
    client.get("/melden/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/melden/")
        client.post("/melden/", FIELDS)
    assert len(queries) <= 20, [each["sql"][:120] for each in queries]


def test_form_sent_again_with_another_answer_is_another_ticket(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.contact)
    for impact in ("some", "all", "all"):
        client.post("/melden/", {**FIELDS, "impact": impact})
    assert list(Ticket.objects.order_by("pk").values_list("category", flat=True)) == [2, 1]


@pytest.mark.parametrize("subject", ["\u200b\u2060", "\u00ad", "\u202e"])
def test_subject_has_something_to_read(subject: str, cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.contact).post("/melden/", {**FIELDS, "subject": subject})
    assert response.status_code == 422
    assert "Zeg in één korte zin wat er aan de hand is." in text_of(response)


def test_subject_turns_no_reading_direction(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.contact).post("/melden/", {**FIELDS, "subject": "Geen\u202e geluid \u2067op 2"})
    assert Ticket.objects.get().subject == "Geen geluid op 2"


def test_way_back_after_sending_gives_an_empty_form(cast: Cast, sign_in: SignIn) -> None:
    """A browser fills in again what it remembers, under a new key: sent once more, that would be a second ticket."""
    client = sign_in(cast.contact)
    ticket = client.post("/melden/", FIELDS).headers["Location"]
    for path, keeps in (("/melden/", "report"), ("/vraag/", "question"), (ticket, "reply-OZ-")):
        assert f'autocomplete="off" data-keep="{keeps}' in text_of(client.get(path))
