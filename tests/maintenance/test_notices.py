"""The mails about maintenance: who is told, those affected and only those, in which words, checked again at sending."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from accounts.actions import end_mandate, grant_mandate, remove_membership
from accounts.models import Membership
from accounts.models.organisation import OrganisationKind
from accounts.roles import Role
from maintenance.actions.announce import announce
from maintenance.actions.answer_consultation import Given, answer_consultation
from maintenance.actions.ask_about import answer_question, ask_about
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.complete_window import Outcome, complete_window
from maintenance.actions.due_steps import (
    complete_due,
    lapse_reservations,
    note_overruns,
    start_due,
    warn_lapsing,
)
from maintenance.actions.hold_open import hold_open
from maintenance.actions.join_environment import join_environment
from maintenance.actions.leave_environment import leave_environment
from maintenance.actions.move_window import move_window
from maintenance.actions.record_emergency import Emergency, record_emergency
from maintenance.actions.settle_objection import Settlement, settle_objection
from maintenance.actions.write_path import Form
from maintenance.enums import Answer, EventKind, Means, Result
from maintenance.models import MaintenanceWindow, WindowCustomer
from maintenance.notices import enqueue_for
from maintenance.notices.circle import RINGS
from maintenance.notices.mail import WRITERS
from maintenance.queries.consultation import standing
from notifications.models import Notice
from notifications.renderers import Mail, render
from tests.cast import AMSTERDAM, NOW, Cast, member, organisation
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting, mail_to, sent_to, told_people

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
WEEK = timedelta(days=7)
PERIOD = "zaterdag 5 december 2026 van 22:00 tot zondag 6 december 02:00 uur (Nederlandse tijd)"
EVERYBODY = ["Bram Jacobs", "Ingrid Smulders", "Kees Verhoeven", "Mo Haddad", "Sanne de Vries", "Wim Aarts"]
ASKED = ["Ingrid Smulders", "Mo Haddad", "Wim Aarts"]


def announced(of: Consulting) -> MaintenanceWindow:
    admin = of.cast.administrator
    return announce(admin, factories.form_of(factories.agreed(of.window, admin, now=NOW)), now=NOW)


def moved(of: Consulting, by: timedelta = WEEK, **fields: object) -> MaintenanceWindow:
    proposal = factories.proposal(of.environment, factories.STARTS + by, **fields)  # type: ignore[arg-type]
    form = factories.form_of(of.window)
    return move_window(of.cast.administrator, form, proposal, "Leverancier kan niet.", now=LATER)


def calendar_with(mail: Mail) -> Calendar:
    (file,) = mail.attachments
    return Calendar.from_ical(file.content)


def test_consultation_asks_who_may_answer_and_nobody_else(consulting: Consulting) -> None:
    assert told_people() == {EventKind.CONSULTATION_OPENED: ASKED}


def test_announcement_tells_everybody_affected_and_nobody_else(consulting: Consulting) -> None:
    announced(consulting)
    assert told_people() == {EventKind.CONSULTATION_OPENED: ASKED, EventKind.ANNOUNCED: EVERYBODY}


def test_canary_customer_on_another_environment_gets_nothing(consulting: Consulting) -> None:
    """Everything that can be told is told, and the people next door have not had a word."""
    cast = consulting.cast
    elsewhere = organisation(OrganisationKind.CUSTOMER, "KANARIE", now=NOW)
    canary = member("kanarie@elders.example", "Kanarie", elsewhere, role=Role.KEY_CONTACT, now=NOW)
    factories.environment(elsewhere, name="Eigen omgeving", now=NOW)
    consulting.answer(cast.key_contact, Answer.OBJECTED, "Nee.")
    announced(consulting)
    moved(consulting)
    cancel_window(cast.administrator, factories.form_of(consulting.window), "Niet nodig.", now=LATER)
    assert not Notice.objects.filter(recipient__in=[canary, cast.ended_partner, cast.agent]).exists()
    texts = [mail.text + mail.html for notice in Notice.objects.all() if (mail := mail_to(notice.recipient, LATER))]  # type: ignore[arg-type]
    assert texts
    assert not any("KANARIE" in text for text in texts)


def test_mail_names_no_other_customer(consulting: Consulting) -> None:
    announced(consulting)
    own, others = sent_to(consulting.cast.contact), sent_to(consulting.other_key_contact)
    assert "Peelland" not in own.text + own.html + own.attachments[0].content.decode()
    assert "Maasoever" not in others.text + others.html + others.attachments[0].content.decode()


def test_customer_outside_a_chosen_scope_is_not_told(cast: Cast) -> None:
    environment = factories.shared(cast)
    factories.announced(cast.administrator, environment, now=NOW, customers=[cast.other_customer])
    assert told_people() == {EventKind.ANNOUNCED: ["Kees Verhoeven"]}


def test_partner_of_two_customers_is_told_once_for_both(consulting: Consulting) -> None:
    cast = consulting.cast
    grant_mandate(
        actor=None, customer=cast.other_customer, partner=cast.partner_organisation, starts_at=NOW, may_consult=True,
        now=NOW,
    )  # fmt: skip
    announced(consulting)
    assert told_people()[EventKind.ANNOUNCED] == EVERYBODY
    mail = sent_to(cast.partner)
    assert "Voor: Peelland Transport, Zorggroep Maasoever" in mail.text
    assert "via Lijnrecht ICT, namens Peelland Transport, Zorggroep Maasoever." in mail.text


def test_consultation_says_when_what_until_when_and_where(consulting: Consulting) -> None:
    mail = sent_to(consulting.cast.key_contact)
    assert mail.subject == f"[{consulting.window.reference}] Overleg: Vervangen van verbindingsservers"
    assert f"Voorstel: {PERIOD}" in mail.text
    assert "Wat u merkt\nTwee keer hooguit 5 minuten niet bellen." in mail.text
    assert "Graag uw antwoord: woensdag 2 december 2026 vóór 22:00" in mail.text
    assert f"/onderhoud/{consulting.window.reference}/" in mail.text
    assert "akkoord gaan, andere tijden voorstellen, of bezwaar maken" in mail.text
    assert mail.attachments == ()


def test_mail_in_the_language_of_its_reader(consulting: Consulting) -> None:
    mail = sent_to(consulting.cast.key_contact, language="en")
    assert mail.subject.startswith(f"[{consulting.window.reference}] Consultation:")
    assert "Proposed: Saturday 5 December 2026 from 22:00 to Sunday 6 December 02:00 (Dutch time)" in mail.text


def test_announcement_has_the_times_in_full_and_a_calendar_file(consulting: Consulting) -> None:
    window = announced(consulting)
    mail = sent_to(consulting.cast.contact)
    assert mail.subject == f"[{window.reference}] Aangekondigd: Vervangen van verbindingsservers"
    assert f"Wanneer: {PERIOD}" in mail.text
    calendar = calendar_with(mail)
    assert (str(calendar["method"]), mail.attachments[0].media_type) == ("PUBLISH", "text/calendar; method=PUBLISH")


def test_move_before_the_announcement_asks_anew_with_the_times_before(consulting: Consulting) -> None:
    moved(consulting)
    assert told_people()[EventKind.MOVED] == ASKED
    mail = sent_to(consulting.cast.key_contact, LATER)
    assert "Eerdere antwoorden tellen niet meer." in mail.text
    assert "Waarom\nLeverancier kan niet." in mail.text
    assert f"Eerder voorstel: {PERIOD}" in mail.text
    assert "Voorstel: zaterdag 12 december 2026 van 22:00" in mail.text
    assert mail.attachments == ()


def test_move_after_the_announcement_tells_everybody_that_it_no_longer_holds(consulting: Consulting) -> None:
    announced(consulting)
    moved(consulting)
    assert told_people()[EventKind.MOVED] == EVERYBODY
    asked, told = sent_to(consulting.cast.key_contact, LATER), sent_to(consulting.cast.contact, LATER)
    for mail in (asked, told):
        assert f"Was aangekondigd voor: {PERIOD}" in mail.text
        assert "aangekondigd, geldt niet meer" in mail.text
    assert "Antwoord geven" in asked.text
    assert ("Antwoord geven" in told.text, "U hoeft nu niets te doen." in told.text) == (False, True)


def test_customer_dropped_by_a_move_hears_that_it_is_no_longer_affected(consulting: Consulting) -> None:
    announced(consulting)
    moved(consulting, customers=[consulting.cast.customer])
    mail = sent_to(consulting.other_key_contact, LATER)
    assert "Dit onderhoud raakt Peelland Transport niet meer." in mail.text
    assert str(calendar_with(mail)["method"]) == "CANCEL"


def test_cancelling_an_announced_window_takes_it_out_of_calendars(consulting: Consulting) -> None:
    announced(consulting)
    cancel_window(consulting.cast.administrator, factories.form_of(consulting.window), "Leverancier.", now=LATER)
    assert told_people()[EventKind.CANCELLED] == EVERYBODY
    mail = sent_to(consulting.cast.contact, LATER)
    assert "Waarom\nLeverancier." in mail.text
    assert str(calendar_with(mail)["method"]) == "CANCEL"


def test_cancelling_a_consultation_tells_who_was_asked(consulting: Consulting) -> None:
    cancel_window(consulting.cast.administrator, factories.form_of(consulting.window), "Niet nodig.", now=LATER)
    assert told_people()[EventKind.CANCELLED] == ASKED
    mail = sent_to(consulting.cast.key_contact, LATER)
    assert "Uw antwoord is niet meer nodig." in mail.text
    assert mail.attachments == ()


def test_cancelling_an_idea_tells_nobody(cast: Cast) -> None:
    window = factories.drafted(cast.administrator, factories.shared(cast), now=NOW, customers=[cast.customer])
    cancel_window(cast.administrator, factories.form_of(window), "Toch niet.", now=NOW)
    assert told_people() == {}


def test_emergency_has_its_own_words(consulting: Consulting) -> None:
    cast = consulting.cast
    emergency = Emergency(
        key=uuid4(), environment_id=consulting.environment.pk, title="Beveiligingslek", effect="Even niet bellen.",
        starts_at=NOW + timedelta(hours=3), ends_at=NOW + timedelta(hours=4), reason="Actief misbruikt lek.",
        decided_by="Lotte Hermans",
    )  # fmt: skip
    record_emergency(cast.administrator, emergency, now=NOW)
    assert told_people()[EventKind.EMERGENCY_RECORDED] == EVERYBODY
    mail = sent_to(cast.contact)
    assert "] Spoedonderhoud: Beveiligingslek" in mail.subject
    assert "Waarom het niet kon wachten\nActief misbruikt lek." in mail.text
    assert "nu is het zeker" not in mail.text


def test_emergency_that_is_over_is_told_as_done(consulting: Consulting) -> None:
    emergency = Emergency(
        key=uuid4(), environment_id=consulting.environment.pk, title="Beveiligingslek", effect="Even niet bellen.",
        starts_at=NOW - timedelta(hours=3), ends_at=NOW - timedelta(hours=2), reason="Actief misbruikt lek.",
        decided_by="Lotte Hermans",
    )  # fmt: skip
    record_emergency(consulting.cast.administrator, emergency, now=NOW)
    assert "Wij hebben spoedonderhoud gedaan." in sent_to(consulting.cast.contact).text


def test_taking_longer_is_told_to_customers_and_running_on_while_open_to_administrators(
    consulting: Consulting,
) -> None:
    window = announced(consulting)
    start_due(now=window.starts_at)
    window.refresh_from_db()
    hold_open(consulting.cast.administrator, factories.form_of(window), now=window.starts_at + timedelta(hours=3))
    assert told_people()[EventKind.HELD_OPEN] == EVERYBODY
    assert "duurt langer dan wij hebben aangekondigd" in sent_to(consulting.cast.contact, window.ends_at).text
    monday = datetime(2026, 12, 7, 8, 31, tzinfo=AMSTERDAM)
    note_overruns(now=monday)
    assert told_people()[EventKind.OVERRAN] == ["Lotte Hermans"]
    mail = sent_to(consulting.cast.administrator, monday)
    assert "loopt nog, en de helpdesk is weer open." in mail.text
    assert f"/beheer/maintenance/maintenancewindow/{window.pk}/change/" in mail.text


def test_telling_takes_as_many_statements_for_two_customers_as_for_five(
    consulting: Consulting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    window = announced(consulting)
    event = window.events.get(kind=EventKind.ANNOUNCED)
    with django_assert_num_queries(4):
        enqueue_for(window, event, now=LATER)
    for number in range(3):
        customer = organisation(OrganisationKind.CUSTOMER, f"Klant {number}", now=NOW)
        member(f"klant{number}@klant.example", f"Klant {number}", customer, now=NOW)
        WindowCustomer.objects.create(window=window, customer=customer, added_at=NOW, told_at=NOW, year=window.year)
    with django_assert_num_queries(4):
        enqueue_for(window, event, now=LATER)
    assert len(told_people()[EventKind.ANNOUNCED]) == 9


def test_done_says_how_it_went_once_somebody_said_so(consulting: Consulting) -> None:
    cast = consulting.cast
    window = announced(consulting)
    start_due(now=window.starts_at)
    complete_due(now=window.ends_at)
    assert EventKind.COMPLETED not in told_people()
    at = window.ends_at + timedelta(hours=8)
    window.refresh_from_db()
    outcome = Outcome(Result.PARTLY, "De tweede server volgt.")
    complete_window(cast.administrator, factories.form_of(window), outcome, now=at)
    assert told_people()[EventKind.RESULT_RECORDED] == EVERYBODY
    text = sent_to(cast.contact, at).text
    assert "Wat wij hebben gedaan\nDe tweede server volgt." in text
    assert f"Uitgevoerd: {PERIOD}" in text


def test_joining_an_announced_window_tells_that_customer_only(consulting: Consulting) -> None:
    announced(consulting)
    new = organisation(OrganisationKind.CUSTOMER, "Nieuwkomer", now=NOW)
    person = member("nel@nieuw.example", "Nel Nieuw", new, now=NOW)
    join_environment(consulting.cast.administrator, consulting.environment.pk, new.pk, now=LATER)
    assert told_people()[EventKind.CUSTOMER_JOINED] == ["Nel Nieuw"]
    mail = sent_to(person, LATER)
    assert "raakt vanaf nu ook Nieuwkomer." in mail.text
    assert str(calendar_with(mail)["method"]) == "PUBLISH"


def test_joining_a_consultation_asks_that_customer(consulting: Consulting) -> None:
    new = organisation(OrganisationKind.CUSTOMER, "Nieuwkomer", now=NOW)
    person = member("nel@nieuw.example", "Nel Nieuw", new, role=Role.KEY_CONTACT, now=NOW)
    join_environment(consulting.cast.administrator, consulting.environment.pk, new.pk, now=LATER)
    assert told_people()[EventKind.CUSTOMER_JOINED] == ["Nel Nieuw"]
    assert "Antwoord geven" in sent_to(person, LATER).text


def test_joining_a_window_that_is_consulted_about_anew_asks_who_may_answer_only(consulting: Consulting) -> None:
    announced(consulting)
    moved(consulting)
    new = organisation(OrganisationKind.CUSTOMER, "Nieuwkomer", now=NOW)
    member("nel@nieuw.example", "Nel Nieuw", new, role=Role.KEY_CONTACT, now=NOW)
    member("nico@nieuw.example", "Nico Nieuw", new, now=NOW)
    join_environment(consulting.cast.administrator, consulting.environment.pk, new.pk, now=LATER)
    assert told_people()[EventKind.CUSTOMER_JOINED] == ["Nel Nieuw"]


def test_leaving_takes_the_window_out_of_that_customers_calendars(consulting: Consulting) -> None:
    announced(consulting)
    leave_environment(
        consulting.cast.administrator, consulting.environment.pk, consulting.cast.other_customer.pk, now=LATER
    )
    assert told_people()[EventKind.CUSTOMER_LEFT] == ["Kees Verhoeven", "Wim Aarts"]
    assert str(calendar_with(sent_to(consulting.other_key_contact, LATER))["method"]) == "CANCEL"


def test_customer_that_left_is_not_told_what_happens_after_it(consulting: Consulting) -> None:
    announced(consulting)
    admin = consulting.cast.administrator
    leave_environment(admin, consulting.environment.pk, consulting.cast.other_customer.pk, now=LATER)
    cancel_window(admin, factories.form_of(consulting.window), "Niet nodig.", now=LATER + timedelta(hours=1))
    assert told_people()[EventKind.CANCELLED] == ["Bram Jacobs", "Ingrid Smulders", "Mo Haddad", "Sanne de Vries"]


def test_objection_and_question_reach_who_planned_it(consulting: Consulting) -> None:
    cast, form = consulting.cast, Form(consulting.window.reference)
    consulting.answer(cast.key_contact)
    assert EventKind.ANSWERED not in told_people()
    consulting.answer(cast.partner, Answer.OTHER_TIMES, "Liever zondag.")
    mail = sent_to(cast.administrator)
    assert "Mo Haddad (Lijnrecht ICT), namens Zorggroep Maasoever, stelt andere tijden" in mail.text
    assert "Liever zondag." in mail.text
    ask_about(cast.key_contact, form, cast.customer.pk, "Hoe lang?", uuid4(), now=NOW)
    assert "Ingrid Smulders van Zorggroep Maasoever heeft een vraag" in sent_to(cast.administrator).text
    answer_question(cast.administrator, form, cast.customer.pk, "Vijf minuten.", uuid4(), now=LATER)
    assert told_people()[EventKind.ASKED_BACK] == ["Ingrid Smulders"]
    assert "Vijf minuten." in sent_to(cast.key_contact, LATER).text


def test_settlement_is_told_to_that_customer(consulting: Consulting) -> None:
    cast = consulting.cast
    consulting.answer(cast.key_contact, Answer.OBJECTED, "Nee.")
    own = standing(consulting.window).of(cast.customer.pk)
    assert own is not None
    assert own.answer_id is not None
    settlement = Settlement("Ingrid Smulders", Means.PHONE, "Wij bellen haar vooraf.")
    settle_objection(cast.administrator, Form(consulting.window.reference), own.answer_id, settlement, now=LATER)
    assert told_people()[EventKind.SETTLED] == ["Ingrid Smulders", "Mo Haddad"]
    assert "Wij bellen haar vooraf." in sent_to(cast.key_contact, LATER).text


def test_lapsing_warns_administrators_and_tells_who_was_asked(consulting: Consulting) -> None:
    until = consulting.window.reserved_until
    assert until is not None
    soon = until - timedelta(days=6)
    warn_lapsing(now=soon)
    assert told_people()[EventKind.LAPSE_WARNED] == ["Lotte Hermans"]
    assert "Zonder antwoord: 2 van 2" in sent_to(consulting.cast.administrator, soon).text
    lapse_reservations(now=until)
    assert told_people()[EventKind.LAPSED] == sorted([*ASKED, "Lotte Hermans"])
    assert "is vervallen" in sent_to(consulting.cast.key_contact, until).text


@pytest.mark.parametrize(
    "change",
    [
        lambda of: end_mandate(actor=None, mandate=of.cast.mandate, now=LATER),
        lambda of: remove_membership(actor=None, membership=Membership.objects.get(user=of.cast.partner), now=LATER),
    ],
    ids=["mandate-ended", "no-longer-of-the-partner"],
)
def test_right_is_checked_again_at_sending(consulting: Consulting, change: Callable[[Consulting], object]) -> None:
    announced(consulting)
    change(consulting)
    assert mail_to(consulting.cast.partner, LATER + timedelta(seconds=1)) is None
    assert mail_to(consulting.cast.contact, LATER + timedelta(seconds=1)) is not None


def test_mail_that_is_no_longer_so_is_not_sent(consulting: Consulting) -> None:
    first = Notice.objects.get(recipient=consulting.cast.key_contact)
    moved(consulting)
    assert render(first) is None
    assert mail_to(consulting.cast.key_contact, LATER) is not None


def test_notices_of_one_event_are_made_once(consulting: Consulting) -> None:
    window = announced(consulting)
    before, event = Notice.objects.count(), window.events.get(kind=EventKind.ANNOUNCED)
    enqueue_for(window, event, now=LATER)
    assert Notice.objects.count() == before


def test_markup_in_a_title_stays_text(consulting: Consulting) -> None:
    moved(consulting, title="<script>alert(1)</script>")
    mail = sent_to(consulting.cast.key_contact, LATER)
    assert ("<script>alert" in mail.html, "&lt;script&gt;alert(1)" in mail.html) == (False, True)


def test_mails_of_a_window_hang_together(consulting: Consulting) -> None:
    root = sent_to(consulting.cast.key_contact).headers["References"]
    announced(consulting)
    assert sent_to(consulting.cast.key_contact).headers["References"] == root


def test_answer_of_somebody_else_is_not_told_to_customers(consulting: Consulting) -> None:
    given = Given(Answer.AGREED, "", 1, uuid4())
    form = Form(consulting.window.reference)
    answer_consultation(consulting.cast.key_contact, form, consulting.cast.customer.pk, given, now=NOW)
    assert told_people() == {EventKind.CONSULTATION_OPENED: ASKED}


def test_every_kind_of_event_is_told_in_words_of_its_own_or_to_nobody_on_purpose() -> None:
    silent = {
        EventKind.DRAFTED, EventKind.EDITED, EventKind.ANSWER_RECORDED, EventKind.RENEWED, EventKind.STARTED,
    }  # fmt: skip
    assert set(WRITERS) == set(EventKind) - silent
    assert set(RINGS) | {EventKind.CUSTOMER_JOINED} == set(WRITERS)
