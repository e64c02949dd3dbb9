"""The real program in processes of its own: embedded on SQLite, or web, worker and beat on PostgreSQL and Redis."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
STOP_SECONDS = 10
EMBEDDED = "desk.sqlite3"


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Program:
    """Starts with demo data at a moment, can be stopped, and started again at another moment on the same data."""

    folder: Path
    database_url: str = ""
    redis_url: str = ""
    seeds: Path | None = None
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def load(self, at: str) -> None:
        """Migrate, and fill with the demo data as they are at that moment; of an embedded one a copy is kept."""
        if self.database_url or self.seeds is None:
            self._fill(at)
            return
        mine, seed = self.folder / EMBEDDED, self.seeds / f"{at}.sqlite3"
        if seed.exists():
            shutil.copyfile(seed, mine)
        else:
            self._fill(at)
            shutil.copyfile(mine, seed)

    def start(self, at: str) -> None:
        """Serve with the clock starting at `at` (Dutch local time), now."""
        env = self._environment(at)
        for name, command in self._commands().items():
            with (self.folder / f"{name}.log").open("ab") as output:
                self.processes.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output))
        self._wait_until_it_answers()

    def move_to(self, at: str) -> None:
        """Stop, and start on the same data with the clock at another moment."""
        self.stop()
        self.start(at)

    def stop(self) -> None:
        """End every process; whoever does not go is killed."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def _fill(self, at: str) -> None:
        env = self._environment(at)
        self._run("migrate", "-v0", env=env)
        self._run("demo", env=env)

    def _environment(self, at: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
        kept |= {
            "DESK_MODE": "demo",
            "DESK_VAR_DIR": str(self.folder),
            "DESK_AT": at,
            "DESK_AT_SINCE": str(time.time()),
            "DESK_SWEEP_SECONDS": "2",
            "BASE_URL": self.address,
            "SECRET_KEY": "only-for-journeys",
        }
        return kept | ({"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url} if self.database_url else {})

    def _commands(self) -> dict[str, list[str]]:
        if not self.database_url:
            return {"desk": [sys.executable, "manage.py", "desk", "--port", str(self.port)]}
        granian = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        celery = [sys.executable, "-m", "celery", "-A", "ozmo_desk"]
        schedule = str(self.folder / "beat-schedule")
        return {
            "web": [sys.executable, "-m", *granian, "--blocking-threads", "2", "ozmo_desk.wsgi:application"],
            "worker": [*celery, "worker", "--concurrency", "1"],
            "beat": [*celery, "beat", "--schedule", schedule],
        }

    def _run(self, *arguments: str, env: dict[str, str]) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, capture_output=True)

    def _wait_until_it_answers(self) -> None:
        last_moment = time.monotonic() + START_SECONDS
        while time.monotonic() < last_moment:
            if any(process.poll() is not None for process in self.processes):
                break
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):  # noqa: S310 - our own address
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("The program did not start:\n" + self.logs())

    def logs(self) -> str:
        """The end of what every process said, for the report of a failing journey."""
        return "\n".join(
            f"--- {file.name}\n{file.read_text(errors='replace')[-3000:]}" for file in self.folder.glob("*.log")
        )
