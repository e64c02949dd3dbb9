"""The matrix of the agreement as the portal explains it: why a report has its category (C1)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements.matrix import Impact, Matrix, Severity


@dataclass(frozen=True, slots=True)
class Cell:
    """One category of the matrix; `current` is the one that the answers give."""

    category: int
    current: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Who is affected, and the category for each consequence."""

    label: str
    cells: tuple[Cell, ...]


def matrix_columns() -> list[str]:
    """The consequences, short."""
    return [_("no more calls"), _("functions missing"), _("with a detour")]


def matrix_rows(matrix: Matrix, answers: tuple[Impact, Severity] | None) -> list[MatrixRow]:
    """The matrix of the agreement, with the answers marked (C1)."""
    labels = {
        Impact.ALL: pgettext("matrix", "All"),
        Impact.SOME: pgettext("matrix", "Some"),
        Impact.ONE: pgettext("matrix", "One"),
    }
    return [
        MatrixRow(label, tuple(Cell(matrix[impact, each], answers == (impact, each)) for each in Severity))
        for impact, label in labels.items()
    ]
