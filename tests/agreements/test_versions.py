"""New versions of an agreement; rows that never change; constraints that the database keeps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import ProtectedError

from accounts.refusals import NotAllowed, Refusal
from agreements import actions, queries
from agreements.matrix import Impact, Severity
from agreements.models import (
    Agreement,
    AgreementVersion,
    Calendar,
    CalendarDay,
    CalendarRevision,
    MatrixCell,
    NormTime,
    WrittenOnceError,
)
from agreements.terms import Terms
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def general() -> Agreement:
    return Agreement.objects.get(customer=None)


def terms_now() -> Terms:
    return queries.terms(queries.agreement_version_for(None, at=NOW))


def publish(terms: Terms | None = None, **changes: Any) -> AgreementVersion:
    given = {"actor": None, "now": NOW, "agreement": general(), "effective_from": TODAY, "reason": "Reden"} | changes
    return actions.publish_version(terms=terms or terms_now(), **given)


def test_version_published_today_is_in_force_with_a_copy_of_the_terms(cast: Cast) -> None:
    old = terms_now()
    version = publish(replace(old, maintenance_per_year=20), actor=cast.administrator)
    new = terms_now()
    assert (version.number, version.created_by, version.reason) == (2, cast.administrator, "Reden")
    assert new == replace(old, maintenance_per_year=20, version_id=version.pk, number=2, effective_from=TODAY)


def test_version_from_a_date_that_is_taken_or_past_is_refused() -> None:
    publish()
    for effective_from in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(Refusal):
            publish(effective_from=effective_from)
    assert AgreementVersion.objects.count() == 2


def norms(category: int, **changes: Any) -> Callable[[Terms], Terms]:
    return lambda terms: replace(terms, norms={**terms.norms, category: replace(terms.norms[category], **changes)})


@pytest.mark.parametrize(
    "change",
    [
        lambda terms: replace(terms, phone_number=" "),
        lambda terms: replace(terms, change_working_days=0),
        lambda terms: replace(terms, notice_days=-1),
        lambda terms: replace(terms, reclassify_from="somewhere"),
        lambda terms: replace(terms, matrix={**terms.matrix, (Impact.ALL, Severity.NO_CALLS): 5}),
        lambda terms: replace(terms, matrix={(Impact.ALL, Severity.NO_CALLS): 1}),
        lambda terms: replace(terms, norms={1: terms.norms[1]}),
        norms(1, response=timedelta(0)),
        norms(1, recovery=None),
        norms(2, recovery=timedelta(minutes=59)),
        norms(4, status_report=timedelta(hours=2)),
    ],
)
def test_terms_that_make_no_sense_are_refused(change: Callable[[Terms], Terms]) -> None:
    with pytest.raises(Refusal) as refused:
        publish(change(terms_now()))
    assert refused.value.sentence
    assert AgreementVersion.objects.count() == 1


def test_version_needs_a_reason_and_an_administrator(cast: Cast) -> None:
    with pytest.raises(Refusal):
        publish(reason=" ")
    with pytest.raises(NotAllowed):
        publish(actor=cast.agent)


@pytest.mark.parametrize("model", [AgreementVersion, MatrixCell, NormTime, CalendarRevision])
def test_what_clocks_pin_never_changes(model: Any) -> None:
    row = model.objects.first()
    with pytest.raises(WrittenOnceError):
        row.save()
    with pytest.raises(WrittenOnceError):
        row.delete()
    with pytest.raises(WrittenOnceError):
        model.objects.all().update(pk=1)
    with pytest.raises(WrittenOnceError):
        model.objects.all().delete()
    with pytest.raises(WrittenOnceError):
        model.objects.bulk_update([row], ["pk" if model is None else row._meta.fields[1].name])


def test_agreement_with_versions_cannot_be_deleted() -> None:
    with pytest.raises(ProtectedError):
        general().delete()


@pytest.mark.parametrize(
    "make",
    [
        lambda _: Agreement.objects.create(name="Tweede algemene"),
        lambda v: Agreement.objects.filter(pk=v.agreement_id).update(name=""),
        lambda v: NormTime.objects.create(version=v, category=5, clause="N5", response=timedelta(1)),
        lambda v: NormTime.objects.create(version=v, category=1, clause="N1", response=timedelta(1)),
        lambda v: MatrixCell.objects.create(version=v, impact="all", severity="no_calls", category=1),
        lambda _: Calendar.objects.create(id=2, until=TODAY),
        lambda _: CalendarDay.objects.create(date=TODAY, name_nl="", name_en="Closed"),
        lambda _: CalendarRevision.objects.create(number=1, snapshot={}, reason="Dubbel", created_at=NOW),
        lambda _: CalendarRevision.objects.create(number=0, snapshot={}, reason="Nul", created_at=NOW),
    ],
)
def test_database_refuses(make: Callable[[AgreementVersion], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(AgreementVersion.objects.get())


@pytest.mark.parametrize(
    "response, recovery, report",
    [(0, None, None), (1, 1, None), (1, None, 1), (2, 1, 1), (1, 1, 0)],
)
def test_database_refuses_norm_times_that_make_no_sense(
    response: int, recovery: int | None, report: int | None
) -> None:
    version = AgreementVersion.objects.create(
        agreement=general(),
        number=9,
        effective_from=date(2030, 1, 1),
        phone_number="1",
        change_working_days=1,
        maintenance_per_year=1,
        notice_days=1,
        notice_hours=1,
        reopening_working_days=1,
        created_at=NOW,
    )
    hours = [None if n is None else timedelta(hours=n) for n in (response, recovery, report)]
    with pytest.raises(IntegrityError), transaction.atomic():
        NormTime.objects.create(
            version=version, category=1, clause="N1", response=hours[0], recovery=hours[1], status_report=hours[2]
        )


def test_data_migration_goes_back_and_forth() -> None:
    migration = import_module("agreements.migrations.0002_ozmo")
    state = MigrationExecutor(connection).loader.project_state(
        [("agreements", "0002_ozmo"), ("accounts", "0001_initial")]
    )
    snapshot = CalendarRevision.objects.get().snapshot
    terms = terms_now()
    migration.take_out(state.apps, None)
    assert not Agreement.objects.exists()
    assert not Calendar.objects.exists()
    migration.put_in(state.apps, None)
    queries.forget()
    assert CalendarRevision.objects.get().snapshot == snapshot
    assert terms_now() == replace(terms, version_id=AgreementVersion.objects.get().pk)
