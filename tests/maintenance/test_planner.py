"""The planner's form: a draft, checked while it is filled in, opened, moved, announced; nothing typed is lost."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from agreements.actions import set_day
from maintenance.actions.due_steps import note_overruns
from maintenance.actions.hold_open import hold_open
from maintenance.enums import EventKind, Status
from maintenance.forms.acts import ResultForm
from maintenance.models import MaintenanceWindow, WindowEvent
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.planner_pages import Planner, said, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(client: Client, cast: Cast) -> Iterator[Planner]:
    """At the design's moment."""
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.administrator)
        yield Planner(client, cast, factories.shared(cast))


def only_window() -> MaintenanceWindow:
    return MaintenanceWindow.objects.get()


def test_new_window_is_a_draft(planner: Planner) -> None:
    response = planner.save()
    window = only_window()
    assert (response.status_code, response.url) == (302, planner.url("change", window))
    assert (window.status, window.title) == (Status.DRAFT, "Vervangen van verbindingsservers")
    assert (window.starts_at, window.ends_at) == (factories.STARTS, factories.STARTS + factories.LENGTH)


def test_same_form_twice_makes_one_window(planner: Planner) -> None:
    for _again in range(2):
        planner.save(key="8f14e45f-ceea-467f-ab0b-1234567890ab")
    assert MaintenanceWindow.objects.count() == 1


def test_same_form_with_other_contents_is_refused_and_keeps_them(planner: Planner) -> None:
    """Somebody went a page back and changed what was sent already."""
    planner.save(key="8f14e45f-ceea-467f-ab0b-1234567890ab")
    window = only_window()
    response = planner.save(key="8f14e45f-ceea-467f-ab0b-1234567890ab", title="Iets anders")
    assert response.status_code == 422
    assert said(response, f"Met dit formulier is {window.reference} al gemaakt.") == []
    assert 'value="Iets anders"' in response.content.decode()
    assert only_window().title == window.title


def test_empty_form_says_what_is_missing_and_keeps_what_was_typed(planner: Planner) -> None:
    response = planner.client.post(planner.url("add"), {"title": "Iets met servers", "do": "save"})
    assert response.status_code == 422
    assert 'value="Iets met servers"' in response.content.decode()
    assert said(response, "Vul in wat de klant ervan merkt.", "Kies een dag, bijvoorbeeld 2 december 2026.") == []
    assert MaintenanceWindow.objects.count() == 0


def test_window_in_opening_hours_is_refused_with_the_clause_and_a_moment(planner: Planner) -> None:
    """M1: Friday afternoon until five; the nearest moment is offered as a button."""
    response = planner.save(begin_date="2026-12-04", begin_time="16:00", end_date="2026-12-04", end_time="18:00")
    body = response.content.decode()
    assert response.status_code == 422
    assert "M1" in text_of(response)
    assert (
        'data-begin-date="2026-12-04" data-begin-time="17:00" data-end-date="2026-12-04" data-end-time="19:00"' in body
    )
    assert 'value="16:00"' in body
    assert MaintenanceWindow.objects.count() == 0


@pytest.mark.parametrize(
    "fields,sentence",
    [
        ({"begin_date": "2027-03-28", "begin_time": "02:30", "end_date": "2027-03-28", "end_time": "05:00"}, "02:30"),
        ({"end_date": "2026-12-04"}, "Begin en einde"),
        ({"end_date": "2027-01-05"}, "72"),
        ({"begin_date": "1900-01-01", "end_date": "1900-01-01"}, "2100"),
        ({"begin_date": "9999-01-01", "end_date": "9999-01-02"}, "2100"),
        ({"begin_date": "gisteren"}, "Kies een dag"),
        ({"environment": "999"}, "Kies een omgeving."),
        ({"scope": "chosen"}, ""),
    ],
)
def test_times_that_make_no_sense_are_refused_and_kept(planner: Planner, fields: dict[str, str], sentence: str) -> None:
    if not sentence:
        # Nobody is chosen: an idea may be so, but it cannot be opened.
        assert planner.save(**fields).status_code == 302
        return
    response = planner.save(**fields)
    assert (response.status_code, said(response, sentence)) == (422, [])
    assert 'value="Vervangen van verbindingsservers"' in response.content.decode()


def test_time_that_the_clock_reads_twice_asks_which(planner: Planner) -> None:
    """In the night of 31 October 2027 it is 02:30 twice."""
    twice = {"begin_date": "2027-10-31", "begin_time": "02:30", "end_date": "2027-10-31", "end_time": "05:00"}
    assert planner.save(**twice).status_code == 302
    first = only_window()
    page = planner.get("change", first)
    assert 'name="begin_later"' in page.content.decode()
    assert planner.save(first, **twice, begin_later="on").status_code == 302
    second = only_window()
    assert (second.starts_at - first.starts_at).total_seconds() == 3600


@pytest.mark.parametrize(
    "fields,sentence",
    [
        ({"begin_date": "2027-03-28", "begin_time": "02:30"}, "De klok slaat 02:30 die nacht over"),
        ({"begin_date": "1900-01-01"}, "Kijk het jaar na"),
        ({"end_date": "9999-12-31"}, "Kijk het jaar na"),
    ],
    ids=["skipped", "1900", "9999"],
)
def test_live_checks_say_of_a_moment_why_it_is_none(planner: Planner, fields: dict[str, str], sentence: str) -> None:
    response = planner.client.post(planner.url("live_new"), planner.filled_in(**fields))
    assert said(response, sentence) == []
    assert "Kies een begin en een einde." not in text_of(response)


def test_live_checks_name_their_clauses_and_store_nothing(planner: Planner) -> None:
    response = planner.client.post(
        planner.url("live_new"), planner.filled_in(begin_date="2026-11-26", end_date="2026-11-27")
    )
    body = response.content.decode()
    assert response.status_code == 200
    assert [clause for clause in ("(M1)", "(M2)", "(M3)", "(M4)", "(M5)") if clause not in body] == []
    # Too soon (M4) and on a Thursday (M5): both offer another moment.
    assert body.count("data-fill") >= 2
    assert 'id="calendar"' in body
    assert MaintenanceWindow.objects.count() == 0


def test_live_checks_of_half_a_form_ask_for_the_rest(planner: Planner) -> None:
    response = planner.post("live_new", environment=planner.on.pk, begin_date="2026-12-05")
    assert said(response, "Kies een begin en een einde.") == []


def test_calendar_pages_by_six_weeks_and_goes_to_the_proposal(planner: Planner) -> None:
    page = planner.get("add")
    assert said(page, "23 november 2026 – 3 januari 2027") == []
    next_page = planner.post("live_new", environment=planner.on.pk, **{"from": "2027-01-04"})
    assert said(next_page, "4 januari – 14 februari 2027") == []
    there = planner.client.post(
        planner.url("live_new"), planner.filled_in(begin_date="2027-05-01", end_date="2027-05-02")
    )
    assert said(there, "26 april – 6 juni 2027", "Koningsdag") == []


def test_calendar_far_away_is_told_to_be_unknown(planner: Planner) -> None:
    for asked in ("2098-06-01", "0001-01-01", "9999-12-31", "niets"):
        assert planner.get("add", **{"from": asked}).status_code == 200
    assert said(planner.get("add", **{"from": "2060-01-01"}), "reikt nog niet zo ver") == []


def test_calendar_shows_windows_holidays_and_free_weekends(planner: Planner) -> None:
    administrator = planner.cast.administrator
    factories.announced(administrator, planner.on, now=NOW)
    body = planner.get("add").content.decode()
    assert said(planner.get("add"), "Vervangen van verbindingsservers", "Eerste kerstdag") == []
    assert 'class="short today"' in body
    # That Saturday is taken, the next one is free.
    assert 'data-begin-date="2026-12-05"' not in body
    assert 'data-begin-date="2026-12-12" data-begin-time="22:00"' in body


def test_another_environment_brings_its_customers(planner: Planner) -> None:
    other = factories.environment(planner.cast.customer, name="Server 2", now=NOW)
    here = planner.post("live_new", environment=planner.on.pk, listed=planner.on.pk, scope="chosen")
    there = planner.post("live_new", environment=other.pk, listed=planner.on.pk, scope="chosen")
    assert ('id="who"' in here.content.decode(), 'id="who"' in there.content.decode()) == (False, True)
    assert said(there, "Zorggroep Maasoever") == []
    assert "Peelland" not in text_of(there)


def test_open_asks_after_a_page_that_says_whom(planner: Planner) -> None:
    assert planner.save(do="open").url == planner.url("open", only_window())
    window = only_window()
    assert said(planner.get("open", window), "2 klanten krijgen een mail met de vraag", "30 dagen") == []
    assert planner.post("open", window, version=window.version).status_code == 302
    window.refresh_from_db()
    assert (window.status, window.place, window.round) == (Status.CONSULTATION, 1, 1)


def test_draft_that_breaks_a_rule_cannot_be_opened_and_says_why(planner: Planner) -> None:
    """M4: the button is there, without doing anything, with the reason beside it."""
    window = factories.drafted(
        planner.cast.administrator, planner.on, factories.STARTS.replace(month=11, day=26), now=NOW
    )
    body = planner.get("change", window).content.decode()
    assert 'aria-disabled="true" aria-describedby="why"' in body
    response = planner.post("open", window, version=window.version)
    assert (response.status_code, "M4" in text_of(response)) == (422, True)
    window.refresh_from_db()
    assert window.status == Status.DRAFT


def test_stale_form_keeps_what_was_typed_and_says_what_changed(planner: Planner) -> None:
    window = factories.drafted(planner.cast.administrator, planner.on, now=NOW)
    mine = planner.filled_in(window, title="Mijn titel")
    planner.save(window, title="Een andere titel")
    response = planner.client.post(planner.url("change", window), mine)
    body = response.content.decode()
    assert response.status_code == 409
    assert 'value="Mijn titel"' in body
    assert said(response, "Lotte Hermans wijzigde het.", "Wat u typte, staat er nog.") == []
    # The form goes on from the window as it is now.
    window.refresh_from_db()
    assert f'name="version" value="{window.version}"' in body


def test_move_says_what_it_voids_before_it_is_done(planner: Planner) -> None:
    window = factories.announced(planner.cast.administrator, planner.on, now=NOW)
    asked = planner.save(window, begin_date="2026-12-12", end_date="2026-12-13")
    assert asked.status_code == 200
    assert (
        said(asked, "2 antwoorden tellen niet meer mee.", "De oude tijden blijven vastgelegd.", "12 december 2026")
        == []
    )
    window.refresh_from_db()
    assert (window.status, window.round) == (Status.ANNOUNCED, 1)
    later = planner.filled_in(window, begin_date="2026-12-12", end_date="2026-12-13")
    moved = planner.post("move", window, **later, reason="Leverancier")
    assert moved.status_code == 302
    window.refresh_from_db()
    assert (window.status, window.round, window.starts_at.day) == (Status.CONSULTATION, 2, 12)


def test_move_without_a_reason_keeps_the_times(planner: Planner) -> None:
    window = factories.consulted(planner.cast.administrator, planner.on, now=NOW)
    response = planner.post("move", window, **planner.filled_in(window, begin_date="2026-12-12", end_date="2026-12-13"))
    assert (response.status_code, said(response, "Geef een reden op.")) == (422, [])
    assert 'name="begin_date" value="2026-12-12"' in response.content.decode()


def test_form_of_a_window_that_was_cancelled_meanwhile_is_told_so(planner: Planner) -> None:
    window = factories.announced(planner.cast.administrator, planner.on, now=NOW)
    form = planner.filled_in(window, title="Mijn titel")
    factories.cancelled(window, planner.cast.administrator, now=NOW)
    response = planner.client.post(planner.url("change", window), form)
    assert (response.status_code, said(response, "Dit venster is geannuleerd.")) == (422, [])
    window.refresh_from_db()
    assert window.title == "Vervangen van verbindingsservers"


def test_other_title_alone_asks_nobody_again(planner: Planner) -> None:
    window = factories.consulted(planner.cast.administrator, planner.on, now=NOW)
    assert planner.save(window, title="Verbindingsservers").status_code == 302
    window.refresh_from_db()
    assert (window.title, window.round) == ("Verbindingsservers", 1)


def test_announcing_waits_for_the_consultation(planner: Planner) -> None:
    """M2: refused until everybody agreed; then one page, and it is announced."""
    administrator = planner.cast.administrator
    window = factories.consulted(administrator, planner.on, now=NOW)
    page = planner.get("change", window)
    assert said(page, "Aankondigen kan als het overleg is afgerond.") == []
    assert planner.url("announce", window) not in page.content.decode()
    assert planner.post("announce", window, version=window.version).status_code == 422
    factories.agreed(window, administrator, now=NOW)
    assert planner.url("announce", window) in planner.get("change", window).content.decode()
    assert planner.post("announce", window, version=window.version).status_code == 302
    window.refresh_from_db()
    assert window.status == Status.ANNOUNCED


def test_cancel_needs_a_reason(planner: Planner) -> None:
    window = factories.announced(planner.cast.administrator, planner.on, now=NOW)
    assert planner.post("cancel", window, version=window.version).status_code == 422
    assert planner.post("cancel", window, version=window.version, reason="Leverancier ziek").status_code == 302
    window.refresh_from_db()
    assert (window.status, window.place) == (Status.CANCELLED, None)
    assert planner.get("cancel", window).status_code == 422


def test_running_window_is_held_open_and_completed(planner: Planner) -> None:
    window = factories.running(planner.cast.administrator, planner.on, now=NOW)
    with time_machine.travel(window.starts_at + factories.MINUTE, tick=False):
        planner.client.force_login(planner.cast.administrator)
        assert planner.post("hold", window, version=window.version).status_code == 302
        late = planner.post("complete", window, result="partly", words="", ended_date="2026-12-05")
        assert late.status_code == 422
        done = planner.post("complete", window, result="partly", words="Eén switch volgt later.")
    assert done.status_code == 302
    window.refresh_from_db()
    assert (window.status, window.result) == (Status.COMPLETED, "partly")


def test_result_of_what_the_clock_completed(planner: Planner) -> None:
    window = factories.completed(planner.cast.administrator, planner.on, now=NOW)
    with time_machine.travel(window.ends_at + factories.MINUTE, tick=False):
        planner.client.force_login(planner.cast.administrator)
        assert planner.url("result", window) in planner.get("change", window).content.decode()
        assert planner.get("result", window).status_code == 200
        sent = planner.post("result", window, result="as_planned", ended_date="2026-12-06", ended_time="01:30")
    assert sent.status_code == 302
    window.refresh_from_db()
    assert (window.result, window.ended_at and window.ended_at.minute) == ("as_planned", 30)


def test_real_end_in_the_hour_that_comes_twice(planner: Planner) -> None:
    twice = {"result": "as_planned", "ended_date": "2027-10-31", "ended_time": "02:30", "words": ""}
    ends = [ResultForm({**twice, **more}) for more in ({}, {"ended_later": "on"})]
    assert [form.is_valid() and form.ended_at().isoformat() for form in ends] == [  # type: ignore[union-attr]
        "2027-10-31T02:30:00+02:00",
        "2027-10-31T02:30:00+01:00",
    ]


def test_place_is_kept_longer(planner: Planner) -> None:
    window = factories.consulted(planner.cast.administrator, planner.on, now=NOW)
    assert planner.post("renew", window, version=window.version).status_code == 302
    assert WindowEvent.objects.filter(window=window, kind=EventKind.RENEWED).count() == 1


def test_deleting_is_not_offered(planner: Planner) -> None:
    window = factories.drafted(planner.cast.administrator, planner.on, now=NOW)
    assert planner.get("delete", window).status_code == 403
    assert "delete" not in planner.get("change", window).content.decode()


def test_strange_numbers_are_no_windows(planner: Planner) -> None:
    base = planner.url("changelist")
    for strange in ("abc", "0", "9" * 30, "-1"):
        assert planner.client.get(f"{base}{strange}/change/").status_code == 404


def test_windows_that_no_longer_comply_are_shown_at_once(planner: Planner) -> None:
    """A closed Saturday becomes an open one: list and first page say so, with the clause."""
    window = factories.announced(planner.cast.administrator, planner.on, now=NOW)
    clean = planner.client.get("/beheer/")
    assert "Onderhoud dat u nodig heeft" not in text_of(clean)
    set_day(
        actor=planner.cast.administrator, date=window.starts_at.date(), hours=((("20:00"), ("23:00")),),
        reason_nl="Actieavond", reason_en="Action evening", now=NOW,
    )  # fmt: skip
    for page in (planner.client.get("/beheer/"), planner.get("changelist")):
        assert said(page, "Onderhoud dat u nodig heeft", window.reference, "M1") == []


def test_window_that_runs_into_opening_hours_is_an_alarm(planner: Planner) -> None:
    """M1: held open over Sunday night, it still runs when the helpdesk opens on Monday."""
    window = factories.running(planner.cast.administrator, planner.on, now=NOW)
    hold_open(planner.cast.administrator, factories.form_of(window), now=window.starts_at + factories.MINUTE)
    monday = NOW.replace(month=12, day=7, hour=8, minute=31)
    with time_machine.travel(monday, tick=False):
        planner.client.force_login(planner.cast.administrator)
        assert note_overruns(now=monday) == 1
        for page in (planner.client.get("/beheer/"), planner.get("changelist")):
            assert said(page, "Onderhoud dat u nodig heeft", window.reference, "loopt nog") == []
        assert said(planner.get("change", window), "dit onderhoud loopt nog") == []


def test_move_to_a_part_of_the_customers_names_them_before_it_is_done(planner: Planner) -> None:
    """M2: a change of scope voids the answers as well, and is shown on the page between form and move."""
    window = factories.consulted(planner.cast.administrator, planner.on, now=NOW)
    response = planner.save(window, scope="chosen", customers=[str(planner.cast.customer.pk)])
    changed = ("Iedereen opnieuw vragen?", "Geldt voor", "alle klanten van de omgeving", planner.cast.customer.name)
    assert (response.status_code, said(response, *changed)) == (200, [])
    assert planner.cast.other_customer.name not in text_of(response)
