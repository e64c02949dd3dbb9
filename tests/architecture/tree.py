"""The files that the rules are about, read once."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("accounts", "agreements", "maintenance", "notifications", "ozmo_desk", "tickets")
NOT_OURS = {"__pycache__", "node_modules", "staticfiles", "var", "vendor"}

Rule = Callable[[ast.Module], list[int]]


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the program but its migrations, by path from the root."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(paths)}


@cache
def templates() -> dict[str, str]:
    """Every template, by path from the templates folder."""
    folder = ROOT / "templates"
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*"))}


def files() -> Iterator[Path]:
    """Every file of the project; hidden folders but `.ci`, data and other people's work left out."""
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.name in NOT_OURS or (path.name.startswith(".") and path.is_dir() and path.name != ".ci"):
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


def broken(rule: Rule, paths: Iterable[str]) -> list[str]:
    """Where these modules break the rule, as `path:line`."""
    return [f"{path}:{line}" for path in paths for line in rule(modules()[path])]


def lines(rule: Rule, code: str) -> list[int]:
    """The lines of a sample that break the rule."""
    return rule(ast.parse(code))
