"""A notice: one thing to tell one person by one channel, with what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeState(models.TextChoices):
    """What became of a notice."""

    PENDING = "pending", pgettext_lazy("outbox", "to be sent")
    SENT = "sent", pgettext_lazy("outbox", "sent")
    SUPPRESSED = "suppressed", _("not sent: the recipient may no longer receive it")
    PARKED = "parked", _("parked: sending keeps failing")


class Channel(models.TextChoices):
    """How the recipient is told."""

    MAIL = "mail", _("e-mail")


class Notice(models.Model):
    """Unique per event, recipient and channel: telling somebody twice about one event is impossible.

    `source` and `subject_id` name the event ("tickets.event", 4711); the text is made when it is sent, by the
    renderer of that source. `claim` and `claimed_until` are the lease of the worker that is sending it.
    """

    source = models.CharField(pgettext_lazy("outbox", "source"), max_length=64)
    subject_id = models.PositiveBigIntegerField(pgettext_lazy("outbox", "subject"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        on_delete=models.PROTECT,
        related_name="notices",
        null=True,
        blank=True,
    )
    address = models.CharField(
        pgettext_lazy("outbox", "address"),
        max_length=254,
        blank=True,
        help_text=_("Filled in at sending when the recipient is known."),
    )
    channel = models.CharField(
        pgettext_lazy("outbox", "channel"), max_length=8, choices=Channel.choices, default=Channel.MAIL
    )
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    state = models.CharField(
        pgettext_lazy("outbox", "state"), max_length=12, choices=NoticeState.choices, default=NoticeState.PENDING
    )
    created_at = models.DateTimeField(_("made at"))
    send_after = models.DateTimeField(_("not sent before"))
    attempts = models.PositiveSmallIntegerField(pgettext_lazy("outbox", "attempts"), default=0)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(_("being sent until"), null=True, blank=True)
    sent_at = models.DateTimeField(pgettext_lazy("outbox", "sent at"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("outbox", "notice")
        verbose_name_plural = pgettext_lazy("outbox", "notices")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "subject_id", "recipient", "channel"), name="notice_once_per_recipient"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "sent", "suppressed", "parked"]), name="notice_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notice_sent_with_moment",
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=True, claimed_until__isnull=True)
                | Q(claim__isnull=False, claimed_until__isnull=False, state="pending"),
                name="notice_claim_with_lease",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address=""), name="notice_has_recipient_or_address"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="notice_has_source"),
        )
        indexes = (
            models.Index(fields=("send_after", "id"), condition=Q(state="pending"), name="notice_pending"),
            models.Index(fields=("claim",), condition=Q(claim__isnull=False), name="notice_claimed"),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
