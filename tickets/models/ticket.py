"""The ticket: what was reported, for whom, where it is in its life and which clock is due next."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from agreements.models import AgreementVersion, CalendarRevision
from tickets.enums import (
    OPEN_STATUSES,
    Channel,
    ClockKind,
    Ground,
    ImpactChoice,
    Kind,
    SeverityChoice,
    Status,
)

REFERENCE_PREFIX = "OZ-"
SUBJECT_LENGTH = 120
_OPEN_VALUES = [str(status) for status in OPEN_STATUSES]


class Ticket(models.Model):
    """An incident, a support incident or a standard change (C2).

    `version` is the sequence of its last event. `next_kind` and `next_due_at` repeat the earliest running clock, so
    that the queue is one indexed read; `still_remaining` is the time left on a paused clock.
    A confidential ticket is for its own people: who reported it, who follows it, key contacts, and the partner that
    filed it. `acts_at` is when a job reminds the customer or closes the ticket; like them it follows from the events.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="tickets"
    )
    reporter = models.ForeignKey(
        User,
        verbose_name=_("reported by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reported_tickets",
    )
    caller_name = models.CharField(_("caller"), max_length=150, blank=True, default="", db_default="")
    partner = models.ForeignKey(
        Organisation, verbose_name=_("ICT partner"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    channel = models.CharField(_("came in"), max_length=10, choices=Channel, default=Channel.PORTAL)
    subject = models.CharField(_("subject"), max_length=SUBJECT_LENGTH)
    confidential = models.BooleanField(_("confidential"), default=False, db_default=False)
    search_text = models.TextField(_("searched text"), blank=True, editable=False)
    impact = models.CharField(_("impact"), max_length=10, choices=ImpactChoice, blank=True)
    severity = models.CharField(_("severity"), max_length=20, choices=SeverityChoice, blank=True)
    category = models.PositiveSmallIntegerField(_("category"))
    status = models.CharField(_("status"), max_length=20, choices=Status)
    status_since = models.DateTimeField(_("status since"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_tickets",
    )
    submitted_at = models.DateTimeField(_("submitted at"))
    release_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    recovered_at = models.DateTimeField(_("recovered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed"
    )
    version = models.PositiveIntegerField(_("version"), default=0)
    submission_key = models.UUIDField(_("key of the submission"), unique=True, default=uuid.uuid4, editable=False)
    agreement_version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version of the agreement"), on_delete=models.PROTECT, related_name="+"
    )
    calendar_revision = models.ForeignKey(
        CalendarRevision, verbose_name=_("calendar revision"), on_delete=models.PROTECT, related_name="+"
    )
    next_kind = models.CharField(_("next clock"), max_length=20, choices=ClockKind, blank=True)
    next_due_at = models.DateTimeField(_("next due at"), null=True, blank=True)
    still_remaining = models.DurationField(_("left on the clock that stands still"), null=True, blank=True)
    acts_at = models.DateTimeField(_("next step of a job at"), null=True, blank=True)

    class Meta:
        """Invariants that no writer can break, and the indexes of the queue, the release and the portal."""

        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(
                name="ticket_category_1_to_4",
                condition=Q(category__gte=1, category__lte=4),
            ),
            CheckConstraint(
                name="ticket_has_reporter_or_caller",
                condition=Q(reporter__isnull=False) | ~Q(caller_name=""),
            ),
            CheckConstraint(
                name="ticket_impact_with_severity",
                condition=Q(impact="", severity="") | (~Q(impact="") & ~Q(severity="")),
            ),
            CheckConstraint(
                name="ticket_question_is_category_4",
                condition=~Q(ground=Ground.QUESTION) | Q(category=4, impact="", kind=Kind.SUPPORT_INCIDENT),
            ),
            CheckConstraint(
                name="ticket_ground_of_support_incident",
                condition=(Q(kind=Kind.SUPPORT_INCIDENT) & ~Q(ground=""))
                | (~Q(kind=Kind.SUPPORT_INCIDENT) & Q(ground="")),
            ),
            CheckConstraint(
                name="ticket_queued_has_release",
                condition=~Q(status=Status.QUEUED) | Q(release_at__isnull=False),
            ),
            CheckConstraint(
                name="ticket_recovered_has_moment",
                condition=~Q(status=Status.RECOVERED) | Q(recovered_at__isnull=False),
            ),
            CheckConstraint(
                name="ticket_merged_into_another",
                condition=Q(merged_into__isnull=True) | (Q(status=Status.MERGED) & ~Q(merged_into=F("id"))),
            ),
            CheckConstraint(
                name="ticket_merged_has_survivor",
                condition=~Q(status=Status.MERGED) | Q(merged_into__isnull=False),
            ),
            CheckConstraint(
                name="ticket_next_due_has_kind",
                condition=Q(next_due_at__isnull=True) | ~Q(next_kind=""),
            ),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(
                fields=["next_due_at", "id"],
                name="ticket_open_by_next_due",
                condition=Q(status__in=_OPEN_VALUES),
            ),
            Index(
                fields=["assignee", "next_due_at"],
                name="ticket_open_by_assignee",
                condition=Q(status__in=_OPEN_VALUES),
            ),
            Index(
                fields=["release_at", "id"],
                name="ticket_queued_by_release",
                condition=Q(status=Status.QUEUED),
            ),
            Index(
                fields=["recovered_at"],
                name="ticket_recovered",
                condition=Q(status=Status.RECOVERED),
            ),
            Index(
                fields=["acts_at", "id"],
                name="ticket_by_acts_at",
                condition=Q(status__in=[str(Status.WAITING), str(Status.RECOVERED), str(Status.AWAITING_APPROVAL)]),
            ),
            Index(
                fields=["status_since", "id"],
                name="ticket_awaiting_approval",
                condition=Q(status=Status.AWAITING_APPROVAL),
            ),
            Index(fields=["organisation", "-submitted_at"], name="ticket_by_organisation"),
            Index(fields=["reporter", "-submitted_at"], name="ticket_by_reporter"),
            Index(
                fields=["organisation", "-submitted_at"],
                name="ticket_open_by_organisation",
                condition=Q(status__in=_OPEN_VALUES),
            ),
            Index(fields=["-submitted_at", "id"], name="ticket_by_submission"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    @property
    def reference(self) -> str:
        """The number that people use: OZ-4187."""
        return f"{REFERENCE_PREFIX}{self.pk}"

    @property
    def reported_by(self) -> str:
        """The name of who reported it: a person with an account, or a caller whom we don't know."""
        return self.reporter.name if self.reporter is not None else self.caller_name

    @property
    def is_open(self) -> bool:
        """Whether a promise can still be running on it."""
        return self.status in OPEN_STATUSES

    @property
    def is_question(self) -> bool:
        """A plain question: nothing is broken (C1)."""
        return self.ground == Ground.QUESTION

    def is_held(self, now: datetime) -> bool:
        """Whether it waits for the next working day at `now` (H4); a late release job changes nothing of it."""
        return self.status == Status.QUEUED and self.release_at is not None and now < self.release_at

    @property
    def still(self) -> timedelta | None:
        """The opening time left on the clock that stands still, if any."""
        return self.still_remaining
