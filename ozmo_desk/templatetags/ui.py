"""Small marks that pages are full of, as fast tags: icon, bar, category, status, clock.

A table of fifty rows draws hundreds of them, so each answer is built once per set of arguments and remembered.
"""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

register = template.Library()

PHONE_NUMBER, PHONE_HREF = "0413 - 741 742", "tel:+31413741742"
ICON_SIZES = {"": "icon", "lg": "icon icon-lg", "spin": "icon oz-spin"}
CATEGORY_WORDS: dict[str, str | Promise] = {
    "1": _("category 1"),
    "2": _("category 2"),
    "3": _("category 3"),
    "4": _("category 4"),
    "w": _("change"),
    "v": _("question"),
}


class Mark(NamedTuple):
    """How one status or clock is drawn: its icon, its word, and the colour state when it differs from quiet."""

    icon: str
    word: str | Promise
    state: str = ""


DESK_STATUSES = {
    "queued": Mark("sunrise", _("Next working day")),
    "new": Mark("st-new", pgettext_lazy("status", "New")),
    "in_progress": Mark("st-active", _("In progress")),
    "waiting": Mark("st-wait", _("Waiting for customer")),
    "recovered": Mark("circle-check", pgettext_lazy("status", "Recovered")),
    "closed": Mark("circle-check", pgettext_lazy("status", "Closed")),
    "withdrawn": Mark("circle-x", pgettext_lazy("status", "Withdrawn")),
    "merged": Mark("merge", pgettext_lazy("status", "Merged")),
    "awaiting_approval": Mark("hourglass", pgettext_lazy("status", "Waiting for approval")),
    # What "recovered" is called of a change.
    "delivered": Mark("circle-check", pgettext_lazy("status", "Delivered")),
}
PORTAL_STATUSES = DESK_STATUSES | {
    "queued": Mark("sunrise", _("Waiting for opening time")),
    "new": Mark("st-new", _("Received")),
    "waiting": Mark("reply", _("Waiting for you"), "soon"),
    "awaiting_approval": Mark("hourglass", pgettext_lazy("status", "Waiting for approval"), "soon"),
}
OUTCOMES = {
    "met": Mark("circle-check", _("Recovered in time"), "ok"),
    "late": Mark("triangle-alert", _("Recovered late"), "late"),
}
DELIVERIES = {
    "met": Mark("circle-check", _("Delivered in time"), "ok"),
    "late": Mark("triangle-alert", _("Delivered late"), "late"),
}
CLOCKS = {
    "response": Mark("message-square", pgettext_lazy("clock", "Response")),
    "recovery": Mark("wrench", pgettext_lazy("clock", "Recovery")),
    "status_report": Mark("file-text", _("Status report")),
    "appointment": Mark("handshake", _("Appointment missing")),
    "delivery": Mark("sliders-horizontal", pgettext_lazy("clock", "Delivery")),
    "waiting": Mark("circle-pause", _("Waiting for customer")),
    "queued": Mark("sunrise", _("Next working day")),
    "approval": Mark("hourglass", pgettext_lazy("status", "Waiting for approval")),
}
# In a row, time that runs on schedule is quiet: no icon and no word before it.
CLOCK_STATES = {
    "run": Mark("", ""),
    "soon": Mark("clock-alert", _("Almost late:")),
    "late": Mark("triangle-alert", _("Late:")),
    "still": Mark("pause", _("Stands still:")),
    "ok": Mark("circle-check", ""),
}


def language() -> str:
    """The key of everything remembered here that holds words."""
    return get_language() or ""


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers: always beside a word. `size`: "", "lg" or "spin"."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', ICON_SIZES[size], static("icons.svg"), name
    )


@register.simple_tag
@lru_cache(maxsize=512)
def bar(percent: int, state: str = "") -> SafeString:
    """A bar filled for `percent` (0 to 100), always an integer: localised decimals would break the attribute."""
    width = min(100, max(0, int(percent)))
    colour = format_html(' data-state="{}"', state) if state else ""
    return format_html(
        '<svg class="oz-bar"{} aria-hidden="true"><rect width="{}%" height="100%"/></svg>', colour, width
    )


@register.simple_tag
def cat_badge(category: int | str, size: str = "", hidden: bool = False) -> SafeString:
    """The badge of a category: 1 to 4, "w" (change) or "v" (question). `size`: "" or "lg".

    `hidden` is for badges beside a text that already names the category.
    """
    return _cat_badge(str(category).lower(), size, hidden, language())


@lru_cache(maxsize=128)
def _cat_badge(category: str, size: str, hidden: bool, _language: str) -> SafeString:
    css = "oz-cat oz-cat-lg" if size == "lg" else "oz-cat"
    word = CATEGORY_WORDS[category]
    if hidden:
        return format_html(
            '<span class="{}" data-cat="{}" aria-hidden="true">{}</span>', css, category, category.upper()
        )
    return format_html(
        '<span class="{}" data-cat="{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        css, category, word, category.upper(), word,
    )  # fmt: skip


@register.simple_tag
def status_badge(status: str, view: str = "desk", outcome: str = "", size: str = "") -> SafeString:
    """A ticket's status as icon and word. `view`: "desk" or "portal"; `size`: "" or "small".

    `outcome` ("met" or "late") says, for a recovered or closed ticket, whether recovery was in time.
    """
    return _status_badge(str(status), view, outcome, size, language())


@lru_cache(maxsize=256)
def _status_badge(status: str, view: str, outcome: str, size: str, _language: str) -> SafeString:
    statuses = PORTAL_STATUSES if view == "portal" else DESK_STATUSES
    outcomes = {"recovered": OUTCOMES, "delivered": DELIVERIES}.get(status)
    mark = outcomes[outcome] if outcome and outcomes else statuses[status]
    state = format_html(' data-state="{}"', mark.state) if mark.state else ""
    css = "oz-status oz-small" if size == "small" else "oz-status"
    return format_html('<span class="{}"{}>{}{}</span>', css, state, icon(mark.icon), mark.word)


@register.simple_tag
def clock_name(kind: str) -> SafeString:
    """The icon and name of a clock, or of what a row waits for: an opening, the customer, an approval."""
    return _clock_name(str(kind), language())


@lru_cache(maxsize=32)
def _clock_name(kind: str, _language: str) -> SafeString:
    mark = CLOCKS[kind]
    return format_html("{}{}", icon(mark.icon), mark.word)


@register.simple_tag
def clock(
    state: str,
    short: str,
    words: str = "",
    *,
    percent: int | None = None,
    seconds: int | None = None,
    label: str = "",
    mark: str = "",
) -> SafeString:
    """The remaining time of a row: what is seen (`short`), what is heard (`words`), and a bar.

    `state`: run, soon, late, still or ok. `seconds` (negative when late) makes it tick between two refreshes, and
    `label` ("OZ-4197: reactie") lets the live region say when it becomes nearly late or late. `mark` is another icon.
    """
    # Joined by hand, because a queue draws fifty of these: the texts are escaped, the marks are safe already.
    ticking = f' data-remaining-seconds="{int(seconds)}" data-label="{escape(label)}"' if seconds is not None else ""
    seen = (
        f'<span aria-hidden="true">{escape(short)}</span><span class="visually-hidden">{escape(words)}</span>'
        if words
        else escape(short)
    )
    filled = bar(percent) if percent is not None else ""
    before = _clock_mark(state, mark, language())
    return mark_safe(f'<span class="oz-clock"{ticking}><span>{before}{seen}</span>{filled}</span>')  # noqa: S308


@lru_cache(maxsize=128)
def _clock_mark(state: str, mark: str, _language: str) -> SafeString:
    """The icon of a clock's state, and the word that only screen readers get."""
    drawn = CLOCK_STATES[state]
    word = format_html('<span class="visually-hidden">{} </span>', drawn.word) if drawn.word else ""
    name = mark or drawn.icon
    return format_html("{}{}", icon(name) if name else "", word)


@register.simple_tag
@lru_cache(maxsize=1024)
def avatar(initials: str, size: str = "", us: bool = False) -> SafeString:
    """Two letters in a circle, beside a name. `size`: "" or "lg"; `us` marks somebody of the helpdesk."""
    css = "oz-avatar" + (" oz-avatar-lg" if size == "lg" else "") + (" oz-avatar-us" if us else "")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials)


@register.simple_tag
def phone_link(number: str = "", href: str = "", css: str = "text-nowrap") -> SafeString:
    """The helpdesk's number as a link on one line; on an error page the one of the first agreement (H2).

    With `css` "oz-phone" it is large and has its icon.
    """
    drawn = icon("phone") if css == "oz-phone" else ""
    return format_html('<a class="{}" href="{}">{}{}</a>', css, href or PHONE_HREF, drawn, number or PHONE_NUMBER)


@register.simple_tag
def icon_url(name: str) -> str:
    """Where an icon lives, for scripts that draw one themselves."""
    return f"{static('icons.svg')}#i-{name}"


@register.simple_tag
def timers_attrs(now: datetime, closes_at: datetime | None) -> SafeString:
    """What js/timers.js needs on the element around ticking clocks: the server's time, when counting stops, the words.

    `closes_at` is None when the helpdesk is closed: then nothing ticks. Scripts never compute opening hours.
    """
    return format_html(
        'data-timers data-server-now="{}" data-stops-at="{}" data-h="{}" data-min="{}" data-say-soon="{}"'
        ' data-hour="{}" data-hours="{}" data-minute="{}" data-minutes="{}" data-and="{}" data-moment="{}"'
        ' data-say-late="{}" data-icon-soon="{}" data-icon-late="{}" data-word-soon="{}" data-word-late="{}"',
        int(now.timestamp()),
        int(closes_at.timestamp()) if closes_at else int(now.timestamp()),
        pgettext("short duration", "{n} h"),
        pgettext("short duration", "{n} min"),
        gettext("{label} within 15 minutes"),
        *(ngettext("{n} hour", "{n} hours", n) for n in (1, 2)),
        *(ngettext("{n} minute", "{n} minutes", n) for n in (1, 2)),
        pgettext("duration", "{hours} and {minutes}"),
        gettext("less than 1 minute"),
        gettext("{label} too late"),
        icon_url("clock-alert"),
        icon_url("triangle-alert"),
        CLOCK_STATES["soon"].word,
        CLOCK_STATES["late"].word,
    )


@register.simple_tag
def choice_hint(field: BoundField, value: object) -> str:
    """The small line under one choice of a field, from the field's own `hints`; "" when it has none."""
    hints = getattr(field.field, "hints", {})
    return str(hints.get(str(value), ""))


@register.filter
def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()
