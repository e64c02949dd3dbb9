"""Refreshing a page without replacing what is equal: focus, typed text, ticks and opened parts stay (js/morph.js)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import CHROMIUM
from tests.ui.conftest import FLAGS

pytestmark = pytest.mark.needs_chromium
SCRIPT = Path(__file__).parents[3] / "static" / "js" / "morph.js"
SHOW = "Object.assign(window, {morphInto, keepingFocus});"
MORPH = """html => keepingFocus(() => {
    const box = document.createElement("template");
    box.innerHTML = html;
    morphInto(document.getElementById("list"), box.content.firstElementChild);
})"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty page with the script."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        page = browser.new_page()
        page.add_script_tag(content=f"{SCRIPT.read_text()}\n{SHOW}", type="module")
        page.wait_for_function("Boolean(window.morphInto)")
        yield page
        browser.close()


def rows(*names: str, tail: str = "") -> str:
    """A list with a row of each name, and what comes after them."""
    inputs = '<input id="in-{0}"><input id="tick-{0}" type="checkbox">'
    row = '<li id="row-{0}" data-row="{0}">' + inputs + "{0}</li>\n"
    drawn = "".join(row.format(name) for name in names)
    return f'<ul id="list">{drawn}{tail}</ul>'


def shown(page: Page) -> list[str]:
    """The rows on the page."""
    return [text.strip() for text in page.locator("[data-row]").all_inner_texts()]


def start(page: Page, html: str) -> None:
    """A page with this list, each row of it marked as the one that was there first."""
    page.evaluate("html => { document.body.innerHTML = html; }", html)
    page.evaluate("document.querySelectorAll('[data-row]').forEach(row => { row.first = true; })")


def test_typed_text_focus_and_ticks_stay(page: Page) -> None:
    start(page, rows("a", "b", "c"))
    page.check("#tick-c")
    page.fill("#in-b", "half a sen")
    page.evaluate(MORPH, rows("a", "b", "c", "d"))
    assert shown(page) == ["a", "b", "c", "d"]
    assert page.input_value("#in-b") == "half a sen"
    assert page.evaluate("document.activeElement.id") == "in-b"
    assert page.is_checked("#tick-c")


@pytest.mark.parametrize("after", [("c", "a", "b"), ("b",), ("x", "b", "y"), ("b", "a"), ("z", "c", "b", "a")])
def test_rows_that_stay_are_the_same_elements_wherever_they_go(page: Page, after: tuple[str, ...]) -> None:
    start(page, rows("a", "b", "c"))
    page.fill("#in-b", "typed")
    page.evaluate(MORPH, rows(*after))
    assert shown(page) == list(after)
    assert page.input_value("#in-b") == "typed"
    assert page.evaluate("document.activeElement.id") == "in-b"
    kept = page.evaluate(
        "[...document.querySelectorAll('[data-row]')].filter(row => row.first).map(r => r.dataset.row)"
    )
    assert kept == [name for name in after if name in ("a", "b", "c")]


def test_words_and_attributes_follow_the_server(page: Page) -> None:
    start(page, rows("a", tail='<li class="late" title="x">old <b>words</b></li>'))
    page.evaluate(MORPH, rows("a", tail='<li class="soon">new words</li>'))
    last = page.locator("#list > li").last
    assert last.evaluate("element => element.outerHTML") == '<li class="soon">new words</li>'


def test_what_was_opened_stays_open(page: Page) -> None:
    start(page, rows("a", tail='<li><details id="d"><summary>more</summary>old</details></li>'))
    page.click("summary")
    page.evaluate(MORPH, rows("a", tail='<li><details id="d"><summary>more</summary>new</details></li>'))
    assert page.evaluate("document.getElementById('d').open")
    assert "new" in page.inner_text("#d")


def test_empty_list_fills_and_empties(page: Page) -> None:
    start(page, rows())
    page.evaluate(MORPH, rows("a", "b"))
    assert shown(page) == ["a", "b"]
    page.evaluate(MORPH, rows())
    assert shown(page) == []
