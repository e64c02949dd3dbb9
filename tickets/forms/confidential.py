"""The form that makes a ticket confidential, or not any more: it says which of the two, so that twice is once."""

from django import forms


class ConfidentialForm(forms.Form):
    """Yes or no, as the button said."""

    confidential = forms.ChoiceField(choices=(("yes", "yes"), ("no", "no")))

    def is_confidential(self) -> bool:
        """Of a form that is valid."""
        return bool(self.cleaned_data["confidential"] == "yes")
