"""Makes `manage.py` work on a machine that has nothing but Python: `.venv`, the pinned packages, a fresh start in it.

Standard library only, and nothing of ours: this runs before anything is installed. What it decided is in docs/adr/0001.
"""

import fcntl
import hashlib
import importlib
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "requirements.json"
UNFINISHED = VENV / "unfinished"

APP = "requirements.txt"
TESTS = "tests/requirements.txt"
QUALITY = "tests/requirements-quality.txt"
SETS = {"app": APP, "test": TESTS, "quality": QUALITY}
PIP_TAIL = 6


def prepare_for(argv: Sequence[str]) -> None:
    """Return only inside an environment that has what this command needs: it may install, and start Python anew."""
    prepare(TESTS if argv[1:2] == ["test"] else APP)


def prepare(requirements: str) -> None:
    """Have one requirements file installed and run with it; restarts the same command line when it was not so."""
    if in_foreign_environment():
        _check_foreign(requirements)
        return
    if not _is_current(requirements):
        install(requirements)
    elif _in_own_environment():
        return
    # The flush is for what was printed above: exec drops what still sits in the buffers.
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(PYTHON, [str(PYTHON), *sys.orig_argv[1:]])  # noqa: S606 - our own command line, once more


def settings_or_exit() -> None:
    """Load the settings, and leave with their own sentence when the environment is not right for them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozmo_desk.settings")
    improper = importlib.import_module("django.core.exceptions").ImproperlyConfigured
    try:
        importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except improper as error:
        sys.exit(str(error))


def install(requirements: str) -> None:
    """Bring `.venv` up to one requirements file, making it first when needed; leaves with a sentence when it cannot."""
    try:
        with _lock():
            if _is_current(requirements):  # another start did it while this one waited
                return
            _make_environment()
            _pip(requirements)
            STAMP.write_text(json.dumps(_stamped() | _hashes(requirements), indent=1), encoding="utf-8")
    except KeyboardInterrupt:
        _stop("Stopped; the next start begins the preparation anew.")
    except OSError as error:
        _stop(f"The desk keeps its packages in {VENV}, which cannot be written: {error.strerror}.")


def in_foreign_environment() -> bool:
    """Whether this runs in somebody else's virtual environment, which is used as it is."""
    return sys.prefix != sys.base_prefix and not _in_own_environment()


def _in_own_environment() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def _check_foreign(requirements: str) -> None:
    missing = [name for name in _names(requirements) if not _has(name)]
    if missing:
        others = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        _stop(
            f"The active virtual environment {sys.prefix} lacks {missing[0]}{others}: run"
            f" `python -m pip install -r {requirements}` in it, or leave it and start again."
        )


def _has(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _files(requirements: str) -> Iterator[Path]:
    """The file and the files that it includes, deepest first."""
    path = ROOT / requirements
    for included in re.findall(r"^-r (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE):
        yield from _files(os.path.relpath(path.parent / included, ROOT))
    yield path


def _names(requirements: str) -> Iterator[str]:
    """The packages asked for whatever the machine: a line with a condition is left to pip."""
    for path in _files(requirements):
        yield from re.findall(r"^([\w.-]+)(?:\[.*?\])?==[^;\n]+$", path.read_text(encoding="utf-8"), re.MULTILINE)


def _hashes(requirements: str) -> dict[str, str]:
    """What is installed with this file: itself and all that it includes, each under the hash of all that it brings."""
    digest, hashes = hashlib.sha256(), {}
    for path in _files(requirements):
        digest.update(path.read_bytes())
        hashes[str(path.relative_to(ROOT))] = digest.hexdigest()
    return hashes


def _stamped() -> dict[str, str]:
    try:
        stamped: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamped


def _is_current(requirements: str) -> bool:
    wanted = _hashes(requirements)[requirements]
    return _stamped().get(requirements) == wanted and PYTHON.exists() and not UNFINISHED.exists()


@contextmanager
def _lock() -> Iterator[None]:
    """One start at a time prepares: the lock is on the folder itself, so that nothing is left behind."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another start is preparing .venv; waiting for it ...")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make_environment() -> None:
    """A working `.venv`: one that was cut short (power, Ctrl-C, kill) is thrown away rather than repaired."""
    if PYTHON.exists() and not UNFINISHED.exists():
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        _stop(f"This Python cannot make virtual environments: run `sudo apt install {package}` and start again.")
    _say(f"Preparing .venv with Python {sys.version_info.major}.{sys.version_info.minor}, once ...")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    error = _run([vars(sys)["_base_executable"], "-I", "-m", "venv", str(VENV)])
    if error:
        _stop(f"The virtual environment .venv could not be made.{error}")


def _pip(requirements: str) -> None:
    _say(f"Installing the packages of {requirements}, about half a minute ...")
    UNFINISHED.touch()
    pip = [str(PYTHON), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    # Wheels only: a package that would be compiled here fails with a page of compiler output instead of a sentence.
    error = _run([*pip, "--only-binary", ":all:", "--retries", "2", "--requirement", str(ROOT / requirements)])
    UNFINISHED.unlink()  # pip ended by itself, well or not: nothing is half installed
    if error:
        _stop(f"The packages of {requirements} could not be installed; is there a network?{error}")


def _run(command: Sequence[str]) -> str:
    """Run it silently; what it said last when it failed, each line indented, else nothing."""
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    if not done.returncode:
        return ""
    said = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()
    return "".join(f"\n  {line[:200]}" for line in said[-PIP_TAIL:])


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _stop(sentence: str) -> NoReturn:
    sys.exit(sentence)


if __name__ == "__main__":
    prepare(SETS[sys.argv[1]])
    print(Path(sys.executable).parent)
