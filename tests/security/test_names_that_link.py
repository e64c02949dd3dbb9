"""Lesson: the name of a sender that mail programs make a link of: names stand in mails that we send to others."""

import pytest
from django.core.exceptions import ValidationError

from accounts.forms import plain_name


@pytest.mark.parametrize(
    "name",
    [
        "Kijk op evil.com",
        "evil.Com",
        "Win! www.x.y",
        "Els, bank-nl.example",
        "http://a",
        "a/b",
        "Jan mail@evil.com",
        "приз.рф 123.онлайн",
        "sub.evil\u00a0evil.nl",
    ],
)
def test_name_that_would_become_a_link_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        plain_name(name)


@pytest.mark.parametrize(
    "name",
    ["J.P. de Vries", "J.van Dijk", "Th.van Dam", "Drs. Jansen", "Mr. A.B.C. Ito-Bos", "Noor  O'Neil", "Łukasz Ćwik"],
)
def test_name_of_a_person_stays(name: str) -> None:
    assert plain_name(name) == " ".join(name.split())
