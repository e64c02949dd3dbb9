"""Rates in the administration: another one shows which recorded time it touches, and is saved once that was seen."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from agreements.actions import add_rate
from agreements.models import Activity, Agreement, AgreementVersion, Rate
from agreements.queries import terms
from agreements.rates import NewRate, rate_for
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import at, signed_in
from tickets.actions.time.record import Work, record_time
from tickets.models import TimeEntry

ADD = "/beheer/agreements/rate/add/"
FIELD = re.compile(r'name="(listed|previewed|based_on)" value="([^"]*)"')


@pytest.fixture
def client(cast: Cast) -> Client:
    """An administrator's browser; remote work costs 95 euro, and an hour was worked on the second of November."""
    agreement = Agreement.objects.get(customer=None)
    rate = NewRate(agreement, Activity.REMOTE, Decimal(95), date(2026, 10, 1))
    add_rate(actor=None, now=NOW, rate=rate, reason="Begin")
    ticket = factories.question(cast.contact, cast.customer, now=at(2, 10))
    record_time(cast.agent, ticket.reference, Work(60, date(2026, 11, 2), Activity.REMOTE), now=NOW)
    return signed_in(cast.administrator)


def filled(**fields: object) -> dict[str, Any]:
    """A rate since the first of November."""
    agreement = Agreement.objects.get(customer=None).pk
    newest = Rate.objects.order_by("-pk").values_list("pk", flat=True).first()
    values = {"activity": "remote", "amount": "99.50", "effective_from": "2026-11-01", "reason": "Index"}
    return {"agreement": agreement, "based_on": newest, **values, **fields}


def test_rate_in_the_past_is_seen_first_and_then_saved(client: Client) -> None:
    shown = client.post(ADD, filled())
    body = shown.content.decode()
    assert (shown.status_code, "which recorded time it touches" in body, Rate.objects.count()) == (200, True, 1)
    assert "1 entry of an open month gets the new rate" in body
    assert ("€95.00" in body, "€99.50" in body, "not charged" in body) == (True, True, True)
    seen = dict(FIELD.findall(body))
    # Another amount than was seen is shown again; what another administrator did meanwhile is told.
    again = client.post(ADD, filled(amount="98.00", **{name: seen[name] for name in ("listed", "previewed")}))
    assert ("which recorded time it touches" in again.content.decode(), Rate.objects.count()) == (True, 1)
    assert client.post(ADD, filled(based_on=Rate.objects.get().pk - 1)).status_code == 409
    saved = client.post(ADD, filled(**{name: seen[name] for name in ("listed", "previewed")}), follow=True)
    assert "1 entry of an open month has this rate now." in saved.content.decode()
    assert rate_for(None, Activity.REMOTE, date(2026, 11, 1)) == Decimal("99.50")
    newest = TimeEntry.objects.get(replaced_by=None)
    assert (newest.rate, newest.reason, newest.recorded_by.name) == (Decimal("99.50"), "Index", "Lotte Hermans")


def test_rate_of_the_future_touches_nothing_and_is_saved_at_once(client: Client, cast: Cast) -> None:
    assert client.post(ADD, filled(effective_from="2027-01-01", amount="102.00")).status_code == 302
    assert rate_for(cast.customer.pk, Activity.REMOTE, date(2026, 12, 31)) == Decimal(95)
    assert rate_for(cast.customer.pk, Activity.REMOTE, date(2027, 1, 1)) == Decimal(102)
    assert rate_for(cast.customer.pk, Activity.ON_SITE, date(2027, 1, 1)) is None
    assert TimeEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": "0"}, "0.01"),
        ({"amount": "95.555"}, "2 decimal"),
        ({"effective_from": "2001-01-01"}, "This agreement was not in force yet on that date."),
        ({"reason": ""}, "required"),
        ({"activity": "slapen"}, "valid choice"),
    ],
)
def test_bad_rate_is_refused(client: Client, fields: dict[str, str], sentence: str) -> None:
    response = client.post(ADD, filled(**fields))
    assert (sentence in response.content.decode(), Rate.objects.count()) == (True, 1)


def test_new_version_takes_the_rates_along_and_has_the_terms_of_billing(client: Client) -> None:
    form = client.get("/beheer/agreements/agreementversion/add/").context["adminform"].form
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    values |= {"effective_from": "2027-01-01", "reason": "Facturatie", "rounding_per": "ticket_day"}
    values |= {"billable_grounds": ["configuration", "not_managed"], "vat_percent": "9.00"}
    refused = client.post("/beheer/agreements/agreementversion/add/", values | {"approval_reminder_working_days": 10})
    assert "comes sooner than the estimate expires" in refused.content.decode()
    assert client.post("/beheer/agreements/agreementversion/add/", values).status_code in (200, 302)
    if AgreementVersion.objects.count() == 1:  # Open tickets are shown first.
        body = client.post("/beheer/agreements/agreementversion/add/", values).content.decode()
        digest = re.search(r'name="previewed" value="([^"]*)"', body)
        assert digest is not None
        values |= {"previewed": digest[1], "outcome": "leave"}
        assert client.post("/beheer/agreements/agreementversion/add/", values).status_code == 302
    newest = AgreementVersion.objects.order_by("-pk")[0]
    contract = terms(newest.pk)
    assert (contract.rounding_per, contract.vat_percent) == ("ticket_day", Decimal("9.00"))
    assert contract.billable_grounds == ("configuration", "not_managed")
    assert list(newest.rates.values_list("activity", "amount")) == [("remote", Decimal(95))]
    page = client.get(f"/beheer/agreements/agreementversion/{newest.pk}/change/").content.decode()
    assert "network or other matters that OZMO does not manage" in page
