"""Lists of tickets as files for a spreadsheet: what the list on the page shows, to its last row, and on record."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, desk_page, portal_page
from accounts.limits import limited
from accounts.models import SecurityEventKind
from accounts.refusals import NotVisible, Refusal
from accounts.security.log import note
from agreements.queries import desk_hours
from agreements.wording import ZONE
from tickets.enums import ClockKind, Ground, Kind, Status
from tickets.forms.desk import FilterForm
from tickets.forms.portal import ListForm
from tickets.models import Ticket
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.permissions import check_may_export
from tickets.queries.desk import LONGEST_SEARCH, Found, search_tickets
from tickets.queries.portal import MOST_EXPORTED, all_listed
from tickets.queries.queue import QueueRow, moment_for, queue_rows
from tickets.tables import Cell, Format, Row, write_table
from tickets.views.desk.rows import shown_status

TICKET, SUBJECT, KIND = gettext_lazy("Ticket"), gettext_lazy("Subject"), gettext_lazy("Kind")
CATEGORY, CUSTOMER, AGENT = gettext_lazy("Category"), gettext_lazy("Customer"), gettext_lazy("Agent")
BY, REPORTED, STATUS = gettext_lazy("Reported by"), gettext_lazy("Reported"), gettext_lazy("Status")
ORGANISATION = pgettext_lazy("ticket list", "Organisation")
RECOVERED, ENDED = pgettext_lazy("export", "Recovered on"), pgettext_lazy("export", "Ended on")
CLOCK, DUE = gettext_lazy("Next clock"), pgettext_lazy("export", "Due")
OF_PORTAL = (TICKET, SUBJECT, ORGANISATION, BY, REPORTED, KIND, CATEGORY, STATUS, RECOVERED, ENDED)
OF_QUEUE = (TICKET, SUBJECT, CUSTOMER, KIND, CATEGORY, STATUS, AGENT, CLOCK, DUE)
OF_SEARCH = (TICKET, SUBJECT, CUSTOMER, BY, REPORTED, KIND, CATEGORY, STATUS, AGENT)


@portal_page
@limited("export", "GET")
@require_GET
def portal_list(request: SignedInRequest, extension: str) -> HttpResponse:
    """The list of the portal, for key contacts."""
    form = _format(extension)
    check_may_export(request.access)
    search = ListForm(request.GET).search()
    rows = [_listed(each, request) for each in all_listed(request.access, search)]
    narrowed = {"group": search.group, "organisation": search.organisation_id, "mine": search.mine}
    return _file(request, form, (OF_PORTAL, rows), narrowed | {"searched": bool(search.text)})


@require_GET
@desk_page
@limited("export", "GET")
def queue(request: SignedInRequest, extension: str) -> HttpResponse:
    """The queue of the desk, as it is filtered."""
    form, filters = _format(extension), FilterForm(request.GET).filters()
    moment = moment_for(request.access, desk_hours(now=request.now).calendar_revision_id, now=request.now)
    rows = [_queued(each, request) for each in queue_rows(moment, filters, most=MOST_EXPORTED)]
    narrowed = {"category": filters.category, "organisation": filters.organisation_id, "agent": filters.assignee_id}
    return _file(request, form, (OF_QUEUE, rows), {"view": filters.view, **narrowed})


@require_GET
@desk_page
@limited("export", "GET")
def found(request: SignedInRequest, extension: str) -> HttpResponse:
    """What a search of the desk finds."""
    form, words = _format(extension), request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    rows = [_found(each, request) for each in search_tickets(request.access, words, most=MOST_EXPORTED)]
    return _file(request, form, (OF_SEARCH, rows), {"searched": bool(words)})


def _format(extension: str) -> Format:
    if extension not in {each.value for each in Format}:
        raise NotVisible
    return Format(extension)


def _file(
    request: SignedInRequest,
    form: Format,
    table: tuple[Sequence[str | Promise], Sequence[Row]],
    narrowed: dict[str, Any],
) -> HttpResponse:
    """The file. On record stands how many rows of which list, never what somebody looked for or found."""
    titles, rows = table
    if len(rows) > MOST_EXPORTED:
        sentence = _("There are more than {most} tickets in this list. Narrow it first, and download it then.")
        raise Refusal(sentence.format(most=MOST_EXPORTED))
    data = {"rows": len(rows), "format": form, "filter": {name: value for name, value in narrowed.items() if value}}
    list_name = request.resolver_match.view_name if request.resolver_match else ""
    note(SecurityEventKind.EXPORTED, actor=request.user, now=request.now, subject=list_name, data=data)
    name = f"tickets-{request.now.astimezone(ZONE):%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write_table(form, titles, rows), content_type=form.content_type, headers=headers)


def _listed(ticket: Ticket, request: SignedInRequest) -> Row:
    status = shown_status(ticket.status, ticket.release_at, request.now)
    return (
        ticket.reference,
        ticket.subject,
        ticket.organisation.name,
        ticket.reported_by,
        ticket.submitted_at,
        *_what(ticket.kind, ticket.ground, ticket.category),
        _("Waiting for you") if status == Status.WAITING else Status(status).label,
        ticket.recovered_at,
        ticket.ended_at,
    )


def _queued(row: QueueRow, request: SignedInRequest) -> Row:
    return (
        f"{REFERENCE_PREFIX}{row.id}",
        row.subject,
        row.organisation_name,
        *_what(row.kind, row.ground, row.category),
        Status(shown_status(row.status, row.release_at, request.now)).label,
        row.assignee_name,
        ClockKind(row.next_kind).label if row.next_kind else None,
        row.next_due_at,
    )


def _found(row: Found, request: SignedInRequest) -> Row:
    return (
        f"{REFERENCE_PREFIX}{row.id}",
        row.subject,
        row.customer,
        row.reporter,
        row.submitted_at,
        *_what(row.kind, row.ground, row.category),
        Status(shown_status(row.status, row.release_at, request.now)).label,
        row.assignee,
    )


def _what(kind: str, ground: str, category: int) -> tuple[Cell, Cell]:
    """The kind and the category in words: a change has none."""
    if kind == Kind.STANDARD_CHANGE:
        return Kind(kind).label, None
    return (Ground.QUESTION if ground == Ground.QUESTION else Kind(kind)).label, category
