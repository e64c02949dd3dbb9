"""What axe finds on a page: everything in one appearance, the contrast of colours in the other."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {"runOnly": {"type": "tag", "values": LEVELS}, "rules": {"empty-table-header": {"enabled": True}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def violations(page: Page) -> list[str]:
    """Of the page that is open, in light everything and in dark the colours."""
    page.emulate_media(color_scheme="light")
    page.evaluate(AXE)
    found = _found(page, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    return found + _found(page, COLOURS)


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    quick = {**options, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("async options => (await axe.run(options)).violations", quick)
    return [f"{page.url} {each['id']} {node['html'][:200]}" for each in found for node in each["nodes"]]


def checked(page: Page, name: str) -> None:
    """The page that is open is readable in light and dark, and does not scroll sideways at 320 px."""
    found = violations(page)
    assert found == [], found
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert wide <= 320, f"{name}: {wide} px wide"
