"""What maintenance forgets of a person: names in fields and texts, and after the period the words of a consultation.

That somebody was consulted, how and when stays: it is the proof of M2. So the events stay too; what they repeat of a
name or of words is replaced in their data.
"""

import re
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Model

from maintenance.models import ConsultationAnswer, ConsultationMessage, WindowCustomer, WindowEvent
from maintenance.queries.personal import (
    FORMER,
    WIPED,
    WORDS_OF_ANSWER,
    WORDS_OF_WINDOW,
    announcements_with,
    answers_with,
    events_with,
    messages_with,
    windows_with,
)

Forgotten = Callable[[str], str]
# A shorter name is a word of the language as well: it goes where it is all that a field says.
FEWEST_LETTERS = 4
LONGEST = {"title": 120, "said_by": 150, "settled_with": 150, "decided_by": 150, "weekday_reason": 500}
SAID = {"words": WIPED, "body": WIPED, "said_by": FORMER, "with_whom": FORMER}


@transaction.atomic
def forget_person(marks: Sequence[str], instead: str) -> None:
    """Puts another word in place of a name, an address or a number, wherever one of them stands as a whole."""
    if not marks:
        return
    forgotten = _forgetting(marks, instead)
    for answer in answers_with(marks):
        _replace(answer, WORDS_OF_ANSWER, forgotten)
    for message in messages_with(marks):
        _replace(message, ("body",), forgotten)
    for window in windows_with(marks):
        _replace(window, WORDS_OF_WINDOW, forgotten)
    for announcement in announcements_with(marks):
        _replace(announcement, ("title", "effect"), forgotten)
    for event in events_with(marks):
        _tell(event, {key: forgotten(value) for key, value in event.data.items() if isinstance(value, str)})


@transaction.atomic
def wipe_words(consultation: WindowCustomer) -> None:
    """Words and names of one consultation go; answers, means and moments stay, and with them the proof (M2)."""
    answers = ConsultationAnswer.objects.filter(consultation=consultation)
    answers.exclude(words="").update(words=WIPED)
    answers.exclude(settled_words="").update(settled_words=WIPED)
    answers.exclude(said_by="").update(said_by=FORMER)
    answers.exclude(settled_with="").update(settled_with=FORMER)
    ConsultationMessage.objects.filter(consultation=consultation).update(body=WIPED)
    for event in WindowEvent.objects.filter(window=consultation.window_id):
        _tell(event, {key: word for key, word in SAID.items() if event.data.get(key)})


def _forgetting(marks: Sequence[str], instead: str) -> Forgotten:
    whole = {each.casefold() for each in marks}
    long_ones = sorted((each for each in marks if len(each) >= FEWEST_LETTERS), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, long_ones))})(?!\w)", re.IGNORECASE)

    def forgotten(text: str) -> str:
        if text.strip().casefold() in whole:
            return instead
        return pattern.sub(lambda _found: instead, text) if long_ones else text

    return forgotten


def _replace(row: Model, fields: Sequence[str], forgotten: Forgotten) -> None:
    for name in fields:
        setattr(row, name, forgotten(str(getattr(row, name)))[: LONGEST.get(name)])
    row.save(update_fields=fields)


def _tell(event: WindowEvent, said: dict[str, str]) -> None:
    if said:
        event.data = {**event.data, **said}
        event.save(update_fields=["data"])
