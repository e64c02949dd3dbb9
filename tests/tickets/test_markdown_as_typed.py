"""People type as in a mail: star codes, paths, prices and lists of extensions stay as they were typed."""

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tickets.markdown import _is_plain, _paragraphs, _parser, rendered

TELEPHONY = (
    "Doorschakelen met *21*0412345678# lukt niet.",
    "**21*0612345678**20# geeft een bezettoon",
    "Uitzetten: #21# of ##21# of ##002#",
    "Kies **4 of **5 om op te nemen, en *9 voor de nachtstand.",
    "toestel *21* en toestel *22* gaan niet over",
    "* 21 * 0412 #",
    "*#06# gaf 35-209900-176148-1",
    "#201 hoort bij #202",
    "# 201 is bezet",
    "2_3 en 2_4, sip_trunk_2 en _ext_queue_",
    "Het adres is __init__.py in C:\\_map_\\x en \\\\server\\delen",
    "foto`s van `s avonds en `s morgens",
    "> 5 minuten wachten, >= 3 keer",
    "< 10 toestellen",
    "0800. is gratis, 0900. niet",
    "112. Dat nummer moet altijd werken.",
    "1) eerst bellen\n2) dan ophangen",
    "2024. Toen werkte het nog.",
    "+ 31 413 741 742",
    "Jan <jan@maasoever.example> belde",
    "R&D en &amp; en &lt; in de naam van de groep",
    "naam     toestel\n  balie    21\n    fax    22",
    "   ingesprongen\n      nog verder",
    "*** STORING ***",
    "___\n= = =\n* * *",
    "toestel | 21 | 22\n--|--|--",
    "Wachtwoord: a*b*c_d_e`f`~g^h\\i",
    "[21](22) en ![x] en [noot]: zie onder",
    "*let op* ~nu~ ^dus^",
    "```\nhier begon iets dat niet eindigt",
)  # fmt: skip


def read(html: str) -> str:
    """What one reads on the page: lines, with the number or dash of an item."""
    text = re.sub(r'<li value="(\d+)">\s*', r"\1. ", html)
    text = re.sub(r"<br>|</p>\s*<p>", "\n", text.removesuffix("\n"))
    return unescape(re.sub(r"<[^>]*>", "", text))


@pytest.mark.parametrize("text", TELEPHONY)
def test_text_about_telephones_stays_as_it_was_typed(text: str) -> None:
    assert read(rendered(text)) == text


@pytest.mark.parametrize(
    "text,expected",
    [
        ("- a\n- b\nGroeten", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>Groeten</p>\n"),
        ("1. toestel", '<ol>\n<li value="1">toestel</li>\n</ol>\n'),
        ("5. a\n7. b", '<ol>\n<li value="5">a</li>\n<li value="7">b</li>\n</ol>\n'),
        ("> vraag\nantwoord", "<blockquote>\n<p>vraag</p>\n</blockquote>\n<p>antwoord</p>\n"),
        ("`*21#` kiezen", "<p><code>*21#</code> kiezen</p>\n"),
        ("```\n*21*\n  x\n```\nna", "<pre><code>*21*\n  x\n</code></pre>\n<p>na</p>\n"),
        ("**Let op _nu_**.", "<p><strong>Let op <em>nu</em></strong>.</p>\n"),
    ],
)
def test_marks_that_are_meant_are_drawn(text: str, expected: str) -> None:
    assert rendered(text) == expected


@pytest.mark.parametrize(
    "text,address,after",
    [
        ("https://ozmo.example/a_b?x=1&y=2.", "https://ozmo.example/a_b?x=1&amp;y=2", "."),
        ("(http://ozmo.example/(a)), ja", "http://ozmo.example/(a)", "), ja"),
    ],
)
def test_address_leads_there_without_the_sign_that_ends_the_sentence(text: str, address: str, after: str) -> None:
    link = f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>'
    assert rendered(text).removeprefix("<p>").removeprefix("(") == f"{link}{after}</p>\n"


def test_quote_deeper_than_anybody_quotes_loses_no_words() -> None:
    assert "diep" in rendered(">" * 100 + " diep")
    assert "diep" in rendered("- " * 100 + "diep")


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab 12.,#&<\"'\t\n()"), max_size=40))
@example(" a \n\n \n\n b\t\n")
def test_text_without_marks_is_drawn_by_the_short_way_as_by_the_long(text: str) -> None:
    if _is_plain(text):
        assert unescape(_paragraphs(text)) == unescape(_parser().render(text))


MARKS = str.maketrans("", "", "*_`>-[]() \t\n")


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("aé12.#+\\&<;:*_`>-[]() \t\n"), max_size=60))
@example("- - - a\n1. 2. 3. b")
@example("`a`\n```\n> *1\n```\nx")
def test_nothing_but_marks_is_ever_lost(text: str) -> None:
    assert read(rendered(text)).translate(MARKS) == text.translate(MARKS)
