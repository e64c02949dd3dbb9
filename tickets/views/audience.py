"""Who gets what is written on a ticket, by name and in words, and what the reader may change about that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.queries import Access
from tickets.models import Ticket
from tickets.permissions import may_choose_followers, sees_by_right
from tickets.queries.followers import Reader, could_follow, readers_of

OUR_NAME = "OZMO"


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody who is told, the reporter first, as one person sees it.

    `sees_anyway`: that person keeps the ticket without following it.
    """

    readers: tuple[Reader, ...]
    me: int | None
    may_choose: bool
    sees_anyway: bool

    @property
    def names(self) -> dict[int, str]:
        """Their names by id."""
        return {each.id: each.name for each in self.readers}

    def name_of(self, person: int) -> str:
        """The name of one of them; "" for somebody else."""
        return self.names.get(person, "")

    @property
    def is_told(self) -> bool:
        """Whether the person reported the ticket or follows it."""
        return any(each.id == self.me for each in self.readers)

    @property
    def follows(self) -> bool:
        """Whether the person follows it, which can be stopped."""
        return any(each.id == self.me and not each.is_reporter for each in self.readers)

    @property
    def from_desk(self) -> str:
        """'Sanne de Vries en Bram Jacobs': to whom a message of the helpdesk goes; "" for nobody."""
        return in_words([each.words for each in self.readers if each.id != self.me])

    @property
    def from_portal(self) -> str:
        """'OZMO en Bram Jacobs': to whom an answer of this person goes."""
        return in_words([OUR_NAME, *(each.words for each in self.readers if each.id != self.me)])


def audience_of(access: Access, ticket: Ticket, *, now: datetime) -> Audience:
    """The audience of a ticket at `now`, for one reader; one SQL."""
    return Audience(
        readers=tuple(readers_of(ticket, now=now)),
        me=access.user_id,
        may_choose=may_choose_followers(access, ticket),
        sees_anyway=sees_by_right(access, ticket),
    )


def to_add(audience: Audience, ticket: Ticket, *, now: datetime) -> list[Reader]:
    """Who can be added by this person: everybody, only oneself, or nobody; at most one SQL."""
    if not audience.may_choose and audience.is_told:
        return []
    people = could_follow(ticket, now=now)
    return people if audience.may_choose else [each for each in people if each.id == audience.me]


def in_words(names: Sequence[str]) -> str:
    """'Sanne, Bram en Ingrid'."""
    *first, last = names or [""]
    return _("{names} and {last}").format(names=", ".join(first), last=last) if first else last
