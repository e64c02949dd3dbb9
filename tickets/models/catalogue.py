"""The catalogue of standard changes (W1): what can be requested, for whom, and each version of its form."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from agreements.models.immutable import WrittenOnce

NAME_LENGTH = 80


class CatalogueItem(models.Model):
    """One standard change. What it asks and costs is in its versions; a request keeps the version it was made by."""

    key = models.SlugField(_("key"), max_length=50, unique=True, help_text=_("Part of its address; never changes."))
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("The lowest comes first."))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    offered_to = models.ManyToManyField(
        Organisation,
        verbose_name=_("offered to"),
        blank=True,
        related_name="+",
        help_text=_("Nobody chosen: offered to every customer."),
    )

    class Meta:
        """In the order in which they are offered."""

        verbose_name = _("standard change")
        verbose_name_plural = _("standard changes")
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.key

    @property
    def is_retired(self) -> bool:
        """Whether it can no longer be requested; open requests go on."""
        return self.retired_at is not None


class CatalogueVersion(WrittenOnce):
    """The words, form, check list and price of an item, as they were when a request was made by them."""

    item = models.ForeignKey(
        CatalogueItem, verbose_name=_("standard change"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    name_nl = models.CharField(_("name in Dutch"), max_length=NAME_LENGTH)
    name_en = models.CharField(_("name in English"), max_length=NAME_LENGTH)
    explanation_nl = models.TextField(_("explanation in Dutch"), max_length=1000)
    explanation_en = models.TextField(_("explanation in English"), max_length=1000)
    fields = models.JSONField(_("fields of the form"), default=list)
    checks = models.JSONField(_("check list: what working means"), default=list)
    usual_minutes = models.PositiveIntegerField(
        _("usual time in minutes"), validators=[MinValueValidator(1), MaxValueValidator(6000)]
    )
    price_indication = models.DecimalField(
        _("price indication without VAT"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Empty: the usual time at the hourly rate of the day."),
    )
    created_at = models.DateTimeField(_("made at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        """Numbered from 1 per item; the highest is in use."""

        verbose_name = _("version of a standard change")
        verbose_name_plural = _("versions of standard changes")
        ordering = ("item", "-number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["item", "number"], name="catalogue_version_number_once"),
            CheckConstraint(name="catalogue_version_from_1", condition=Q(number__gte=1)),
            CheckConstraint(name="catalogue_version_takes_time", condition=Q(usual_minutes__gte=1)),
            CheckConstraint(
                name="catalogue_version_price_no_debt",
                condition=Q(price_indication__isnull=True) | Q(price_indication__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def name(self) -> str:
        """Its name in the language of the moment."""
        return self.name_en if get_language() == "en" else self.name_nl

    @property
    def explanation(self) -> str:
        """Its explanation in the language of the moment."""
        return self.explanation_en if get_language() == "en" else self.explanation_nl
