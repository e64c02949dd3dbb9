"""The rows of the desk's queue as joined strings: fifty rows in a template cost more than all the rest of the page.

Marks come from `ui`, so that a category, a clock or a status looks here as it does everywhere.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ozmo_desk.templatetags.ui import cat_badge, clock, clock_name, icon, status_badge
from tickets.views.desk.rows import Row

register = template.Library()


@register.simple_tag
def queue_rows(rows: Iterable[Row], query: str) -> SafeString:
    """The `<tr>` of each row. `query` is that of the queue's address, so that the ticket knows where one came from."""
    words = Words()
    return mark_safe("".join([_row(row, esc(query), words) for row in rows]))  # noqa: S308 - every part is escaped


class Words:
    """The few words that every row has, looked up once."""

    def __init__(self) -> None:
        self.select = esc(_("Select"))
        self.take = esc(_("Take"))
        self.nobody = esc(_("Nobody has this ticket yet"))
        closed = esc(_("Reported outside opening hours"))
        moon = icon("moon-star")
        self.closed = (
            f'<span class="oz-tag" title="{closed}">{moon}<span class="visually-hidden">{closed}</span></span>'
        )


def _row(row: Row, query: str, words: Words) -> str:
    chosen = f"{row.reference} {row.version}"
    customer = esc(row.customer)
    remaining = clock(row.state, row.short, row.words, percent=row.percent, seconds=row.seconds, label=row.label)
    due = f' <time datetime="{row.due_iso}">{row.due}</time>' if row.due else ""
    return (
        f'<tr id="row-{row.id}" data-row="{row.reference}" data-state="{row.state}"{NEW[row.is_new]}>'
        f'<td class="c-sel"><input class="form-check-input" id="sel-{row.id}" type="checkbox" data-row-select'
        f' form="bulk" name="ticket" value="{chosen}" aria-label="{words.select} {row.reference}"></td>'
        f'<td class="c-nr">{cat_badge(row.category)}<span class="oz-num">{row.id}</span></td>'
        f'<td class="c-subj"><span><a id="link-{row.id}" data-row-link href="{row.url}{query}">{esc(row.subject)}</a>'
        f"{words.closed if row.was_closed else ''}</span></td>"
        f'<td class="c-klant" title="{customer}">{customer}</td>'
        f'<td class="c-klok">{clock_name(row.clock)}</td>'
        f'<td class="c-rest">{remaining}</td>'
        f'<td class="c-due">{esc(row.due_before)}{due}</td>'
        f'<td class="c-who">{_who(row, chosen, words)}</td>'
        f'<td class="c-status">{status_badge(row.status)}</td></tr>\n'
    )


NEW = {True: ' class="is-new"', False: ""}


def _who(row: Row, chosen: str, words: Words) -> str:
    if row.who:
        return f'<span title="{esc(row.who_full)}">{esc(row.who)}</span>'
    return (
        f'<button class="btn btn-sm oz-take" id="take-{row.id}" type="submit" form="row-take" name="ticket"'
        f' value="{chosen}" title="{words.nobody}">{words.take}'
        f'<span class="visually-hidden"> {row.reference}</span></button>'
    )
