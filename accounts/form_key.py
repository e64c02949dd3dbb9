"""The key that a form carries, so that the same form sent twice does its work once; forms of every package have it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms


class KeyField(forms.UUIDField):
    """The form's own key, made when the page is drawn."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=uuid4, required=False)

    def clean(self, value: Any) -> UUID:
        """A form without a key (drawn by nobody) gets one of its own; a strange one is replaced."""
        try:
            return super().clean(value) or uuid4()
        except forms.ValidationError:
            return uuid4()
