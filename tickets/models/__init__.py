"""Fields, constraints and indexes of the ticket's world; no rules."""

from tickets.models.attachment import Attachment
from tickets.models.bill import BilledMonth, BillLine, BillSeries
from tickets.models.bill_correction import BillCorrection
from tickets.models.billing_party import BillingParty
from tickets.models.catalogue import CatalogueItem, CatalogueVersion
from tickets.models.change_request import ChangeRequest
from tickets.models.check_mark import CheckMark
from tickets.models.clock import SlaClock
from tickets.models.edit_decision import EditDecision
from tickets.models.erasure import ErasureReason, ErasureRecord
from tickets.models.estimate import Estimate
from tickets.models.event import TicketEvent
from tickets.models.follower import TicketFollower
from tickets.models.link import TicketLink
from tickets.models.message import Message
from tickets.models.ticket import Ticket
from tickets.models.time_entry import BillableRuling, Stopwatch, TimeEntry

__all__ = [
    "Attachment",
    "BillCorrection",
    "BillLine",
    "BillSeries",
    "BillableRuling",
    "BilledMonth",
    "BillingParty",
    "CatalogueItem",
    "CatalogueVersion",
    "ChangeRequest",
    "CheckMark",
    "EditDecision",
    "ErasureReason",
    "ErasureRecord",
    "Estimate",
    "Message",
    "SlaClock",
    "Stopwatch",
    "Ticket",
    "TicketEvent",
    "TicketFollower",
    "TicketLink",
    "TimeEntry",
]
