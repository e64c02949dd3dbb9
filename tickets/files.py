"""Files that come with a message: checked by content, stored durably under a generated name before any row exists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is safely on disk: the name that the sender gave it, and what it really is."""

    name: str
    storage_name: str
    content_type: str
    size: int
    sha256: str
