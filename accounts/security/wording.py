"""Days and moments on the page about signing in; agreements.wording stands above this package."""

from datetime import datetime

from django.utils import formats, timezone


def day(at: datetime | None) -> str:
    """`24 november 2026`, in the language that is spoken; nothing for no moment."""
    return formats.date_format(timezone.localtime(at), "j F Y") if at else ""


def moment(at: datetime) -> str:
    """`24 november 2026 10:12`."""
    return formats.date_format(timezone.localtime(at), "j F Y H:i")
