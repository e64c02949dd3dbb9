"""How each customer is billed. Closing months is done on pages of their own (`tickets.views.bills`)."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.offered_filters import OfferedFilters
from tickets.models import BillingParty

if TYPE_CHECKING:
    PartyModelForm = forms.ModelForm[BillingParty]
else:
    PartyModelForm = forms.ModelForm

COUNTRY, KVK = re.compile(r"[A-Z]{2}"), re.compile(r"[0-9]{8}")
VAT_NUMBER, DUTCH_VAT = re.compile(r"[A-Z]{2}[0-9A-Z]{2,14}"), re.compile(r"NL[0-9]{9}B[0-9]{2}")
ENDPOINT = re.compile(r"[0-9]{4}:\S{1,50}")


class BillingPartyForm(PartyModelForm):
    """Numbers without spaces and dots, in the form that bookkeeping takes."""

    class Meta:
        """All of it."""

        model = BillingParty
        fields = "__all__"

    def clean_country(self) -> str:
        """Two letters."""
        return self._formed("country", COUNTRY, _("Give the country as two letters, such as NL."))

    def clean_kvk_number(self) -> str:
        """Eight digits."""
        return self._formed("kvk_number", KVK, _("A Chamber of Commerce number has eight digits."))

    def clean_vat_number(self) -> str:
        """Begins with the country; a Dutch one has the Dutch form."""
        value = self._formed("vat_number", VAT_NUMBER, _("A VAT number begins with the two letters of its country."))
        if value.startswith("NL") and not DUTCH_VAT.fullmatch(value):
            raise forms.ValidationError(_("A Dutch VAT number looks like NL001234567B01."))
        return value

    def clean_endpoint(self) -> str:
        """Scheme and number."""
        return self._formed("endpoint", ENDPOINT, _("Give scheme and number with a colon, such as 0106:12345678."))

    def _formed(self, name: str, form: re.Pattern[str], sentence: Any) -> str:
        value: str = re.sub(r"[\s.]", "", self.cleaned_data[name]).upper()
        if value and not form.fullmatch(value):
            raise forms.ValidationError(sentence)
        return value


@admin.register(BillingParty)
class BillingPartyAdmin(OfferedFilters):
    """Who is billed and where, and above which amount approval is asked. Closed months keep what held then."""

    form = BillingPartyForm
    list_display = ("customer", "legal_name", "city", "approval_threshold")
    list_select_related = ("customer",)
    search_fields = ("customer__name", "legal_name")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Once it is there it stays with its customer."""
        return ("customer",) if obj is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A customer that was billed once keeps its row."""
        return False
