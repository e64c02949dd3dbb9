"""The words of the consultation: what is asked, asked again, answered back and settled (M2)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from maintenance.enums import Means
from maintenance.notices.letter import Line, Occasion, Part, Words
from maintenance.queries.consultation import answer_before


def opened(occasion: Occasion) -> Words:
    """A new consultation."""
    intro = _("We want to do maintenance, and consult you before we announce it. Does this time suit you?")
    return _asked(occasion, pgettext("mail", "Consultation"), intro)


def joined(occasion: Occasion) -> Words:
    """A customer came to the environment while others are consulted already."""
    intro = _("Maintenance that we are planning now affects {customers} as well. Does this time suit you?")
    return _asked(occasion, pgettext("mail", "Consultation"), intro.format(customers=occasion.customers))


def reminded(occasion: Occasion) -> Words:
    """No answer yet."""
    asked = [each.asked_at for each in occasion.consultations if each.asked_at]
    intro = _("We want to do maintenance, and have no answer of you yet.")
    if asked:
        intro = _("We asked you {moment} about maintenance, and have no answer yet.")
        intro = intro.format(moment=wording.full(min(asked)))
    return _asked(occasion, pgettext("mail", "Reminder"), intro)


def moved(occasion: Occasion) -> Words:
    """Other times, another scope or another effect: all answers are void, and an announcement no longer holds."""
    if occasion.has_left:
        return no_longer_affected(occasion)
    earlier, heading = occasion.earlier, pgettext("mail", "Changed")
    if earlier is None:
        intro = _("We changed our proposal for maintenance. Answers that were given before no longer count.")
        return replace(_asked(occasion, heading, intro, *_former(occasion)), parts=_changed(occasion))
    intro = _("What we announced about this maintenance no longer holds. We consult you anew, and announce it anew.")
    before = Line(_("Was announced for"), wording.full_stretch(earlier.starts_at, earlier.ends_at))
    if occasion.is_asked:
        return replace(_asked(occasion, heading, intro, before), parts=_changed(occasion))
    closing = _("You do not have to do anything now. You hear from us when it is certain.")
    lines = (before, *when(occasion, pgettext("maintenance", "Proposed")))
    return Words(heading, intro, closing, parts=_changed(occasion), lines=lines)


def no_longer_affected(occasion: Occasion) -> Words:
    """The customer left the environment, or the window is for others from now on."""
    intro = _("This maintenance no longer affects {customers}.").format(customers=occasion.customers)
    closing = _("You do not have to do anything.")
    return Words(pgettext("mail", "No longer affects you"), intro, closing, lines=when(occasion))


def settled(occasion: Occasion) -> Words:
    """What stood in the way is out of it, as the planner wrote down."""
    data = occasion.event.data
    how = Means(data["means"]).label
    intro = _("You had an objection, or proposed other times. This is how we settled that with {name}, {how}:")
    closing = _("Is this not what was agreed? Then answer again on the page: your latest answer counts.")
    intro = intro.format(name=data["with_whom"], how=how)
    return Words(pgettext("mail", "Settled"), intro, closing, (Part(data["words"]),), when(occasion))


def asked_back(occasion: Occasion) -> Words:
    """Our reply in the conversation."""
    parts = (Part(occasion.message.body),) if occasion.message else ()
    return Words(pgettext("mail", "Reply"), _("We replied to your question:"), parts=parts, lines=when(occasion))


def effect(occasion: Occasion) -> tuple[Part, ...]:
    """What the customer notices, as it is now."""
    return (Part(occasion.window.effect, _("What you will notice")),)


def when(occasion: Occasion, label: str = "") -> tuple[Line, ...]:
    """The time in full, and for which of the reader's customers."""
    lines = [Line(label or pgettext("maintenance", "When"), occasion.stretch)]
    if occasion.customers:
        lines.append(Line(pgettext("maintenance", "For"), occasion.customers))
    return tuple(lines)


def _changed(occasion: Occasion) -> tuple[Part, ...]:
    """What is noticed, and why it was changed."""
    reason = str(occasion.event.data.get("reason", ""))
    return (*effect(occasion), Part(reason, pgettext("maintenance", "Why"))) if reason else effect(occasion)


def _asked(occasion: Occasion, heading: str, intro: str, *before: Line) -> Words:
    closing = _(
        "On the page you can agree, propose other times, or object and say why. "
        "Do you have a question first? Ask it there as well."
    )
    until = Line(_("Please answer"), wording.full_before(answer_before(occasion.window)))
    lines = (*before, *when(occasion, pgettext("maintenance", "Proposed")), until)
    return Words(heading, intro, closing, parts=effect(occasion), lines=lines)


def _former(occasion: Occasion) -> tuple[Line, ...]:
    """The times proposed before, when they were other ones."""
    before: dict[str, Any] = occasion.event.data.get("before", {})
    if not {"starts_at", "ends_at"} <= before.keys():
        return ()
    starts, ends = (datetime.fromisoformat(before[name]) for name in ("starts_at", "ends_at"))
    if (starts, ends) == (occasion.window.starts_at, occasion.window.ends_at):
        return ()
    return (Line(_("Was proposed for"), wording.full_stretch(starts, ends)),)
