"""The tenancy walk of maintenance (M2, P1): for who may not see a window it is, byte for byte, no window at all."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actions import change_mandate, end_mandate, grant_mandate
from maintenance.models import MaintenanceWindow
from tests.walk.addresses import Known, fields_for, known_routes
from tests.walk.test_tenancy import seen
from tests.walk.walker import Walker, all_rows, body_of
from tests.walk.world import SECOND, World

pytestmark = pytest.mark.django_db
NO_WINDOW = "OH-987654321"
LIST = "/onderhoud/vensters/"


def about_a_window() -> list[Known]:
    """Every address in the portal that takes the number of a window."""
    return [each for each in known_routes() if each.name.startswith("maintenance:") and "reference" in each.takes]


def differences(world: World, walker: Walker, window: MaintenanceWindow) -> Iterator[str]:
    """The addresses at which another's window differs from none, opened and sent."""
    for known in about_a_window():
        theirs, nothing = (reverse(known.name, args=[each]) for each in (window.reference, NO_WINDOW))
        fields = fields_for(world, known.name)
        opened = seen(walker.get(theirs), theirs), seen(walker.get(nothing), nothing)
        sent = seen(walker.post(theirs, fields), theirs), seen(walker.post(nothing, fields), nothing)
        if opened[0] != opened[1] or sent[0] != sent[1] or not {opened[0][0], sent[0][0]} <= {302, 404, 405}:
            yield f"{theirs} {opened[0][0]} {sent[0][0]}"


@pytest.mark.parametrize("role", ["anonymous", "contact", "colleague", "stranger", "ended_partner"])
def test_window_that_somebody_is_not_asked_about_is_no_window(world: World, role: str) -> None:
    before = all_rows()
    assert len(about_a_window()) >= 4
    assert list(differences(world, Walker(world.user(role)), world.windows.asked)) == []
    assert all_rows() == before


@pytest.mark.parametrize("role", ["anonymous", "contact", "key_contact", "partner", "ended_partner"])
def test_window_of_another_customer_is_no_window(world: World, role: str) -> None:
    assert list(differences(world, Walker(world.user(role)), world.windows.elsewhere)) == []


@pytest.mark.parametrize("role", ["key_contact", "partner", "stranger"])
def test_draft_is_no_window_for_customers(world: World, role: str) -> None:
    assert list(differences(world, Walker(world.user(role)), world.windows.drafted)) == []


def test_mandate_that_ends_takes_windows_at_that_moment(world: World) -> None:
    """Page, list and banner: there until the mandate's end, and gone from that very moment."""
    cast, walker = world.cast, Walker(world.cast.partner)
    path = reverse("maintenance:window", args=[world.windows.asked.reference])
    assert walker.get(path).status_code == 200
    assert "qwindowurgent" in body_of(walker.get("/"))
    end_mandate(actor=None, mandate=cast.mandate, now=cast.now + SECOND)
    with time_machine.travel(cast.now + SECOND, tick=False):
        assert list(differences(world, walker, world.windows.asked)) == []
        assert "qwindow" not in body_of(walker.get("/")) + body_of(walker.get(LIST))


def test_partner_of_two_customers_reads_of_each_what_is_its(world: World) -> None:
    """On behalf of the second customer it sees that one's window too; when that mandate ends, the first one's only."""
    cast = world.cast
    second, partner = cast.other_customer, cast.partner_organisation
    since = cast.now - timedelta(days=1)
    mandate = grant_mandate(actor=None, customer=second, partner=partner, starts_at=since, now=cast.now)
    rights = {"may_file": False, "may_consult": True, "may_approve_cost": False}
    change_mandate(actor=None, mandate=mandate, ends_at=None, **rights, now=cast.now)
    client = Client()
    client.force_login(cast.partner)
    asked = reverse("maintenance:window", args=[world.windows.asked.reference])
    elsewhere = reverse("maintenance:window", args=[world.windows.elsewhere.reference])
    page = client.get(asked).content.decode()
    assert [word in page for word in ("Zorggroep Maasoever", "Peelland Transport", "qwindowanswer")] == [True] * 3
    assert client.get(elsewhere).status_code == 200
    end_mandate(actor=None, mandate=mandate, now=cast.now)
    page = client.get(asked).content.decode()
    assert ("Peelland" in page, "qwindowanswer" in page) == (False, True)
    assert client.get(elsewhere).status_code == 404


def test_page_for_everybody_names_no_customer_and_no_environment(world: World) -> None:
    page = body_of(Walker(None).get("/onderhoud/"))
    assert "qwindowelsewhere" in page
    told = (
        "Maasoever",
        "Peelland",
        "Lijnrecht",
        "Oudezijds",
        "omgeving",
        "qwindowasked",
        "qwindowdraft",
        "qwindowreason",
    )
    assert [word for word in told if word in page] == []
