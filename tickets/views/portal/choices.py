"""The two questions of a report as radio cards: each answer with an example, so that nobody has to know our matrix."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tickets.enums import ImpactChoice, SeverityChoice


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio card."""

    value: str
    label: str
    help: str
    checked: bool


def impact_choices(chosen: object) -> list[Choice]:
    """Who is affected?"""
    return [
        _choice(ImpactChoice.ALL, _("All users"), _("Nobody in your organisation can work normally."), chosen),
        _choice(ImpactChoice.SOME, _("Some users"), _("More than one person, but not everybody."), chosen),
        _choice(ImpactChoice.ONE, _("One user"), _("Only this person or this phone."), chosen),
    ]


def severity_choices(chosen: object) -> list[Choice]:
    """What is not possible?"""
    functions, detour = SeverityChoice.NO_FUNCTIONS, SeverityChoice.CUMBERSOME
    return [
        _choice(SeverityChoice.NO_CALLS, _("Cannot call any more"), _("Calling and being called fails."), chosen),
        _choice(
            functions, _("Cannot use certain functions"), _("For example transferring, voicemail or the app."), chosen
        ),
        _choice(detour, _("Can still work in a cumbersome way"), _("It still works, but with a detour."), chosen),
    ]


def _choice(value: str, label: str, help_text: str, chosen: object) -> Choice:
    return Choice(str(value), label, help_text, str(value) == str(chosen))
