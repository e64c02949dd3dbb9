"""What every page's frame shows: hours, phone, maintenance, language, appearance. Asked for by templates only."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from agreements.queries import desk_hours
from ozmo_desk.banner import maintenance_lines

THEMES = ("system", "light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """`desk_hours` and `phone` cost one query, `maintenance_banner` another, only when a template shows them."""
    now: datetime = getattr(request, "now", None) or timezone.now()
    hours = SimpleLazyObject(lambda: desk_hours(now=now))
    return {
        "now": now,
        "desk_hours": hours,
        "phone": SimpleLazyObject(lambda: {"number": hours.phone_number, "href": hours.phone_href}),
        "maintenance_banner": SimpleLazyObject(lambda: maintenance_lines(getattr(request, "access", None), now=now)),
        "public_maintenance": settings.PUBLIC_MAINTENANCE,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "languages": settings.LANGUAGES,
        "theme": theme_of(request),
        "demo": settings.DESK_MODE == "demo",
        "demo_clock": bool(settings.DESK_AT),
    }


def theme_of(request: HttpRequest) -> str:
    """The appearance chosen by the person, else the one in the browser's cookie, else that of the device."""
    user = getattr(request, "user", None)
    cookie = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    chosen = user.theme if user is not None and user.is_authenticated else cookie
    return chosen if chosen in THEMES else "system"
