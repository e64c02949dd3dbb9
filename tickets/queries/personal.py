"""Where a person is named: texts, files and tickets that somebody looks at when the person is anonymised."""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from accounts.holders import Text, holders
from accounts.models import User
from notifications.models import Notice
from tickets.models import Attachment, ErasureRecord, Message, Ticket

WORDS_OF_MESSAGE = ("body", "known", "doing", "asked")
_NOT_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What names a person, and is for people to judge: nothing of it is changed by itself."""

    messages: QuerySet[Message]
    tickets: QuerySet[Ticket]
    attachments: QuerySet[Attachment]

    def numbers(self) -> dict[str, list[int]]:
        """Kept on the record: numbers only, nothing of what they say."""
        kinds: dict[str, QuerySet[Message] | QuerySet[Ticket] | QuerySet[Attachment]] = {
            "messages": self.messages,
            "tickets": self.tickets,
            "attachments": self.attachments,
        }
        return {kind: sorted(rows.values_list("pk", flat=True)) for kind, rows in kinds.items()}


def elsewhere(user: User) -> list[Text]:
    """Texts of other packages that name the person; there the name itself is replaced."""
    marks = marks_of(user)
    return [text for each in holders() for text in each.texts(marks)]


def person_of(number: int) -> User | None:
    """The person with this number."""
    return User.objects.filter(pk=number).first()


def record_of(user: User) -> ErasureRecord | None:
    """That the person was anonymised, when that is so."""
    return ErasureRecord.objects.filter(user=user).first()


def mentions_of(user: User) -> Mentions:
    """Texts and titles with the name, address or phone number, and the files that the person sent or that name them."""
    marks = marks_of(user)
    return Mentions(
        _messages().filter(_any(WORDS_OF_MESSAGE, marks)),
        Ticket.objects.filter(_any(("subject", "caller_name"), marks)),
        _attachments().filter(Q(event__actor=user) | _any(("name",), marks)),
    )


def proposed(numbers: dict[str, list[int]]) -> Mentions:
    """What a record proposed and is still there to be looked at."""
    return Mentions(
        _messages().filter(pk__in=numbers.get("messages", [])),
        Ticket.objects.filter(pk__in=numbers.get("tickets", [])),
        _attachments().filter(pk__in=numbers.get("attachments", [])),
    )


def notices_to(user: User) -> QuerySet[Notice]:
    """Every mail to the person: by name, and by address alone (links to choose a password, invitations)."""
    return Notice.objects.filter(Q(recipient=user) | Q(recipient=None, address__iexact=user.email))


def _messages() -> QuerySet[Message]:
    return Message.objects.filter(redacted_at=None).select_related("ticket").order_by("pk")


def _attachments() -> QuerySet[Attachment]:
    return Attachment.objects.filter(removed_at=None).select_related("ticket", "event__message").order_by("pk")


def marks_of(user: User) -> list[str]:
    """By what somebody is recognised in a text."""
    digits = _NOT_DIGITS.sub("", user.phone)
    return [each for each in (user.name, user.email, user.phone, digits) if each]


def _any(fields: tuple[str, ...], marks: list[str]) -> Q:
    return reduce(or_, (Q(**{f"{field}__icontains": mark}) for field in fields for mark in marks))
