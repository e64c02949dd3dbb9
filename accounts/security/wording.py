"""Days and moments on the page about signing in; agreements.wording stands above this package."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext


def day(at: datetime | None) -> str:
    """`24 november 2026`, in the language that is spoken; nothing for no moment."""
    return formats.date_format(at.astimezone(timezone.get_current_timezone()), "j F Y") if at else ""


def moment(at: datetime) -> str:
    """`24 november 2026 om 10:12`."""
    time = at.astimezone(timezone.get_current_timezone()).strftime("%H:%M")
    return gettext("%(day)s at %(time)s") % {"day": day(at), "time": time}


def device_words(device: str) -> str:
    """`Firefox on Windows`, of what `devices.device_of` keeps."""
    browser, _bar, system = device.partition("|")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown device")
