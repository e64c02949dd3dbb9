"""The administrators' page of one person: what anonymising does, shown before it is done and reviewed after."""

from django.contrib import admin, messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, administrator_page
from accounts.models import User
from accounts.refusals import NotVisible, Refusal
from accounts.security.again import check_still_the_same
from tickets.actions.anonymise import anonymise
from tickets.queries.personal import elsewhere, mentions_of, person_of, proposed, record_of


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_page
def erase(request: SignedInRequest, user_id: int) -> HttpResponseBase:
    """Preview and confirmation; afterwards the texts and files that are still to be looked at."""
    person = _person(user_id)
    if request.method == "POST":
        _check_confirmed(request)
        check_still_the_same(request)
        anonymise(request.user, person, now=request.now)
        messages.success(request, _("This person has been anonymised. Look at the texts below."))
        return redirect("erase", user_id)
    record = record_of(person)
    found = mentions_of(person) if record is None else proposed(record.proposed)
    named = elsewhere(person) if record is None else []
    context = {"person": person, "record": record, "found": found, "elsewhere": named, "title": _("Anonymise a person")}
    return render(request, "admin/privacy/erase.html", {**admin.site.each_context(request), **context})


def _person(user_id: int) -> User:
    person = person_of(user_id)
    if person is None:
        raise NotVisible(_("This person does not exist."))
    return person


def _check_confirmed(request: SignedInRequest) -> None:
    if request.POST.get("confirmed") != "yes":
        raise Refusal(_("Tick that you have read what happens."))
