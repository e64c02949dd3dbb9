"""Lesson: what nobody wrote down did not happen. Settings, exports and the end of the log itself are on record."""

import json
import zipfile
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import SecurityEvent, SecurityEventKind
from accounts.security import log
from accounts.security.log import note, purge
from agreements import actions, queries
from agreements.models import Agreement, CalendarRevision
from maintenance.actions.join_environment import join_environment
from maintenance.actions.leave_environment import leave_environment
from maintenance.models import Environment
from tests.cast import NOW, Cast
from tests.security.people import shows_who_it_is
from tickets.actions.retention import YEAR, keep_no_longer
from tickets.models import ErasureRecord

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = NOW - 3 * YEAR


def changes() -> list[tuple[str, dict[str, object]]]:
    rows = SecurityEvent.objects.filter(kind="setting_changed").order_by("pk")
    return [(each.subject, each.data) for each in rows]


def test_every_change_of_calendar_and_agreement_is_on_record_without_its_words(cast: Cast) -> None:
    by: dict[str, Any] = {"actor": cast.administrator, "now": NOW}
    day = date(2026, 12, 24)
    terms = queries.terms(queries.agreement_version_for(None, at=NOW))
    made = [
        actions.set_day(**by, date=day, hours=[["08:30", "12:00"]], reason_nl="qreason"),
        actions.remove_day(**by, date=day),
        actions.set_weekly_hours(
            **by, effective_from=day, hours={"0": [["09:00", "17:00"]], "1": [["09:00", "17:00"]]}, reason="qreason"
        ),
        actions.set_holiday_policy(**by, good_friday="closed", liberation_day="every_year"),
    ]
    agreement = Agreement.objects.get(customer=None)
    version = actions.publish_version(**by, agreement=agreement, terms=terms, effective_from=day, reason="qreason")
    assert changes() == [
        *[("calendar", {"revision": each.number}) for each in made],
        (f"agreement {agreement.pk}", {"version": version.number, "from": "2026-12-24"}),
    ]
    assert set(SecurityEvent.objects.values_list("actor", "at")) == {(cast.administrator.pk, NOW)}
    assert "qreason" not in str(list(SecurityEvent.objects.values()))


def test_edit_that_changes_nothing_and_the_job_of_the_night_are_not_on_record(cast: Cast) -> None:
    before = CalendarRevision.objects.count()
    actions.revise_calendar(actor=cast.administrator, now=NOW, reason="niets")
    actions.extend_calendar(now=NOW + 800 * DAY)
    assert CalendarRevision.objects.count() > before
    assert changes() == []


def test_changes_of_environments_are_on_record(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    client.post("/beheer/maintenance/environment/add/", {"name": "qname"})
    environment = Environment.objects.get(name="qname")
    client.post(f"/beheer/maintenance/environment/{environment.pk}/change/", {"name": "qother"})
    join_environment(cast.administrator, environment.pk, cast.customer.pk, now=NOW)
    leave_environment(cast.administrator, environment.pk, cast.customer.pk, now=NOW + DAY)
    subject = f"environment {environment.pk}"
    customer = cast.customer.pk
    expected = [{"did": "added"}, {"did": "renamed"}, {"joined": customer}, {"left": customer}]
    assert changes() == [(subject, each) for each in expected]


def test_export_of_ones_own_data_is_on_record_with_its_size(cast: Cast, client: Client) -> None:
    client.force_login(cast.contact)
    shows_who_it_is(client)
    archive = zipfile.ZipFile(BytesIO(b"".join(client.get("/profiel/gegevens/").streaming_content)))  # type: ignore[attr-defined]
    lists = [each for each in json.loads(archive.read("data.json")).values() if isinstance(each, list)]
    logged = SecurityEvent.objects.get(kind="exported")
    assert (logged.actor, logged.subject) == (cast.contact, f"person {cast.contact.pk}")
    assert logged.data == {"format": "zip", "rows": sum(len(each) for each in lists), "files": 0}


def test_rows_past_their_period_go_once_and_that_is_on_record(cast: Cast) -> None:
    old = note(SecurityEventKind.SIGNED_IN, actor=cast.contact, now=LONG_AGO)
    young = note(SecurityEventKind.SIGNED_IN, actor=cast.contact, now=NOW - YEAR)
    assert keep_no_longer(now=NOW, dry_run=True)["security_events"] == 1
    assert set(SecurityEvent.objects.all()) == {old, young}
    assert keep_no_longer(now=NOW, dry_run=False)["security_events"] == 1
    assert keep_no_longer(now=NOW, dry_run=False)["security_events"] == 0
    said = SecurityEvent.objects.exclude(pk=young.pk).get()
    assert (said.kind, said.actor, said.data) == (
        "purged",
        None,
        {"rows": 1, "before": (NOW - 2 * YEAR).isoformat()},
    )


def test_one_night_takes_a_bounded_number(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in range(3):
        note(SecurityEventKind.SIGNED_IN, actor=None, now=LONG_AGO + days * DAY)
    monkeypatch.setattr(log, "MOST_PURGED", 2)
    assert [purge(before=NOW - 2 * YEAR, now=NOW) for _each in range(3)] == [2, 1, 0]


@pytest.mark.postgres_only
def test_database_keeps_the_last_year_whoever_purges(cast: Cast) -> None:
    note(SecurityEventKind.SIGNED_IN, actor=None, now=NOW - 100 * DAY)
    assert purge(before=NOW, now=NOW) == 0
    assert SecurityEvent.objects.count() == 1


@pytest.mark.postgres_only
@pytest.mark.parametrize("act", ["DELETE FROM accounts_securityevent", "UPDATE accounts_securityevent SET subject=''"])
def test_nobody_else_takes_a_row_out_however_old_and_also_after_a_purge(cast: Cast, act: str) -> None:
    note(SecurityEventKind.SIGNED_IN, actor=None, now=LONG_AGO)
    purge(before=LONG_AGO, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


def test_administrators_read_who_was_anonymised(cast: Cast, client: Client) -> None:
    record = ErasureRecord.objects.create(user=cast.colleague, actor=cast.administrator, at=NOW)
    client.force_login(cast.administrator)
    listed = client.get("/beheer/tickets/erasurerecord/")
    assert [each.pk for each in listed.context["cl"].result_list] == [record.pk]
    assert cast.colleague.name not in listed.content.decode()
    page = client.get(f"/beheer/tickets/erasurerecord/{record.pk}/change/")
    assert page.status_code == 200
