"""A change asked for by phone: the same form at the desk, for who calls (W1, H2)."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import NOW, Cast
from tests.tickets.change_factories import catalogue_version, rate
from tests.tickets.factories import incident
from tickets.models import CatalogueVersion, ChangeRequest, Ticket

pytestmark = pytest.mark.django_db
FORM = "/desk/bellen/wijziging/new-extension/"
PANEL_STATEMENTS = 8


@pytest.fixture
def version(cast: Cast) -> CatalogueVersion:
    """An hour of work at 95 euro."""
    rate()
    return catalogue_version(cast)


def fields(cast: Cast, **more: str) -> dict[str, str]:
    caller = f"{cast.contact.pk}-{cast.customer.pk}"
    return {"version": "1", "caller": caller, "a-name": "Jan", "called_at": "2026-11-24T10:00", **more}


def test_agent_logs_a_change_for_who_calls(cast: Cast, desk: Client, version: CatalogueVersion) -> None:
    about = incident(cast.contact, cast.customer, now=NOW)
    assert "New extension" in desk.get("/desk/bellen/wijziging/", {"q": "extension"}).content.decode()
    answer = desk.post(FORM, fields(cast, incident=about.reference))
    kept = ChangeRequest.objects.get()
    assert (answer.status_code, kept.ticket.reporter, kept.answers) == (302, cast.contact, {"name": "Jan"})
    assert "By version 1 of the form" in desk.get(answer["Location"]).content.decode()


def test_form_comes_back_with_a_sentence_when_it_is_not_right(
    cast: Cast, desk: Client, version: CatalogueVersion
) -> None:
    for more, sentence, status in (
        ({"caller": ""}, "Choose who called: search for a name, a phone number or an organisation.", 422),
        ({"a-name": ""}, "Fill in “Name”.", 422),
        ({"called_at": "2026-11-24T11:00"}, "A call cannot be logged before it was made.", 422),
        ({"version": "7"}, "This form was changed in the meantime.", 409),
        ({"incident": "OZ-999"}, "There is no incident with this number", 422),
    ):
        answer = desk.post(FORM, fields(cast, **more))
        assert (answer.status_code, sentence in answer.content.decode()) == (status, True)
    version.item.offered_to.set([cast.other_customer])
    answer = desk.post(FORM, fields(cast))
    assert "This change is not offered to the customer who calls." in answer.content.decode()
    assert (answer.status_code, Ticket.objects.filter(change__isnull=False).count()) == (422, 0)


def test_panel_takes_as_many_statements_for_three_incidents_as_for_one(
    cast: Cast, desk: Client, version: CatalogueVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 2):
        for _ in range(number):
            about = incident(cast.contact, cast.customer, now=NOW)
        desk.get(FORM)
        with django_assert_num_queries(PANEL_STATEMENTS):
            page = desk.get(f"{FORM}belofte/", {"caller": f"0-{cast.customer.pk}"}).content.decode()
    assert ("within 2 working days after approval" in page, about.reference in page) == (True, True)
    assert "Choose who calls." in desk.get(f"{FORM}belofte/", {"caller": "x"}).content.decode()
