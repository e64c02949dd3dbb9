"""Lesson: text that is made to be slow. What anybody may send is read in time that grows with its length.

Before they were mended these took from one second to more than a minute.
"""

import time
from collections.abc import Callable

import pytest

from accounts.security.own_words import OwnWordsValidator
from ozmo_desk.logs import without_mail_addresses
from tickets.files import clean_name
from tickets.forms.desk import ROW
from tickets.markdown import rendered
from tickets.search import fold
from tickets.tables import safe_cell

LONG, MESSAGE = 60_000, 19_900
SECONDS = 0.8


def logged(text: str) -> None:
    without_mail_addresses(None, "", {"request": f"GET /{text}"})


def validated(text: str) -> None:
    OwnWordsValidator().validate(text)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (logged, "@" * LONG),
        (logged, "a" * LONG),
        (logged, "a@" * (LONG // 2)),
        (logged, "a@" + "a.-" * (LONG // 3)),
        (validated, "1" * LONG + "ab"),
        (validated, "a1" * (LONG // 2)),
        (rendered, "http://a" + "." * MESSAGE + "a"),
        (rendered, "http://a.b" + "*_" * (MESSAGE // 2) + "a"),
        (rendered, "http://a.b" + ")" * MESSAGE),
        (rendered, "[" * MESSAGE),
        (rendered, "![" * (MESSAGE // 2)),
        (rendered, "- a\n" * (MESSAGE // 4)),
        (rendered, "> - a\n" * (MESSAGE // 6)),
        (rendered, "[a](http://" * (MESSAGE // 11)),
        (clean_name, " " * LONG + "a"),
        # No text in a table is longer than the name of a person.
        (safe_cell, "\n" * 150 + "a"),
        (fold, "é " * (MESSAGE // 2)),
        (ROW.search, "OZ-1" * (MESSAGE // 4)),
    ],
)
def test_text_that_is_made_to_be_slow_is_read_at_once(read: Callable[[str], object], text: str) -> None:
    began = time.process_time()
    read(text)
    assert time.process_time() - began < SECONDS
