"""Nothing in the project knows the machine that it was written on."""

import re

import pytest

from tests.architecture.tree import ROOT, files

FOLDERS = "work|root|home|Users|farm|tmp"
MACHINE = re.compile(r"(?<![\w.\-/}])/(?:" + FOLDERS + r")/(?=[\w.])|\.py" + r"env\b")
PICTURES = {".png", ".ico", ".woff2", ".mo", ".jpg", ".webp", ".svg"}


def test_no_file_names_a_path_of_one_machine() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in files()
        if path.suffix not in PICTURES
        for found in MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


@pytest.mark.parametrize("folder", FOLDERS.split("|"))
def test_a_path_of_one_machine_is_found(folder: str) -> None:
    assert MACHINE.search(f'open("/{folder}/somebody/file")')
    assert not MACHINE.search(f"https://example.org/{folder}/page")
