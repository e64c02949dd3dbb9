"""What became of a decision on an edit, in words: on the page that saved it, on what was edited, and in its history."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import wording
from tickets.enums import EditOutcome
from tickets.models import EditDecision


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: by whom, when, and how far it is."""

    who: str
    at: str
    words: str
    is_under_way: bool


def decided(decisions: Iterable[EditDecision]) -> list[Decided]:
    """Each decision in words."""
    return [
        Decided(each.decided_by.name, wording.full(each.decided_at), outcome_words(each), each.is_under_way)
        for each in decisions
    ]


def outcome_words(decision: EditDecision) -> str:
    """What was done with the tickets that were open, so far."""
    if decision.outcome == EditOutcome.LEAVE:
        return _left(decision)
    if decision.is_under_way:
        return _under_way(decision)
    said = _applied(decision)
    return f"{said} {_passed(decision.passed_count)}" if decision.passed_count else said


def _left(decision: EditDecision) -> str:
    text = ngettext(
        "Saved; {count} open ticket was left as it is, of which {moving} would have got other moments.",
        "Saved; {count} open tickets were left as they are, of which {moving} would have got other moments.",
        decision.open_count,
    )
    return text.format(count=decision.open_count, moving=decision.moving_count)


def _under_way(decision: EditDecision) -> str:
    text = _("Applied to {applied} of {count} open tickets; the rest follows by itself within minutes.")
    return text.format(applied=decision.applied_count, count=decision.open_count - decision.passed_count)


def _applied(decision: EditDecision) -> str:
    text = ngettext(
        "Applied to {count} open ticket, of which {moving} gets other moments.",
        "Applied to {count} open tickets, of which {moving} get other moments.",
        decision.applied_count,
    )
    return text.format(count=decision.applied_count, moving=decision.moving_count)


def _passed(count: int) -> str:
    text = ngettext(
        "{count} ticket was no longer open, or got a later edit first.",
        "{count} tickets were no longer open, or got a later edit first.",
        count,
    )
    return text.format(count=count)
