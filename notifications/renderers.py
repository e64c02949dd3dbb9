"""Who writes the text of a notice: each source registers one renderer, asked at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with a mail."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it will be sent. `to` is needed only when it isn't the recipient's own address.

    Headers are what threads the mail (`References`, `In-Reply-To`, `Reply-To`). White space in the subject, line
    breaks included, becomes single spaces, since a customer may have typed it; a line break elsewhere is refused.
    """

    subject: str
    text: str
    html: str = ""
    to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "subject", " ".join(self.subject.split()))
        for line in (self.to, *self.headers, *self.headers.values()):
            if len(line.splitlines()) > 1 or line.endswith(("\n", "\r")):
                raise ValueError("A line break in a header of a mail.")


Renderer = Callable[[Notice], Mail | None]


class UnknownSourceError(LookupError):
    """A notice of a source that nobody registered: an app is missing, or a name is misspelt."""


@dataclass(frozen=True, slots=True)
class _Source:
    renderer: Renderer
    secret: bool
    name: str | Promise


_sources: dict[str, _Source] = {}


def register(source: str, renderer: Renderer, *, secret: bool = False, name: str | Promise = "") -> None:
    """Make `renderer` write the notices of `source`; it answers None when the recipient may no longer receive it.

    It is called with the recipient's language active, outside a transaction. Called from an app's `ready`.
    `name` is what administrators read. `secret`: the payload holds what nobody should find later (a link to a new
    password), and goes once it was sent.
    """
    if source in _sources and _sources[source].renderer is not renderer:
        raise ValueError(f"The source {source} has a renderer already.")
    _sources[source] = _Source(renderer, secret, name)


def render(notice: Notice) -> Mail | None:
    """The mail for a notice in the active language, or None when it may not be sent any more."""
    try:
        source = _sources[notice.source]
    except KeyError as error:
        raise UnknownSourceError(notice.source) from error
    return source.renderer(notice)


def is_secret(source: str) -> bool:
    """Whether the payload of this source's notices goes once they were sent."""
    return source in _sources and _sources[source].secret


def name_of(source: str) -> str:
    """What administrators call the source; a source that nobody registered goes by its own name."""
    return str(_sources[source].name) if source in _sources and _sources[source].name else source


def names() -> dict[str, str]:
    """All sources, with what administrators call them."""
    return {source: name_of(source) for source in _sources}
