"""The one write path of a ticket: scope and lock, check, record, refresh clocks, fill the outbox; one transaction."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import Access, access_for
from accounts.refusals import Refusal, Stale
from tickets import event_log, notices, sla
from tickets.actions import scan_files
from tickets.enums import EventKind, ScanState, Visibility
from tickets.event_log import Actor, Entry
from tickets.files import StoredFile
from tickets.models import Attachment, Message, Ticket, TicketEvent
from tickets.permissions import check_can
from tickets.queries.door import ticket_for_update
from tickets.queries.files import bytes_kept_for
from tickets.state_machine import Action

MESSAGE_LENGTH = 20_000
QUIET = (
    EventKind.NOTED,
    EventKind.BREACH_EXPLAINED,
    EventKind.FOLLOWER_REMOVED,
    EventKind.CONFIDENTIALITY,
    EventKind.FILE_REFUSED,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote, the files with it, and the key of the form: the same form sent twice says it once."""

    body: str = ""
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    files: Sequence[StoredFile] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What every form about a ticket carries: its reference, and the version that the page was drawn from.

    `version` None asks for no check: then the writer does not mind what happened since.
    """

    reference: str
    version: int | None = None


@dataclass(slots=True)
class Change:
    """A locked ticket in the middle of a change, by one person."""

    ticket: Ticket
    access: Access
    actor: Actor
    now: datetime
    recorded: list[TicketEvent] = field(default_factory=list)

    def record(
        self,
        action: Action,
        *,
        data: Mapping[str, Any] | None = None,
        visibility: Visibility = Visibility.PUBLIC,
        changes: Mapping[str, Any] | None = None,
    ) -> TicketEvent:
        """Do the action as the table says; refused when the table or the person's side does not allow it."""
        row = check_can(self.access, self.ticket, action)
        entry = Entry(visibility=visibility, data=data or {})
        event = event_log.record(self.ticket, row, self.actor, now=self.now, entry=entry, changes=changes)
        self.recorded.append(event)
        return event

    def finish(self) -> None:
        """Refresh the clocks and put the notices in the outbox."""
        if self.recorded:
            sla.refresh(self.ticket)
        for event in self.recorded:
            notices.enqueue_for(self.ticket, event, now=self.now)


@contextmanager
def ticket_change(user: User, form: Form, *, now: datetime) -> Iterator[Change]:
    """Open the ticket for one change by `user` at `now`; everything commits together at the end, or nothing does.

    Refused: a ticket that the user may not see (404), a version older than the ticket's (409, `changed_since`).
    """
    with transaction.atomic():
        access = access_for(user, now=now)
        ticket = ticket_for_update(access, form.reference)
        actor = Actor(user=user, partner_id=access.acts_as(ticket.organisation_id))
        change = Change(ticket, access, actor, now)
        yield change
        change.finish()


def check_version(ticket: Ticket, form: Form) -> None:
    """Refuses (409) a form that was drawn before the ticket's last event."""
    if form.version is not None and form.version != ticket.version:
        raise Stale(
            _("Somebody else changed this ticket in the meantime."),
            changed_since=form.version,
        )


def check_nothing_new(ticket: Ticket, form: Form) -> None:
    """Refuses (409) words to the customer that were begun before something happened that may change them.

    What colleagues wrote among themselves does not hold up an answer: the page says afterwards that it came.
    """
    if form.version is None or form.version > ticket.version:
        return check_version(ticket, form)
    since = TicketEvent.objects.filter(ticket=ticket, sequence__gt=form.version)
    if form.version != ticket.version and since.exclude(kind__in=QUIET).exists():
        check_version(ticket, form)
    return None


def was_said(words: Words) -> bool:
    """Whether this very form arrived before: then there is nothing left to do."""
    return Message.objects.filter(key=words.key).exists()


def check_words(body: str) -> str:
    """The text without surrounding white space; refused when empty or longer than 20,000 characters."""
    text = body.strip()
    if not text:
        raise Refusal(_("Write a message first."))
    if len(text) > MESSAGE_LENGTH:
        raise Refusal(_("This message is too long. Use at most 20,000 characters, or add a file."))
    return text


def say(ticket: Ticket, event: TicketEvent, words: Words) -> Message:
    """Keep the words of an event and the files that came with it."""
    message = Message.objects.create(ticket=ticket, event=event, key=words.key, body=check_words(words.body))
    attach(ticket, event, words.files)
    return message


def attach(ticket: Ticket, event: TicketEvent, files: Sequence[StoredFile]) -> None:
    """Give stored files their rows; refused when the customer has no room left, but for what the desk sends.

    With a scanner (DESK_CLAMAV) nobody gets a file before it was found clean.
    """
    if files:
        check_room(ticket, event, files)
        if settings.CLAMAV:
            scan_files.wake()
        scanned = {"scan_state": ScanState.SCANNING, "scan_after": event.at} if settings.CLAMAV else {}
        Attachment.objects.bulk_create(
            [
                Attachment(
                    ticket=ticket, event=event, name=each.name, storage_name=each.storage_name,
                    content_type=each.content_type, size=each.size, sha256=each.sha256, **scanned,
                )
                for each in files
            ]
        )  # fmt: skip


def check_room(ticket: Ticket, event: TicketEvent, files: Sequence[StoredFile]) -> None:
    """Refuses (422) what takes the files of one customer past DESK_FILES_QUOTA_GB, whoever sends them for it."""
    quota = settings.FILES_QUOTA
    if not quota or event.actor is None or event.actor.is_agent:
        return
    if bytes_kept_for(ticket.organisation_id) + sum(each.size for each in files) > quota:
        raise Refusal(_("There is no room left for files of your organisation. Send it without files, or call us."))
