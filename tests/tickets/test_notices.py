"""The mails about a ticket: who is told, in which words, and never who may not see it any more (P1)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from accounts.actions import end_mandate
from agreements.matrix import Impact, Severity
from notifications.models import Notice
from notifications.renderers import Mail
from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.test_life import SATURDAY, form, reported, submission
from tickets.actions.ask_customer import ask_customer
from tickets.actions.close import close
from tickets.actions.customer_reply import customer_reply
from tickets.actions.due_steps import remind_waiting
from tickets.actions.note import note
from tickets.actions.post_status_report import Report, post_status_report
from tickets.actions.recover import recover
from tickets.actions.redact import redact
from tickets.actions.reply import reply
from tickets.actions.report_incident import report_incident
from tickets.actions.take import take
from tickets.actions.write_path import Form, Words
from tickets.models import Message, Ticket
from tickets.notices.mail import render

pytestmark = pytest.mark.django_db


def last_mail(now: datetime, language: str = "nl") -> Mail | None:
    """The newest notice as it would be sent at `now`."""
    notice = Notice.objects.order_by("-pk").first()
    assert notice is not None
    with time_machine.travel(now, tick=False), translation.override(language):
        return render(notice)


def sent(now: datetime, language: str = "nl") -> Mail:
    mail = last_mail(now, language)
    assert mail is not None
    return mail


def test_confirmation_names_the_promised_moments(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    mail = sent(cast.now)
    assert mail.subject == f"[{ticket.reference}] Ontvangen: {ticket.subject}"
    assert "Reactie: dinsdag 24 november 2026 vóór 11:12 (binnen 1 uur openingstijd)" in mail.text
    assert "Hersteld: woensdag 25 november 2026 vóór 09:42 (binnen 8 uur openingstijd)" in mail.text
    assert "Eerste statusrapportage: dinsdag 24 november 2026 vóór 14:12 (elke 4 uur openingstijd)" in mail.text
    assert f"/tickets/{ticket.reference}/" in mail.text


def test_what_a_partner_does_is_said_to_be_on_behalf_of_the_customer(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    customer_reply(cast.partner, form(ticket), Words("De router is vervangen."), now=cast.now)
    said = {"nl": "namens Zorggroep Maasoever) schreef ons:", "en": "on behalf of Zorggroep Maasoever) wrote to us:"}
    for language, words in said.items():
        assert f"Mo Haddad (Lijnrecht ICT, {words}" in sent(cast.now, language).text


def test_confirmation_while_closed_names_the_opening(cast: Cast) -> None:
    reported(cast, now=SATURDAY)
    assert "Wij pakken het op maandag 30 november 2026 om 08:30 op" in sent(SATURDAY).text


def test_confirmation_in_the_language_of_the_recipient(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    assert sent(cast.now, "en").subject == f"[{ticket.reference}] Received: {ticket.subject}"


def test_reminder_repeats_the_question_that_waits_and_not_what_was_removed(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    for question, answer in (("Welk toestel?", "201."), ("Staat SIP ALG aan?", "")):
        ask_customer(cast.agent, form(ticket), Words(question), now=cast.now)
        if answer:
            customer_reply(cast.contact, Form(ticket.reference), Words(answer), now=cast.now)
    later = cast.now + timedelta(days=2)
    assert remind_waiting(now=later) == 1
    text = sent(later).text
    assert "Wij stelden u dinsdag 24 november 2026 om 10:12 een vraag" in text
    assert ("Staat SIP ALG aan?" in text, "Welk toestel?" in text) == (True, False)
    redact(cast.agent, form(ticket), Message.objects.get(body="Staat SIP ALG aan?").pk, "Wachtwoord", now=later)
    assert "Staat SIP ALG aan?" not in sent(later).text


def test_every_public_word_of_the_helpdesk_is_mailed_and_nothing_else(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    now = cast.now + timedelta(minutes=5)
    take(cast.agent, form(ticket), now=now)
    note(cast.agent, form(ticket), Words("Lijkt op OZ-3962."), now=now)
    assert Notice.objects.count() == 1
    reply(cast.agent, form(ticket), Words("Ik zoek het uit."), now=now)
    post_status_report(cast.agent, form(ticket), Report("Wij weten dit.", "Wij doen dat."), now=now)
    ask_customer(cast.agent, form(ticket), Words("Staat SIP ALG aan?"), now=now)
    customer_reply(cast.contact, Form(ticket.reference), Words("Ja."), now=now)
    recover(cast.agent, form(ticket), Words("Het werkt weer."), now=now)
    close(cast.agent, form(ticket), now=now)
    assert list(Notice.objects.order_by("pk").values_list("recipient_id", flat=True)) == [cast.contact.pk] * 6


def test_question_says_that_the_clock_stands_still(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    ask_customer(cast.agent, form(ticket), Words("Staat SIP ALG aan?"), now=cast.now)
    text = sent(cast.now).text
    assert "Staat SIP ALG aan?" in text
    assert "Tot dan staat de klok stil." in text
    assert "Hersteld: de klok staat stil (tot u antwoordt)" in text


def test_status_report_has_its_number_parts_and_next_moment(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    at = cast.now + timedelta(minutes=2)
    post_status_report(cast.agent, form(ticket), Report("De router.", "Wij testen."), now=at)
    mail = sent(at)
    assert mail.subject == f"[{ticket.reference}] Statusrapportage 1: {ticket.subject}"
    assert "Wat vragen wij u\nU hoeft nu niets te doen." in mail.text
    assert "Volgende statusrapportage: dinsdag 24 november 2026 vóór 14:14" in mail.text
    assert "Joris van Laar, OZMO helpdesk" in mail.text


def test_recovered_says_until_when_it_can_be_reopened(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    recover(cast.agent, form(ticket), Words("Het werkt weer."), now=cast.now)
    assert "Zeg het ons dinsdag 8 december 2026 vóór 10:12" in sent(cast.now).text


def test_words_removed_before_sending_are_not_sent(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    reply(cast.agent, form(ticket), Words("Het wachtwoord is geheim123."), now=cast.now)
    message = Message.objects.exclude(body="").order_by("-pk").first()
    assert message is not None
    redact(cast.agent, form(ticket), message.pk, "Wachtwoord", now=cast.now)
    mail = sent(cast.now)
    assert "geheim123" not in mail.text + mail.html
    assert "De tekst van dit bericht is verwijderd." in mail.text


def test_partner_without_mandate_is_not_told_any_more(cast: Cast) -> None:
    ticket = report_incident(cast.partner, submission(cast), Impact.ALL, Severity.NO_CALLS, now=cast.now)
    reply(cast.agent, form(ticket), Words("Ik zoek het uit."), now=cast.now)
    end_mandate(actor=cast.administrator, mandate=cast.mandate, now=cast.now)
    assert last_mail(cast.now + timedelta(seconds=1)) is None


def test_markup_in_a_subject_stays_text(cast: Cast) -> None:
    report_incident(
        cast.contact, submission(cast, subject="<script>alert(1)</script>"), Impact.ALL, Severity.NO_CALLS, now=cast.now
    )
    mail = sent(cast.now)
    assert "<script>" not in mail.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in mail.html


def test_mails_of_a_ticket_hang_together(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    root = sent(cast.now).headers["References"]
    reply(cast.agent, form(ticket), Words("Ik zoek het uit."), now=cast.now)
    assert sent(cast.now).headers["References"] == root
    assert Ticket.objects.count() == 1


def test_confirmation_of_a_question_promises_what_its_page_promises(cast: Cast) -> None:
    factories.question(cast.contact, cast.customer, now=cast.now)
    text = sent(cast.now).text
    assert "Reactie: dinsdag 24 november 2026 vóór 14:12" in text
    assert "Hersteld" not in text


def test_question_is_answered_not_recovered(cast: Cast) -> None:
    ticket = factories.question(cast.contact, cast.customer, now=cast.now)
    recover(cast.agent, form(ticket), Words("Via Instellingen, Voicemail."), now=cast.now)
    mail = sent(cast.now)
    assert mail.subject == f"[{ticket.reference}] Beantwoord: {ticket.subject}"
    assert "Volgens ons is uw vraag beantwoord sinds dinsdag 24 november 2026 om 10:12." in mail.text
