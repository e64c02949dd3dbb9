"""Moving a window that customers were asked or told about: what that voids is said before it is done (M2, M4)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.refusals import NotVisible, Refusal, Stale
from agreements import wording
from maintenance.actions.move_window import move_window
from maintenance.actions.write_path import Form
from maintenance.enums import Scope
from maintenance.forms.acts import MoveForm
from maintenance.forms.window import WindowForm
from maintenance.models import MaintenanceWindow
from maintenance.queries.consultation import standing
from maintenance.queries.proposals import Proposal
from maintenance.queries.situation import affected_ids, users_of
from maintenance.views.admin.calendar import address_of
from maintenance.views.admin.frame import fetch, page, planner_page, refused, renew, status_of

TEMPLATE = "pages/move.html"


def confirm_move(
    request: SignedInRequest,
    window: MaintenanceWindow,
    form: WindowForm,
    reason: MoveForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page between the form and the move; the form travels along in hidden fields."""
    if isinstance(refusal, Stale):
        renew(form, window.version)
    context = {
        "form": reason,
        "carried": _carried(form),
        "changes": _changes(window, form.proposal(), request.now),
        "says": _says(window),
        **refused(form, refusal, window),
    }
    return page(request, TEMPLATE, _("Ask everybody again?"), context, window=window, status=status_of(reason, refusal))


@planner_page
@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """The move itself, with its reason."""
    window = fetch(request, pk)
    form, reason = WindowForm(request.POST, environments=[window.environment]), MoveForm(request.POST)
    if not form.is_valid():
        return redirect(address_of(window))
    if not reason.is_valid():
        return confirm_move(request, window, form, reason)
    about = Form(window.reference, form.cleaned_data["version"])
    try:
        move_window(request.user, about, form.proposal(), reason.cleaned_data["reason"], now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return confirm_move(request, fetch(request, pk), form, reason, refusal)
    messages.success(
        request, _("{reference} was changed. Every customer is asked again.").format(reference=window.reference)
    )
    return redirect(address_of(window))


def _carried(form: WindowForm) -> list[tuple[str, str]]:
    """Everything that was filled in, field by field."""
    names = [*form.fields, "customers"]
    pairs = [(name, value) for name in dict.fromkeys(names) for value in form.data.getlist(name)]  # type: ignore[attr-defined]
    return [(name, str(value)) for name, value in pairs]


def _changes(window: MaintenanceWindow, proposal: Proposal, now: datetime) -> list[tuple[str, str, str]]:
    """Of each thing that changes: what it is called, how it was, how it becomes."""
    stretch = "{} – {}"
    rows = [
        (_("Title"), window.title, proposal.title),
        (_("What does the customer notice?"), window.effect, proposal.effect),
        (
            _("When"),
            stretch.format(wording.full(window.starts_at), wording.full(window.ends_at)),
            stretch.format(wording.full(proposal.starts_at), wording.full(proposal.ends_at)),
        ),
        (_("Applies to"), *_scopes(window, proposal, now)),
    ]
    return [row for row in rows if row[1] != row[2]]


def _scopes(window: MaintenanceWindow, proposal: Proposal, now: datetime) -> tuple[str, str]:
    """For whom it is, and becomes; a choice of customers by name."""
    users = users_of(window.environment_id, now=now)
    sides = ((window.scope, affected_ids(window)), (proposal.scope, proposal.customer_ids))
    was, becomes = (
        str(Scope(scope).label)
        if scope == Scope.ALL
        else ", ".join(users[pk].name for pk in users if pk in frozenset(customer_ids))
        for scope, customer_ids in sides
    )
    return was, becomes


def _says(window: MaintenanceWindow) -> list[str]:
    """What the move voids."""
    stands = standing(window)
    answered = len(stands.customers) - stands.outstanding
    said = [_("Every affected customer is asked again, with a mail.")]
    if answered:
        text = ngettext("{n} answer no longer counts.", "{n} answers no longer count.", answered)
        said.append(text.format(n=answered))
    if window.announced_at:
        moment = wording.full(window.announced_at)
        said.append(
            _("The announcement of {moment} lapses; the new one has its full notice again.").format(moment=moment)
        )
    said.append(_("The old times stay on record."))
    return said
