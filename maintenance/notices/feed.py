"""The calendar behind a secret address, for the programs that read it every hour."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from agreements.wording import ZONE
from maintenance.models import FeedAddress
from maintenance.notices.entries import entry_of, status_of
from maintenance.notices.ics import calendar_of, last_change
from maintenance.queries.feed import address_of_secret, windows_for


@dataclass(frozen=True, slots=True)
class Feed:
    """The calendar with what a program asks next time: has it changed? The same windows give the same `etag`."""

    content: bytes
    etag: str
    last_modified: datetime


def feed_for_secret(secret: str, *, now: datetime) -> Feed | None:
    """The calendar of a secret address, in the language of who made it; None when there is none, or not any more (404).

    Four SQL, and a fifth on the first time of a day: so it shows when an address is used no more. What a mandate gives
    is asked anew each time: when it ends, its customer's windows are gone (P1).
    """
    address = address_of_secret(secret)
    if address is None:
        return None
    _note_use(address, now)
    with translation.override(address.created_by.language):
        windows = windows_for(address.organisation_id, now=now)
        entries = [entry_of(each.window, status_of(each.window), each.changed_at) for each in windows]
        name = _("Maintenance OZMO: {organisation}").format(organisation=address.organisation.name)
        content = calendar_of(entries, name=name)
    changed = max(last_change(entries) or address.created_at, address.created_at)
    return Feed(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"', changed)


def _note_use(address: FeedAddress, now: datetime) -> None:
    today = now.astimezone(ZONE).date()
    if address.last_used_on != today:
        FeedAddress.objects.filter(pk=address.pk).update(last_used_on=today)
