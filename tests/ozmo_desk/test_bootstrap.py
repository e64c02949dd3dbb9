"""The preparation of a machine that has only Python, in a small project of its own that asks for no packages."""

import ast
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BASE_PYTHON: str = vars(sys)["_base_executable"]
UNKNOWN = "no-such-package==1.0\n"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project after two starts at once, in a folder where an earlier preparation was cut short."""
    project = tmp_path_factory.mktemp("prepared")
    (project / "ozmo_desk").mkdir()
    for name in ("__init__.py", "bootstrap.py"):
        shutil.copy(ROOT / "ozmo_desk" / name, project / "ozmo_desk")
    (project / "requirements.txt").write_text("# nothing\n")
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(BASE_PYTHON)
    for name in ("unfinished", "half-a-package"):
        (project / ".venv" / name).touch()
    both = [start_later(project), start_later(project)]
    (project / "said").write_text("".join(process.communicate()[1] for process in both))
    assert [process.returncode for process in both] == [0, 0]
    return project


@pytest.fixture
def project(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(prepared, tmp_path / "project", symlinks=True))


def start_later(project: Path, python: str = BASE_PYTHON) -> subprocess.Popen[str]:
    """A start on a machine without a network."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(project), "PIP_NO_INDEX": "1"}
    command = [python, "-m", "ozmo_desk.bootstrap", "app"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=project, env=environment, stdout=pipe, stderr=pipe, text=True)


def start(project: Path, python: str = BASE_PYTHON) -> subprocess.CompletedProcess[str]:
    """One such start, to its end."""
    process = start_later(project, python)
    output, errors = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def test_manage_can_be_read_by_old_pythons() -> None:
    """The sentence for them is reached only when nothing in the file is newer than they are."""
    tree = ast.parse((ROOT / "manage.py").read_bytes().decode("ascii"))
    newer = ast.JoinedStr | ast.AnnAssign | ast.FunctionDef | ast.NamedExpr | ast.Match
    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []


def test_bootstrap_uses_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "ozmo_desk" / "bootstrap.py").read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_second_start_prepares_nothing(project: Path) -> None:
    stamp = (project / ".venv" / "requirements.json").stat().st_mtime_ns
    second = start(project)
    assert (second.returncode, second.stdout, second.stderr) == (0, f"{project / '.venv' / 'bin'}\n", "")
    assert (project / ".venv" / "requirements.json").stat().st_mtime_ns == stamp


def test_changed_requirements_are_installed_anew(project: Path) -> None:
    (project / "requirements.txt").write_text("# nothing else\n")
    assert start(project).stderr.startswith("Installing the packages of requirements.txt")
    assert start(project).stderr == ""


def test_missing_network_is_a_sentence_and_no_harm(project: Path) -> None:
    before = (project / "requirements.txt").read_text()
    (project / "requirements.txt").write_text(UNKNOWN)
    refused = start(project)
    assert refused.returncode == 1
    assert "The packages of requirements.txt could not be installed; is there a network?" in refused.stderr
    assert "Traceback" not in refused.stderr
    (project / "requirements.txt").write_text(before)
    assert start(project).stderr == ""


def test_two_starts_at_once_prepare_once(prepared: Path) -> None:
    assert (prepared / "said").read_text().count("Preparing .venv") == 1


def test_cut_short_preparation_begins_anew(prepared: Path) -> None:
    left = {path.name for path in (prepared / ".venv").iterdir()}
    assert left & {"unfinished", "half-a-package", "requirements.json"} == {"requirements.json"}


def test_foreign_environment_is_used_as_it_is(project: Path, tmp_path: Path) -> None:
    shutil.rmtree(project / ".venv")
    venv.create(tmp_path / "other")
    python = str(tmp_path / "other" / "bin" / "python")
    assert start(project, python).stdout.strip() == str(tmp_path / "other" / "bin")
    (project / "requirements.txt").write_text(UNKNOWN)
    refused = start(project, python)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"The active virtual environment {tmp_path / 'other'} lacks no-such-package: run"
        " `python -m pip install -r requirements.txt` in it, or leave it and start again.\n"
    )
    assert not (project / ".venv").exists()


def test_unwritable_folder_is_a_sentence(project: Path) -> None:
    """A file in its place stands for every reason: root, who runs this too, is refused by no permission."""
    shutil.rmtree(project / ".venv")
    (project / ".venv").touch()
    refused = start(project)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].endswith("which cannot be written: File exists.")


def test_stamp_names_all_that_is_included(project: Path) -> None:
    (project / "tests").mkdir()
    (project / "tests" / "requirements.txt").write_text("-r ../requirements.txt\n")
    code = "from ozmo_desk.bootstrap import install; install('tests/requirements.txt')"
    subprocess.run([BASE_PYTHON, "-c", code], cwd=project, check=True, capture_output=True)
    stamped = json.loads((project / ".venv" / "requirements.json").read_text())
    assert sorted(stamped) == ["requirements.txt", "tests/requirements.txt"]
