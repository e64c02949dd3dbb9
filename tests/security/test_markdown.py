"""Lesson: a stored script in Markdown: nothing that somebody writes runs, loads or leads somewhere unnoticed."""

import re
import time

import pytest

from tickets.markdown import rendered

ALLOWED = re.compile(
    r"</?(?:p|em|strong|code|pre|blockquote|ul|li|hr|br|a|ol)>|<li value=\"\d+\">"
    r"|<a href=\"(?:https?|mailto|tel):[^\"<>]*\" rel=\"noopener noreferrer nofollow\">"
)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![foto](https://evil.example/pixel.png)",
        "![foto][1]\n\n[1]: https://evil.example/pixel.png",
        "[klik](javascript:alert(1))",
        "[klik](JaVaScRiPt&colon;alert(1))",
        "[klik](data:text/html;base64,PHNjcmlwdD4=)",
        "[klik](vbscript:x)",
        "[klik](//evil.example)",
        "[klik](/account/logout/)",
        "<javascript:alert(1)>",
        '[a](https://x.example "onmouseover=alert(1)")',
        "[a](https://x.example/\"onmouseover='alert(1)')",
        "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
        "<style>@import 'https://evil.example'</style>",
        "`<b onclick=x>`\n\n```html\n<script>alert(1)</script>\n```",
        "<iframe src=https://evil.example></iframe>",
        "> <form action=https://evil.example><input name=password></form>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<!-- x --><![CDATA[ <script>alert(1)</script> ]]>",
    ],
)
def test_stored_script_in_markdown_does_nothing(text: str) -> None:
    left = ALLOWED.sub("", rendered(text))
    assert re.search(r"<|>", left) is None, left


@pytest.mark.parametrize(
    "text,expected",
    [
        ("een\ntwee", "<p>een<br>twee</p>\n"),
        ("**let op** _nu_", "<p><strong>let op</strong> <em>nu</em></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. c", '<ol>\n<li value="3">c</li>\n</ol>\n'),
        ("# geen kop", "<p># geen kop</p>\n"),
        ("tekst\n---", "<p>tekst</p>\n<hr>\n"),
        ("> zei u", "<blockquote>\n<p>zei u</p>\n</blockquote>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        (
            "[onze site](https://ozmo.example/a?b=c)",
            '<p><a href="https://ozmo.example/a?b=c" rel="noopener noreferrer nofollow">onze site</a></p>\n',
        ),
    ],
)
def test_markdown_looks_as_it_was_meant(text: str, expected: str) -> None:
    assert rendered(text) == expected


@pytest.mark.parametrize("text", [">" * 20_000, "[" * 20_000, "*a " * 6_600, "`" * 20_000, "- " * 10_000, "_" * 20_000])
def test_markdown_that_is_made_to_be_slow_is_not(text: str) -> None:
    began = time.monotonic()
    rendered(text)
    assert time.monotonic() - began < 5
