"""Writes `docs/processing-register.md` from a table of what is kept of people, so that the page is never stale."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tickets.actions.retention import RULES

FILE = Path("docs") / "processing-register.md"
INTRODUCTION = """\
# Register of processing

Made by `python3 manage.py processing_register` from a declared table; a test fails when this page is stale or a model
with personal data is not in it. People: contacts of customers and ICT partners, callers, and the helpdesk's own people.
Nobody else receives the data: what leaves the system is mail to the people themselves. The periods are cleared by
`manage.py retention`.
"""
HEAD = "| what | of whom | purpose | ground | kept |\n| --- | --- | --- | --- | --- |"
AGREEMENT = "carrying out the agreement"
INTEREST = "legitimate interest: security and proof"
TAX = "legal duty: the books"


@dataclass(frozen=True, slots=True)
class Entry:
    """One model: the fields that say something of a person, why they are there, on what ground, how long."""

    model: str
    fields: tuple[str, ...]
    whom: str
    purpose: str
    ground: str
    kept: str


def _period(kind: str) -> str:
    rule = next(each for each in RULES if each.kind == kind)
    return f"{rule.keeps.days} days"


_PERSON = f"until anonymised: when asked for, or {_period('people')} after leaving"
_CONSULTATION = f"names until anonymised, words {_period('consultations')} after the maintenance"
_TICKET = f"words {_period('tickets')} after the end of the ticket"
REGISTER = (
    Entry(
        "accounts.User",
        ("email", "name", "phone", "language", "theme", "mail_followed", "password", "last_login"),
        "everybody with an account",
        "signing in, being reached, pages in one's own language",
        AGREEMENT,
        _PERSON,
    ),
    Entry("accounts.Membership", ("user", "role"), "contacts", "who may see what", AGREEMENT, "until it ends"),
    Entry(
        "accounts.Invitation",
        ("email", "name", "invited_by", "accepted_by"),
        "who is invited",
        "letting somebody in",
        AGREEMENT,
        f"{_period('invitations')} after it expires",
    ),
    Entry(
        "accounts.OpenSession",
        ("device", "seen_at"),
        "who is signed in",
        "ending one's own sessions",
        INTEREST,
        "as long as the session, at most 7 days after it was last used",
    ),
    Entry("accounts.AccountEvent", ("actor", "user"), "everybody", "proof of changes", INTEREST, "stays, by number"),
    Entry(
        "accounts.SecurityEvent",
        ("actor", "subject"),
        "everybody",
        "noticing attacks; addresses as digests only",
        INTEREST,
        _period("security_events"),
    ),
    Entry("account.EmailAddress", ("email",), "everybody", "signing in", AGREEMENT, _PERSON),
    Entry("account.EmailConfirmation", ("email_address",), "nobody", "not used", AGREEMENT, "no rows"),
    Entry("mfa.Authenticator", ("data",), "who has a second step", "signing in safely", INTEREST, _PERSON),
    Entry("socialaccount.SocialAccount", ("uid",), "sign-in by an organisation", "signing in", AGREEMENT, _PERSON),
    Entry("socialaccount.SocialToken", ("token",), "nobody", "not used", AGREEMENT, "no rows"),
    Entry(
        "admin.LogEntry",
        ("user", "object_repr"),
        "administrators, and whom they changed",
        "proof of changes",
        INTEREST,
        "stays; the name goes when the person is anonymised",
    ),
    Entry("sessions.Session", ("session_data",), "visitors", "signing in, unsent drafts", AGREEMENT, "7 days"),
    Entry(
        "tickets.Ticket",
        ("reporter", "caller_name", "phone", "subject", "search_text", "assignee"),
        "reporters, callers, agents",
        "solving what was reported, calling back",
        AGREEMENT,
        _TICKET,
    ),
    Entry("tickets.TicketEvent", ("actor", "data"), "who acted", "proof of promises", AGREEMENT, "stays, by number"),
    Entry(
        "tickets.Message",
        ("body", "known", "doing", "asked", "redacted_by"),
        "whoever is written about",
        "solving what was reported",
        AGREEMENT,
        _TICKET,
    ),
    Entry(
        "tickets.Attachment",
        ("name", "storage_name"),
        "whoever is in the file",
        "solving what was reported",
        AGREEMENT,
        f"{_period('attachments')} after the end of the ticket",
    ),
    Entry("tickets.TicketFollower", ("user", "added_by"), "followers", "being told", AGREEMENT, "until it ends"),
    Entry(
        "tickets.ChangeRequest",
        ("answers",),
        "whoever is named in a requested change",
        "carrying out what was asked",
        AGREEMENT,
        _TICKET,
    ),
    Entry(
        "tickets.Estimate",
        ("proposed_by", "decided_by", "recorded_by", "reason"),
        "who estimates and approves costs, and whoever is written about",
        "approval of costs and its proof",
        AGREEMENT,
        f"stays, by number; {_TICKET}",
    ),
    Entry("tickets.CheckMark", ("ticked_by",), "agents", "proof of delivery", AGREEMENT, "stays, by number"),
    Entry("tickets.CatalogueVersion", ("created_by",), "administrators", "proof", INTEREST, "stays, by number"),
    Entry(
        "tickets.TimeEntry",
        ("person", "recorded_by", "note", "reason"),
        "agents, and whoever is written about",
        "bills and their proof",
        AGREEMENT,
        f"stays, by number; {_TICKET}",
    ),
    Entry("tickets.Stopwatch", ("person",), "agents", "recording time", AGREEMENT, "until it is stopped"),
    Entry(
        "tickets.BillableRuling",
        ("by", "reason"),
        "agents, and whoever is written about",
        "bills and their proof",
        AGREEMENT,
        f"stays, by number; {_TICKET}",
    ),
    Entry(
        "agreements.Rate", ("created_by", "reason"), "administrators", "proof of changes", INTEREST, "stays, by number"
    ),
    Entry(
        "tickets.BillLine",
        ("who", "subject", "note", "why_words"),
        "the helpdesk's own people, who did the work; persons named in titles",
        "a bill that explains itself",
        TAX,
        "stays; seven years are asked",
    ),
    Entry("tickets.BilledMonth", ("closed_by",), "administrators", "proof of closing", TAX, "stays, by number"),
    Entry("tickets.BillCorrection", ("recorded_by", "reason"), "administrators", "proof of changes", TAX, "stays"),
    Entry("tickets.EditDecision", ("decided_by",), "administrators", "proof of changes", INTEREST, "stays, by number"),
    Entry("tickets.ErasureRecord", ("user", "actor"), "who was anonymised", "forgetting again", INTEREST, "stays"),
    Entry(
        "agreements.CalendarRevision",
        ("created_by", "reason"),
        "administrators",
        "proof of changes",
        INTEREST,
        "stays, by number",
    ),
    Entry(
        "agreements.AgreementVersion",
        ("created_by", "reason"),
        "administrators",
        "proof of changes",
        INTEREST,
        "stays, by number",
    ),
    *(
        Entry(model, ("created_by", "decided_by"), "planners, deciders", "proof of planning", AGREEMENT, "stays")
        for model in ("maintenance.MaintenanceWindow", "maintenance.EmergencyMaintenance")
    ),
    Entry(
        "maintenance.WindowEvent", ("actor", "data"), "who acted", "proof of planning", AGREEMENT, "stays, by number"
    ),
    Entry(
        "maintenance.ConsultationAnswer",
        ("given_by", "said_by", "recorded_by", "words", "settled_with", "settled_by", "settled_words"),
        "who answers for a customer",
        "proof of consultation",
        AGREEMENT,
        _CONSULTATION,
    ),
    Entry(
        "maintenance.ConsultationMessage",
        ("author", "body"),
        "who asks and who answers",
        "consultation",
        AGREEMENT,
        _CONSULTATION,
    ),
    Entry(
        "maintenance.FeedAddress",
        ("created_by", "revoked_by"),
        "who made or ended a calendar's address",
        "proof of changes",
        INTEREST,
        "stays, by number",
    ),
    Entry(
        "notifications.Notice",
        ("recipient", "address", "payload"),
        "who is told by mail",
        "telling what happens to a ticket",
        AGREEMENT,
        f"{_period('notices')} after it was made",
    ),
)


def processing_register() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, HEAD, *_rows()]) + "\n"


def _rows() -> Iterator[str]:
    for each in REGISTER:
        what = f"{each.model}: {', '.join(each.fields)}"
        yield f"| {what} | {each.whom} | {each.purpose} | {each.ground} | {each.kept} |"


class Command(BaseCommand):
    """`manage.py processing_register`."""

    help = f"Write {FILE} from the table of what is kept of people."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        (settings.BASE_DIR / FILE).write_text(processing_register(), encoding="utf-8")
        self.stdout.write(f"{FILE} written.")
