"""What fits in each field of a change and what does not, how answers read, and what makes no form (W1)."""

import tomllib
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from ozmo_desk.demo.catalogue import CATALOGUE
from tickets.catalogue.answers import Days, WrongAnswerError, as_text, check_rows, lines_of, naming, read
from tickets.catalogue.definition import (
    Field,
    FieldType,
    checks_of,
    fields_of,
    problems_of_checks,
    problems_of_fields,
)
from tickets.catalogue.notation import NotationError, choices_of, choices_text, columns_of, columns_text
from tickets.catalogue.numbers import phone_words

# A Tuesday; Christmas is the day on which the helpdesk is closed.
TODAY, CHRISTMAS = date(2026, 11, 24), date(2026, 12, 25)
DAYS = Days(TODAY, lambda on: on.weekday() < 5 and on != CHRISTMAS)
ITEMS: list[dict[str, Any]] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["item"]
TWO = [{"value": "a", "nl": "Ja", "en": "Yes"}, {"value": "b", "nl": "Nee", "en": "No"}]


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def field(kind: str, **more: Any) -> Field:
    found = {"key": "f", "type": kind, "label_nl": "Vraag", "label_en": "Question", **more}
    return fields_of([found])[0]


@pytest.mark.parametrize(
    "asked, typed, answer",
    [
        (field("text"), "  Jan \t de  Vries ", "Jan de Vries"),
        (field("text"), "\u202eevil\x00", "evil"),
        (field("text"), "   ", None),
        (field("long_text"), "een\n  twee", "een\n  twee"),
        (field("number", min=0, max=9), "0", 0),
        (field("number"), "-12", -12),
        (field("choice", choices=TWO), "b", "b"),
        (field("date"), "2026-11-24", "2026-11-24"),
        (field("date"), "7-12-2026", "2026-12-07"),
        (field("date"), "2026-11-28", "2026-11-28"),
        (field("date", min=14), "2026-12-08", "2026-12-08"),
        (field("phone"), "0413 - 741 742", "+31413741742"),
        (field("phone"), "(0413) 741742", "+31413741742"),
        (field("phone"), "+31 (0)413 741 742", "+31413741742"),
        (field("phone"), "0031 6 12345678", "+31612345678"),
        (field("phone"), "06-12345678", "+31612345678"),
        (field("phone"), "0800 1234", "+318001234"),
        (field("phone"), "0900-1234567", "+319001234567"),
        (field("phone"), "+32 470 12 34 56", "+32470123456"),
        (field("phone"), "0049 30 901820", "+4930901820"),
        (field("extension", min=100, max=899), "205", "205"),
        (field("extension"), "007", "007"),
        (field("extension", many=True), "205-210, 201; 202,201", "201, 202, 205–210"),
        (field("extension", many=True), "098–101", "098–101"),
    ],
)
def test_answer_that_fits_is_read(asked: Field, typed: str, answer: object) -> None:
    assert read(asked, typed, DAYS) == answer


@pytest.mark.parametrize(
    "asked, typed, sentence",
    [
        (field("text", required=True), " ", "Fill in “Question”."),
        (field("text"), "x" * 201, "Question: use at most 200 characters."),
        (field("text", max=5), "abcdef", "Question: use at most 5 characters."),
        (field("text", min=3), "ab", "Question: use at least 3 characters."),
        (field("long_text"), "x" * 2001, "Question: use at most 2000 characters."),
        (field("number"), "1,5", "Question: fill in a whole number."),
        (field("number"), "٣", "Question: fill in a whole number."),
        (field("number", min=1, max=9), "10", "Question: choose between 1 and 9."),
        (field("number", min=1), "0", "Question: 1 is the least."),
        (field("number", max=9), "99", "Question: 9 is the most."),
        (field("choice", choices=TWO), "c", "Question: choose one of the answers."),
        (field("date"), "31-2-2027", "Question: write a date as 7-12-2026."),
        (field("date"), "morgen", "Question: write a date as 7-12-2026."),
        (field("date"), "2026-11-23", "Question: that date has gone by."),
        (field("date"), "2029-01-01", "Question: that is more than two years ahead."),
        (
            field("date", working_day=True), "2026-12-25",
            "Question: the helpdesk is closed on Friday 25 December 2026. Choose a working day.",
        ),
        (field("date", min=14), "2026-12-07", "Question: not before Tuesday 8 December 2026."),
        (field("date", max=7), "2026-12-02", "Question: not after Tuesday 1 December 2026."),
    ],
)  # fmt: skip
def test_answer_that_does_not_fit_is_refused_with_a_sentence(asked: Field, typed: str, sentence: str) -> None:
    with pytest.raises(WrongAnswerError) as refused:
        read(asked, typed, DAYS)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    "typed",
    [
        "741742", "0413 74174", "0413 7417420", "+31 413 74174", "+31 0413 741742", "00 41", "+0 123456789",
        "+1234567890123456", "bel mij", "0413 741742 x", "1" * 40, "08001", "+32 47 a",
    ],
)  # fmt: skip
def test_phone_number_that_is_not_whole_is_refused(typed: str) -> None:
    with pytest.raises(WrongAnswerError, match="not a whole phone number"):
        read(field("phone"), typed, DAYS)


@pytest.mark.parametrize(
    "typed, many",
    [
        ("5", False), ("1234567", False), ("20a", False), ("99", False), ("900", False), ("201,202", False),
        ("201-205", False), ("205-201", True), ("201-", True), (",;", True), ("100-899", True), ("99-101", True),
        ("201 202", True),
    ],
)  # fmt: skip
def test_extension_outside_its_range_is_refused(typed: str, many: bool) -> None:
    with pytest.raises(WrongAnswerError, match="between 100 and 899"):
        read(field("extension", min=100, max=899, many=many), typed, DAYS)


@pytest.mark.parametrize(
    "stored, words",
    [
        ("+31413741742", "0413 - 741 742"), ("+31401234567", "040 - 123 4567"), ("+31612345678", "06 - 1234 5678"),
        ("+318001234", "0800 - 1234"), ("+31881234567", "088 - 123 4567"), ("+32470123456", "+32470123456"),
    ],
)  # fmt: skip
def test_phone_number_is_written_for_people(stored: str, words: str) -> None:
    assert phone_words(stored) == words


def test_rows_are_counted_against_their_bounds() -> None:
    columns = [{"key": "c", "type": "text", "label_nl": "K", "label_en": "C"}]
    rows = field("rows", required=True, max=2, columns=columns)
    check_rows(rows, [{"c": "x"}])
    for number, sentence in ((0, "Question: fill in at least 1 row."), (3, "Question: at most 2 rows.")):
        with pytest.raises(WrongAnswerError) as refused:
            check_rows(rows, [{"c": "x"}] * number)
        assert refused.value.sentence == sentence


def test_answers_read_in_the_language_of_the_reader_and_name_the_request() -> None:
    item = next(each for each in ITEMS if each["key"] == "gebruiker-in-app")
    fields = fields_of(item["fields"])
    answers = {"people": [{"name": "Jan", "mobile": "+31612345678"}, {"name": "Amira"}], "where": "both"}
    english = "Colleagues:\n- Jan · 06 - 1234 5678\n- Amira\nWhere is the app? Both"
    assert as_text(lines_of(fields, answers)) == english
    with translation.override("nl"):
        assert lines_of(fields, answers)[1].text == "Allebei"
    assert naming(fields, answers) == "Jan"
    assert naming(fields, {"where": "both"}) == ""
    assert lines_of(fields, {}) == []


@pytest.mark.parametrize("item", ITEMS, ids=lambda each: each["key"])
def test_item_of_the_demo_is_whole_in_both_languages(item: dict[str, Any]) -> None:
    assert (problems_of_fields(item["fields"]), problems_of_checks(item["checks"])) == ([], [])
    assert all(item[f"{name}_{language}"] for name in ("name", "explanation") for language in ("nl", "en"))
    assert len(checks_of(item["checks"])) >= 1


def test_demo_has_twelve_items_with_every_type_of_field() -> None:
    kinds = {each.type for item in ITEMS for each in fields_of(item["fields"])}
    assert (len(ITEMS), kinds) == (12, set(FieldType))


@pytest.mark.parametrize("item", ITEMS, ids=lambda each: each["key"])
def test_choices_and_columns_survive_being_typed_as_lines(item: dict[str, Any]) -> None:
    for each in item["fields"]:
        assert choices_of(choices_text(each.get("choices", []))) == each.get("choices", [])
        assert columns_of(columns_text(each.get("columns", []))) == each.get("columns", [])


@pytest.mark.parametrize(
    "read_line, line", [(choices_of, "yes: Ja"), (choices_of, "yes = Ja"), (columns_of, "a ; text ; A")]
)
def test_line_that_cannot_be_read_is_named(read_line: Any, line: str) -> None:
    with pytest.raises(NotationError, match=line):
        read_line(line)


GOOD: dict[str, Any] = {"key": "name", "type": "text", "label_nl": "Naam", "label_en": "Name"}


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ("text", "The fields are a list, each with its key, type and labels."),
        (
            [{**GOOD, "key": "Naam"}],
            "Field 1 (Naam): the key is a word of small letters, digits and _, at most 30 long.",
        ),
        ([{**GOOD, "label_en": ""}], "Field 1 (name): say it in Dutch and in English, at most 120 characters each."),
        (
            [{**GOOD, "label_nl": "x" * 121}],
            "Field 1 (name): say it in Dutch and in English, at most 120 characters each.",
        ),
        ([{**GOOD, "type": "colour"}], "Field 1 (name): the type is one of " + ", ".join(FieldType) + "."),
        ([{**GOOD, "help_nl": "Hulp"}], "Field 1 (name): give the help in both languages, or in neither."),
        ([{**GOOD, "min": 9, "max": 1}], "Field 1 (name): the lowest is higher than the highest."),
        ([{**GOOD, "min": "x"}], "Field 1 (name): the lowest and the highest are whole numbers."),
        ([{**GOOD, "type": "choice", "choices": TWO[:1]}], "Field 1 (name): give two to 30 answers to choose from."),
        ([{**GOOD, "type": "rows"}], "Field 1 (name): a row has one to 6 columns."),
        (
            [{**GOOD, "type": "rows", "columns": [{**GOOD, "type": "file"}]}],
            "Field 1 (name): Column 1 (name): files and repeated rows cannot stand inside a row.",
        ),
        ([GOOD, GOOD], "The key name is used twice."),
        (
            [{**GOOD, "type": "file"}, {**GOOD, "key": "other", "type": "file"}],
            "A form has at most one field for files; it takes ten of them.",
        ),
        ([{**GOOD, "key": f"k{n}"} for n in range(26)], "A form has at most 25 fields."),
    ],
)
def test_fields_that_make_no_form_are_refused(fields: object, sentence: str) -> None:
    assert problems_of_fields(fields) == [sentence]


def test_check_list_has_a_line_in_both_languages() -> None:
    assert problems_of_checks([]) == ["Say what “working” means: the check list has at least one line."]
    assert problems_of_checks([{"key": "a", "nl": "Werkt", "en": ""}]) == [
        "Line 1 of the check list: say it in Dutch and in English, at most 120 characters each."
    ]
