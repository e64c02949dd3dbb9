"""A form made of the fields of a catalogue version: one input per question, and per column of each repeated row.

Works without scripts: another row is asked of the server, which draws the form again with everything in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.changes.placing import Asked
from tickets.catalogue.answers import (
    LONG_LENGTH,
    Days,
    WrongAnswerError,
    check_rows,
    most_characters,
    read,
    row_bounds,
)
from tickets.catalogue.definition import WISHED_DATE, Choice, Field, FieldType, fields_of
from tickets.forms.fields import WithFiles
from tickets.models import CatalogueVersion

PREFIX = "a"
MOST_FOLLOWED = 30
INPUTS = {FieldType.DATE: "date", FieldType.PHONE: "tel", FieldType.LONG_TEXT: "area", FieldType.CHOICE: "select"}


class AnswerField(forms.CharField):
    """One question; what fits in it is said by `tickets.catalogue`. Whether it is answered is asked per row."""

    def __init__(self, asked: Field, days: Days) -> None:
        super().__init__(required=False, strip=False, max_length=most_characters(asked))
        # The reader counts by its own rules, in sentences that name the question.
        self.validators = []
        self.asked, self.days = asked, days

    def clean(self, value: Any) -> Any:
        """The typed answer, None without one."""
        try:
            return read(self.asked, value, self.days)
        except WrongAnswerError as wrong:
            raise forms.ValidationError(wrong.sentence) from None


@dataclass(frozen=True, slots=True)
class Question:
    """One input of the form as a template draws it; `rows` of repeated rows, `place` says which row it stands in."""

    asked: Field
    bound: forms.BoundField | None = None
    rows: tuple[tuple["Question", ...], ...] = ()
    place: int = 0
    has_room: bool = False

    @property
    def kind(self) -> str:
        """What sort of input: text, area, select, date, tel, file or rows."""
        if self.asked.type in (FieldType.ROWS, FieldType.FILE):
            return self.asked.type.value
        return INPUTS.get(self.asked.type, "text")

    @property
    def digits(self) -> bool:
        """Whether a phone shows its digits for it."""
        return self.asked.type is FieldType.NUMBER or (self.asked.type is FieldType.EXTENSION and not self.asked.many)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers to choose from."""
        return self.asked.choices


class CatalogueForm(WithFiles):
    """The questions of a version, and what is asked of every change: remarks, a wished date, an incident."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    incident = forms.CharField(max_length=MOST_FOLLOWED, required=False)
    remarks = forms.CharField(
        max_length=LONG_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("The remarks are too long. Use at most 2,000 characters.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        catalogue: CatalogueVersion,
        days: Days,
        more: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, *args, **kwargs)
        self.catalogue, self.days, self.more = catalogue, days, more
        self.asked = fields_of(catalogue.fields)
        typed = self.data if self.is_bound else self.initial
        self.counts = {each.key: self._count(each, typed) for each in self.asked if each.type is FieldType.ROWS}
        for name, asked in self._named():
            self.fields[name] = AnswerField(asked, days)
        if self.asks_wished_date:
            wished = Field(WISHED_DATE, FieldType.DATE, "Gewenste datum", "Wished date", working_day=True)
            self.fields[WISHED_DATE] = AnswerField(wished, days)
        self.fields["version"].initial = str(catalogue.number)

    @property
    def is_outdated(self) -> bool:
        """Whether it was drawn from another version than the one in use now."""
        return self.is_bound and self.data.get("version") != str(self.catalogue.number)

    @property
    def asks_wished_date(self) -> bool:
        """Whether the wished date is asked for below the questions: none of them asks for it in words of its own."""
        return not any(each.is_wished_date for each in self.asked)

    @property
    def file_question(self) -> Field | None:
        """The field that asks for files, when there is one."""
        return next((each for each in self.asked if each.type is FieldType.FILE), None)

    def _count(self, rows: Field, typed: Mapping[str, Any]) -> int:
        """How many rows to draw: those that were typed, one more when it was asked for, and at least one."""
        low, high = row_bounds(rows)
        before = f"{PREFIX}-{rows.key}-"
        places = [name.removeprefix(before).split("-")[0] for name in typed if name.startswith(before)]
        known = [int(each) + 1 for each in places if each.isascii() and each.isdigit() and len(each) < 4]  # noqa: PLR2004
        return min(max(low, 1, *known) + (self.more == rows.key), high)

    def _named(self) -> Iterator[tuple[str, Field]]:
        """Every input by its name; in a row nothing is required until something is filled in."""
        for each in self.asked:
            if each.type is FieldType.ROWS:
                for place in range(self.counts[each.key]):
                    for column in each.columns:
                        yield cell_name(each, place, column), replace(column, required=False)
            elif each.type is not FieldType.FILE:
                yield _input_name(each), each

    @property
    def questions(self) -> list[Question]:
        """What the template draws, in the order of the catalogue."""
        return [self._question(each) for each in self.asked]

    def _question(self, asked: Field) -> Question:
        if asked.type is FieldType.FILE:
            return Question(asked)
        if asked.type is not FieldType.ROWS:
            return Question(asked, self[_input_name(asked)])
        count = self.counts[asked.key]
        rows = tuple(
            tuple(Question(each, self[cell_name(asked, place, each)], place=place + 1) for each in asked.columns)
            for place in range(count)
        )
        return Question(asked, rows=rows, has_room=count < row_bounds(asked)[1])

    def clean(self) -> dict[str, Any]:
        """Rows are judged as a whole; a file that has to be there is."""
        cleaned = super().clean()
        for each in self.asked:
            if each.type is FieldType.ROWS:
                self._clean_rows(each)
        wanted = self.file_question
        if wanted is not None and wanted.required and not self.stored_files and not self.file_errors:
            sentence = str(_("Add a file: {label}.")).format(label=wanted.label)
            self.file_errors.append(sentence)
            self.add_error(None, sentence)
        return cleaned

    def _clean_rows(self, asked: Field) -> None:
        rows = self._rows(asked)
        for place, row in rows:
            for column in asked.columns:
                name = cell_name(asked, place, column)
                if column.required and row.get(column.key) is None and name not in self.errors:
                    label = f"{asked.label} {place + 1}, {column.label}"
                    self.add_error(name, str(_("Fill in “{label}”.")).format(label=label))
        try:
            check_rows(asked, [row for _place, row in rows])
        except WrongAnswerError as wrong:
            self.add_error(cell_name(asked, 0, asked.columns[0]), wrong.sentence)

    def _rows(self, asked: Field) -> list[tuple[int, dict[str, Any]]]:
        """The rows in which something was filled in, right or wrong, each with its place."""
        found = []
        for place in range(self.counts[asked.key]):
            names = {each.key: cell_name(asked, place, each) for each in asked.columns}
            row = {key: self.cleaned_data.get(name) for key, name in names.items()}
            if any(value is not None for value in row.values()) or any(name in self.errors for name in names.values()):
                found.append((place, {key: value for key, value in row.items() if value is not None}))
        return found

    def asked_change(self) -> Asked:
        """What the action takes, of a form that is valid."""
        fields = self.cleaned_data
        wished = fields[WISHED_DATE]
        return Asked(
            item=self.catalogue.item.key,
            version=self.catalogue.number,
            answers=self._answers(),
            remarks=fields["remarks"],
            wished_date=date.fromisoformat(wished) if wished else None,
            incident=fields["incident"].strip(),
        )

    def _answers(self) -> dict[str, Any]:
        """By key, without what was left open."""
        answers: dict[str, Any] = {}
        for each in self.asked:
            if each.type is FieldType.ROWS:
                answers[each.key] = [row for _place, row in self._rows(each)]
            elif each.type is FieldType.FILE:
                answers[each.key] = [stored.name for stored in self.stored_files]
            else:
                answers[each.key] = self.cleaned_data[_input_name(each)]
        return {key: value for key, value in answers.items() if value not in (None, [])}

    def said(self) -> list[str]:
        """Everything that was typed: with other words it is another request."""
        return [f"{name}={value}" for name, value in self.cleaned_data.items() if name != "key"]


def cell_name(rows: Field, place: int, column: Field) -> str:
    """The name of one input of a repeated row."""
    return f"{PREFIX}-{rows.key}-{place}-{column.key}"


def _input_name(asked: Field) -> str:
    """The name of the input of a question that is no row. The wished date has the one that promise and costs go by."""
    return WISHED_DATE if asked.is_wished_date else f"{PREFIX}-{asked.key}"


def is_answer(name: str) -> bool:
    """Whether an input belongs to the questions of the catalogue: what a draft keeps of them."""
    return name.startswith(f"{PREFIX}-")
