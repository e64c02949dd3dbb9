"""Time that somebody of the helpdesk spent on a ticket, the watch that runs, and a decision on what is billed (W3)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreements.models import Activity
from tickets.models.ticket import REFERENCE_PREFIX, Ticket

MINUTES_A_DAY = 24 * 60


class TimeEntry(models.Model):
    """Never changed: a correction is an entry that replaces this one, and the last of such a chain counts.

    `rate` is that of the day of the work, as it was when this was written; null is a gap: no rate was in force.
    """

    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="time_entries")
    person = models.ForeignKey(User, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    activity = models.CharField(_("activity"), max_length=20, choices=Activity)
    note = models.CharField(_("what was done"), max_length=200, blank=True)
    rate = models.DecimalField(_("euro an hour"), max_digits=8, decimal_places=2, null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
    )
    reason = models.CharField(_("reason of the correction"), max_length=200, blank=True)
    voided = models.BooleanField(_("voided"), default=False)
    key = models.UUIDField(_("key of the form"), unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        """A day has 24 hours; only what replaces something can void it."""

        verbose_name = _("time entry")
        verbose_name_plural = _("time entries")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(name="entry_within_a_day", condition=Q(minutes__gte=1, minutes__lte=MINUTES_A_DAY)),
            CheckConstraint(name="entry_activity_known", condition=Q(activity__in=Activity.values)),
            CheckConstraint(name="entry_void_replaces", condition=Q(voided=False) | Q(replaces__isnull=False)),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(fields=["person", "day"], name="entry_by_person"),
            Index(fields=["ticket", "day"], name="entry_by_ticket"),
            Index(fields=["day"], name="entry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{REFERENCE_PREFIX}{self.ticket_id}: {self.minutes}"


class Stopwatch(models.Model):
    """The watch that runs for a person: one at a time. It ends as a time entry, or is thrown away."""

    person = models.OneToOneField(User, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="stopwatches")
    activity = models.CharField(_("activity"), max_length=20, choices=Activity)
    started_at = models.DateTimeField(_("started at"))

    class Meta:
        """One per person, by its key."""

        verbose_name = _("stopwatch")
        verbose_name_plural = _("stopwatches")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(name="stopwatch_activity_known", condition=Q(activity__in=Activity.values)),
        ]

    def __str__(self) -> str:
        return f"{REFERENCE_PREFIX}{self.ticket_id}"


class BillableRuling(models.Model):
    """An agent decided, with a reason that the customer reads, whether a ticket is billed; the newest counts.

    `billable` null goes back to the rule.
    """

    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="rulings")
    billable = models.BooleanField(_("billed"), null=True)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Never without a reason."""

        verbose_name = _("decision on billing")
        verbose_name_plural = _("decisions on billing")
        ordering = ("-pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(name="ruling_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{REFERENCE_PREFIX}{self.ticket_id}: {self.billable}"
