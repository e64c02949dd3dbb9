"""The words of what is certain: announced, emergency, longer, done, off (M4)."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from maintenance.enums import Result
from maintenance.notices.asking import effect, when
from maintenance.notices.letter import Line, Occasion, Part, Words


def announced(occasion: Occasion) -> Words:
    """It takes place."""
    intro = _(
        "We announce maintenance. We consulted your organisation or its ICT partner about it, and now it is certain."
    )
    return Words(
        pgettext("mail", "Announced"),
        intro,
        _("You do not have to do anything. With this message is a file for your calendar."),
        parts=effect(occasion),
        lines=(*when(occasion), *_replaced(occasion)),
    )


def joined(occasion: Occasion) -> Words:
    """A customer came to an environment whose maintenance is announced already."""
    intro = _("Maintenance that we announced before affects {customers} as well from now on.")
    closing = _("Does this time not suit you? Call us, or ask it on the page.")
    heading = pgettext("mail", "Announced")
    return Words(heading, intro.format(customers=occasion.customers), closing, effect(occasion), when(occasion))


def emergency(occasion: Occasion) -> Words:
    """At once, outside M1 to M4."""
    intro = _(
        "We have to do emergency maintenance. It cannot wait, so we could not consult you about it and announce it "
        "no earlier than now."
    )
    if occasion.window.ends_at <= occasion.event.at:
        intro = _("We did emergency maintenance. It could not wait, so we did not consult you about it beforehand.")
    reason = Part(occasion.window.emergency_reason, _("Why it could not wait"))
    closing = _("You do not have to do anything. With this message is a file for your calendar.")
    heading = pgettext("mail", "Emergency maintenance")
    return Words(heading, intro, closing, parts=(*effect(occasion), reason), lines=when(occasion))


def held_open(occasion: Occasion) -> Words:
    """It goes on after its end."""
    intro = _("The maintenance takes longer than we announced. You hear from us when it is done.")
    return Words(
        pgettext("mail", "Takes longer"),
        intro,
        parts=effect(occasion),
        lines=when(occasion, pgettext("maintenance", "Announced")),
    )


def completed(occasion: Occasion) -> Words:
    """How it went, and when it really was."""
    window = occasion.window
    intro = {
        Result.AS_PLANNED: _("The maintenance is done, as planned."),
        Result.PARTLY: _("The maintenance is partly done. We plan the rest anew."),
        Result.ROLLED_BACK: _("We undid the maintenance: everything is as it was before. We plan it anew."),
    }.get(Result(window.result), _("The maintenance is over."))
    lines = when(occasion, pgettext("maintenance", "Announced"))
    if window.started_at and window.ended_at:
        lines = (*lines, Line(_("Really took place"), wording.full_stretch(window.started_at, window.ended_at)))
    closing = _("Do you notice anything that no longer works as it should? Report it in the portal, or call us.")
    parts = (Part(window.result_words, _("What we did")),) if window.result_words else ()
    return Words(pgettext("mail", "Done"), intro, closing, parts, lines)


def cancelled(occasion: Occasion) -> Words:
    """Off, or stopped while it was running."""
    announced_before = occasion.earlier is not None
    intro = _("The maintenance that we announced does not take place.")
    closing = _("The file with this message takes it out of your calendar.")
    if not announced_before:
        intro, closing = _("We proposed maintenance to you, and do not do it. Your answer is no longer needed."), ""
    if occasion.window.started_at is not None:
        intro, closing = _("We stopped the maintenance that was going on."), ""
    reason = str(occasion.event.data.get("reason", ""))
    parts = (Part(reason, pgettext("maintenance", "Why")),) if reason else ()
    return Words(pgettext("mail", "Cancelled"), intro, closing, parts, (*when(occasion), *_replaced(occasion)))


def lapsed(occasion: Occasion) -> Words:
    """The reserved place went, because nothing happened for too long (M3)."""
    if occasion.is_for_planner:
        intro = _("The reserved place has lapsed. The window is a draft again, and its answers no longer count.")
        return Words(pgettext("mail", "Lapsed"), intro, lines=when(occasion))
    intro = _("Our proposal for maintenance has lapsed. When we plan it again, we consult you again.")
    return Words(pgettext("mail", "Lapsed"), intro, _("You do not have to do anything."), lines=when(occasion))


def _replaced(occasion: Occasion) -> tuple[Line, ...]:
    """What an earlier announcement said, when that was something else."""
    earlier, window = occasion.earlier, occasion.window
    if earlier is None or (earlier.starts_at, earlier.ends_at) == (window.starts_at, window.ends_at):
        return ()
    return (Line(_("Was announced for"), wording.full_stretch(earlier.starts_at, earlier.ends_at)),)
