"""The closed sets of the maintenance world; stored values never change, words for people come from gettext."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """Planned maintenance keeps M1 to M5; emergency maintenance stands outside M1 to M4 and is counted apart."""

    PLANNED = "planned", _("planned maintenance")
    EMERGENCY = "emergency", _("emergency maintenance")


class Status(TextChoices):
    """Where a window is in its life; written by `event_log` only."""

    DRAFT = "draft", pgettext_lazy("maintenance status", "Draft")
    CONSULTATION = "consultation", pgettext_lazy("maintenance status", "Consultation")
    ANNOUNCED = "announced", pgettext_lazy("maintenance status", "Announced")
    RUNNING = "running", pgettext_lazy("maintenance status", "Running")
    COMPLETED = "completed", pgettext_lazy("maintenance status", "Completed")
    CANCELLED = "cancelled", pgettext_lazy("maintenance status", "Cancelled")


# Windows that keep others away from their time, and those that are over.
PLANNED_STATUSES: tuple[Status, ...] = (Status.CONSULTATION, Status.ANNOUNCED, Status.RUNNING, Status.COMPLETED)
ENDED_STATUSES: tuple[Status, ...] = (Status.COMPLETED, Status.CANCELLED)


class Scope(TextChoices):
    """Whom a window affects: everybody on the environment, or a chosen part."""

    ALL = "all", _("all customers of the environment")
    CHOSEN = "chosen", _("a part of the customers")


class EventKind(TextChoices):
    """What happened to a window; each kind has its presenter `templates/maintenance/events/<kind>.html`."""

    DRAFTED = "drafted", _("drafted")
    EDITED = "edited", _("edited")
    CONSULTATION_OPENED = "consultation_opened", _("consultation opened")
    ANSWERED = "answered", _("answer of a customer")
    ANSWER_RECORDED = "answer_recorded", _("answer recorded by the planner")
    SETTLED = "settled", _("objection settled")
    CUSTOMER_ASKED = "customer_asked", _("question of a customer")
    ASKED_BACK = "asked_back", _("reply to a customer")
    REMINDED = "reminded", _("reminder sent")
    RENEWED = "renewed", _("reservation renewed")
    LAPSE_WARNED = "lapse_warned", _("warned that the reservation lapses")
    LAPSED = "lapsed", _("reservation lapsed")
    CUSTOMER_JOINED = "customer_joined", _("customer joined the environment")
    CUSTOMER_LEFT = "customer_left", _("customer left the environment")
    MOVED = "moved", _("moved or changed")
    ANNOUNCED = "announced", _("announced")
    EMERGENCY_RECORDED = "emergency_recorded", _("emergency maintenance recorded")
    STARTED = "started", _("started")
    HELD_OPEN = "held_open", _("takes longer than planned")
    OVERRAN = "overran", _("overran into opening hours")
    COMPLETED = "completed", _("completed")
    RESULT_RECORDED = "result_recorded", _("result recorded")
    CANCELLED = "cancelled", _("cancelled")


class Answer(TextChoices):
    """What a customer says to a proposed window (M2)."""

    AGREED = "agreed", _("agrees")
    OTHER_TIMES = "other_times", _("proposes other times")
    OBJECTED = "objected", _("objects")


class Means(TextChoices):
    """How an answer or a settlement reached us."""

    PORTAL = "portal", _("through the portal")
    PHONE = "phone", _("by phone")
    MAIL = "mail", _("by e-mail")
    MEETING = "meeting", _("in a meeting")


class Result(TextChoices):
    """How a window ended."""

    AS_PLANNED = "as_planned", _("done as planned")
    PARTLY = "partly", _("partly done")
    ROLLED_BACK = "rolled_back", _("rolled back")
    BY_THE_CLOCK = "by_the_clock", _("ended by the clock")
