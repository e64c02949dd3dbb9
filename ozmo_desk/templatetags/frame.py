"""What the frame around every page is made of, drawn as seldom as possible: it is most of the work of a small page.

Addresses of files and pages stay the same while the process lives, and pieces that depend on nothing but the language
and a few plain values are drawn once for each.
"""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ozmo_desk.templatetags.ui import icon, language

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=128)
def asset(path: str) -> str:
    """The address of a static file, as `static` gives it."""
    return static(path)


@register.simple_tag
def page(name: str) -> str:
    """The address of a page that takes no arguments, as `url` gives it."""
    return _page(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=128)
def _page(name: str, _urlconf: str, _prefix: str) -> str:
    return reverse(name)


@register.simple_tag
def fixed(name: str, /, **parameters: Hashable) -> SafeString:
    """A component with these parameters only, drawn once for each language: `{% fixed "components/x.html" a=b %}`.

    For components that show nothing of the person, the request or the moment but what their parameters say.
    """
    return _fixed(name, language(), get_urlconf() or settings.ROOT_URLCONF, tuple(sorted(parameters.items())))


@lru_cache(maxsize=256)
def _fixed(name: str, _language: str, _urlconf: str, parameters: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return mark_safe(get_template(name).render(dict(parameters)))  # noqa: S308


@register.simple_tag
def nav_entry(entry: Mapping[str, Any]) -> SafeString:
    """One queue of the desk's navigation; coloured only where somebody must act. See components/desk_nav.html."""
    count = entry.get("count")
    state = entry.get("state") if count else ""
    attributes = (
        (' aria-current="page"' if entry.get("current") else "")
        + (format_html(' data-state="{}"', state) if state else "")
        + (format_html(' data-key="{}"', entry["key"]) if entry.get("key") else "")
    )
    return format_html(
        '<li><a href="{}"{}>{}{}{}</a></li>',
        entry["url"],
        mark_safe(attributes),  # noqa: S308
        icon(entry["icon"]),
        entry["label"],
        format_html('<span class="oz-n">{}</span>', count) if count is not None else "",
    )
