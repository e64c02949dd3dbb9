"""A body that is larger than any form of ours is refused before a byte of it reaches the disk, whoever sends it."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Ten files of 20 MB, and the words around them; files that are too large by little still reach the form, which says so.
MOST_BYTES = 260 * 1024 * 1024


class NoLargerThanForms(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: judges by the length that was announced, past which servers do not read."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuses (400) before anything is read."""
        if content_length > MOST_BYTES:
            raise RequestDataTooBig("The request is larger than any form.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """The next handlers keep it."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers make the file."""
