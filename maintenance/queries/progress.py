"""How far the consultations of many windows are, for a list of them (M2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maintenance.enums import Answer, Status
from maintenance.models import MaintenanceWindow, WindowCustomer
from maintenance.queries.consultation import effective_answers


@dataclass(frozen=True, slots=True)
class Progress:
    """Of so many affected customers, how many agreed and how many objections stand."""

    agreed: int = 0
    blocked: int = 0
    of: int = 0


def progress_of(windows: Sequence[MaintenanceWindow]) -> Mapping[int, Progress]:
    """By id, of those that are in consultation. Two SQL, however many they are."""
    asked = [each.pk for each in windows if each.status == Status.CONSULTATION]
    if not asked:
        return {}
    rows = list(WindowCustomer.objects.filter(window_id__in=asked, left_at=None).values_list("pk", "window_id"))
    answers = effective_answers([pk for pk, _window_id in rows])
    found = dict.fromkeys(asked, Progress())
    for pk, window_id in rows:
        before, answer = found[window_id], answers.get(pk)
        agreed = answer is not None and (answer.answer == Answer.AGREED or answer.settled_at is not None)
        blocked = answer is not None and not agreed
        found[window_id] = Progress(before.agreed + agreed, before.blocked + blocked, before.of + 1)
    return found
