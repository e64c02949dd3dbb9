"""The clock: one promise of one ticket, as replayed from its events."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from agreements.models import AgreementVersion, CalendarRevision
from tickets.enums import BreachCause, ClockKind
from tickets.models.ticket import REFERENCE_PREFIX, Ticket


class SlaClock(models.Model):
    """A stored reading of `agreements.sla_clock.replay`; deleting all and replaying the events gives the same rows.

    `round` counts: each status report interval, and each reopening, is one of its own. `due_at` is empty while the
    clock is paused before its due moment. Stopped in time: `met_at`. Too late, or due before a pause: `breached_at`,
    which is the due moment. Stopped with neither: ended without an outcome (withdrawn, say).
    Exactly one of `target` (opening time, N1-N4), `target_days` (working days, W2) and `agreed_at` (an appointment).
    """

    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(_("clock"), max_length=20, choices=ClockKind)
    round = models.PositiveSmallIntegerField(_("round"))
    clause = models.CharField(_("clause"), max_length=10)
    target = models.DurationField(_("target"), null=True, blank=True)
    target_days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed moment"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    elapsed = models.DurationField(_("time used"))
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    met_at = models.DateTimeField(_("kept at"), null=True, blank=True)
    breached_at = models.DateTimeField(_("broken at"), null=True, blank=True)
    breach_cause = models.CharField(
        _("cause of the breach"), max_length=20, choices=BreachCause, blank=True, default="", db_default=""
    )
    agreement_version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version of the agreement"), on_delete=models.PROTECT, related_name="+"
    )
    calendar_revision = models.ForeignKey(
        CalendarRevision, verbose_name=_("calendar revision"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """One clock per kind and round; an outcome is met or breached, never both."""

        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["ticket", "kind", "round"], name="clock_ticket_kind_round"),
            CheckConstraint(
                name="clock_met_or_breached",
                condition=Q(met_at__isnull=True) | Q(breached_at__isnull=True),
            ),
            CheckConstraint(
                name="clock_met_when_stopped",
                condition=Q(met_at__isnull=True) | Q(met_at=F("stopped_at")),
            ),
            CheckConstraint(name="clock_target_positive", condition=Q(target__gt=timedelta())),
            CheckConstraint(
                name="clock_has_one_target",
                condition=Q(target__isnull=False, target_days__isnull=True, agreed_at__isnull=True)
                | Q(target__isnull=True, target_days__isnull=False, agreed_at__isnull=True)
                | Q(target__isnull=True, target_days__isnull=True, agreed_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(
                fields=["due_at"],
                name="clock_running_by_due",
                condition=Q(stopped_at__isnull=True, paused_at__isnull=True),
            ),
            Index(
                fields=["breached_at"],
                name="clock_breach_without_cause",
                condition=Q(breached_at__isnull=False, breach_cause=""),
            ),
        ]

    def __str__(self) -> str:
        again = f" ({self.round})" if self.round > 1 else ""
        return f"{REFERENCE_PREFIX}{self.ticket_id}: {self.get_kind_display()}{again}"
