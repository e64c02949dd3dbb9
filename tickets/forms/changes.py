"""The form of a standard change as a customer fills it in, and as an agent does for somebody on the phone (W1)."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.log_call import Call
from tickets.actions.request_change import Requester
from tickets.catalogue.answers import date_of
from tickets.forms.calls import MOMENT, CallerForm
from tickets.forms.catalogue import CatalogueForm
from tickets.forms.fields import key_of
from tickets.forms.portal import CustomerForm

LONGEST_SEARCH = 60


class ChangeForm(CustomerForm, CatalogueForm):
    """A request in the portal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].error_messages["required"] = _("Choose for which organisation you request it.")
        last = ("remarks", "wished_date", "incident", "phone", "organisation", "confidential")
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def requester(self) -> Requester:
        """What the action takes, of a form that is valid; with other words it is another request."""
        fields = self.cleaned_data
        return Requester(
            key=key_of(fields["key"], self.user_id, *self.said()),
            organisation_id=fields["organisation"],
            phone=fields["phone"],
            files=self.stored_files,
            confidential=fields["confidential"],
        )


class CalledChangeForm(CallerForm, CatalogueForm):
    """The same by phone."""

    def call(self) -> Call:
        """What the action takes, of a form that is valid; with other words it is another call."""
        return self.call_of(self._key())

    def _key(self) -> UUID:
        return key_of(self.cleaned_data["key"], self.user_id, *self.said())


class DeliveryForm(forms.Form):
    """The answers on which promise and costs depend, as far as they were given; what makes no sense is not given."""

    organisation = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    caller = forms.CharField(required=False)
    called_at = forms.DateTimeField(input_formats=[MOMENT], required=False)
    wished_date = forms.CharField(required=False)
    incident = forms.CharField(required=False)

    def value(self, name: str) -> Any:
        """One answer, None when it is missing or makes no sense; the wished date as a date."""
        self.is_valid()
        found = self.cleaned_data.get(name) or None
        return date_of(found.strip()) if found and name == "wished_date" else found


class SearchForm(forms.Form):
    """The words by which the catalogue is searched."""

    q = forms.CharField(required=False)

    def words(self) -> str:
        """What was typed, cut off where nobody types on."""
        self.is_valid()
        return (self.cleaned_data.get("q") or "").replace("\x00", "")[:LONGEST_SEARCH]
