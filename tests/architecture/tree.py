"""The files that the rules are about, read once."""

import ast
import shutil
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("accounts", "agreements", "maintenance", "notifications", "ozmo_desk", "tickets")
NOT_OURS = {"__pycache__", "staticfiles", "var"}

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


def files() -> list[Path]:
    """Every file of the project: what git keeps, else what is there but for hidden folders and data."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not _is_data(path.relative_to(ROOT))]


def _is_data(path: Path) -> bool:
    return any(part in NOT_OURS or (part.startswith(".") and part != ".ci") for part in path.parts[:-1])


def broken(rule: Rule, paths: Iterable[str]) -> list[str]:
    """Where these modules break the rule, as `path:line`."""
    return [f"{path}:{line}" for path in paths for line in rule(modules()[path])]


def lines(rule: Rule, code: str) -> list[int]:
    """The lines of a sample that break the rule."""
    return rule(ast.parse(code))
