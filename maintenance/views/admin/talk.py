"""What one customer said about a window, answer by answer, and the conversation with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from agreements import wording
from maintenance.enums import Answer, Means
from maintenance.models import ConsultationAnswer, MaintenanceWindow, WindowCustomer
from maintenance.queries.consultation import answers_of, conversation_of


@dataclass(frozen=True, slots=True)
class Said:
    """One answer; `is_void` when it was given about other times."""

    text: str
    words: str
    by: str
    when: str
    iso: str
    settled: str
    is_void: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation."""

    who: str
    body: str
    when: str
    iso: str
    is_ours: bool


def said_by(row: WindowCustomer, window: MaintenanceWindow, *, now: datetime) -> list[Said]:
    """Every answer ever given for this customer, void ones too, the newest first."""
    return [_said(each, window, now) for each in reversed(list(answers_of(row)))]


def talk_of(row: WindowCustomer, *, now: datetime) -> list[Message]:
    """The conversation, the oldest message first."""
    return [
        Message(
            who=f"{each.author.name} ({each.partner.name})" if each.partner else each.author.name,
            body=each.body,
            when=wording.dated(each.at, now=now),
            iso=wording.time_tag_iso(each.at),
            is_ours=each.is_ours,
        )
        for each in conversation_of(row)
    ]


def _said(answer: ConsultationAnswer, window: MaintenanceWindow, now: datetime) -> Said:
    settled = ""
    if answer.settled_at:
        settled = _("Settled {moment} with {name}, {means}: {words}").format(
            moment=wording.dated(answer.settled_at, now=now),
            name=answer.settled_with,
            means=Means(answer.settled_means).label,
            words=answer.settled_words,
        )
    return Said(
        text=str(Answer(answer.answer).label),
        words=answer.words,
        by=_by(answer),
        when=wording.dated(answer.at, now=now),
        iso=wording.time_tag_iso(answer.at),
        settled=settled,
        is_void=answer.round != window.round,
    )


def _by(answer: ConsultationAnswer) -> str:
    name = answer.given_by.name if answer.given_by else answer.said_by
    if answer.partner:
        name = f"{name} ({answer.partner.name})"
    if answer.recorded_by is None:
        return name
    means = Means(answer.means).label
    return _("{name}, {means}, recorded by {planner}").format(name=name, means=means, planner=answer.recorded_by.name)
