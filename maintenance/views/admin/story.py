"""The history of a window from its events: each line drawn by its presenter `maintenance/events/<kind>.html`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agreements import wording
from maintenance.enums import Answer, Means, Result
from maintenance.models import MaintenanceWindow, WindowEvent
from maintenance.queries.history import events_of

ENUMS: dict[str, Any] = {"answer": Answer, "means": Means, "result": Result}


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words. `text` is what its presenter says, in one sentence; `more` what somebody wrote with it."""

    kind: str
    text: SafeString
    more: SafeString
    when: str
    iso: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event ready for its presenter: who did it, for whom, and what its data say in words."""

    who: str
    customer: str
    partner: str
    data: dict[str, Any]
    words: dict[str, str]


def lines_of(window: MaintenanceWindow) -> list[Line]:
    """The whole history, the newest first."""
    return [_line(each) for each in reversed(events_of(window))]


def lines_since(window: MaintenanceWindow, sequence: int) -> list[Line]:
    """What happened after an event, the oldest first."""
    return [_line(each) for each in events_of(window, after=sequence)]


def _line(event: WindowEvent) -> Line:
    rendered = render_to_string(f"maintenance/events/{event.kind}.html", {"entry": _entry(event)})
    # The presenters escape what people typed.
    text, more = (mark_safe(part.strip()) for part in rendered.strip().partition("\n")[::2])  # noqa: S308
    return Line(event.kind, text, more, wording.full(event.at), wording.time_tag_iso(event.at))


def _entry(event: WindowEvent) -> Entry:
    return Entry(
        who=event.actor.name if event.actor else _("the program"),
        customer=event.customer.name if event.customer else "",
        partner=event.partner.name if event.partner else "",
        data=event.data,
        words=_words(event.data),
    )


def _words(data: dict[str, Any]) -> dict[str, str]:
    """Of what the data hold in codes and moments, the words."""
    found = {name: str(enum(data[name]).label) for name, enum in ENUMS.items() if data.get(name) in enum.values}
    for name, value in data.items():
        moment = _moment(value)
        if moment is not None:
            found[name] = wording.full(moment)
        elif isinstance(value, dict) and "starts_at" in value and "ends_at" in value:
            found[name] = _stretch([value["starts_at"], value["ends_at"]])
    return found


def _stretch(ends: Sequence[str]) -> str:
    return " – ".join(wording.full(moment) for each in ends if (moment := _moment(each)))


def _moment(value: object) -> datetime | None:
    """A moment as events keep it: in ISO, with its offset."""
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else None
