"""What the walkers walk through: a customer with tickets in several states, a stranger with one, and their secrets.

Every text that somebody typed has a word of its own, so that a leak says which text it was.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actions import invite
from accounts.actions.invitations import digest_of
from accounts.models import Invitation, Mandate, SecurityEventKind, User
from accounts.security import log as security_log
from agreements.actions import add_rate
from agreements.models import Activity, Agreement
from agreements.queries import current_calendar_id
from agreements.rates import NewRate
from maintenance.models import Environment
from tests.cast import Cast
from tests.tickets.factories import incident, noted, question, recovered, replied, taken, waiting
from tests.walk.bills import Bills, bills_at
from tests.walk.changes import Changes, changes_at
from tests.walk.windows import Windows, windows_at
from tickets.actions.add_follower import add_follower
from tickets.actions.customer_reply import customer_reply
from tickets.actions.decide_edit import Edited, NewPins, Scope, decide_edit
from tickets.actions.note import note
from tickets.actions.post_status_report import Report, post_status_report
from tickets.actions.publish_note import publish_note
from tickets.actions.time.record import Work, record_time
from tickets.actions.write_path import Form, Words
from tickets.enums import EditOutcome, EventKind, Visibility
from tickets.files import StoredFile, store
from tickets.models import Attachment, ErasureRecord, Message, Ticket, TimeEntry

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
ROLES = (
    "anonymous", "contact", "colleague", "key_contact", "stranger", "partner", "ended_partner", "agent", "lead_agent",
    "administrator",
)  # fmt: skip

# The words that give a leak away, by whose they are.
PEOPLE_OF_CUSTOMER = frozenset(
    {"Maasoever", "maasoever", "Sanne", "Vries", "Bram", "Jacobs", "Ingrid", "Smulders", "0413555001"}
)
PEOPLE_OF_STRANGER = frozenset({"Peelland", "peelland", "Kees", "Verhoeven", "0413555002"})
PEOPLE_OF_PARTNER = frozenset({"Lijnrecht", "lijnrecht", "Haddad"})
PEOPLE_OF_ENDED_PARTNER = frozenset({"Oudezijds", "oudezijds", "Kramer"})
CONTACTS_TEXTS = frozenset(
    {
        "qcontactsubject", "qcontactstory", "qcontactfile", "qcontactanswer", "qdeskanswer", "qdeskfile",
        "qreportknown", "qreportdoing", "qreportasked", "qwaitsubject", "qdeskquestion", "qdonesubject",
        "qdeskrecovery", "0413555101", "qasksubject", "qchangeanswer", "qchangeremark",
    }
)  # fmt: skip
COLLEAGUES_TEXTS = frozenset({"qcolleaguesubject", "qcolleaguestory", "0413555102"})
PARTNERS_TEXTS = frozenset({"qfiledsubject", "qfiledstory", "0413555104"})
STRANGERS_TEXTS = frozenset(
    {"qstrangersubject", "qstrangerstory", "qstrangerfile", "qstrangeranswer", "qstrangerdesk", "0413555103"}
)
# Of maintenance: what nobody outside the house reads, what is asked of the customer, and what is another's.
DRAFTED_TEXTS = frozenset({"qwindowdraft"})
ASKED_TEXTS = frozenset({"qwindowasked", "qwindowagreed"})
ANSWERED_TEXTS = frozenset({"qwindowanswer", "qwindowquestion"})
ELSEWHERE_TEXTS = frozenset({"qwindowelsewhere", "qwindoweffect"})
# Of the one ticket of the contact that the colleague follows.
FOLLOWED_TEXTS = frozenset({"qfollowsubject", "qfollowstory", "qfollowpublished", "qfollowpublicfile"})
INTERNAL_TEXTS = frozenset({"qinternalnote", "qinternalfile", "qinternalother", "qinternalfollow"})
# Of somebody whom the customer's key contact invited.
INVITED_TEXTS = frozenset({"qinvitedname", "qinvitedaddress"})
INVITATION_TOKEN = "geheim-van-de-wandeling"


@dataclass(frozen=True, slots=True)
class World:
    """The tickets and the maintenance, each by what happened to it, and what hangs on them."""

    cast: Cast
    running: Ticket
    followed: Ticket
    waiting: Ticket
    recovered: Ticket
    asked: Ticket
    colleagues: Ticket
    filed: Ticket
    strangers: Ticket
    windows: Windows
    bills: Bills
    entry: TimeEntry
    changes: Changes
    invitation: Invitation

    def user(self, role: str) -> User | None:
        """The person in this role; nobody for "anonymous"."""
        return self.cast.everybody.get(role)

    @property
    def of_customer(self) -> list[Ticket]:
        """All tickets of the customer."""
        own = [self.running, self.followed, self.waiting, self.recovered, self.asked, *self.changes.of_contact]
        return [*own, self.colleagues, self.filed]

    @staticmethod
    def files_of(ticket: Ticket, visibility: Visibility) -> list[Attachment]:
        """The attachments that came with public or with internal events."""
        return list(Attachment.objects.filter(ticket=ticket, event__visibility=visibility).order_by("pk"))

    @staticmethod
    def messages_of(ticket: Ticket) -> list[Message]:
        """All words of a ticket, the first ones first."""
        return list(Message.objects.filter(ticket=ticket).order_by("pk"))


def stored(word: str) -> list[StoredFile]:
    """A small text file that is called after `word` and says it."""
    return [store(SimpleUploadedFile(f"{word}.txt", f"inhoud {word}\n".encode()))]


def world_at(cast: Cast) -> World:
    """Everything happened in the last two hours; the ended mandate ended a second ago."""
    start, now = cast.now - HOUR, cast.now
    Mandate.objects.filter(pk=cast.ended_mandate.pk).update(ends_at=now - SECOND)
    User.objects.filter(pk=cast.contact.pk).update(phone="0413555001")
    User.objects.filter(pk=cast.stranger.pk).update(phone="0413555002")
    Environment.objects.create(name="Gedeelde omgeving")
    _left_as_it_is(cast)
    ErasureRecord.objects.create(user=cast.second_agent, at=start)
    security_log.note(SecurityEventKind.SIGNED_IN, actor=cast.contact, now=start)
    running, strangers = _running(cast), _strangers(cast)
    return World(
        cast=cast,
        running=running,
        followed=_followed(cast),
        waiting=waiting(_own(cast, "qwaitsubject"), cast.agent, "Een vraag: qdeskquestion", now=start + MINUTE),
        recovered=recovered(_own(cast, "qdonesubject"), cast.agent, "Klaar: qdeskrecovery", now=start + MINUTE),
        asked=question(cast.contact, cast.customer, subject="Vraag qasksubject", now=start),
        colleagues=incident(
            cast.colleague, cast.customer, subject="Van Bram qcolleaguesubject",
            description="Het verhaal qcolleaguestory", phone="0413555102", now=start,
        ),
        filed=incident(
            cast.ended_partner, cast.customer, subject="Namens de klant qfiledsubject",
            description="Het verhaal qfiledstory", phone="0413555104", now=start,
        ),
        strangers=strangers,
        windows=windows_at(cast),
        bills=bills_at(cast, running, strangers),
        entry=_worked(cast, running),
        changes=changes_at(cast),
        invitation=_invited(cast),
    )  # fmt: skip


def _left_as_it_is(cast: Cast) -> None:
    """The calendar of today, decided on for no ticket at all."""
    pins, edited = NewPins(calendar_revision=current_calendar_id()), Edited("agreements.calendar", 1)
    decide_edit(cast.administrator, pins, edited, Scope([], []), EditOutcome.LEAVE, now=cast.now)


def _invited(cast: Cast) -> Invitation:
    """Somebody who has not answered yet; with a secret that the walk knows."""
    invitation = invite(
        actor=cast.key_contact, organisation=cast.customer, email="qinvitedaddress@maasoever.example",
        name="Genodigde qinvitedname", now=cast.now - HOUR,
    )  # fmt: skip
    Invitation.objects.filter(pk=invitation.pk).update(digest=digest_of(INVITATION_TOKEN))
    return invitation


def _worked(cast: Cast, ticket: Ticket) -> TimeEntry:
    """Time of today, at a rate; the note is the desk's as long as the month is open."""
    rate = NewRate(Agreement.objects.get(customer=None), Activity.REMOTE, Decimal(95), date(2026, 11, 1))
    add_rate(actor=None, now=cast.now, rate=rate, reason="Tarief")
    work = Work(25, date(2026, 11, 24), Activity.REMOTE, "Werk qinternaltime")
    return record_time(cast.agent, ticket.reference, work, now=cast.now)


def _own(cast: Cast, word: str) -> Ticket:
    return incident(cast.contact, cast.customer, subject=f"Storing {word}", now=cast.now - HOUR)


def _running(cast: Cast) -> Ticket:
    """With everything in it: an answer of both sides, a status report, a note, and files with each."""
    at = cast.now - HOUR
    ticket = incident(
        cast.contact, cast.customer, subject="Storing qcontactsubject", description="Het verhaal qcontactstory",
        phone="0413555101", files=stored("qcontactfile"), now=at,
    )  # fmt: skip
    taken(ticket, cast.agent, now=at + MINUTE)
    ticket.refresh_from_db()
    replied(ticket, cast.agent, "Antwoord qdeskanswer", files=stored("qdeskfile"), now=at + 2 * MINUTE)
    ticket.refresh_from_db()
    noted(ticket, cast.second_agent, "Notitie qinternalnote", files=stored("qinternalfile"), now=at + 3 * MINUTE)
    ticket.refresh_from_db()
    report = Report("Bekend qreportknown", "Bezig qreportdoing", "Gevraagd qreportasked")
    post_status_report(cast.agent, Form(ticket.reference, ticket.version), report, now=at + 4 * MINUTE)
    words = Words("Antwoord qcontactanswer")
    return customer_reply(cast.contact, Form(ticket.reference), words, now=at + 5 * MINUTE)


def _followed(cast: Cast) -> Ticket:
    """A ticket of the contact that the colleague follows, with a note that was made public and one that was not."""
    at = cast.now - HOUR
    ticket = incident(
        cast.contact, cast.customer, subject="Gevolgd qfollowsubject", description="Verhaal qfollowstory", now=at
    )
    add_follower(cast.contact, Form(ticket.reference), cast.colleague.pk, now=at)
    files = stored("qfollowpublicfile")
    note(cast.agent, Form(ticket.reference), Words("Notitie qfollowpublished", files=files), now=at + MINUTE)
    said = Message.objects.get(ticket=ticket, event__kind=EventKind.NOTED)
    publish_note(cast.agent, Form(ticket.reference), said.pk, now=at + 2 * MINUTE)
    return note(cast.agent, Form(ticket.reference), Words("Notitie qinternalfollow"), now=at + 3 * MINUTE)


def _strangers(cast: Cast) -> Ticket:
    at = cast.now - HOUR
    ticket = incident(
        cast.stranger, cast.other_customer, subject="Storing qstrangersubject", description="Verhaal qstrangerstory",
        phone="0413555103", files=stored("qstrangerfile"), now=at,
    )  # fmt: skip
    replied(ticket, cast.second_agent, "Antwoord qstrangerdesk", now=at + MINUTE)
    ticket.refresh_from_db()
    noted(ticket, cast.second_agent, "Notitie qinternalother", now=at + 2 * MINUTE)
    words = Words("Antwoord qstrangeranswer")
    return customer_reply(cast.stranger, Form(ticket.reference), words, now=at + 3 * MINUTE)
