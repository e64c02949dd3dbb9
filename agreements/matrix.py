"""The matrix of the agreement: who is affected by what gives the category (C1)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Impact(StrEnum):
    """Who is affected."""

    ALL = "all"
    SOME = "some"
    ONE = "one"


class Severity(StrEnum):
    """What those affected can no longer do."""

    NO_CALLS = "no_calls"
    NO_FUNCTIONS = "no_functions"
    CUMBERSOME = "cumbersome"


Matrix = Mapping[tuple[Impact, Severity], int]

OZMO_MATRIX: Matrix = MappingProxyType(
    {
        (Impact.ALL, Severity.NO_CALLS): 1,
        (Impact.ALL, Severity.NO_FUNCTIONS): 2,
        (Impact.ALL, Severity.CUMBERSOME): 3,
        (Impact.SOME, Severity.NO_CALLS): 2,
        (Impact.SOME, Severity.NO_FUNCTIONS): 3,
        (Impact.SOME, Severity.CUMBERSOME): 3,
        (Impact.ONE, Severity.NO_CALLS): 3,
        (Impact.ONE, Severity.NO_FUNCTIONS): 3,
        (Impact.ONE, Severity.CUMBERSOME): 4,
    }
)

# Has neither impact nor severity, since nothing is broken.
QUESTION_CATEGORY = 4


def category(matrix: Matrix, impact: Impact, severity: Severity) -> int:
    """The category, 1 to 4, of an incident with this impact and severity (C1). KeyError when the matrix has a hole."""
    return matrix[impact, severity]
