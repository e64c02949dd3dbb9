"""Closing a month (W3): what it freezes, what it refuses, its number, corrections, and the sum of the entries."""

import threading
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import NotAllowed, NotVisible, Refusal
from agreements.actions import publish_version
from agreements.models import Agreement
from agreements.models.immutable import WrittenOnceError
from agreements.queries import terms
from tests.cast import AMSTERDAM, Cast
from tests.tickets.billing.rows import NOVEMBER_OVER, party, random_month, ticket, worked
from tests.tickets.billing.samples import LOW_VAT, VAT
from tests.tickets.change_factories import change as change_request
from tests.tickets.factories import incident
from tickets.actions.bills.close_month import close_month
from tickets.actions.bills.correct_line import correct_line
from tickets.actions.time.record import Work, record_time
from tickets.billing import months, specification, ubl
from tickets.billing.document import Document, document_of
from tickets.enums import Kind, Relation
from tickets.models import (
    BillableRuling,
    BillCorrection,
    BilledMonth,
    BillLine,
    BillSeries,
    Ticket,
    TicketLink,
    TimeEntry,
)
from tickets.queries.billing import approval_threshold, is_closed
from tickets.queries.bills import lines_of, open_months
from tickets.tables import Format

pytestmark = pytest.mark.django_db


def close(cast: Cast, month: int = 11, **who: Any) -> BilledMonth:
    user = who.get("by", cast.administrator)
    return close_month(user, cast.customer.pk, 2026, month, now=NOVEMBER_OVER)


def figures(row: BilledMonth) -> list[tuple[int, int, str, str]]:
    return [(each.minutes, each.billed_minutes, str(each.amount), each.why) for each in lines_of(row)]


def document(row: BilledMonth) -> Document:
    fresh = BilledMonth.objects.get(pk=row.pk)
    return document_of(fresh, lines_of(fresh))


def test_a_closed_month_has_every_entry_with_what_is_charged_and_why_not(cast: Cast) -> None:
    party(cast.customer)
    change = ticket(cast)
    free = ticket(cast, Kind.INCIDENT, impact="one", severity="no_functions", category=3)
    entries = [worked(cast, change, 50), worked(cast, free, 95), worked(cast, change, 20, rate=Decimal("142.50"))]
    worked(cast, change, 30, day=date(2026, 10, 31))
    row = close(cast)
    assert figures(row) == [(50, 60, "95.00", "change"), (20, 30, "71.25", "change"), (95, 0, "0.00", "incident")]
    assert [each.entry_id for each in lines_of(row)] == [entries[0].pk, entries[2].pk, entries[1].pk]
    assert (row.number, str(row.net), str(row.vat), str(row.total)) == ("2026-0001", "166.25", "34.91", "201.16")
    assert (row.issued_on, row.due_on) == (date(2026, 12, 1), date(2026, 12, 31))
    assert row.terms == {
        "rounding_minutes": 15,
        "rounding_per": "entry",
        "agreement_versions": row.terms["agreement_versions"],
    }
    assert [(each.year, each.month, each.entries) for each in open_months()] == [(2026, 10, 1)]
    assert [is_closed(cast.customer.pk, date(2026, month, 30)) for month in (10, 11, 12)] == [False, True, False]


def test_a_month_closed_twice_is_the_same_month_and_takes_one_number(cast: Cast) -> None:
    party(cast.customer)
    worked(cast, ticket(cast), 50)
    first = close(cast)
    assert close(cast) == first
    assert BillSeries.objects.get().last == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_the_sum_of_the_entries_equals_the_bill_and_made_again_it_has_the_same_bytes(cast: Cast, seed: int) -> None:
    with transaction.atomic():
        party(cast.customer)
        random_month(cast, seed)
        row = close(cast)
        owed = _independently()
        assert (row.net, row.vat) == (owed, (owed * 21 / 100).quantize(Decimal("0.01"), ROUND_HALF_UP))
        made = [specification.table(document(row), each) for each in Format]
        assert made == [specification.table(document(row), each) for each in Format]
        if row.number:
            assert ubl.invoice(document(row)) == ubl.invoice(document(row))
            assert f">{row.total}</cbc:PayableAmount>".encode() in ubl.invoice(document(row))
        transaction.set_rollback(True)


def _independently() -> Decimal:
    """Entry by entry by the words of W3, in other code: links and decisions are read from the rows."""
    owed = Decimal(0)
    for entry in TimeEntry.objects.filter(day__year=2026, day__month=11).select_related("ticket"):
        links = entry.ticket.links.filter(other__kind=Kind.INCIDENT).exists()
        decided = entry.ticket.rulings.order_by("-pk").first()
        if decided is not None and decided.billable is not None:
            billed = decided.billable
        else:
            change = entry.ticket.kind == Kind.STANDARD_CHANGE or entry.ticket.ground == "configuration"
            billed = change and not links
        if billed and entry.rate is not None:
            quarters = -(-entry.minutes // 15)
            owed += (entry.rate * quarters / 4).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return owed


def test_what_happens_after_the_closing_changes_nothing_in_it(cast: Cast) -> None:
    held = party(cast.customer)
    change = ticket(cast)
    worked(cast, change, 50)
    row = close(cast)
    before = (specification.table(document(row), Format.CSV), ubl.invoice(document(row)))
    other = incident(cast.contact, cast.customer, now=cast.now)
    TicketLink.objects.create(ticket=change, other=other, relation=Relation.CHANGE_FOR_INCIDENT)
    BillableRuling.objects.create(ticket=change, billable=False, reason="Toch niet", at=cast.now, by=cast.agent)
    held.legal_name = "Heel anders"
    held.save()
    Ticket.objects.filter(pk=change.pk).update(subject="Heel anders")
    assert (specification.table(document(row), Format.CSV), ubl.invoice(document(row))) == before
    work = Work(10, date(2026, 11, 30), "remote")
    with pytest.raises(Refusal, match=r"2026|closed|afgesloten"):
        record_time(cast.agent, change.reference, work, now=NOVEMBER_OVER)
    with pytest.raises(WrittenOnceError):
        BillLine.objects.update(amount=0)


def test_a_month_with_nothing_to_bill_takes_no_number_so_that_there_are_no_holes(cast: Cast) -> None:
    party(cast.customer)
    change, free = ticket(cast), ticket(cast, Kind.INCIDENT, impact="one", severity="no_functions", category=3)
    worked(cast, change, 50, day=date(2026, 9, 1))
    worked(cast, free, 50, day=date(2026, 10, 1))
    worked(cast, change, 50, day=date(2026, 11, 1))
    assert [close(cast, month).number for month in (9, 10, 11)] == ["2026-0001", None, "2026-0002"]


def test_a_closing_that_fails_gives_its_number_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    party(cast.customer)
    worked(cast, ticket(cast), 50)
    with monkeypatch.context() as broken:
        broken.setattr(BillLine.objects, "bulk_create", lambda _rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            close(cast)
    assert close(cast).number == "2026-0001"


@pytest.mark.parametrize("who", ["agent", "key_contact", "partner"])
def test_only_an_administrator_closes_and_corrects(cast: Cast, who: str) -> None:
    party(cast.customer)
    worked(cast, ticket(cast), 50)
    line = lines_of(close(cast))[0]
    with pytest.raises(NotAllowed):
        close(cast, by=cast.everybody[who])
    with pytest.raises(NotAllowed):
        correct_line(cast.everybody[who], line.pk, billed_minutes=1, reason="Zomaar", now=cast.now)


def test_what_stands_in_the_way_is_said_in_sentences(cast: Cast, settings: Any) -> None:
    change = ticket(cast)
    worked(cast, change, 50, rate=None)
    worked(cast, change, 10, day=date(2026, 11, 2), rate=None)
    worked(cast, ticket(cast, Kind.INCIDENT, impact="one", severity="no_functions", category=3), 50, rate=None)
    settings.SELLER = None
    with translation.override("en"):
        draft = months.draft_of(cast.customer, 2026, 11, now=cast.now)
        assert draft.obstacles == (
            "This month is not over yet.",
            "The settings do not say who sends the bills (DESK_SELLER, see docs/operating.md).",
            f"It is not known yet how {cast.customer.name} is billed: add its billing party.",
            "There is no rate for remote work on 02-11-2026, 03-11-2026: add one.",
        )
        with pytest.raises(Refusal, match="not over yet"):
            close_month(cast.administrator, cast.customer.pk, 2026, 11, now=cast.now)
    assert not BilledMonth.objects.exists()


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (0, 1), (99999, 1)])
def test_a_month_that_is_none_is_not_there(cast: Cast, year: int, month: int) -> None:
    with pytest.raises(NotVisible):
        close_month(cast.administrator, cast.customer.pk, year, month, now=cast.now)


def test_a_partner_organisation_is_never_billed(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        close_month(cast.administrator, cast.partner_organisation.pk, 2026, 10, now=cast.now)


def test_a_correction_is_the_difference_on_the_next_bill_and_names_the_old_line(cast: Cast) -> None:
    party(cast.customer)
    change = ticket(cast)
    worked(cast, change, 50, day=date(2026, 10, 5))
    wrong = lines_of(close(cast, 10))[0]
    for minutes, reason in ((45, "Te lang"), (30, "Toch nog korter")):
        correct_line(cast.administrator, wrong.pk, billed_minutes=minutes, reason=reason, now=NOVEMBER_OVER)
    # It is not forgotten where no more work comes.
    assert [(each.year, each.month, each.entries) for each in open_months()] == [(2026, 11, 0)]
    worked(cast, change, 20)
    assert [(each.year, each.month, each.entries) for each in open_months()] == [(2026, 11, 1)]
    row = close(cast)
    assert open_months() == []
    assert figures(row) == [(20, 30, "47.50", "change"), (-15, -15, "-23.75", "change"), (-15, -15, "-23.75", "change")]
    assert [each.corrects_id for each in lines_of(row)] == [None, wrong.pk, wrong.pk]
    assert (str(row.net), str(row.vat), str(row.total)) == ("0.00", "0.00", "0.00")
    made = document(row)
    assert [each.corrects for each in made.bill.lines] == ["", "2026-0001/1", "2026-0001/1"]
    assert [each.number for each in made.earlier] == ["2026-0001"]
    assert b"<cbc:ID>2026-0001</cbc:ID>" in ubl.invoice(made)
    assert set(BillCorrection.objects.values_list("billed_in", flat=True)) == {row.pk}
    # Once on a bill it is done: the month after has nothing of it.
    assert months.draft_of(cast.customer, 2026, 12, now=NOVEMBER_OVER).bill.lines == ()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"billed_minutes": 60}, "these minutes already"),
        ({"billed_minutes": -1}, "0 to 1440"),
        ({"billed_minutes": 1441}, "0 to 1440"),
        ({"reason": "  "}, "Give a reason"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(cast: Cast, fields: dict[str, Any], sentence: str) -> None:
    party(cast.customer)
    worked(cast, ticket(cast), 50)
    line = lines_of(close(cast))[0]
    with translation.override("en"), pytest.raises(Refusal, match=sentence):
        correct_line(cast.administrator, line.pk, **{"billed_minutes": 1, "reason": "Te lang", **fields}, now=cast.now)


def test_a_correction_is_not_corrected_itself_nor_a_line_without_a_rate(cast: Cast) -> None:
    party(cast.customer)
    change = ticket(cast)
    worked(cast, change, 50, day=date(2026, 10, 5))
    free = ticket(cast, Kind.INCIDENT, impact="one", severity="no_functions", category=3)
    worked(cast, free, 50, day=date(2026, 10, 5), rate=None)
    billed, unrated = lines_of(close(cast, 10))
    correct_line(cast.administrator, billed.pk, billed_minutes=0, reason="Dubbel", now=NOVEMBER_OVER)
    correction = lines_of(close(cast))[0]
    for line in (correction, unrated):
        with pytest.raises(Refusal):
            correct_line(cast.administrator, line.pk, billed_minutes=5, reason="Zomaar", now=NOVEMBER_OVER)


def test_the_threshold_is_that_of_the_billing_party_and_else_nothing(cast: Cast) -> None:
    assert approval_threshold(cast.customer.pk) == Decimal(0)
    party(cast.customer, approval_threshold=Decimal("250.00"))
    assert approval_threshold(cast.customer.pk) == Decimal("250.00")


def test_a_month_is_read_in_as_many_statements_for_one_entry_as_for_three(cast: Cast) -> None:
    party(cast.customer)
    counted = []
    for _entries in range(3):
        worked(cast, ticket(cast), 50)
        months.draft_of(cast.customer, 2026, 11, now=NOVEMBER_OVER)
        with CaptureQueriesContext(connection) as queries:
            months.draft_of(cast.customer, 2026, 11, now=NOVEMBER_OVER)
        counted.append(len(queries))
    assert counted == [7, 7, 7]


def test_a_new_version_in_the_month_gives_its_vat_to_its_days_and_its_rounding_to_the_whole_month(cast: Cast) -> None:
    party(cast.customer)
    change = ticket(cast)
    before = terms(change.agreement_version_id)
    publish_version(
        actor=cast.administrator, now=datetime(2026, 11, 1, 12, 0, tzinfo=AMSTERDAM),
        agreement=Agreement.objects.get(customer=None), effective_from=date(2026, 11, 16), reason="Ander tarief",
        terms=replace(before, vat_percent=LOW_VAT, rounding_minutes=30, rounding_per="ticket_month"),
    )  # fmt: skip
    for day in (2, 3, 20):
        worked(cast, change, 20, date(2026, 11, day))
    row = close(cast)
    assert [(each.billed_minutes, each.vat_percent) for each in lines_of(row)] == [(20, VAT), (40, VAT), (30, LOW_VAT)]
    assert (str(row.net), str(row.vat)) == ("142.50", "24.23")
    assert (row.terms["rounding_minutes"], len(row.terms["agreement_versions"])) == (30, 2)


def test_costs_that_wait_for_an_answer_are_read_before_the_month_is_closed(cast: Cast) -> None:
    party(cast.customer)
    asked = change_request(cast, now=cast.now)
    worked(cast, asked, 50)
    with translation.override("en"):
        draft = months.draft_of(cast.customer, 2026, 11, now=NOVEMBER_OVER)
    assert (draft.obstacles, draft.attention) == (
        (),
        (f"The customer has not answered the estimate of {asked.reference} yet.",),
    )


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_close_at_once_make_one_bill(cast: Cast) -> None:
    party(cast.customer)
    worked(cast, ticket(cast), 50)
    made: list[BilledMonth] = []
    together = threading.Barrier(2)

    def one() -> None:
        together.wait()
        try:
            made.append(close(cast))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _each in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.number for each in made] == ["2026-0001", "2026-0001"]
    assert made[0] == made[1]
