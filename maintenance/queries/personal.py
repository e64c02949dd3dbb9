"""Where maintenance says something of a person: what they said in consultations, and who was named."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.holders import Rows, Text
from accounts.models import User
from accounts.queries import Access
from maintenance.enums import Answer, Status
from maintenance.models import (
    Announcement,
    ConsultationAnswer,
    ConsultationMessage,
    MaintenanceWindow,
    WindowCustomer,
    WindowEvent,
)
from maintenance.queries.door import visible_windows
from maintenance.queries.words import reference

WIPED, FORMER = "Gewist na de bewaartermijn", "Voormalig contact"
_NO_WORDS, _NO_NAME = ("", WIPED), ("", FORMER)
WORDS_OF_ANSWER = ("words", "said_by", "settled_with", "settled_words")
WORDS_OF_WINDOW = ("title", "effect", "weekday_reason", "result_words", "emergency_reason", "decided_by")


def told_of(person: User, access: Access, now: datetime) -> dict[str, Rows]:
    """What the person answered and wrote in consultations that the reader sees; of the helpdesk's people no words."""
    if person.desk_role:
        return {"consultations": []}
    seen = visible_windows(access, now=now)
    answers = ConsultationAnswer.objects.filter(given_by=person, consultation__window__in=seen)
    asked = ConsultationMessage.objects.filter(author=person, consultation__window__in=seen)
    about = "consultation__window_id"
    rows = [
        *(
            (at, window, Answer(answer).label, words)
            for at, window, answer, words in answers.values_list("at", about, "answer", "words")
        ),
        *((at, window, "", body) for at, window, body in asked.values_list("at", about, "body")),
    ]
    return {
        "consultations": [
            {"maintenance": reference(window), "at": at.isoformat(), "answer": str(answer), "text": words}
            for at, window, answer, words in sorted(rows, key=lambda row: row[0])
        ]
    }


def texts_with(marks: Sequence[str]) -> list[Text]:
    """Every text that holds one of the marks, with the window that it is about."""
    found = [
        *((each.consultation.window_id, _said(each, WORDS_OF_ANSWER)) for each in answers_with(marks)),
        *((each.consultation.window_id, each.body) for each in messages_with(marks)),
        *((each.pk, _said(each, WORDS_OF_WINDOW)) for each in windows_with(marks)),
    ]
    return [Text(reference(pk), reverse("maintenance:window", args=(reference(pk),)), words) for pk, words in found]


def answers_with(marks: Sequence[str]) -> QuerySet[ConsultationAnswer]:
    """Answers in which one of the marks stands."""
    rows = ConsultationAnswer.objects.select_related("consultation")
    return rows.filter(_any(WORDS_OF_ANSWER, marks)).order_by("pk")


def messages_with(marks: Sequence[str]) -> QuerySet[ConsultationMessage]:
    """The same of the conversation."""
    rows = ConsultationMessage.objects.select_related("consultation")
    return rows.filter(_any(("body",), marks)).order_by("pk")


def windows_with(marks: Sequence[str]) -> QuerySet[MaintenanceWindow]:
    """The same of the windows themselves."""
    return MaintenanceWindow.objects.filter(_any(WORDS_OF_WINDOW, marks)).order_by("pk")


def announcements_with(marks: Sequence[str]) -> QuerySet[Announcement]:
    """The same of what was announced."""
    return Announcement.objects.filter(_any(("title", "effect"), marks)).order_by("pk")


def events_with(marks: Sequence[str]) -> Iterator[WindowEvent]:
    """Events that repeat what was said with one of the marks in it: read one by one, for it stands in their data."""
    small = [each.casefold() for each in marks]
    for row in WindowEvent.objects.order_by("pk").iterator():
        said = " ".join(value for value in row.data.values() if isinstance(value, str)).casefold()
        if any(mark in said for mark in small):
            yield row


def words_from_before(limit: datetime) -> QuerySet[WindowCustomer]:
    """Consultations of windows that were over before the limit and still have words."""
    over = WindowCustomer.objects.filter(window__ends_at__lt=limit).exclude(window__status=Status.RUNNING)
    said = ConsultationAnswer.objects.exclude(
        words__in=_NO_WORDS, settled_words__in=_NO_WORDS, said_by__in=_NO_NAME, settled_with__in=_NO_NAME
    )
    asked = ConsultationMessage.objects.exclude(body=WIPED)
    has_words = Q(pk__in=said.values("consultation")) | Q(pk__in=asked.values("consultation"))
    return over.filter(has_words)


def _said(row: ConsultationAnswer | MaintenanceWindow, fields: Sequence[str]) -> str:
    return " · ".join(value for field in fields if (value := str(getattr(row, field))))


def _any(fields: Sequence[str], marks: Sequence[str]) -> Q:
    """Nothing at all for no marks."""
    return reduce(or_, (Q(**{f"{field}__icontains": mark}) for field in fields for mark in marks), Q(pk__in=()))
