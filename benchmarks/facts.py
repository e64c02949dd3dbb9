"""What a seeded database tells the measuring side, which has no Django in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Keys of sessions (an agent, a key contact, eight contacts), the ticket to look at, and how much there is."""

    agent: str
    home: str
    submitters: list[str]
    ticket: str
    tickets: int
    open: int
    seconds: float
