"""docs/security.md is about every requirement, and names nothing as evidence that is not there."""

import ast
import re
from functools import cache
from typing import NamedTuple

import pytest

from ozmo_desk import settings
from tests.architecture.tree import ROOT

PAGE = ROOT / "docs/security.md"
# ASVS 5.0.0, levels 1 and 2: "V1.2.3 1".
REQUIREMENTS = ROOT / "tests/security/asvs_5_0.txt"
ROW = re.compile(r"^\| (V[\d.]+) \| L([12]) \| (.+?) \| (.+?) \| (.+) \|$")
STATES = {"kept", "not kept", "where it runs", "n/a"}
QUOTED = re.compile(r"`([^`]+)`")
FILE = re.compile(r"[\w./-]*\.(?:py|md|js|html|txt|toml|sample|svg)|Procfile")
SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|LIMITS|DEBUG")


class Requirement(NamedTuple):
    """One row of the page."""

    number: str
    level: str
    asked: str
    state: str
    why: str

    @property
    def evidence(self) -> list[str]:
        """The tests, settings and files that it names."""
        return [each for each in QUOTED.findall(self.why) if SETTING.fullmatch(each) or FILE.fullmatch(file_of(each))]


def file_of(evidence: str) -> str:
    return evidence.partition("::")[0]


def requirements(text: str) -> list[Requirement]:
    return [Requirement(*found.groups()) for line in text.splitlines() if (found := ROW.match(line))]


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.ClassDef))


@cache
def sample() -> str:
    return (ROOT / ".env.sample").read_text(encoding="utf-8")


def is_there(evidence: str) -> bool:
    """Whether a test, file or setting that is named exists."""
    if SETTING.fullmatch(evidence):
        return hasattr(settings, evidence) or f"# {evidence}=" in sample() or evidence in production_only()
    path, _test, name = evidence.partition("::")
    return (ROOT / path).is_file() and (not name or name in functions_of(path))


@cache
def production_only() -> frozenset[str]:
    """What settings give a value in one of their modes only."""
    tree = ast.parse((ROOT / "ozmo_desk/settings.py").read_text(encoding="utf-8"))
    return frozenset(each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and each.id.isupper())


@cache
def page() -> list[Requirement]:
    return requirements(PAGE.read_text(encoding="utf-8"))


def test_every_requirement_of_level_1_and_2_stands_there_once() -> None:
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    asked = [tuple(line.split()) for line in lines if not line.startswith("#")]
    assert [(each.number, each.level) for each in page()] == asked
    assert {each.state for each in page()} == STATES


def test_evidence_exists() -> None:
    missing = {each.number: gone for each in page() if (gone := [it for it in each.evidence if not is_there(it)])}
    assert missing == {}


def test_what_the_review_names_exists() -> None:
    """The tests by which a finding stays mended."""
    named = QUOTED.findall((ROOT / "docs/security-review.md").read_text(encoding="utf-8"))
    tests = [each for each in named if FILE.fullmatch(file_of(each))]
    assert len(tests) > 20
    assert [each for each in tests if not is_there(each)] == []


def test_what_is_kept_has_evidence() -> None:
    assert [
        each.number for each in page() if each.state == "kept" and not each.evidence and "below" not in each.why
    ] == []


def test_counts_at_the_top_are_right() -> None:
    counted = {state: sum(each.state == state for each in page()) for state in STATES}
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    said = (
        f"{len(page())} in all: {counted['kept']} kept, {counted['where it runs']} where it runs",
        f"{counted['not kept']} not kept, each with why, and {counted['n/a']} not applicable",
    )
    assert [each for each in said if each not in text] == []


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("tests/security/test_security_page.py::test_evidence_exists", True),
        ("tests/security/test_security_page.py::test_that_nobody_wrote", False),
        ("tests/security/test_nothing.py", False),
        ("SESSION_COOKIE_AGE", True),
        ("SECURE_HSTS_SECONDS", True),
        ("DESK_BREACHED_PASSWORDS", True),
        ("DESK_NOTHING_OF_THE_KIND", False),
    ],
)
def test_rule_finds_what_is_missing(evidence: str, expected: bool) -> None:
    assert is_there(evidence) is expected
