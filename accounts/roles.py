"""The roles that a person can have, and what each one means in plain language."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Contacts belong to an organisation; agents and administrators work at the desk."""

    CONTACT = "contact", _("contact")
    KEY_CONTACT = "key_contact", _("key contact")
    AGENT = "agent", _("agent")
    ADMINISTRATOR = "administrator", _("administrator")

    @property
    def description(self) -> Promise:
        """One sentence that says what somebody with this role can do."""
        return DESCRIPTIONS[self]


DESCRIPTIONS: dict[Role, Promise] = {
    Role.CONTACT: _("Reports on behalf of the organisation and follows their own tickets."),
    Role.KEY_CONTACT: _("Reports on behalf of the organisation and follows all of its tickets."),
    Role.AGENT: _("Works at the helpdesk: sees all tickets and handles them."),
    Role.ADMINISTRATOR: _("Works at the helpdesk and manages people, agreements and the calendar."),
}

MEMBERSHIP_ROLES: tuple[Role, ...] = (Role.CONTACT, Role.KEY_CONTACT)
DESK_ROLES: tuple[Role, ...] = (Role.AGENT, Role.ADMINISTRATOR)


def as_choices(roles: tuple[Role, ...]) -> list[tuple[str, Promise | str]]:
    """The choices of a field that takes only these roles."""
    return [(role.value, role.label) for role in roles]
