"""All that is kept of a person as one archive: for the person, and for an administrator who was asked for it."""

import json
import tempfile
import zipfile
from contextlib import suppress

from allauth.account.decorators import reauthentication_required
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import FileResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, administrator_page, signed_in_page
from accounts.limits import limited
from accounts.models import SecurityEventKind, User
from accounts.refusals import NotVisible, TooOften
from accounts.security.again import check_can_be_asked
from accounts.security.log import note
from tickets import files
from tickets.models import Ticket
from tickets.queries.door import visible_tickets
from tickets.queries.personal import person_of
from tickets.queries.personal_data import files_of, personal_data
from tickets.views.privacy.words import page_of

MOST_AN_HOUR, HOUR = 6, 3600


@require_safe
@signed_in_page
@reauthentication_required  # type: ignore[untyped-decorator]
@limited("export", "GET")
def own_data(request: SignedInRequest) -> FileResponse:
    """One's own; of tickets only those that one sees: after a mandate nothing of the customer is left in it (P1)."""
    return _archive(request, request.user, visible_tickets(request.access))


@require_safe
@administrator_page
@reauthentication_required  # type: ignore[untyped-decorator]
@limited("export", "GET")
def data_of(request: SignedInRequest, user_id: int) -> FileResponse:
    """Somebody's, for an administrator."""
    person = person_of(user_id)
    if person is None:
        raise NotVisible(_("This person does not exist."))
    return _archive(request, person, visible_tickets(request.access))


def _archive(request: SignedInRequest, person: User, tickets: QuerySet[Ticket]) -> FileResponse:
    check_can_be_asked(request)
    _check_not_too_often(request)
    data = personal_data(person, tickets, request.access, now=request.now)
    rows = {kind: len(found) for kind, found in data.items() if isinstance(found, list)}
    facts = {"format": "zip", "rows": sum(rows.values()), "files": rows["files"]}
    note(SecurityEventKind.EXPORTED, actor=request.user, now=request.now, subject=f"person {person.pk}", data=facts)
    # The response reads it and closes it: a file of gigabytes never stands in memory.
    made = tempfile.TemporaryFile()  # noqa: SIM115
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        archive.writestr("data.html", render_to_string("tickets/privacy/data.html", page_of(data)))
        for attachment, name in files_of(person, tickets):
            if files.path_of(attachment.storage_name).exists():
                archive.write(files.path_of(attachment.storage_name), name)
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=f"gegevens-{person.pk}.zip", content_type="application/zip")


def _check_not_too_often(request: SignedInRequest) -> None:
    """Refuses (429) the seventh in an hour: one may hold gigabytes, and occupies a process while it is made."""
    name = f"tickets.archives:{request.user.pk}"
    cache.add(name, 0, timeout=HOUR)
    with suppress(ValueError):
        if cache.incr(name) > MOST_AN_HOUR:
            raise TooOften(_("You downloaded this several times within the hour. Try again later."), seconds=HOUR)
