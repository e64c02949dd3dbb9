"""Bills on the page: who sees which, what a confidential ticket keeps, the files, and the administrators' pages."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import end_mandate
from accounts.models import Mandate, SecurityEvent, SecurityEventKind, User
from tests.cast import Cast
from tests.tickets.billing.rows import NOVEMBER_OVER, party, ticket, worked
from tickets.actions.bills.close_month import close_month
from tickets.models import BillCorrection, BilledMonth, BillingParty

pytestmark = pytest.mark.django_db


@pytest.fixture
def bill(cast: Cast) -> BilledMonth:
    """October of the customer: something charged on a confidential ticket, and something free."""
    party(cast.customer)
    worked(cast, ticket(cast, subject="Geheim project", confidential=True), 50, date(2026, 10, 5), note="Stil gehouden")
    worked(cast, ticket(cast, "incident", impact="one", severity="no_functions", category=3), 20, date(2026, 10, 6))
    return close_month(cast.administrator, cast.customer.pk, 2026, 10, now=NOVEMBER_OVER)


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """The clock stands still after the month."""
    cache.clear()
    with time_machine.travel(NOVEMBER_OVER, tick=False):
        yield


def browser(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def read(client: Client, address: str) -> bytes:
    """What is in a file."""
    return b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]


def of(bill: BilledMonth, extension: str = "") -> str:
    return (
        reverse("portal:bill_file", args=[bill.pk, extension]) if extension else reverse("portal:bill", args=[bill.pk])
    )


def approving(cast: Cast) -> None:
    """The partner's mandate lets it approve costs."""
    Mandate.objects.filter(pk=cast.mandate.pk).update(may_approve_cost=True)


def test_a_key_contact_reads_what_is_charged_and_what_not_and_why(cast: Cast, bill: BilledMonth) -> None:
    client = browser(cast.key_contact)
    listed, shown = body(client, reverse("portal:bills")), body(client, of(bill))
    assert ("October 2026" in listed, "€114.95" in listed, "Bill 2026-0001 of 01-12-2026" in listed) == (True,) * 3
    wanted = (
        "Geheim project",
        "Stil gehouden",
        "€95.00",
        "1:00",
        "VAT 21% on €95.00",
        "€114.95",
        "solving it is part of",
    )
    assert [each for each in wanted if each not in shown] == []
    assert "Each entry is rounded up to whole steps of 15 minutes." in shown


@pytest.mark.parametrize("who", ["contact", "colleague", "stranger", "partner", "ended_partner"])
def test_who_may_not_approve_costs_finds_no_bill(cast: Cast, bill: BilledMonth, who: str) -> None:
    client = browser(cast.everybody[who])
    nothing = bill.pk + 1000
    for address in (reverse("portal:bills"), of(bill), of(bill, "pdf"), reverse("portal:bill", args=[nothing])):
        assert client.get(address).status_code == 404
    assert not SecurityEvent.objects.filter(kind=SecurityEventKind.EXPORTED).exists()


def test_a_partner_that_may_approve_costs_sees_figures_but_no_words_of_a_confidential_ticket(
    cast: Cast, bill: BilledMonth
) -> None:
    approving(cast)
    client = browser(cast.partner)
    for text in (body(client, of(bill)), read(client, of(bill, "csv")).decode()):
        assert ("Geheim project" in text, "Stil gehouden" in text) == (False, False)
        assert "Confidential ticket" in text
    assert b"Geheim" not in read(client, of(bill, "xml"))
    assert "€95.00" in body(client, of(bill))
    end_mandate(actor=None, mandate=cast.mandate, now=NOVEMBER_OVER)
    assert [client.get(each).status_code for each in (reverse("portal:bills"), of(bill), of(bill, "csv"))] == [404] * 3


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("pdf", "application/pdf"),
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("xml", "application/xml"),
    ],
)
def test_a_file_is_a_download_of_the_same_bytes_each_time_and_on_record(
    cast: Cast, bill: BilledMonth, extension: str, content_type: str
) -> None:
    client = browser(cast.key_contact)
    first, second = (client.get(of(bill, extension)) for _each in range(2))
    assert first.getvalue() == second.getvalue()
    assert first.headers["Content-Type"] == content_type
    assert first.headers["Content-Disposition"] == f'attachment; filename="rekening-2026-0001.{extension}"'
    kept = SecurityEvent.objects.filter(kind=SecurityEventKind.EXPORTED)
    assert [(each.actor_id, each.subject) for each in kept] == [
        (cast.key_contact.pk, f"bill {bill.pk} {extension}")
    ] * 2


def test_files_are_limited_in_a_minute(cast: Cast, bill: BilledMonth, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "export": (2, 100)}
    client = browser(cast.key_contact)
    assert [client.get(of(bill, "csv")).status_code for _each in range(3)] == [200, 200, 429]


def test_a_kind_of_file_that_is_none_is_not_there(cast: Cast, bill: BilledMonth) -> None:
    client = browser(cast.key_contact)
    assert [client.get(of(bill, each)).status_code for each in ("exe", "PDF", "csv.csv")] == [404] * 3


def test_a_month_without_a_number_has_no_invoice_for_bookkeeping(cast: Cast) -> None:
    party(cast.customer)
    worked(cast, ticket(cast, "incident", impact="one", severity="no_functions", category=3), 20, date(2026, 10, 6))
    row = close_month(cast.administrator, cast.customer.pk, 2026, 10, now=NOVEMBER_OVER)
    client = browser(cast.key_contact)
    assert "Nothing is charged for this month." in body(client, of(row))
    assert [client.get(of(row, each)).status_code for each in ("pdf", "xml")] == [200, 404]


def test_a_bill_takes_as_many_statements_for_one_line_as_for_three(cast: Cast) -> None:
    party(cast.customer)
    client, counted = browser(cast.key_contact), []
    for month, entries in ((10, 1), (9, 3)):
        change = ticket(cast)
        for _each in range(entries):
            worked(cast, change, 50, date(2026, month, 5))
        row = close_month(cast.administrator, cast.customer.pk, 2026, month, now=NOVEMBER_OVER)
        body(client, of(row))
        with CaptureQueriesContext(connection) as one:
            body(client, of(row))
        with CaptureQueriesContext(connection) as listed:
            body(client, reverse("portal:bills"))
        counted.append((len(one), len(listed)))
    assert counted[0] == counted[1]


def test_an_administrator_looks_closes_and_puts_a_line_right(cast: Cast) -> None:
    party(cast.customer)
    worked(cast, ticket(cast), 50, date(2026, 10, 5))
    client = browser(cast.administrator)
    month = reverse("bill_month", args=[cast.customer.pk, 2026, 10])
    assert month in body(client, reverse("bill_months"))
    assert "Close October 2026" in body(client, month)
    assert client.post(month, {"seen": "another"}).status_code == 409
    assert client.post(month, {"seen": "1 114.95"}).status_code == 302
    row = BilledMonth.objects.get()
    closed = reverse("bill_closed", args=[row.pk])
    assert [client.get(month).headers["Location"], client.post(month).headers["Location"]] == [closed, closed]
    correct = reverse("bill_correct", args=[row.lines.get().pk])
    assert correct in body(client, closed)
    assert client.get(reverse("bill_closed_file", args=[row.pk, "pdf"])).status_code == 200
    assert client.post(correct, {"billed_minutes": "veel", "reason": ""}).status_code == 422
    assert client.post(correct, {"billed_minutes": "60", "reason": "Niets anders"}).status_code == 422
    assert client.post(correct, {"billed_minutes": "45", "reason": "Te lang"}).status_code == 302
    assert BillCorrection.objects.get().reason == "Te lang"
    assert "on the next bill" in body(client, correct)


def test_a_month_that_cannot_be_closed_has_no_button_and_says_why(cast: Cast) -> None:
    worked(cast, ticket(cast), 50, date(2026, 12, 1), rate=None)
    client = browser(cast.administrator)
    month = reverse("bill_month", args=[cast.customer.pk, 2026, 12])
    shown = body(client, month)
    assert ("This month is not over yet." in shown, "There is no rate for remote work on 01-12-2026" in shown) == (
        True,
    ) * 2
    assert "Close December 2026" not in shown
    assert client.post(month, {"seen": "1 0.00"}).status_code == 422
    assert client.get(reverse("bill_month", args=[cast.customer.pk, 2026, 13])).status_code == 404
    assert client.get(reverse("bill_month", args=[cast.partner_organisation.pk, 2026, 10])).status_code == 404


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"vat_number": "nl 0012.34567.b01"}, True),
        ({"vat_number": "NL1234"}, False),
        ({"vat_number": "1234"}, False),
        ({"kvk_number": "1234"}, False),
        ({"country": "Nederland"}, False),
        ({"endpoint": "12345678"}, False),
        ({"approval_threshold": "-1"}, False),
        ({"country": "be", "vat_number": "BE0123456789"}, True),
    ],
)
def test_the_numbers_of_a_billing_party_are_looked_at(cast: Cast, fields: dict[str, str], kept: bool) -> None:
    values = {
        "customer": str(cast.customer.pk), "approval_threshold": "0", "legal_name": "Maasoever B.V.",
        "street": "Havenkade 12", "postcode": "5405 AB", "city": "Uden", "country": "NL", **fields,
    }  # fmt: skip
    response = browser(cast.administrator).post(reverse("admin:tickets_billingparty_add"), values)
    assert (response.status_code == 302, BillingParty.objects.exists()) == (kept, kept)
    if kept:
        assert BillingParty.objects.get().approval_threshold == Decimal(0)
