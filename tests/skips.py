"""What a skipped test means: said at the end where somebody works, a failed run in CI.

A machine that lacks something proves less than it says.
"""

import os

import pytest

CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def _skipped(config: pytest.Config) -> int:
    """How many were skipped, counted where the results of all workers come together."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", [])) if reporter else 0


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run that would otherwise have passed."""
    if CI and _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that it was not everything; the reasons stand in the lines above, one each."""
    number = _skipped(terminalreporter.config)
    if number:
        meaning = "and CI is set, so this run fails" if CI else "so this machine did not prove everything"
        terminalreporter.line(f"{number} skipped, {meaning}; the reasons are above.", red=CI, yellow=not CI)
