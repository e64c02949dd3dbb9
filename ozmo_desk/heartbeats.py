"""Writing and reading the heartbeats of beat and of each scheduled job."""

from datetime import datetime, timedelta

from django.conf import settings

from ozmo_desk.models import Heartbeat

TASK_NAMES: dict[str, str] = {entry["task"]: name for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}


def record(name: str, *, started_at: datetime, ended_at: datetime, succeeded: bool) -> None:
    """One upsert a run; two workers that write at once leave one row and no error."""
    ended = "last_success_at" if succeeded else "last_failure_at"
    beat = Heartbeat(name=name, last_started_at=started_at, **{ended: ended_at})
    Heartbeat.objects.bulk_create(
        [beat], update_conflicts=True, unique_fields=["name"], update_fields=["last_started_at", ended]
    )


def standing_still(*, now: datetime) -> dict[str, str]:
    """For each scheduled job that has not succeeded lately: in what way (never, or how many seconds ago)."""
    last: dict[str, datetime | None] = dict(Heartbeat.objects.values_list("name", "last_success_at"))
    ages = {name: _age(last.get(name), now) for name in settings.HEARTBEAT_MAX_AGE}
    return {
        name: "never ran" if age is None else f"last ran {int(age.total_seconds())} s ago"
        for name, age in ages.items()
        if age is None or age > settings.HEARTBEAT_MAX_AGE[name]
    }


def _age(at: datetime | None, now: datetime) -> timedelta | None:
    # A heartbeat from the future (a clock that was set back) proves as little as an old one.
    return None if at is None else abs(now - at)
