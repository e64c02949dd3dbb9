"""Events to clock marks to stored clocks: what each promise of a ticket is at, by replaying what happened (N).

Nothing here knows the present time: a stored clock depends on the events alone, so that it is right with every
worker down, and deleting all clocks and replaying gives the same rows.
"""

from tickets.sla.clocks import classification_after, clocks_of, folded, next_fields
from tickets.sla.fold import CLASSIFICATION, Books, Fold, Happening, Round
from tickets.sla.store import (
    REPEATED_FIELDS,
    differences,
    differences_among,
    happenings,
    history_of,
    refresh,
    refresh_many,
    start,
)
from tickets.sla.stories import ClockStory, stories_of

__all__ = [
    "CLASSIFICATION",
    "REPEATED_FIELDS",
    "Books",
    "ClockStory",
    "Fold",
    "Happening",
    "Round",
    "classification_after",
    "clocks_of",
    "differences",
    "differences_among",
    "folded",
    "happenings",
    "history_of",
    "next_fields",
    "refresh",
    "refresh_many",
    "start",
    "stories_of",
]
