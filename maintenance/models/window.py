"""The maintenance window: what is done to an environment, when, and where it is in its life (M1-M5)."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from agreements.models import AgreementVersion, CalendarRevision
from maintenance.enums import PLANNED_STATUSES, Kind, Result, Scope, Status
from maintenance.models.environment import Environment

REFERENCE_PREFIX = "OH-"
_HOLDS_TIME = [str(each) for each in PLANNED_STATUSES]


class MaintenanceWindow(models.Model):
    """Planned or emergency maintenance. `version` is the sequence of its last event.

    `place` is the number that it takes of its environment's `cap` in `year` (M3), held until `reserved_until` while it
    is consulted about. `opening_time` is what the rules found in it of opening hours (M1: none), `earliest_start` what
    notice allowed at its announcement (M4). `round` counts the consultations: a move begins a new one.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PLANNED)
    environment = models.ForeignKey(
        Environment, verbose_name=_("environment"), on_delete=models.PROTECT, related_name="windows"
    )
    title = models.CharField(_("title"), max_length=120)
    effect = models.TextField(_("what the customer notices"), max_length=2000)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    scope = models.CharField(_("applies to"), max_length=10, choices=Scope, default=Scope.ALL)
    weekday_reason = models.CharField(_("why on a weekday"), max_length=500, blank=True)
    is_weekend = models.BooleanField(_("in the weekend"), default=False)
    opening_time = models.DurationField(_("opening time in it"))
    status = models.CharField(_("status"), max_length=20, choices=Status)
    status_since = models.DateTimeField(_("status since"))
    version = models.PositiveIntegerField(_("version"), default=0)
    round = models.PositiveSmallIntegerField(_("round of consultation"), default=0)
    year = models.PositiveSmallIntegerField(_("year"))
    place = models.PositiveSmallIntegerField(_("place in the year"), null=True, blank=True)
    cap = models.PositiveSmallIntegerField(_("windows a year"), null=True, blank=True)
    reserved_until = models.DateTimeField(_("place reserved until"), null=True, blank=True)
    lapse_warned_at = models.DateTimeField(_("warned of lapsing at"), null=True, blank=True)
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    earliest_start = models.DateTimeField(_("earliest start by notice"), null=True, blank=True)
    started_at = models.DateTimeField(_("really started at"), null=True, blank=True)
    holds_open = models.BooleanField(_("completed by hand"), default=False)
    overran_at = models.DateTimeField(_("overran at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("really ended at"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=20, choices=Result, blank=True)
    result_words = models.TextField(_("result in words"), max_length=2000, blank=True)
    emergency_reason = models.CharField(_("reason of the emergency"), max_length=500, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    uid = models.UUIDField(_("calendar id"), unique=True, default=uuid.uuid4, editable=False)
    ics_sequence = models.PositiveIntegerField(_("calendar sequence"), default=0)
    submission_key = models.UUIDField(_("key of the form"), unique=True, default=uuid.uuid4, editable=False)
    agreement_version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version of the agreement"), on_delete=models.PROTECT, related_name="+"
    )
    calendar_revision = models.ForeignKey(
        CalendarRevision, verbose_name=_("calendar revision"), on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("planned by"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """The rules that no writer can break, concurrency included (M1, M3, M4, M5).

        On PostgreSQL the table also has `window_no_overlap`, an exclusion constraint (migration 0003): no two windows
        of an environment that hold a place share a moment. Elsewhere the locked check in the actions says so.
        """

        verbose_name = _("maintenance window")
        verbose_name_plural = _("maintenance windows")
        ordering = ("starts_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(name="window_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            # M3: the database refuses the 25th; no counting can race.
            UniqueConstraint(fields=["environment", "year", "place"], name="window_place_once"),
            CheckConstraint(
                name="window_place_within_cap",
                condition=Q(place__isnull=True, cap__isnull=True)
                | Q(place__isnull=False, cap__isnull=False, place__gte=1, place__lte=F("cap")),
            ),
            CheckConstraint(
                name="window_planned_has_place",
                condition=~Q(kind=Kind.PLANNED, status__in=_HOLDS_TIME) | Q(place__isnull=False),
            ),
            CheckConstraint(
                name="window_emergency_takes_no_place",
                condition=~Q(kind=Kind.EMERGENCY)
                | (Q(place__isnull=True) & ~Q(emergency_reason="") & ~Q(decided_by="")),
            ),
            CheckConstraint(
                name="window_reserved_in_consultation",
                condition=Q(status=Status.CONSULTATION, reserved_until__isnull=False)
                | (~Q(status=Status.CONSULTATION) & Q(reserved_until__isnull=True)),
            ),
            # M1: what is planned holds no second of opening hours, as they were when it was planned.
            CheckConstraint(
                name="window_outside_opening_hours",
                condition=~Q(kind=Kind.PLANNED, status__in=_HOLDS_TIME) | Q(opening_time=timedelta(0)),
            ),
            # M4: announced in time, when it was announced.
            CheckConstraint(
                name="window_announced_in_time",
                condition=~Q(kind=Kind.PLANNED)
                | Q(announced_at__isnull=True, earliest_start__isnull=True)
                | Q(announced_at__isnull=False, earliest_start__lte=F("starts_at")),
            ),
            CheckConstraint(
                name="window_announced_when_told",
                condition=~Q(status__in=[str(Status.ANNOUNCED), str(Status.RUNNING), str(Status.COMPLETED)])
                | Q(announced_at__isnull=False),
            ),
            # M5: a weekday needs a reason.
            CheckConstraint(
                name="window_weekday_has_reason",
                condition=~Q(kind=Kind.PLANNED, status__in=_HOLDS_TIME) | Q(is_weekend=True) | ~Q(weekday_reason=""),
            ),
            CheckConstraint(
                name="window_completed_has_result",
                condition=~Q(status=Status.COMPLETED)
                | (Q(started_at__isnull=False, ended_at__isnull=False) & ~Q(result="")),
            ),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(fields=["environment", "starts_at"], name="window_by_environment"),
            Index(
                fields=["status", "starts_at"],
                name="window_to_act_on",
                condition=Q(status__in=[str(Status.CONSULTATION), str(Status.ANNOUNCED), str(Status.RUNNING)]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """The number that people use."""
        return f"{REFERENCE_PREFIX}{self.pk}"

    @property
    def is_emergency(self) -> bool:
        """Whether it stands outside M1 to M4."""
        return self.kind == Kind.EMERGENCY

    @property
    def is_in_calendars(self) -> bool:
        """Whether somebody may have it in a calendar: then every change of it needs a higher `ics_sequence`."""
        return self.announced_at is not None or self.ics_sequence > 0

    def status_at(self, now: datetime) -> Status:
        """Where it is at `now` (aware), also when the job that starts or ends it has not run."""
        status = Status(self.status)
        if status is Status.ANNOUNCED and self.starts_at <= now:
            status = Status.RUNNING
        if status is Status.RUNNING and not self.holds_open and self.ends_at <= now:
            return Status.COMPLETED
        return status


class EmergencyMaintenance(MaintenanceWindow):
    """Emergency maintenance as administrators record it: apart from the planner, in the same table."""

    class Meta:
        proxy = True
        verbose_name = _("emergency maintenance")
        verbose_name_plural = _("emergency maintenance")
