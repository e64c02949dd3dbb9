"""The jobs that beat wakes: each reads the clock itself, and acts through its action."""

from collections.abc import Callable

import pytest
import time_machine
from django.conf import settings

from maintenance import tasks
from maintenance.actions.hold_open import hold_open
from maintenance.actions.write_path import Form
from maintenance.models import MaintenanceWindow
from ozmo_desk.celery import app
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.planning import DAY, Planning, moment
from tests.maintenance.windows import named

pytestmark = pytest.mark.django_db
SUNDAY = "2026-12-06 22:00 > 2026-12-07 02:00"
Job = Callable[[], int]
Story = Callable[[Planning], object]


@pytest.fixture
def planning(cast: Cast) -> Planning:
    return Planning(cast, factories.shared(cast))


def _held_open(planning: Planning) -> None:
    window = planning.announced(SUNDAY)
    hold_open(planning.planner, Form(window.reference), now=window.starts_at)


def _started(planning: Planning) -> None:
    window = planning.announced(SUNDAY)
    with time_machine.travel(window.starts_at, tick=False):
        tasks.start_due()


JOBS: dict[str, tuple[Job, Story, str, str]] = {
    "start": (tasks.start_due, lambda planning: planning.announced(SUNDAY), "2026-12-06 22:00", "running"),
    "complete": (
        tasks.complete_due, _started, "2026-12-07 02:00", "completed",
    ),
    "overrun": (tasks.note_overruns, _held_open, "2026-12-07 08:30", "running"),
    "warn": (tasks.warn_lapsing, lambda planning: planning.open(SUNDAY), "2026-12-18 10:12", "consultation"),
    "lapse": (tasks.lapse_reservations, lambda planning: planning.open(SUNDAY), "2026-12-24 10:12", "draft"),
    "remind": (tasks.remind_outstanding, lambda planning: planning.open(SUNDAY), "2026-11-26 10:13", "consultation"),
}  # fmt: skip


@pytest.mark.parametrize("job,story,at,status", named(JOBS))
def test_job_acts_once(planning: Planning, job: Job, story: Story, at: str, status: str) -> None:
    story(planning)
    with time_machine.travel(moment(at), tick=False):
        assert [job(), job()] == [1, 0]
    assert MaintenanceWindow.objects.get().status == status


@pytest.mark.parametrize("job", [job for job, *_ in JOBS.values()], ids=JOBS.keys())
def test_job_has_nothing_to_do(planning: Planning, job: Job) -> None:
    planning.draft(SUNDAY)
    with time_machine.travel(NOW + DAY, tick=False):
        assert job() == 0


def test_beat_wakes_every_job() -> None:
    woken = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {name for name in app.tasks if name.startswith("maintenance.")} - woken == set()
