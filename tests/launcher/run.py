"""Runs pytest: in three parts when nothing is asked, else once with the arguments that were given."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType

from ozmo_desk.bootstrap import ROOT
from tests.launcher.environment import prepared
from tests.launcher.servers import PATIENCE

# Pages that are looked at in a browser go apart: the other tests are what one runs all day. A journey keeps one browser
# for all of them, which would stand in the way of the others'.
PARTS = {
    "everything but the browser": ["-m", "not (needs_chromium or journey)"],
    "pages in the browser": ["-m", "needs_chromium and not journey"],
    "journeys in the browser": ["-m", "journey"],
}
# A browser on a machine with other work can miss a moment. What failed there is run once more, alone and to the first
# failure; what passes then is named as unsteady, and is still a fault to mend.
ONCE_MORE = ["-n", "0", "--last-failed", "--last-failed-no-failures", "none", "--maxfail", "1"]
TESTS_FAILED = 1
MOST_WORKERS = 8
# One process is quicker for a named test, and a debugger needs it.
ONE_PROCESS = re.compile(r"^(-n.*|--numprocesses.*|--dist.*|--pdb|--trace|-s|--co|--collect-only|.*\.py(::.*)?)$")


def main(arguments: Sequence[str]) -> int:
    """The exit code of the first part that failed, else 0; whatever was started is gone when this returns."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    try:
        with prepared() as environment:
            codes = [_with_second_chance(part, environment) for part in parts(arguments)]
    except KeyboardInterrupt:
        return 130
    return next((code for code in codes if code), 0)


def parts(arguments: Sequence[str]) -> list[list[str]]:
    """The pytest runs that these arguments ask for."""
    if any(ONE_PROCESS.match(argument) for argument in arguments):
        return [list(arguments)]
    # A worker that is done takes over from the others: some tests take as long as a hundred others.
    parallel = ["-n", str(min(os.cpu_count() or 1, MOST_WORKERS)), "--dist", "worksteal"]
    if arguments:
        return [[*parallel, *arguments]]
    return [[*parallel, *part] for part in PARTS.values()]


def second_chance(arguments: Sequence[str]) -> list[str] | None:
    """How the failed tests of this part are run once more; None for what needs no browser, and for a run by hand."""
    part = list(arguments[-2:])
    return [*ONCE_MORE, *part] if part in (PARTS["pages in the browser"], PARTS["journeys in the browser"]) else None


def _with_second_chance(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    code, again = _pytest(arguments, environment), second_chance(arguments)
    if code != TESTS_FAILED or again is None:
        return code
    code = _pytest(again, environment)
    if code == 0:
        print("UNSTEADY: what failed above passed by itself. Mend it before anything else.", flush=True)
    return code


def _pytest(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    print(f"\npytest {' '.join(arguments)}", flush=True)
    # Several workers get a session of their own, to be ended as one; a single one keeps the terminal, for its debugger.
    apart = arguments[:1] == ["-n"]
    command = [sys.executable, "-m", "pytest", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=apart)
    try:
        return process.wait()
    except KeyboardInterrupt:
        if not apart:  # the terminal sent it to pytest as well, which now takes its own tests down
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
        raise
    finally:
        _stop(process, apart=apart)


def _stop(process: subprocess.Popen[bytes], *, apart: bool) -> None:
    """Ask as Ctrl-C would, so that fixtures end what they started; then insist."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL) if apart else process.kill()
        process.wait()


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
