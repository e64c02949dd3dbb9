"""What somebody could store to have it run at another's: planted in everything that people type, and looked for."""

from typing import Any

from django.db.models import F, Model, Value
from django.db.models.functions import Concat

from accounts.models import Invitation, Organisation, User
from maintenance.models import (
    Announcement,
    ConsultationAnswer,
    ConsultationMessage,
    Environment,
    MaintenanceWindow,
    WindowEvent,
)
from tickets.models import (
    Attachment,
    BillingParty,
    CatalogueVersion,
    Message,
    Ticket,
    TicketEvent,
    TimeEntry,
)

# Out of a title, a field, an attribute in either quotes, and then something that runs by itself.
TAG = "<img src=x data-stored onerror=alert(1)>"
PLANT = f"</title></textarea>\"'>{TAG}"
SHORT = '"><b data-stored>'

TYPED: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (User, ("name",)),
    (Organisation, ("name",)),
    (Invitation, ("name",)),
    (Ticket, ("subject", "caller_name")),
    (Message, ("body",)),
    (Attachment, ("name",)),
    (Environment, ("name",)),
    (MaintenanceWindow, ("title", "effect", "emergency_reason", "decided_by", "result_words")),
    (Announcement, ("title", "effect")),
    (ConsultationAnswer, ("words",)),
    (ConsultationMessage, ("body",)),
    (CatalogueVersion, ("explanation_nl",)),
    (TimeEntry, ("note",)),
    (BillingParty, ("legal_name",)),
)
OF_EVENTS = {"reason", "words", "body", "note", "title", "effect", "with_whom", "said_by"}


def word_of(model: type[Model], name: str) -> str:
    """The word that stands before what was planted in this field: where it is read, the plant was drawn."""
    return f"x{model._meta.model_name}{name.replace('_', '')}x"


def plant() -> None:
    """Behind every text that is there already, past every form: a form that refuses it is not what is tried here."""
    for model, names in TYPED:
        for name in names:
            rows = model._base_manager.exclude(**{name: ""})
            rows.update(**{name: Concat(F(name), Value(f" {word_of(model, name)}{PLANT}"))})
    for model in (Ticket, User, Organisation):
        model._base_manager.exclude(phone="").update(phone=Value(f"0413 {SHORT}"))
    Message._base_manager.exclude(known="").update(known=Value(PLANT), doing=Value(PLANT), asked=Value(PLANT))
    for events in (TicketEvent, WindowEvent):
        for event in events._base_manager.all():
            events._base_manager.filter(pk=event.pk).update(data=_planted(event.data))


def _planted(data: dict[str, Any]) -> dict[str, Any]:
    return {
        key: f"{value} {PLANT}" if key in OF_EVENTS and isinstance(value, str) and value else value
        for key, value in data.items()
    }


def runs_in(html: str) -> bool:
    """Whether anything that was planted is a tag; as text its signs are written out."""
    return TAG in html or SHORT[2:] in html
