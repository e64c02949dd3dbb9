"""Lesson: who floods is slowed down and keeps the text; who works is not, and a broken cache locks nobody out."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from accounts.models import SecurityEvent, User
from ozmo_desk.environment import limits
from tests.cast import NOW, Cast
from tests.tickets import factories

pytestmark = pytest.mark.django_db
TEXT = "de telefoons doen het niet"
KNOWN = {"submit": (60, 300), "search": (240, 2400)}


@pytest.fixture(autouse=True)
def low_limits(settings: Settings) -> Iterator[None]:
    cache.clear()
    settings.LIMITS = {**settings.LIMITS, "submit": (1, 3), "reply": (1, 3), "search": (1, 3), "export": (1, 3)}
    with time_machine.travel(NOW, tick=False):
        yield


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, method: str, path: str) -> int:
    return (client.post if method == "POST" else client.get)(path, {"body": TEXT, "q": "telefoon"}).status_code


@pytest.mark.parametrize(
    "who,method,path",
    [
        ("contact", "POST", "/melden/"),
        ("contact", "POST", "/vraag/"),
        ("contact", "GET", "/melden/belofte/"),
        ("contact", "GET", "/tickets/"),
        ("key_contact", "GET", "/tickets/tickets.csv"),
        ("agent", "GET", "/desk/rijen/tickets.csv"),
        ("agent", "GET", "/desk/zoeken/tickets.csv"),
        ("contact", "POST", "/tickets/{0}/antwoord/"),
        ("contact", "POST", "/tickets/{0}/ander-moment/"),
        ("contact", "POST", "/tickets/{0}/nog-stuk/"),
        ("contact", "POST", "/tickets/{0}/werkt-weer/"),
        ("agent", "POST", "/desk/bellen/"),
        ("agent", "GET", "/desk/bellen/bellers/"),
        ("agent", "GET", "/desk/bellen/belofte/"),
        ("agent", "GET", "/desk/zoeken/"),
        ("agent", "GET", "/desk/tickets/{0}/verwijzingen/zoeken/"),
        ("agent", "GET", "/desk/tickets/{0}/samenvoegen/zoeken/"),
        ("agent", "POST", "/desk/tickets/{0}/antwoord/"),
        ("agent", "POST", "/desk/tickets/{0}/vraag/"),
        ("agent", "POST", "/desk/tickets/{0}/hersteld/"),
        ("agent", "POST", "/desk/tickets/{0}/heropenen/"),
        ("agent", "POST", "/desk/tickets/{0}/notitie/"),
        ("agent", "POST", "/desk/tickets/{0}/statusrapportage/"),
    ],
)
def test_limit_on_every_door_of_work(cast: Cast, who: str, method: str, path: str) -> None:
    path = path.format(factories.incident(cast.contact, cast.customer, now=cast.now).reference)
    client = client_of(cast.everybody[who])
    assert [send(client, method, path) == 429 for _each in range(2)] == [False, True]


def test_limit_tells_when_to_come_back_and_keeps_the_text(cast: Cast) -> None:
    client = client_of(cast.contact)
    client.post("/melden/", {"description": TEXT})
    response = client.post("/melden/", {"description": TEXT})
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert TEXT in response.content.decode()


def test_limit_does_not_count_looking(cast: Cast) -> None:
    client = client_of(cast.contact)
    assert [client.get(path).status_code for path in ("/melden/", "/melden/", "/tickets/", "/tickets/")] == [200] * 4


def test_limit_of_an_organisation_counts_its_people_together(cast: Cast, settings: Settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "submit": (2, 3)}
    people = [cast.contact, cast.contact, cast.colleague, cast.colleague]
    assert [client_of(each).post("/melden/").status_code for each in people] == [422, 422, 422, 429]
    assert client_of(cast.stranger).post("/melden/").status_code == 422


def test_limit_of_a_partner_is_not_taken_from_its_customers(cast: Cast) -> None:
    assert [client_of(cast.partner).post("/melden/").status_code for _each in range(5)] == [422, *[429] * 4]
    assert client_of(cast.contact).post("/melden/").status_code == 422


def test_limit_of_people_of_the_desk_is_their_own(cast: Cast) -> None:
    people = [cast.agent, cast.second_agent, cast.administrator]
    assert 429 not in [client_of(each).post("/desk/bellen/").status_code for each in people]


def test_limit_reached_is_on_record_once_a_minute(cast: Cast) -> None:
    client = client_of(cast.contact)
    for _each in range(5):
        client.post("/melden/", {"description": TEXT})
    assert list(SecurityEvent.objects.values_list("kind", "actor", "subject")) == [
        ("limited", cast.contact.pk, "submit")
    ]


def test_broken_cache_lets_people_through_and_is_logged(cast: Cast, settings: Settings) -> None:
    nowhere = {"BACKEND": "ozmo_desk.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": nowhere}
    with capture_logs() as lines:
        assert client_of(cast.contact).post("/melden/").status_code == 422
    assert {each["event"] for each in lines} >= {"cache_without_redis"}


@pytest.mark.parametrize(
    "value,expected", [("", KNOWN), ("submit=5/9", KNOWN | {"submit": (5, 9)}), ("search=1/2, submit=3/4", None)]
)
def test_limits_are_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: dict[str, tuple[int, int]] | None
) -> None:
    monkeypatch.setenv("DESK_LIMITS", value)
    assert limits("DESK_LIMITS", KNOWN) == (expected or {"search": (1, 2), "submit": (3, 4)})


@pytest.mark.parametrize("value", ["submit", "submit=5", "walk=5/9", "submit=-1/9", "submit=a/b"])
def test_limits_that_make_no_sense_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DESK_LIMITS", value)
    with pytest.raises(ImproperlyConfigured, match=r"env\.sample"):
        limits("DESK_LIMITS", KNOWN)
