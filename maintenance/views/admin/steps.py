"""The four steps of a window's life as they are drawn: where it is, since when, and by when the next is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import wording
from agreements.queries import terms
from maintenance.enums import Result, Status
from maintenance.models import MaintenanceWindow
from maintenance.queries.consultation import Standing
from maintenance.schedule import latest_announcement

ORDER = (Status.DRAFT, Status.CONSULTATION, Status.ANNOUNCED, Status.COMPLETED)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `css` is "is-done", "is-now" or "" for what is still to come."""

    title: str
    text: str
    icon: str
    css: str = ""


def steps_of(
    window: MaintenanceWindow | None, stands: Standing | None, drafted_at: datetime | None, *, now: datetime
) -> list[Step]:
    """The steps of a planned window; of a new one all are still to come."""
    if window is None:
        return _marked(
            [
                (str(Status.DRAFT.label), _("not saved yet"), "pencil"),
                (str(Status.CONSULTATION.label), _("not opened yet"), "messages-square"),
                (str(Status.ANNOUNCED.label), _("at least 3 days ahead"), "megaphone"),
                (str(Status.COMPLETED.label), "", "check"),
            ],
            0,
        )
    status = window.status_at(now)
    texts = [
        (str(Status.DRAFT.label), _made(drafted_at, now), "pencil"),
        (str(Status.CONSULTATION.label), consultation_words(window, stands), "messages-square"),
        (str(Status.ANNOUNCED.label), _announcement_words(window, now), "megaphone"),
        _last(window, status, now),
    ]
    if window.is_emergency:
        texts = texts[2:]
    return _marked(texts, _place(status) - (2 if window.is_emergency else 0), over=status is Status.COMPLETED)


def consultation_words(window: MaintenanceWindow, stands: Standing | None) -> str:
    """'2 van 3 organisaties akkoord'."""
    if stands is None or not window.round:
        return _("not opened yet")
    of = len(stands.customers)
    return ngettext("{n} of {of} organisation agrees", "{n} of {of} organisations agree", of).format(
        n=stands.agreed, of=of
    )


def stretch_words(window: MaintenanceWindow, *, now: datetime) -> str:
    """'za 5 dec 22:00 – zo 6 dec 02:00'."""
    return f"{wording.dated(window.starts_at, now=now)} – {wording.dated(window.ends_at, now=now)}"


def _place(status: Status) -> int:
    if status in (Status.CANCELLED, Status.RUNNING):
        return len(ORDER) - 1
    return ORDER.index(status)


def _made(at: datetime | None, now: datetime) -> str:
    return _("made {moment}").format(moment=wording.dated(at, now=now)) if at else ""


def _announcement_words(window: MaintenanceWindow, now: datetime) -> str:
    if window.announced_at:
        return wording.dated(window.announced_at, now=now)
    contract = terms(window.agreement_version_id)
    latest = latest_announcement(
        window.starts_at, notice_hours=contract.notice_hours, notice_days=contract.notice_days, zone=contract.timezone
    )
    return _("no later than {moment}").format(moment=wording.dated(latest, now=now))


def _last(window: MaintenanceWindow, status: Status, now: datetime) -> tuple[str, str, str]:
    if status is Status.CANCELLED:
        return str(Status.CANCELLED.label), wording.dated(window.status_since, now=now), "ban"
    if status is Status.RUNNING:
        since = window.started_at or window.starts_at
        return str(Status.RUNNING.label), _("since {moment}").format(moment=wording.dated(since, now=now)), "wrench"
    text = stretch_words(window, now=now)
    if status is Status.COMPLETED and window.result:
        text = f"{text}, {Result(window.result).label}"
    return str(Status.COMPLETED.label), text, "check"


def _marked(texts: list[tuple[str, str, str]], place: int, *, over: bool = False) -> list[Step]:
    steps = []
    for n, (title, text, icon) in enumerate(texts):
        done = n < place or over
        css = "is-done" if done else "is-now" if n == place else ""
        steps.append(Step(title, text, "check" if done else icon, css))
    return steps
