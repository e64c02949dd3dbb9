"""The page in the archive of a person: what stands in the data as keys, codes and digits, in the reader's language."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import AccountEventKind, Language, Theme
from accounts.roles import Role
from accounts.security.wording import device_words
from agreements.wording import full
from notifications.renderers import name_of
from tickets.enums import EventKind, Status

Line = tuple[str, str]

TITLES: dict[str, Promise] = {
    "memberships": gettext_lazy("Organisations"),
    "invitations": gettext_lazy("Invitations"),
    "sessions": gettext_lazy("Where you are signed in"),
    "second_steps": gettext_lazy("Second steps"),
    "changes": gettext_lazy("Changes"),
    "mails": gettext_lazy("Mails"),
    "tickets": gettext_lazy("Tickets"),
    "followed": gettext_lazy("Tickets that you follow"),
    "events": gettext_lazy("What happened"),
    "messages": gettext_lazy("Messages"),
    "consultations": gettext_lazy("Consultations about maintenance"),
    "files": gettext_lazy("Files"),
}
LABELS: dict[str, Promise] = {
    "about": pgettext_lazy("own data", "About"),
    "active": pgettext_lazy("own data", "Can sign in"),
    "added": pgettext_lazy("own data", "Added"),
    "answer": pgettext_lazy("own data", "Answer"),
    "at": pgettext_lazy("own data", "When"),
    "by": pgettext_lazy("own data", "By"),
    "device": pgettext_lazy("own data", "Device"),
    "email": pgettext_lazy("own data", "E-mail address"),
    "kind": pgettext_lazy("own data", "Kind"),
    "language": pgettext_lazy("own data", "Language"),
    "last_signed_in": pgettext_lazy("own data", "Last signed in"),
    "last_used": pgettext_lazy("own data", "Last used"),
    "made": pgettext_lazy("own data", "Made"),
    "maintenance": pgettext_lazy("own data", "Maintenance"),
    "name": pgettext_lazy("own data", "Name"),
    "organisation": pgettext_lazy("own data", "Organisation"),
    "phone": pgettext_lazy("own data", "Phone number"),
    "role": pgettext_lazy("own data", "Role"),
    "role_at_desk": pgettext_lazy("own data", "Role at the helpdesk"),
    "seen": pgettext_lazy("own data", "Last seen"),
    "sent": pgettext_lazy("own data", "Sent"),
    "signed_in": pgettext_lazy("own data", "Signed in"),
    "since": pgettext_lazy("own data", "Since"),
    "status": pgettext_lazy("own data", "Status"),
    "subject": pgettext_lazy("own data", "Subject"),
    "submitted": pgettext_lazy("own data", "Submitted"),
    "text": pgettext_lazy("own data", "Text"),
    "theme": pgettext_lazy("own data", "Appearance"),
    "ticket": pgettext_lazy("own data", "Ticket"),
    "to": pgettext_lazy("own data", "To"),
    "what": pgettext_lazy("own data", "What"),
}
SECOND_STEPS: dict[str, Promise] = {
    Authenticator.Type.TOTP: gettext_lazy("App on your phone"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("Passkey"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("Recovery codes"),
}
# No word is a code of both: what happened to an account, and what happened to a ticket.
CODES: dict[str, dict[str, Any]] = {
    "kind": SECOND_STEPS,
    "language": dict(Language.choices),
    "role": dict(Role.choices),
    "role_at_desk": dict(Role.choices),
    "status": dict(Status.choices),
    "theme": dict(Theme.choices),
    "what": {**dict(AccountEventKind.choices), **dict(EventKind.choices)},
}
MOMENTS = frozenset(
    {"added", "at", "last_signed_in", "last_used", "made", "seen", "sent", "signed_in", "since", "submitted"}
)
SAID: dict[str, Callable[[Any], str]] = {
    "about": name_of,
    "active": lambda value: _("yes") if value else _("no"),
    "device": device_words,
}


def page_of(data: dict[str, Any]) -> dict[str, Any]:
    """What the template draws: the person, then each kind under its heading, in lines of a label and a value."""
    sections = [(title, [lines_of(row) for row in data[kind]]) for kind, title in TITLES.items()]
    return {"person": lines_of(data["person"]), "sections": sections, "name": data["person"]["name"]}


def lines_of(row: dict[str, Any]) -> list[Line]:
    """What is not known of somebody has no line."""
    return [(str(LABELS.get(key, key)), _value(key, value)) for key, value in row.items() if value not in ("", None)]


def _value(key: str, value: Any) -> str:
    if key in MOMENTS:
        return full(datetime.fromisoformat(value))
    if key in SAID:
        return SAID[key](value)
    return str(CODES.get(key, {}).get(value, value))
