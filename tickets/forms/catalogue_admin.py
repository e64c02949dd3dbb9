"""The form in which an administrator writes a standard change: its words, and by rows its questions and check list."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import active_customers
from tickets.actions.changes.edit_catalogue import Content
from tickets.catalogue.definition import LABEL_LENGTH, FieldType, problems_of_checks, problems_of_fields
from tickets.catalogue.notation import NotationError, choices_of, choices_text, columns_of, columns_text
from tickets.models import CatalogueItem, CatalogueVersion
from tickets.queries.changes import version_in_use

if TYPE_CHECKING:
    ItemModelForm = forms.ModelForm[CatalogueItem]
else:
    ItemModelForm = forms.ModelForm

EXTRA_FIELDS, EXTRA_CHECKS = 3, 2
WORDS = ("name_nl", "name_en", "explanation_nl", "explanation_en", "usual_minutes", "price_indication")
TYPES = [("", "—"), *((each.value, each.value) for each in FieldType)]
SIDES = ("label_nl", "label_en", "help_nl", "help_en")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": 30})


_OF_VERSION = forms.fields_for_model(
    CatalogueVersion, fields=WORDS, widgets={"explanation_nl": _area(3), "explanation_en": _area(3)}
)


class FieldRow(forms.Form):
    """One question; without a key there is none."""

    place = forms.IntegerField(label=gettext_lazy("place"), required=False, min_value=0, max_value=999)
    key = forms.CharField(label=gettext_lazy("key"), required=False, max_length=30)
    type = forms.ChoiceField(label=gettext_lazy("type"), choices=TYPES, required=False)
    label_nl = forms.CharField(label=gettext_lazy("question in Dutch"), required=False, max_length=LABEL_LENGTH)
    label_en = forms.CharField(label=gettext_lazy("question in English"), required=False, max_length=LABEL_LENGTH)
    help_nl = forms.CharField(label=gettext_lazy("help in Dutch"), required=False, widget=_area(2))
    help_en = forms.CharField(label=gettext_lazy("help in English"), required=False, widget=_area(2))
    required = forms.BooleanField(label=gettext_lazy("has to be answered"), required=False)
    min = forms.IntegerField(label=gettext_lazy("lowest"), required=False)
    max = forms.IntegerField(label=gettext_lazy("highest"), required=False)
    working_day = forms.BooleanField(label=gettext_lazy("working days only"), required=False)
    many = forms.BooleanField(label=gettext_lazy("several extensions"), required=False)
    more = forms.CharField(label=gettext_lazy("answers or columns"), required=False, widget=_area(3))

    def definition(self) -> dict[str, Any]:
        """The question as it is stored, of a row that is valid; without what says nothing."""
        data = self.cleaned_data
        found = {name: data[name] for name in ("key", "type", *SIDES, "min", "max") if data[name] not in ("", None)}
        found |= {name: True for name in ("required", "working_day", "many") if data[name]}
        if data["type"] == FieldType.CHOICE:
            found["choices"] = choices_of(data["more"])
        if data["type"] == FieldType.ROWS:
            found["columns"] = columns_of(data["more"])
        return {name: str(value) if name == "type" else value for name, value in found.items()}


class CheckRow(forms.Form):
    """One line of the check list; without a key there is none."""

    key = forms.CharField(label=gettext_lazy("key"), required=False, max_length=30)
    nl = forms.CharField(label=gettext_lazy("in Dutch"), required=False, max_length=LABEL_LENGTH)
    en = forms.CharField(label=gettext_lazy("in English"), required=False, max_length=LABEL_LENGTH)


FieldRows = forms.formset_factory(FieldRow, extra=EXTRA_FIELDS, max_num=40, absolute_max=60)
CheckRows = forms.formset_factory(CheckRow, extra=EXTRA_CHECKS, max_num=30, absolute_max=40)


class ItemForm(ItemModelForm):
    """Where an item stands and for whom, and the content of its next version."""

    retired = forms.BooleanField(
        label=gettext_lazy("retired"),
        required=False,
        help_text=gettext_lazy("It can no longer be requested. Open requests go on, by the version that they have."),
    )
    name_nl = _OF_VERSION["name_nl"]
    name_en = _OF_VERSION["name_en"]
    explanation_nl = _OF_VERSION["explanation_nl"]
    explanation_en = _OF_VERSION["explanation_en"]
    usual_minutes = _OF_VERSION["usual_minutes"]
    price_indication = _OF_VERSION["price_indication"]

    class Meta:
        """What is no part of a version."""

        model = CatalogueItem
        fields = ("key", "position", "offered_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_use = version_in_use(self.instance.pk) if self.instance.pk else None
        for name in WORDS:
            self.initial.setdefault(name, getattr(self.in_use, name, None))
        self.fields["offered_to"].queryset = active_customers().order_by("name")  # type: ignore[attr-defined]
        self.initial.setdefault("retired", self.instance.is_retired)
        data = self.data if self.is_bound else None
        self.rows = FieldRows(data, prefix="field", initial=self._rows())
        self.check_rows = CheckRows(data, prefix="check", initial=self.in_use.checks if self.in_use else None)

    def _rows(self) -> list[dict[str, Any]]:
        stored: list[Mapping[str, Any]] = self.in_use.fields if self.in_use else []
        return [{**each, "place": place * 10, "more": _more(each)} for place, each in enumerate(stored, 1)]

    @property
    def asks_preview(self) -> bool:
        """Whether the form is to be looked at, not kept."""
        return "_preview" in self.data

    def is_valid(self) -> bool:
        """Whether the item and each of its rows is right, and it is to be kept."""
        parts = [super().is_valid(), self.rows.is_valid(), self.check_rows.is_valid()]
        return all(parts) and not self.asks_preview

    def clean(self) -> dict[str, Any]:
        """The rows together have to make a form and a check list."""
        cleaned = super().clean() or self.cleaned_data
        if not (self.rows.is_valid() and self.check_rows.is_valid()):
            self.add_error(None, _("One of the rows below is not right yet."))
            return cleaned
        try:
            fields = self.field_definitions()
        except NotationError as wrong:
            self.add_error(None, wrong.sentence)
            return cleaned
        for sentence in problems_of_fields(fields) + problems_of_checks(self.check_definitions()):
            self.add_error(None, sentence)
        return cleaned

    def field_definitions(self) -> list[dict[str, Any]]:
        """The questions in the order of their places."""
        kept = [each for each in self.rows.forms if each.cleaned_data.get("key")]
        places = {id(each): number for number, each in enumerate(kept)}
        kept.sort(key=lambda each: (_place(each), places[id(each)]))
        return [each.definition() for each in kept]

    def check_definitions(self) -> list[dict[str, Any]]:
        """The lines of the check list."""
        rows = (each.cleaned_data for each in self.check_rows.forms)
        return [{name: row[name] for name in ("key", "nl", "en")} for row in rows if row.get("key")]

    def content(self) -> Content:
        """What the action takes, of a form that is valid."""
        words = {name: self.cleaned_data[name] for name in WORDS}
        return Content(**words, fields=self.field_definitions(), checks=self.check_definitions())


def _place(row: forms.Form) -> int:
    place: int | None = row.cleaned_data.get("place")
    return 10_000 if place is None else place


def _more(field: Mapping[str, Any]) -> str:
    if field["type"] == FieldType.ROWS:
        return columns_text(field.get("columns", ()))
    return choices_text(field.get("choices", ()))
