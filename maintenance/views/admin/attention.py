"""What administrators must see at once: windows that no longer comply, and those that run into opening hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agreements import wording
from maintenance.queries.compliance import windows_that_no_longer_comply
from maintenance.queries.overrun import running_late
from maintenance.views.admin.calendar import address_of


@dataclass(frozen=True, slots=True)
class Attention:
    """One window, and why."""

    url: str
    title: str
    reasons: list[str]
    overruns: bool


def lines(*, now: datetime) -> list[Attention]:
    """The alarms first, then what no longer complies, the first to begin first."""
    late = [
        Attention(address_of(each), f"{each.reference} {each.title}", [wording.full(each.ends_at)], overruns=True)
        for each in running_late()
    ]
    broken = [
        Attention(
            address_of(each.window),
            f"{each.window.reference} {each.window.title}",
            [check.refusal for check in each.checks],
            overruns=False,
        )
        for each in windows_that_no_longer_comply(now=now)
    ]
    return [*late, *broken]
