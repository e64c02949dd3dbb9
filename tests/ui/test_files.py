"""Rules about the files of the interface that no linter knows."""

import re
from pathlib import Path

import pytest

from ozmo_desk.templatetags import ui

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.html")
    # Mails are read in programs that know inline styles only; the admin's own pages are Django's.
    if "emails" not in path.parts
)
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
STYLES = sorted((STATIC / "css").rglob("*.css"))


def ids(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def symbols() -> set[str]:
    return set(re.findall(r'<symbol id="i-([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_template_has_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:|hx-on|hx-vals=.js", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_template_asks_for_icons_that_exist(path: Path) -> None:
    asked = set(re.findall(r'{% icon(?:_url)? ["\']([\w-]+)["\']', path.read_text(encoding="utf-8")))
    assert asked <= symbols()


def test_marks_ask_for_icons_that_exist() -> None:
    marks = [ui.DESK_STATUSES, ui.PORTAL_STATUSES, ui.OUTCOMES, ui.CLOCKS, ui.CLOCK_STATES]
    assert {mark.icon for each in marks for mark in each.values()} - {""} <= symbols()


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_components_are_included_with_their_parameters_only(path: Path) -> None:
    includes = re.findall(r'{% include ["\']components/[^%]*%}', path.read_text(encoding="utf-8"))
    assert [each for each in includes if not each.endswith(" only %}")] == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "components").glob("*.html")), ids=lambda path: path.name)
def test_component_says_which_parameters_it_takes(path: Path) -> None:
    head, closed, _rest = path.read_text(encoding="utf-8").partition("{% endcomment %}")
    assert closed
    assert head.startswith("{% comment %}")
    assert "arameters" in head


def test_dark_by_choice_and_dark_by_device_are_the_same() -> None:
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    chosen = re.search(r'\[data-bs-theme="dark"\] \{(.*?)\n  \}', text, re.DOTALL)
    device = re.search(r":root:not\(\[data-bs-theme\]\) \{(.*?)\n  \}", text, re.DOTALL)
    assert chosen
    assert device
    assert chosen[1].split() == device[1].split()


@pytest.mark.parametrize("path", STYLES, ids=ids(STYLES))
def test_colours_are_tokens(path: Path) -> None:
    # Data addresses hold pictures of Bootstrap's kind, and a backdrop is a shade of whatever lies below it.
    text = re.sub(r'url\("data:[^"]*"\)|rgb\(0 0 0 / 40%\)', "", path.read_text(encoding="utf-8"))
    raw = re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text)
    assert path.name == "tokens.css" or raw == []


def test_vendored_files_name_no_map_that_is_not_there() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (STATIC / "vendor").rglob("*.css")]
    assert texts
    assert not any("sourceMappingURL" in text for text in texts)


@pytest.mark.parametrize("path", SCRIPTS, ids=ids(SCRIPTS))
def test_script_imports_nothing_and_says_no_words_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # An import by relative address breaks when files get a hash in their name.
    assert re.findall(r"^\s*import\b|\bimport\(|\beval\(|new Function|innerHTML", text, re.MULTILINE) == []
