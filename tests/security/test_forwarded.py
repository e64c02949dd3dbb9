"""Lesson: headers that only a proxy may set. What somebody writes before the proxy's own word counts for nothing."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
LOGIN, MORE_THAN_A_MINUTE = "/account/login/", 32


@pytest.mark.parametrize(
    ("proxies", "header", "last"),
    [
        # One proxy in front: it appends who asked, whatever stood there before.
        (1, "10.0.0.{n}, 192.0.2.7", 429),
        (1, "192.0.2.{n}", 200),
        # Nothing in front: the header is somebody's invention.
        (0, "192.0.2.{n}", 429),
    ],
)
def test_forwarded_for_that_was_made_up_gets_around_no_limit(
    settings: Settings, proxies: int, header: str, last: int
) -> None:
    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client = Client()
    for n in range(MORE_THAN_A_MINUTE):
        answer = client.post(LOGIN, {}, headers={"X-Forwarded-For": header.format(n=n)})
    assert answer.status_code == last


def test_request_id_from_outside_is_not_believed() -> None:
    response = Client().get(LOGIN, headers={"X-Request-ID": "of-somebody-else"})
    assert response.headers["X-Request-ID"] != "of-somebody-else"
