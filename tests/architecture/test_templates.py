"""What a strict content security policy and a flat row ask of templates, and that every event has its presenter."""

import re

import pytest
from django.db.models import TextChoices

import maintenance.enums
import tickets.enums
from tests.architecture.tree import templates

COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
LOGIC = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
INLINE = re.compile(
    r"<style\b"
    r"|<script\b(?![^>]*\b(?:src=|type=\"application/json\"))"
    r"|\s(?:style|on[a-z]+)\s*="
    r"|hx-on\b|[\"'\s]js:|javascript:",
    re.IGNORECASE,
)
MOMENT_FILTER = re.compile(r"\|\s*(?:date|time|timesince|timeuntil|naturaltime|naturalday)\b")
EVENTS: dict[str, type[TextChoices]] = {
    "tickets/events/": tickets.enums.EventKind,
    "maintenance/events/": maintenance.enums.EventKind,
}


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text without what matches, each line still in its place."""
    return pattern.sub(lambda found: " " + "\n" * found.group().count("\n"), text)


def inline(template: str) -> list[int]:
    """The lines with script or style of their own, which the browser would refuse."""
    html = _blank(LOGIC, _blank(COMMENT, template))
    return [html.count("\n", 0, found.start()) + 1 for found in INLINE.finditer(html)]


def formats_moments(template: str) -> list[int]:
    """The lines that format a moment, which agreements.wording does better and quicker."""
    text = _blank(COMMENT, template)
    return [text.count("\n", 0, found.start()) + 1 for found in MOMENT_FILTER.finditer(text)]


def test_templates_have_no_inline_script_or_style() -> None:
    """Mails are another world: no browser policy, and their styles are inlined when they are sent."""
    pages = {name: text for name, text in templates().items() if not name.startswith("emails/")}
    assert [f"{name}:{line}" for name, text in pages.items() for line in inline(text)] == []


def test_moments_are_not_formatted_in_templates() -> None:
    assert [f"{name}:{line}" for name, text in templates().items() for line in formats_moments(text)] == []


@pytest.mark.parametrize("events,kinds", EVENTS.items())
def test_every_event_kind_has_its_presenter(events: str, kinds: type[TextChoices]) -> None:
    presenters = {name for name in templates() if name.startswith(events) and not name.startswith(f"{events}_")}
    assert presenters == {f"{events}{kind}.html" for kind in kinds.values}


@pytest.mark.parametrize(
    "template,expected",
    [
        ("<p>\n<script>go()</script>", [2]),
        ('<script type="module" src="a.js"></script>', []),
        ('<script type="application/json" id="x">{}</script>', []),
        ("<style>p{}</style>", [1]),
        ('<p style="width: {{ width }}%">', [1]),
        ('<svg width="{{ width }}%">', []),
        ('<a onclick="go()">\n<a href="javascript:go()">', [1, 2]),
        ('{# style="" #}\n{% include "x" with style="wide" only %}', []),
        ("<p hx-on::load=\"x\">\n<p hx-vals='js:{}'>", [1, 2]),
    ],
)
def test_inline_is_found(template: str, expected: list[int]) -> None:
    assert inline(template) == expected


def test_moment_filter_is_found() -> None:
    assert formats_moments('{{ at|date:"H:i" }}\n{{ update }}\n{{ at | timesince }}') == [1, 3]
