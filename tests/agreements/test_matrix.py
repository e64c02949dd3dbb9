"""The matrix of clause C1, cell by cell."""

import pytest

from agreements.matrix import OZMO_MATRIX, QUESTION_CATEGORY, Impact, Severity, category


@pytest.mark.parametrize(
    ("impact", "categories"),
    [(Impact.ALL, [1, 2, 3]), (Impact.SOME, [2, 3, 3]), (Impact.ONE, [3, 3, 4])],
)
def test_c1_category_for_each_impact_and_severity(impact: Impact, categories: list[int]) -> None:
    severities = (Severity.NO_CALLS, Severity.NO_FUNCTIONS, Severity.CUMBERSOME)
    assert [category(OZMO_MATRIX, impact, severity) for severity in severities] == categories


def test_c1_matrix_has_every_cell_once() -> None:
    assert set(OZMO_MATRIX) == {(impact, severity) for impact in Impact for severity in Severity}


def test_c1_category_from_stored_words() -> None:
    assert category(OZMO_MATRIX, Impact("some"), Severity("no_calls")) == 2


def test_c1_category_from_another_agreement() -> None:
    stricter = {**OZMO_MATRIX, (Impact.ONE, Severity.CUMBERSOME): 3}
    assert category(stricter, Impact.ONE, Severity.CUMBERSOME) == 3
    assert category(OZMO_MATRIX, Impact.ONE, Severity.CUMBERSOME) == 4


def test_c1_category_where_the_matrix_has_a_hole() -> None:
    with pytest.raises(KeyError):
        category({}, Impact.ALL, Severity.NO_CALLS)


def test_c1_plain_question_is_category_4() -> None:
    assert QUESTION_CATEGORY == 4
