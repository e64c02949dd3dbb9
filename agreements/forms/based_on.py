"""An edit says what it was looked at with, so that two administrators never overwrite each other unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms

from accounts.refusals import Refusal

if TYPE_CHECKING:
    AnyForm = forms.ModelForm[Any]
else:
    AnyForm = forms.ModelForm
FIELD = "based_on"


class BasedOn(AnyForm):
    """Mixed into the form of an edit; `newest` is the id of the newest revision (or version) there is."""

    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    now: datetime
    newest: int | None
    refused: Refusal | None = None
    check_unchanged: Callable[..., None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD].initial = self.newest

    def refuse(self, refusal: Refusal) -> None:
        """Show the sentence above everything that was typed; what it is based on is renewed, to be looked at again."""
        self.add_error(None, str(refusal.sentence))
        if self.add_prefix(FIELD) in self.data:
            self.data = {**dict(self.data.items()), self.add_prefix(FIELD): str(self.newest)}

    def clean(self) -> dict[str, Any]:
        """Whether it still is the newest."""
        cleaned = super().clean() or self.cleaned_data
        try:
            self.check_unchanged(cleaned.get(FIELD), now=self.now)
        except Refusal as refusal:
            self.refused = refusal
            self.refuse(refusal)
        return cleaned
