"""/dev/mail/: the mail that the demo would have sent. Exists in demo mode only, which listens on loopback only."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import wraps
from pathlib import Path
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from agreements import wording

NAME = re.compile(r"[\w-]{1,200}")
SHOWN = 200
# Mail is styled inline. The sandbox takes everything else away: scripts, forms, links out of the frame, our cookies.
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as the pages show it."""

    name: str
    sent_at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject line."""
        return str(self.message.get("Subject", ""))

    @property
    def to(self) -> str:
        """Whom it is for."""
        return str(self.message.get("To", ""))

    @property
    def text(self) -> str:
        """The plain text part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part; empty when there is none."""
        return self._part("html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Every header, as it was sent."""
        return [(name, str(value)) for name, value in self.message.items()]

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


def demo_only(view: Any) -> Any:
    """Outside the demo these pages do not exist."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.DESK_MODE != "demo":
            raise Http404
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return wrapped


@demo_only
def mail_list(request: HttpRequest) -> HttpResponse:
    """The newest mails first."""
    # By the file's own age: two mails of the same second keep their order.
    files = sorted(Path(settings.MAIL_DIR).glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    rows = [(letter, wording.full(letter.sent_at)) for letter in map(_read, files[:SHOWN])]
    return render(request, "ozmo_desk/mail_list.html", {"rows": rows})


@demo_only
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type] # it passes every argument on
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: headers, text, and the HTML in a frame that may do nothing."""
    letter = _letter(name)
    return render(request, "ozmo_desk/mail.html", {"letter": letter, "sent": wording.full(letter.sent_at)})


@demo_only
@xframe_options_sameorigin
def mail_html(_request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part by itself, in its own sandbox."""
    return HttpResponse(_letter(name).html, headers={"Content-Security-Policy": MAIL_POLICY})


def _letter(name: str) -> Letter:
    path = Path(settings.MAIL_DIR) / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return _read(path)


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    sent_at = parsedate_to_datetime(message["Date"]).astimezone(UTC)
    return Letter(path.stem, sent_at, message)
