"""The clock: one promise of one ticket, as replayed from its events."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from agreements.models import AgreementVersion, CalendarRevision
from tickets.enums import ClockKind
from tickets.models.ticket import REFERENCE_PREFIX, Ticket


class SlaClock(models.Model):
    """A stored reading of `agreements.sla_clock.replay`; deleting all and replaying the events gives the same rows.

    `round` counts: each status report interval, and each reopening, is one of its own. `due_at` is empty while the
    clock is paused before its due moment. Stopped in time: `met_at`. Too late, or due before a pause: `breached_at`,
    which is the due moment. Stopped with neither: ended without an outcome (withdrawn, say).
    """

    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(_("clock"), max_length=20, choices=ClockKind)
    round = models.PositiveSmallIntegerField(_("round"))
    clause = models.CharField(_("clause"), max_length=10)
    target = models.DurationField(_("target"))
    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    elapsed = models.DurationField(_("time used"))
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    met_at = models.DateTimeField(_("kept at"), null=True, blank=True)
    breached_at = models.DateTimeField(_("broken at"), null=True, blank=True)
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
        ]
        indexes: ClassVar[list[Index]] = [
            Index(
                fields=["due_at"],
                name="clock_running_by_due",
                condition=Q(stopped_at__isnull=True, paused_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        again = f" ({self.round})" if self.round > 1 else ""
        return f"{REFERENCE_PREFIX}{self.ticket_id}: {self.get_kind_display()}{again}"
