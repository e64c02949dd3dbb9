"""A message of the conversation as a joined string: nine of them in nested templates cost a fifth of a ticket's page.

Marks come from `ui`, so that an icon or an avatar looks here as it does everywhere.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape as esc
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ozmo_desk.templatetags.ui import avatar, icon
from tickets.markdown import rendered

register = template.Library()

LOOKS = {"report": " oz-msg-report", "note": " oz-msg-note", "redacted": " oz-msg-redacted"}
NOTHING = mark_safe("")


@register.filter
def prose(text: str) -> SafeString:
    """What somebody wrote, with its lists, quotes, code and links; in `<div class="oz-said">` on pages."""
    return rendered(str(text or ""))


@register.simple_tag
def words_of(entry: Any) -> SafeString:
    """The words of an event (queries.timeline.Entry) as a message, and what is left of them after redaction."""
    common = {"author": entry.who, "from_text": entry.of, "initials": entry.initials, "at": entry.when}
    common |= {"iso": entry.iso, "anchor": entry.anchor}
    if entry.style == "redacted":
        why = _("OZMO removed this text, because it held something that should not be kept here.")
        return message("redacted", reason=why, **common)
    rest = {"body": entry.body, "fields": entry.fields, "title": entry.title, "files": entry.attachments}
    # Only the desk's entries have something that can be done to them.
    return message(entry.style, tool=getattr(entry, "tool", ""), **common, **rest)


@register.simple_tag
def message(
    kind: str,
    *,
    author: str,
    at: str,
    iso: str,
    anchor: str = "",
    initials: str = "",
    from_text: str = "",
    body: str = "",
    body_html: str = "",
    title: str = "",
    fields: Iterable[tuple[str, str]] = (),
    files: Iterable[Any] = (),
    us: bool = False,
    reason: str = "",
    tool: SafeString | str = "",
) -> SafeString:
    """One message: an `<li>` in `<ol class="oz-thread">`; components/msg.html says what the parameters are."""
    place = format_html(' id="{}"', anchor) if anchor else NOTHING
    said = _redacted(reason) if kind == "redacted" else _said(body, body_html, fields, files)
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<li class="oz-msg{LOOKS.get(kind, "")}"{place}>{_face(kind, initials, us)}<article>'
        f"<header><b>{esc(title if kind == 'report' else author)}</b> {_beside(kind, author, from_text)}{esc(tool)}"
        f'<time datetime="{esc(iso)}">{esc(at)}</time></header>{said}</article></li>'
    )


def _face(kind: str, initials: str, us: bool) -> str:
    if kind == "report":
        return f'<span class="oz-avatar oz-avatar-lg oz-avatar-us" aria-hidden="true">{icon("file-text")}</span>'
    return avatar(initials, "lg", us=us or kind == "ozmo")


def _beside(kind: str, author: str, from_text: str) -> str:
    """What stands beside the first words: that it is a note, or who speaks and for whom."""
    if kind == "note":
        return f'<span class="oz-status">{icon("lock")}{esc(_("Internal note"))}</span>'
    if kind == "report":
        return f"<span>{esc(author)}{', ' if from_text else ''}{esc(from_text)}</span>"
    return f"<span>{esc(from_text)}</span>"


def _redacted(reason: str) -> str:
    text = _("The text of this message has been removed.")
    return f'<p class="oz-muted">{icon("eye-off")} {esc(text)}{" " if reason else ""}{esc(reason)}</p>'


def _said(body: str, body_html: str, fields: Iterable[tuple[str, str]], files: Iterable[Any]) -> str:
    words = esc(body_html) if body_html else f'<div class="oz-said">{rendered(body)}</div>' if body else ""
    told = ((term, rendered(text)) for term, text in fields)
    terms = format_html_join("", '<dt>{}</dt><dd class="oz-said">{}</dd>', told)
    attached = "".join([_file(each) for each in files])
    report = f'<dl class="oz-report">{terms}</dl>' if terms else ""
    return f"{words}{report}" + (f'<ul class="oz-files">{attached}</ul>' if attached else "")


def _file(file: Any) -> str:
    """A file that can be opened, or why it cannot be, by what a row of the timeline or a mapping says of it."""
    name, size, url, mark = (file[each] if isinstance(file, dict) else getattr(file, each) for each in _OF_A_FILE)
    why = getattr(file, "note", "")
    if why:
        held = '<li><span class="oz-file oz-file-held">{}{} <span>{}</span></span></li>'
        return format_html(held, icon(mark), name, why)
    return format_html('<li><a href="{}">{}{} <span>{}</span></a></li>', url, icon(mark or "file-text"), name, size)


_OF_A_FILE = ("name", "size", "url", "icon")
