"""What the report and the question page share: who is asked for which organisation, drafts, and the closed desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest, take_draft
from accounts.models import Organisation
from accounts.queries import organisations_to_file_for
from agreements import wording
from agreements.terms import DeskHours, Promises
from tickets.queries.door import ticket_for

PROSE = ("subject", "description", "phone", "organisation", "impact", "severity", "key", "follows")


@dataclass(frozen=True, slots=True)
class Urgent:
    """The notice above the form while the desk is closed: phone when it is urgent, and when the rest is taken up."""

    lead: SafeString
    text: str


def organisations_for(request: SignedInRequest) -> list[Organisation]:
    """For whom this person may report."""
    return organisations_to_file_for(request.access)


def no_organisation(request: SignedInRequest) -> HttpResponse:
    """Nobody to report for: says so, and gives back what was typed while a mandate ended."""
    sent = request.method == "POST"
    typed = [text for name in ("subject", "description") if (text := request.POST.get(name, "").strip())]
    context = {"typed_texts": typed}
    return render(request, "tickets/portal/no_organisation.html", context, status=403 if sent else 200)


def partner_line(request: SignedInRequest, organisations: list[Organisation]) -> str:
    """'U meldt als ICT-partner: Lijnrecht ICT.' for somebody who acts by mandate; else nothing."""
    partners = {request.access.acts_as(each.pk) for each in organisations} - {None}
    names = [each.organisation_name for each in request.access.memberships if each.organisation_id in partners]
    return _("You report as ICT partner: {name}.").format(name=", ".join(names)) if names else ""


def first_values(request: SignedInRequest, draft: QueryDict | None) -> dict[str, Any]:
    """What the empty form begins with: the phone number of the profile, and a draft from before signing in."""
    values: dict[str, Any] = {"phone": request.user.phone, **_followed(request)}
    if draft is not None:
        values |= {name: draft[name] for name in PROSE if draft.get(name)}
    return values


def _followed(request: SignedInRequest) -> dict[str, Any]:
    """`?vervolg=OZ-4187`: an earlier ticket, through the door, that this one goes on with; else 404."""
    reference = request.GET.get("vervolg", "")
    if not reference:
        return {}
    earlier = ticket_for(request.access, reference)
    return {"follows": earlier.reference, "organisation": earlier.organisation_id}


def draft_of(request: SignedInRequest) -> QueryDict | None:
    """What was typed here before the session ended."""
    return take_draft(request)


def urgent_notice(hours: DeskHours, *, now: datetime, is_question: bool = False) -> Urgent | None:
    """Only while the desk is closed (H3, H4), with the reason when the day has one."""
    if hours.is_open:
        return None
    opens = wording.at(hours.next_opening_at, now=now)
    reason = _("Today the helpdesk is closed: {reason}.").format(reason=hours.reason) + " " if hours.reason else ""
    text = _("Outside opening hours we can be reached by phone only; incidents are handled from {moment}.")
    if is_question:
        text = _("Outside opening hours we can be reached by phone only; questions are handled from {moment}.")
    lead = format_html(_("Urgent? Call {number}"), number=phone_link(hours))
    return Urgent(lead, reason + text.format(moment=opens))


def call_now(hours: DeskHours) -> SafeString:
    """What presses harder than the notice: nobody can call, and the desk is closed (H3)."""
    text = _("Can people not call? Do not wait for the opening: call {number} now.")
    return format_html(text, number=phone_link(hours))


def phone_link(hours: DeskHours) -> SafeString:
    """The number as a link in a sentence."""
    return format_html('<a class="text-nowrap" href="{}">{}</a>', hours.phone_href, hours.phone_number)


def is_held_until_opening(request: SignedInRequest, promises: Promises) -> bool:
    """Whether what is sent now waits for the next opening (H4)."""
    return promises.starts_at > request.now
