"""The marks draw exactly this, in the reader's language, and refuse what they do not know."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from ozmo_desk.templatetags import ui


def drawn(name: str, css: str = "icon") -> str:
    return f'<svg class="{css}" aria-hidden="true"><use href="/static/icons.svg#i-{name}"/></svg>'


@pytest.fixture(autouse=True)
def _dutch() -> object:
    with override("nl"):
        yield


def test_icon() -> None:
    assert ui.icon("phone") == drawn("phone")
    assert ui.icon("phone", "lg") == drawn("phone", "icon icon-lg")


@pytest.mark.parametrize("percent, width", [(62, 62), (-3, 0), (140, 100), (33.9, 33)])
def test_bar_has_an_integer_width_between_0_and_100(percent: float, width: int) -> None:
    assert ui.bar(percent) == f'<svg class="oz-bar" aria-hidden="true"><rect width="{width}%" height="100%"/></svg>'


def test_bar_with_a_state() -> None:
    assert ui.bar(5, "late").startswith('<svg class="oz-bar" data-state="late" ')


@pytest.mark.parametrize(
    "category, letter, word",
    [(1, "1", "categorie 1"), (4, "4", "categorie 4"), ("w", "W", "wijziging"), ("v", "V", "vraag")],
)
def test_category_is_named_for_everybody(category: int | str, letter: str, word: str) -> None:
    assert ui.cat_badge(category) == (
        f'<span class="oz-cat" data-cat="{letter.lower()}" title="{word}"><span aria-hidden="true">{letter}</span>'
        f'<span class="visually-hidden">{word}</span></span>'
    )


def test_category_beside_its_name_is_hidden() -> None:
    assert ui.cat_badge(2, "lg", hidden=True) == (
        '<span class="oz-cat oz-cat-lg" data-cat="2" aria-hidden="true">2</span>'
    )


def test_category_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        ui.cat_badge(5)


@pytest.mark.parametrize(
    "status, view, outcome, state, icon, word",
    [
        ("queued", "desk", "", "", "sunrise", "Volgende werkdag"),
        ("queued", "portal", "", "", "sunrise", "Wacht op openingstijd"),
        ("new", "desk", "", "", "st-new", "Nieuw"),
        ("new", "portal", "", "", "st-new", "Ontvangen"),
        ("in_progress", "desk", "", "", "st-active", "In behandeling"),
        ("waiting", "desk", "", "", "st-wait", "Wacht op klant"),
        ("waiting", "portal", "", ' data-state="soon"', "reply", "Wacht op u"),
        ("recovered", "desk", "", "", "circle-check", "Hersteld"),
        ("recovered", "portal", "met", ' data-state="ok"', "circle-check", "Op tijd hersteld"),
        ("recovered", "portal", "late", ' data-state="late"', "triangle-alert", "Te laat hersteld"),
        ("closed", "portal", "met", "", "circle-check", "Afgesloten"),
        ("withdrawn", "portal", "", "", "circle-x", "Ingetrokken"),
    ],
)
def test_status_is_an_icon_and_a_word(status: str, view: str, outcome: str, state: str, icon: str, word: str) -> None:
    assert ui.status_badge(status, view, outcome) == f'<span class="oz-status"{state}>{drawn(icon)}{word}</span>'


def test_status_is_said_in_the_language_of_each_reader() -> None:
    assert "In behandeling" in ui.status_badge("in_progress")
    with override("en"):
        assert "In progress" in ui.status_badge("in_progress")


def test_clock_that_runs_is_quiet() -> None:
    assert ui.clock("run", "4 u 58", "4 uur en 58 minuten", percent=69) == (
        '<span class="oz-clock"><span><span aria-hidden="true">4 u 58</span>'
        f'<span class="visually-hidden">4 uur en 58 minuten</span></span>{ui.bar(69)}</span>'
    )


def test_clock_that_is_late_says_so_and_ticks() -> None:
    assert ui.clock("late", "37 min", "37 minuten", percent=100, seconds=-2220, label="OZ-4189: <reactie>") == (
        '<span class="oz-clock" data-remaining-seconds="-2220" data-label="OZ-4189: &lt;reactie&gt;"><span>'
        f'{drawn("triangle-alert")}<span class="visually-hidden">Te laat: </span><span aria-hidden="true">37 min</span>'
        f'<span class="visually-hidden">37 minuten</span></span>{ui.bar(100)}</span>'
    )


def test_clock_that_stands_still_has_its_own_mark() -> None:
    assert drawn("moon-star") in ui.clock("still", "2 u", "2 uur", percent=0, mark="moon-star")
    assert drawn("pause") in ui.clock("still", "2 u")


def test_name_of_a_clock() -> None:
    assert ui.clock_name("status_report") == f"{drawn('file-text')}Statusrapportage"


def test_timers_get_the_closing_moment_of_the_server() -> None:
    now, closes = datetime(2026, 11, 24, 9, 12, tzinfo=UTC), datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert f'data-server-now="{int(now.timestamp())}" data-stops-at="{int(closes.timestamp())}"' in (
        ui.timers_attrs(now, closes)
    )


def test_timers_stand_still_at_once_when_the_helpdesk_is_closed() -> None:
    now = datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert f'data-server-now="{int(now.timestamp())}" data-stops-at="{int(now.timestamp())}"' in (
        ui.timers_attrs(now, None)
    )


def test_phone_number_is_there_without_an_agreement() -> None:
    assert ui.phone_link() == '<a class="text-nowrap" href="tel:+31413741742">0413 - 741 742</a>'
    assert ui.phone_link("040 - 1", "tel:+31401", "oz-phone") == (
        f'<a class="oz-phone" href="tel:+31401">{drawn("phone")}040 - 1</a>'
    )
