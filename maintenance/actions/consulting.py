"""What the verbs of the consultation share: whose consultation it is, and which words are taken (M2)."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.queries import Access
from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from maintenance.actions.write_path import Change, Form
from maintenance.enums import Answer, EventKind
from maintenance.models import MaintenanceWindow, WindowCustomer, WindowEvent
from maintenance.queries.consultation import affected_by
from maintenance.queries.portal import customers_of
from maintenance.queries.words import names

ANSWER_LENGTH = 2_000
MESSAGE_LENGTH = 5_000
NAME_LENGTH = 150


def consultation_of(change: Change, customer_id: int) -> WindowCustomer:
    """The consultation of an affected customer; of one that is not affected there is as good as no window (404)."""
    row = affected_by(change.window).select_related("customer").filter(customer_id=customer_id).first()
    if row is None:
        raise NotVisible(_("This maintenance does not affect this customer."))
    return row


def check_belongs(access: Access, customer_id: int) -> None:
    """Refuses (404) a person who is neither of the customer nor of a partner that acts for it (P1)."""
    if customer_id not in customers_of(access):
        raise NotVisible(_("This maintenance does not exist, or you cannot see it."))


def check_may_answer(access: Access, customer_id: int) -> None:
    """Refuses who does not decide for the customer: its other people (403), everybody else (404) (M2, P1)."""
    check_belongs(access, customer_id)
    if not access.may_answer_for(customer_id):
        raise NotAllowed(_("A key contact answers this, or an ICT partner with a mandate for it."))


def check_round(window: MaintenanceWindow, round_number: int) -> None:
    """Refuses (409) an answer to a proposal that is another one by now."""
    if round_number != window.round:
        raise Stale(
            _("The maintenance was changed in the meantime. Look at the new times, and answer anew."),
            changed_since=window.version,
        )


def check_has_seen(
    change: Change, form: Form, customers: Mapping[int, Organisation], recorded: Answer | None = None
) -> None:
    """Refuses (409) a planner's words on these customers when one answered, other than `recorded`, since the page.

    Answers make no other form of a planner stale; here one would be settled or replaced by who has not read it.
    """
    if form.version is None:
        return
    since = WindowEvent.objects.filter(window=change.window, kind=EventKind.ANSWERED, sequence__gt=form.version)
    answered = {each.customer_id for each in since if each.data["answer"] != recorded}
    unread = [customer for pk, customer in customers.items() if pk in answered]
    if unread:
        sentence = _("An answer came in since you opened this page: {names}. Read it first, then decide.")
        raise Stale(sentence.format(names=names(unread)), changed_since=form.version)


def answer_words(answer: Answer, words: str) -> str:
    """The words of an answer, without white space around; who does not agree says why or what instead."""
    text = words.strip()
    if len(text) > ANSWER_LENGTH:
        raise Refusal(_("This is too long. Use at most 2,000 characters."))
    if not text and answer is Answer.OBJECTED:
        raise Refusal(_("Say why you object."))
    if not text and answer is Answer.OTHER_TIMES:
        raise Refusal(_("Write which other times suit you."))
    return text


def message_words(body: str) -> str:
    """The text of a message; refused when empty or longer than 5,000 characters."""
    text = body.strip()
    if not text:
        raise Refusal(_("Write a message first."))
    if len(text) > MESSAGE_LENGTH:
        raise Refusal(_("This message is too long. Use at most 5,000 characters."))
    return text


def name_of_person(name: str) -> str:
    """Who said it, or with whom it was settled: a name that fits."""
    text = name.strip()
    if not text:
        raise Refusal(_("Write down who said this."))
    if len(text) > NAME_LENGTH:
        raise Refusal(_("This name is too long. Use at most 150 characters."))
    return text


def mark_reminded(rows: list[int], now: datetime) -> None:
    """Keep that these consultations were reminded."""
    WindowCustomer.objects.filter(pk__in=rows).update(reminded_at=now)
