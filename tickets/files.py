"""Files that come with a message: checked by content, stored durably under a generated name before any row exists."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.refusals import NotVisible, Refusal
from tickets.file_types import is_program, type_of
from tickets.image_size import is_too_large

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MAX_BYTES = 20 * 1024 * 1024
MAX_FILES = 10
MAX_NAME = 150
MAX_EXTENSION = 20
HEAD_BYTES = 4096
UNFINISHED = ".part"
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is safely on disk: the name that the sender gave it, and what it really is."""

    name: str
    storage_name: str
    content_type: str
    size: int
    sha256: str


def store(upload: UploadedFile[bytes]) -> StoredFile:
    """Check an upload and keep it: on disk for good when this returns, under a name of our own.

    Refused (422): an empty file, one over 20 MB, a program, a picture that would exhaust whoever opens it.
    """
    name = clean_name(upload.name or "")
    head = _checked_head(upload, name)
    storage_name = _new_storage_name()
    content_type = type_of(name, head, upload)
    if is_too_large(content_type, upload):
        text = _("“{name}” is a picture of more pixels than we can take. Make it smaller and add it again.")
        raise Refusal(text.format(name=name))
    digest, size = _write(upload, path_of(storage_name))
    return StoredFile(name, storage_name, content_type, size, digest)


def path_of(storage_name: str) -> Path:
    """Where a stored file lies."""
    return root() / storage_name


def root() -> Path:
    """The folder of all stored files."""
    return Path(settings.FILES_DIR)


def open_stored(storage_name: str) -> BinaryIO:
    """The content of a stored file, to be streamed; 404 with a sentence when the disk has lost it."""
    try:
        return path_of(storage_name).open("rb")
    except FileNotFoundError as error:
        raise NotVisible(_("This file is no longer here. Ask the sender for it again.")) from error


def clean_name(name: str) -> str:
    """The sender's name for it, fit to show and to save under: no path, nothing invisible, at most 150 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(each if unicodedata.category(each) not in _UNPRINTABLE else " " for each in last)
    tidy = re.sub(r'[<>:"|?*\s]+', " ", visible).strip(" .")
    stem, dot, extension = tidy.rpartition(".")
    if not dot or len(extension) > MAX_EXTENSION:
        stem, extension = tidy, ""
    ending = f".{extension}" if extension else ""
    shortened = stem[: MAX_NAME - len(ending)].rstrip()
    return (shortened or pgettext("name of a file without one", "file")) + ending


def _checked_head(upload: UploadedFile[bytes], name: str) -> bytes:
    """The first bytes; a sentence when the file cannot be taken. The size is what was received, not what it claimed."""
    if not upload.size:
        raise Refusal(_("“{name}” is empty. Choose another file.").format(name=name))
    if upload.size > MAX_BYTES:
        raise Refusal(_("“{name}” is larger than 20 MB. Choose a smaller file, or call us.").format(name=name))
    upload.seek(0)
    head = cast(bytes, upload.read(HEAD_BYTES))
    if is_program(name, head):
        text = _("“{name}” is a program. We do not accept programs, for your safety and ours.")
        raise Refusal(text.format(name=name))
    return head


def _new_storage_name() -> str:
    """A name that says nothing of the content, in one of 256 folders so that none grows large."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


def _write(upload: UploadedFile[bytes], path: Path) -> tuple[str, int]:
    """Write under a temporary name, flush to the disk, then rename: what has the name is whole, also after a crash."""
    _make_folder(path.parent)
    draft = path.with_name(path.name + UNFINISHED)
    digest, size = hashlib.sha256(), 0
    try:
        with draft.open("xb") as file:
            for chunk in _chunks(upload):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _flush_folder(path.parent)
    return digest.hexdigest(), size


def _chunks(upload: UploadedFile[bytes]) -> Iterator[bytes]:
    upload.seek(0)
    yield from upload.chunks()


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """A name in a folder is only safe when the folder itself is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
