"""Around the planner's form: consultation, history, years, free moments, series, emergencies, environments."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from accounts.models.organisation import OrganisationKind
from maintenance.actions.ask_about import ask_about
from maintenance.actions.record_answers import Recorded, record_answers
from maintenance.enums import Answer, EventKind, Means, Status
from maintenance.models import (
    ConsultationAnswer,
    Environment,
    EnvironmentCustomer,
    MaintenanceWindow,
    WindowCustomer,
    WindowEvent,
)
from tests.architecture.tree import templates
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.planner_pages import EMERGENCIES, Planner, said, text_of

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
MOST_QUERIES = 25


@pytest.fixture
def planner(client: Client, cast: Cast) -> Iterator[Planner]:
    """At the design's moment."""
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.administrator)
        yield Planner(client, cast, factories.shared(cast))


def consulted(planner: Planner) -> MaintenanceWindow:
    return factories.consulted(planner.cast.administrator, planner.on, now=NOW)


def queries_of(planner: Planner, name: str, window: MaintenanceWindow | None = None) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert planner.get(name, window).status_code == 200
    return len(queries)


def test_answers_of_many_are_recorded_at_once(planner: Planner) -> None:
    window, cast = consulted(planner), planner.cast
    empty = planner.post("consultation", window, version=window.version, answer="agreed")
    assert (empty.status_code, said(empty, "Vink minstens één klant aan.")) == (422, [])
    ids = [cast.customer.pk, cast.other_customer.pk]
    form = {"answer": "agreed", "means": "phone", "said_by": "Wim Aarts", "words": "Akkoord", "customers": ids}
    assert planner.post("consultation", window, version=window.version, **form).status_code == 302
    page = planner.get("consultation", window)
    assert said(page, "2 van 2 akkoord", "Wim Aarts, telefonisch, vastgelegd door Lotte Hermans") == []
    assert said(planner.get("consultation", window, show="outstanding"), "Hier staan geen klanten.") == []


def test_objection_is_settled_on_record(planner: Planner) -> None:
    """M2: with whom, by which means, in which words; without words it is not."""
    window, customer = consulted(planner), planner.cast.other_customer
    said_so = Recorded(Answer.OBJECTED, "Wij werken dan.", Means.PHONE, "Kees Verhoeven", uuid4())
    record_answers(planner.cast.administrator, factories.form_of(window), [customer.pk], said_so, now=NOW)
    page = planner.get("customer", window, customer.pk)
    assert said(page, "Bezwaar", "Wij werken dan.") == []
    nothing = planner.post("customer", window, customer.pk, with_whom="Kees", means="phone", words="")
    assert nothing.status_code == 422
    assert 'value="Kees"' in nothing.content.decode()
    form = {"with_whom": "Kees Verhoeven", "means": "phone", "words": "Een uur later mag."}
    assert planner.post("customer", window, customer.pk, **form).status_code == 302
    assert said(planner.get("customer", window, customer.pk), "Geregeld", "Een uur later mag.") == []


def test_question_is_replied_to(planner: Planner) -> None:
    window, cast = consulted(planner), planner.cast
    ask_about(cast.key_contact, factories.form_of(window), cast.customer.pk, "Hoe lang duurt het?", uuid4(), now=NOW)
    assert said(planner.get("change", window), "stelt een vraag") == []
    form = {"body": "Hooguit vijf minuten.", "key": str(uuid4())}
    for _again in range(2):
        assert planner.post("customer", window, cast.customer.pk, **form).status_code == 302
    page = planner.get("customer", window, cast.customer.pk)
    assert text_of(page).count("Hooguit vijf minuten.") == 1
    assert said(page, "Hoe lang duurt het?") == []


def test_customer_that_is_not_affected_has_no_page(planner: Planner) -> None:
    window = consulted(planner)
    assert planner.get("customer", window, planner.cast.partner_organisation.pk).status_code == 404


def test_reminder_is_sent_or_refused_with_a_sentence(planner: Planner) -> None:
    window = consulted(planner)
    response = planner.client.post(planner.url("remind", window), {"version": window.version}, follow=True)
    assert response.status_code == 200
    assert WindowEvent.objects.filter(window=window, kind=EventKind.REMINDED).count() == 1
    ticked = {"customers": [planner.cast.other_customer.pk], "version": ""}
    refused = planner.client.post(planner.url("remind_ticked", window), ticked, follow=True)
    # Nobody of that customer can answer in the portal.
    assert said(refused, "Bel hen") in ([], ["Bel hen"])
    assert WindowEvent.objects.filter(window=window, kind=EventKind.REMINDED).count() == 1


def test_every_kind_of_event_has_its_presenter() -> None:
    names = {name for name in templates() if name.startswith("maintenance/events/")}
    assert names == {f"maintenance/events/{kind.value}.html" for kind in EventKind}


def test_history_tells_everything_and_escapes_it(planner: Planner) -> None:
    window = factories.announced(planner.cast.administrator, planner.on, now=NOW)
    later = planner.filled_in(window, begin_date="2026-12-12", end_date="2026-12-13")
    planner.post("move", window, **later, reason="<b>Leverancier</b>")
    page = planner.get("history", window)
    events = WindowEvent.objects.filter(window=window)
    assert page.content.decode().count("<time ") == events.count()
    assert "&lt;b&gt;Leverancier&lt;/b&gt;" in page.content.decode()
    assert said(page, "Lotte Hermans maakte het concept.", "Lotte Hermans heeft het aangekondigd.", "Eerst:") == []


def test_proof_names_who_was_told_and_when(planner: Planner) -> None:
    window = factories.announced(planner.cast.administrator, planner.on, now=NOW)
    page = planner.get("told", window)
    assert said(page, "Ingrid Smulders", "ingrid@maasoever.example", "dinsdag 24 november 2026 om 10:12") == []


def test_year_counts_per_environment_and_emergencies_apart(planner: Planner) -> None:
    """M3, M5: one announced, one reserved, and an emergency that takes no place."""
    factories.announced(planner.cast.administrator, planner.on, now=NOW)
    factories.consulted(planner.cast.administrator, planner.on, factories.STARTS + WEEK, now=NOW)
    assert planner.client.post(reverse(f"{EMERGENCIES}add"), emergency_form(planner)).status_code == 302
    page = planner.get("year")
    words = ("2 van 24 vensters gebruikt", "1 aangekondigd", "1 gereserveerd", "22 over", "1 keer spoed, telt apart")
    assert said(page, *words, "2 van 2 in het weekend (100%)") == []
    assert planner.get("year", year="9999").status_code == 200
    assert said(planner.get("year", year="2027"), "0 van 24 vensters gebruikt") == []


def test_free_moments_put_the_weekend_first_and_begin_a_window(planner: Planner) -> None:
    page = planner.get("free", environment=str(planner.on.pk), hours="4")
    body = page.content.decode()
    assert body.index("zaterdag 28 november 2026, 22:00–02:00") < body.index("Op weekdagen")
    link = next(part for part in body.split('"') if part.startswith(f"{planner.url('add')}?"))
    form = planner.client.get(link.replace("&amp;", "&"))
    assert 'name="begin_date" value="2026-11-28"' in form.content.decode()
    assert planner.get("free", environment="x", hours="1000").status_code == 422


def test_free_moments_over_the_end_of_the_year(planner: Planner) -> None:
    page = planner.get("free", environment=str(planner.on.pk), hours="4", since="2026-12-27")
    assert said(page, "zondag 27 december 2026, 06:00–10:00", "zaterdag 2 januari 2027, 22:00–02:00") == []


SERIES = {
    "title": "Maandelijkse updates", "effect": "Even niet bellen.", "repeats": "monthly", "nth": "1", "weekday": "6",
    "every": "4", "first": "2026-12-01", "until": "2027-03-31", "begins": "06:00", "ends": "08:00",
}  # fmt: skip


def test_series_is_checked_date_by_date_and_drafted_in_one_go(planner: Planner) -> None:
    """Over the end of a year; the Sunday on which another window is says so, and is not ticked."""
    taken = factories.STARTS.replace(day=6, hour=6)
    factories.consulted(planner.cast.administrator, planner.on, taken, now=NOW)
    form = {**SERIES, "environment": planner.on.pk, "key": str(uuid4())}
    page = planner.post("series", **form, do="propose")
    body = page.content.decode()
    assert said(page, "zondag 6 december 2026", "zondag 3 januari 2027", "zondag 7 maart 2027") == []
    assert (body.count('name="pick"'), body.count(" checked>")) == (4, 3)
    ticks = [part.split('"')[0] for part in body.split('name="pick" value="')[1:]]
    assert planner.post("series", **form, do="draft").status_code == 422
    for _again in range(2):
        assert planner.post("series", **form, do="draft", pick=ticks[1:]).status_code == 302
    drafts = MaintenanceWindow.objects.filter(status=Status.DRAFT).order_by("starts_at")
    assert [f"{each.starts_at:%Y-%m-%d}" for each in drafts] == ["2027-01-03", "2027-02-07", "2027-03-07"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "2026-11-01"},
        {"until": "2040-01-01"},
        {"repeats": "weekly", "every": ""},
        {"begins": "vroeg"},
        {"first": "9999-01-01", "until": "9999-12-31"},
    ],
)
def test_series_that_makes_no_sense_is_refused(planner: Planner, wrong: dict[str, str]) -> None:
    response = planner.post("series", **{**SERIES, "environment": planner.on.pk, **wrong}, do="propose")
    assert response.status_code == 422
    assert 'value="Maandelijkse updates"' in response.content.decode()


def emergency_form(planner: Planner, **fields: object) -> dict[str, object]:
    tonight = {"begin_date": "2026-11-24", "begin_time": "20:00", "end_date": "2026-11-24", "end_time": "22:00"}
    return {**planner.filled_in(**tonight), "reason": "Lek wordt misbruikt", "decided_by": "Lotte Hermans", **fields}


def test_emergency_is_announced_at_once(planner: Planner) -> None:
    address = reverse(f"{EMERGENCIES}add")
    assert planner.client.get(address).status_code == 200
    assert planner.client.post(address, emergency_form(planner, reason="")).status_code == 422
    too_late = emergency_form(planner, begin_date="2026-11-26", end_date="2026-11-26")
    assert planner.client.post(address, too_late).status_code == 422
    assert planner.client.post(address, emergency_form(planner)).status_code == 302
    window = MaintenanceWindow.objects.get()
    assert (window.kind, window.status, window.place) == ("emergency", Status.ANNOUNCED, None)
    page = planner.client.get(reverse(f"{EMERGENCIES}change", args=[window.pk]))
    assert said(page, "Lek wordt misbruikt", "Lotte Hermans") == []
    assert window.reference not in text_of(planner.get("changelist"))
    assert said(planner.client.get(reverse(f"{EMERGENCIES}changelist")), window.reference) == []


def test_customers_join_and_leave_with_their_history(planner: Planner) -> None:
    window, cast = consulted(planner), planner.cast
    third = Organisation.objects.create(kind=OrganisationKind.CUSTOMER, name="Bakkerij Broos")
    join, leave = (reverse(f"admin:maintenance_environment_{verb}", args=[planner.on.pk]) for verb in ("join", "leave"))
    for _again in range(2):
        assert planner.client.post(join, {"customer": third.pk}).status_code == 302
    assert WindowCustomer.objects.filter(window=window, left_at=None).count() == 3
    assert planner.client.post(leave, {"customer": cast.customer.pk}).status_code == 302
    assert planner.client.post(leave, {"customer": "niets"}).status_code == 302
    page = planner.client.get(reverse("admin:maintenance_environment_change", args=[planner.on.pk]))
    assert said(page, "Bakkerij Broos", "Zorggroep Maasoever", "dinsdag 24 november 2026 om 10:12") == []
    assert EnvironmentCustomer.objects.filter(environment=planner.on).count() == 3
    assert EnvironmentCustomer.objects.get(customer=cast.customer).left_at is not None


def test_customer_moves_in_one_moment(planner: Planner) -> None:
    cast, other = planner.cast, Environment.objects.create(name="Eigen omgeving")
    move = reverse("admin:maintenance_environment_move", args=[planner.on.pk])
    for _again in range(2):
        sent = planner.client.post(move, {"customer": cast.customer.pk, "environment": other.pk}, follow=True)
    assert said(sent, "Deze klant gebruikt de omgeving niet.") == []
    uses = EnvironmentCustomer.objects.filter(customer=cast.customer).order_by("joined_at")
    assert [(each.environment_id, each.left_at is None) for each in uses] == [(planner.on.pk, False), (other.pk, True)]
    unsure = planner.client.post(move, {"customer": cast.customer.pk}, follow=True)
    assert said(unsure, "Kies een klant en een omgeving.") == []


def test_list_takes_as_many_queries_for_three_as_for_one(planner: Planner) -> None:
    consulted(planner)
    one = queries_of(planner, "changelist")
    for n in (1, 2):
        factories.consulted(planner.cast.administrator, planner.on, factories.STARTS + n * WEEK, now=NOW)
    assert (queries_of(planner, "changelist"), one) == (one, one)
    assert said(planner.get("changelist"), "0 van 2 akkoord", "za 5 dec 2026 22:00 – zo 6 dec 2026 02:00") == []


def test_list_is_searched_by_number_and_words(planner: Planner) -> None:
    window = consulted(planner)
    other = factories.drafted(
        planner.cast.administrator, planner.on, factories.STARTS + WEEK, title="Iets anders", now=NOW
    )
    assert other.reference not in text_of(planner.get("changelist", q=window.reference))
    assert said(planner.get("changelist", q="anders"), other.reference) == []


def many(planner: Planner, window: MaintenanceWindow) -> None:
    """The window affects 500 customers, of which 300 agreed, and its environment has 240 windows over ten years."""
    made = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.CUSTOMER, name=f"Klant {n:03}") for n in range(498)
    )
    since = NOW - timedelta(days=1)
    EnvironmentCustomer.objects.bulk_create(
        EnvironmentCustomer(environment=planner.on, customer=each, joined_at=since) for each in made
    )
    rows = WindowCustomer.objects.bulk_create(
        WindowCustomer(window=window, customer=each, added_at=NOW, asked_at=NOW, year=2026, place=1, cap=24)
        for each in made
    )
    ConsultationAnswer.objects.bulk_create(
        ConsultationAnswer(
            consultation=each, round=1, answer=Answer.AGREED, means=Means.PHONE, at=NOW, said_by="Iemand",
            recorded_by=planner.cast.administrator,
        )
        for each in rows[:300]
    )  # fmt: skip
    fields = {
        "environment": planner.on, "title": "Eerder", "effect": "Niets", "status": Status.COMPLETED,
        "status_since": NOW,
        "opening_time": timedelta(0), "is_weekend": True, "agreement_version_id": window.agreement_version_id,
        "calendar_revision_id": window.calendar_revision_id, "created_by": planner.cast.administrator, "cap": 24,
        "announced_at": NOW, "earliest_start": NOW - 20 * 366 * timedelta(days=1), "started_at": NOW, "ended_at": NOW,
        "result": "as_planned",
    }  # fmt: skip
    MaintenanceWindow.objects.bulk_create(
        MaintenanceWindow(
            **fields, starts_at=start, ends_at=start + timedelta(hours=1), year=start.year, place=n % 24 + 1
        )
        for n in range(239)
        for start in [factories.STARTS.replace(year=2025 - n // 24, month=1, day=1) + n % 24 * timedelta(days=7)]
    )


def test_planner_page_takes_the_same_few_queries_for_240_windows_and_500_customers(planner: Planner) -> None:
    window = consulted(planner)
    planner.get("change", window)
    one = queries_of(planner, "change", window)
    many(planner, window)
    window.refresh_from_db()
    assert (queries_of(planner, "change", window), one < MOST_QUERIES) == (one, True)
    page = planner.get("change", window)
    assert said(page, "300 van 500 akkoord", "en nog 492 klanten", "alle klanten van de omgeving (500)") == []
    assert said(planner.get("consultation", window), "Klant 497") == []
