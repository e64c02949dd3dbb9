"""The words for who plans: a customer that has a question or something against it, a place that lapses, overrunning."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from maintenance.enums import Answer
from maintenance.notices.asking import when
from maintenance.notices.letter import Line, Occasion, Part, Words
from maintenance.queries.consultation import standing


def answered(occasion: Occasion) -> Words:
    """Not agreed: it blocks the announcement until it is settled (M2)."""
    data = occasion.event.data
    intro = {
        Answer.OBJECTED: _("{who} objects to this maintenance."),
        Answer.OTHER_TIMES: _("{who} proposes other times for this maintenance."),
    }[Answer(data["answer"])]
    closing = _("It cannot be announced until this is settled on record, or a newer answer agrees.")
    told = intro.format(who=who(occasion))
    return Words(pgettext("mail", "Answer"), told, closing, (Part(str(data.get("words", ""))),), when(occasion))


def asked(occasion: Occasion) -> Words:
    """A question in the conversation."""
    intro = _("{who} has a question about this maintenance:").format(who=who(occasion))
    parts = (Part(occasion.message.body),) if occasion.message else ()
    return Words(pgettext("mail", "Question"), intro, _("Reply to it in the planner."), parts, when(occasion))


def lapse_warned(occasion: Occasion) -> Words:
    """The place goes soon (M3)."""
    window = occasion.window
    intro = _("The reserved place of this window lapses soon. Renew it, or announce the window, to keep it.")
    lines = list(when(occasion))
    if window.reserved_until is not None:
        lines.append(Line(_("Reserved until"), wording.full(window.reserved_until)))
    stands = standing(window)
    missing = _("{outstanding} of {all}").format(outstanding=stands.outstanding, all=len(stands.customers))
    lines.append(Line(_("Without an answer"), missing))
    return Words(pgettext("mail", "Lapses soon"), intro, lines=tuple(lines))


def overran(occasion: Occasion) -> Words:
    """It runs while the helpdesk is open (M1)."""
    intro = _("This maintenance still runs, and the helpdesk is open again.")
    closing = _("Record its end in the planner as soon as it is done.")
    return Words(pgettext("mail", "Overran"), intro, closing, lines=when(occasion))


def who(occasion: Occasion) -> str:
    """Who said it; a partner says it on behalf of its customer."""
    event = occasion.event
    name = event.actor.name if event.actor else ""
    customer = event.customer.name if event.customer else ""
    if event.partner is None:
        return _("{name} of {customer}").format(name=name, customer=customer)
    text = _("{name} ({partner}), on behalf of {customer},")
    return text.format(name=name, partner=event.partner.name, customer=customer)
