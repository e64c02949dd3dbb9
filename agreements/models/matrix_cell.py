"""One field of the matrix of clause C1: this impact with this severity is that category."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.immutable import WrittenOnce


class MatrixCell(WrittenOnce):
    """Part of an agreement's version; nine of them make the matrix."""

    version = models.ForeignKey("agreements.AgreementVersion", on_delete=models.PROTECT, related_name="matrix_cells")
    impact = models.CharField(_("impact"), max_length=16)
    severity = models.CharField(_("severity"), max_length=16)
    category = models.PositiveSmallIntegerField(_("category"))

    class Meta:
        verbose_name = _("field of the matrix")
        verbose_name_plural = _("fields of the matrix")
        ordering = ("version", "id")
        constraints = (
            models.UniqueConstraint(fields=("version", "impact", "severity"), name="matrix_cell_once"),
            models.CheckConstraint(condition=models.Q(category__range=(1, 4)), name="matrix_cell_category_1_to_4"),
            models.CheckConstraint(
                condition=models.Q(impact__in=["all", "some", "one"]), name="matrix_cell_impact_known"
            ),
            models.CheckConstraint(
                condition=models.Q(severity__in=["no_calls", "no_functions", "cumbersome"]),
                name="matrix_cell_severity_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.impact} x {self.severity} = {self.category}"
