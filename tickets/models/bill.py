"""A month of work for a customer once it is closed: written once, as its bill says it (W3)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from agreements.models.immutable import WrittenOnce
from tickets.models.ticket import Ticket
from tickets.models.time_entry import TimeEntry


class BillSeries(models.Model):
    """The last number given in a year: taken in the transaction of the closing, so that there are no holes."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of bills")
        verbose_name_plural = _("series of bills")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class BilledMonth(WrittenOnce):
    """A closed month of a customer. Without anything to bill it has no number, and there is no invoice.

    `terms`, `seller` and `buyer` are what held at the closing: a later change of rates, agreement or address changes
    nothing here, and every document is made from these rows alone.
    """

    customer = models.ForeignKey(
        Organisation, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="billed_months"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True)
    issued_on = models.DateField(_("date of the bill"))
    due_on = models.DateField(_("to be paid by"))
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="+"
    )
    terms = models.JSONField(_("terms that held"))
    seller = models.JSONField(_("who bills"))
    buyer = models.JSONField(_("who is billed"))
    net = models.DecimalField(_("total excl. VAT"), max_digits=12, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)
    total = models.DecimalField(_("total incl. VAT"), max_digits=12, decimal_places=2)

    class Meta:
        """A month of a customer is closed once."""

        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        ordering = ("-year", "-month", "customer__name")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["customer", "year", "month"], name="billed_month_once"),
            CheckConstraint(name="billed_month_of_a_year", condition=Q(month__gte=1, month__lte=12)),
            CheckConstraint(name="billed_month_number_not_empty", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02} {self.number or '-'}"


class BillLine(WrittenOnce):
    """One line of a closed month, in the words that it had then; what is not billed stands here with why, for 0."""

    billed_month = models.ForeignKey(
        BilledMonth, verbose_name=_("closed month"), on_delete=models.PROTECT, related_name="lines"
    )
    position = models.PositiveIntegerField(_("position"))
    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(
        TimeEntry,
        verbose_name=_("time entry"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bill_line",
    )
    reference = models.CharField(_("reference"), max_length=20)
    subject = models.CharField(_("subject"), max_length=120)
    activity = models.CharField(_("activity"), max_length=20)
    note = models.TextField(_("what"), blank=True)
    who = models.CharField(_("who"), max_length=150)
    day = models.DateField(_("day"))
    minutes = models.IntegerField(_("minutes"))
    billed_minutes = models.IntegerField(_("billed minutes"))
    rate = models.DecimalField(_("rate per hour"), max_digits=9, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("amount excl. VAT"), max_digits=12, decimal_places=2)
    vat_percent = models.DecimalField(_("VAT percentage"), max_digits=5, decimal_places=2)
    billable = models.BooleanField(_("billed"))
    why = models.CharField(_("why"), max_length=30)
    why_words = models.TextField(_("reason in words"), blank=True)
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("line that is corrected"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )

    class Meta:
        """Nothing is charged that is not billed, or that has no rate."""

        verbose_name = _("line of a bill")
        verbose_name_plural = _("lines of bills")
        ordering = ("billed_month", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["billed_month", "position"], name="bill_line_position_once"),
            CheckConstraint(
                name="bill_line_not_billed_is_nothing",
                condition=Q(billable=True) | Q(billed_minutes=0, amount=0),
            ),
            CheckConstraint(name="bill_line_billed_has_rate", condition=Q(billable=False) | Q(rate__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.day}"
