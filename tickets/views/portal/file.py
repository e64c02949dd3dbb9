"""A file of a message: always a download, never shown by the browser as a page of ours."""

from django.http import FileResponse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in_page
from tickets.files import open_stored
from tickets.queries.files import attachment_for
from tickets.views.opened import note_opened

SANDBOX = "sandbox; default-src 'none'"


@signed_in_page
@require_safe
def file(request: SignedInRequest, attachment_id: int) -> FileResponse:
    """The bytes as they were sent, for whoever may see the message that they came with."""
    attachment = attachment_for(request.access, attachment_id)
    note_opened(request, attachment.ticket, file=attachment.pk)
    response = FileResponse(
        open_stored(attachment.storage_name),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response.headers["Content-Length"] = str(attachment.size)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
