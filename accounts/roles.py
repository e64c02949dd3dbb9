"""The roles that a person can have, and what each one means in plain language."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Contacts belong to an organisation; agents and administrators work at the desk."""

    CONTACT = "contact", _("contact")
    KEY_CONTACT = "key_contact", _("key contact")
    AGENT = "agent", _("agent")
    LEAD_AGENT = "lead_agent", _("lead agent")
    ADMINISTRATOR = "administrator", _("administrator")

    @property
    def description(self) -> Promise:
        """One sentence that says what somebody with this role can do."""
        return DESCRIPTIONS[self]


DESCRIPTIONS: dict[Role, Promise] = {
    Role.CONTACT: _(
        "Reports on behalf of the organisation, and sees their own tickets and those that they were added to."
    ),
    Role.KEY_CONTACT: _(
        "Reports on behalf of the organisation, sees all of its tickets, answers about planned maintenance and costs, "
        "and decides who of the organisation and which ICT partners take part."
    ),
    Role.AGENT: _("Works at the helpdesk: sees all tickets and handles them."),
    Role.LEAD_AGENT: _(
        "Works at the helpdesk and looks after the work of all: also undoes a merge of a colleague, removes words of a "
        "colleague, divides the tickets of colleagues anew, and makes a confidential ticket open again."
    ),
    Role.ADMINISTRATOR: _(
        "Does what a lead agent does, and manages people, agreements, the calendar and planned maintenance."
    ),
}

# At an ICT partner the same roles mean something else: everybody there acts for the customers that gave a mandate.
AT_A_PARTNER: dict[Role, Promise] = {
    Role.CONTACT: _("Acts for the customers that gave a mandate, as far as their mandate goes."),
    Role.KEY_CONTACT: _(
        "Acts for the customers that gave a mandate, decides who of the ICT partner takes part, and can end a mandate."
    ),
}

MEMBERSHIP_ROLES: tuple[Role, ...] = (Role.CONTACT, Role.KEY_CONTACT)
DESK_ROLES: tuple[Role, ...] = (Role.AGENT, Role.LEAD_AGENT, Role.ADMINISTRATOR)
# Who looks after the work of colleagues as well.
LEAD_ROLES: tuple[Role, ...] = (Role.LEAD_AGENT, Role.ADMINISTRATOR)


def as_choices(roles: tuple[Role, ...]) -> list[tuple[str, Promise | str]]:
    """The choices of a field that takes only these roles."""
    return [(role.value, role.label) for role in roles]
