"""What several forms share: files that stay chosen when the form comes back with an error.

A file is stored before the form is judged. When the form has to be shown again, each stored file goes along as a
token, signed and of this person only; unticking it leaves the file out. `sweep_files` removes what nobody used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django import forms
from django.core import signing
from django.core.cache import cache
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.form_key import KeyField
from accounts.refusals import Refusal
from tickets.actions.write_path import MESSAGE_LENGTH
from tickets.files import MAX_BYTES, MAX_FILES, StoredFile, store
from tickets.queries.files import already_attached
from tickets.queries.timeline import icon_of, size_words

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_SALT = "tickets.stored-file"
# What one person may store in an hour, sent or not: files lie on the disk before the form is judged.
HOURLY_BYTES, HOUR = 2 * 1024**3, 3600
# Shorter than the day after which unused files are swept away.
TOKEN_AGE = timedelta(hours=20)


def key_of(key: UUID, *said: object) -> UUID:
    """The same form sent twice with the same words is one message; with other words (the way back, changed) it is two.

    So nothing that somebody typed is taken for a repetition, and nobody's key stands in the way of another's.
    """
    return uuid5(key, json.dumps([str(each) for each in said]))


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file that a form shows again, to be sent along."""

    token: str
    name: str
    size: str
    icon: str


def seal(stored: StoredFile, user_id: int) -> str:
    """The token with which this person, and nobody else, can send a stored file along."""
    return signing.dumps([user_id, asdict(stored)], salt=_SALT, compress=True)


def unseal(token: str, user_id: int) -> StoredFile | None:
    """The stored file of a token; None when it is forged, too old or somebody else's."""
    try:
        owner, fields = signing.loads(token, salt=_SALT, max_age=TOKEN_AGE)
    except signing.BadSignature:
        return None
    return StoredFile(**fields) if owner == user_id else None


class WithFiles(forms.Form):
    """A form with attachments: inputs `files` (new) and `kept` (tokens); after cleaning, `stored_files`."""

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, user_id: int, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.user_id = user_id
        self.stored_files: list[StoredFile] = []
        self.file_errors: list[str] = []

    @property
    def kept_files(self) -> list[KeptFile]:
        """What is stored already, for the form that is shown again."""
        return [
            KeptFile(seal(each, self.user_id), each.name, size_words(each.size), icon_of(each.content_type))
            for each in self.stored_files
        ]

    @property
    def max_files(self) -> int:
        """How many files a message can have."""
        return MAX_FILES

    @property
    def max_bytes(self) -> int:
        """How large one file can be."""
        return MAX_BYTES

    def clean(self) -> dict[str, Any]:
        """Store what was uploaded, whatever else is wrong with the form, and add what was stored before."""
        cleaned = super().clean() or {}
        self._take_kept(_list_of(self.data, "kept"))
        self._take_uploads(_list_of(self.files, "files"))
        for sentence in self.file_errors:
            self.add_error(None, sentence)
        return cleaned

    def _take_kept(self, tokens: Sequence[str]) -> None:
        found = {each.storage_name: each for token in tokens if (each := unseal(token, self.user_id))}
        lost = len(set(tokens)) - len(found)
        used = already_attached(found) if found else set()
        self.stored_files = [each for name, each in found.items() if name not in used]
        if lost:
            self.file_errors.append(_("We no longer have a file that you chose before. Choose it again."))

    def _take_uploads(self, uploads: Sequence[UploadedFile[bytes]]) -> None:
        room = MAX_FILES - len(self.stored_files)
        if len(uploads) > room:
            self.file_errors.append(_("Add at most 10 files. Send the others in an answer afterwards."))
        for upload in uploads[: max(room, 0)]:
            try:
                check_has_room(self.user_id, upload.size or 0)
                self.stored_files.append(store(upload))
            except Refusal as refusal:
                self.file_errors.append(refusal.sentence)


def check_has_room(user_id: int, size: int) -> None:
    """Refuses (422) what makes more than two gigabytes of one person in an hour; a cache that forgets lets it pass."""
    name = f"tickets.stored:{user_id}"
    cache.add(name, 0, timeout=HOUR)
    with suppress(ValueError):
        if cache.incr(name, size) > HOURLY_BYTES:
            raise Refusal(_("You added very many files in a short time. Send your words without files, or call us."))


def _list_of(data: Mapping[str, Any], name: str) -> list[Any]:
    if isinstance(data, MultiValueDict):
        return data.getlist(name)
    value = data.get(name, [])
    return list(value) if isinstance(value, list | tuple) else [value]


class WordsForm(WithFiles):
    """A message with attachments."""

    key = KeyField()
    body = forms.CharField(
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Write a message first."),
            "max_length": gettext_lazy("This message is too long. Use at most 20,000 characters, or add a file."),
        },
    )
