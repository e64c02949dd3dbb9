"""How large a picture says that it is, read from its first bytes; nothing is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

# A photo of the best phone has 200 million; what has more is made to exhaust whoever opens it.
MOST_PIXELS = 250_000_000
LONGEST_SIDE = 65_500
_MARK, _MOST_SEGMENTS = 0xFF, 2000
_JPEG_READ = 2 * 1024 * 1024
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})


def is_too_large(content_type: str, upload: UploadedFile[bytes]) -> bool:
    """Whether it is a picture with more pixels than anybody needs; one that does not say so is no larger than it is."""
    width, height = _size(content_type, upload)
    return max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS


def _size(content_type: str, upload: UploadedFile[bytes]) -> tuple[int, int]:
    reader = {"image/png": _png, "image/gif": _gif, "image/webp": _webp, "image/jpeg": _jpeg}.get(content_type)
    if reader is None:
        return 0, 0
    upload.seek(0)
    return reader(bytes(upload.read(_JPEG_READ if reader is _jpeg else 32)))


def _png(head: bytes) -> tuple[int, int]:
    return _big(head[16:20]), _big(head[20:24])


def _gif(head: bytes) -> tuple[int, int]:
    return _little(head[6:8]), _little(head[8:10])


def _webp(head: bytes) -> tuple[int, int]:
    """Its three kinds: extended, lossless and lossy; the last two cannot be over 16,383 a side."""
    if head[12:16] == b"VP8X":
        return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    return 0, 0


def _jpeg(content: bytes) -> tuple[int, int]:
    """Walks over the segments until the one that has the size."""
    at = 2
    for _segment in range(_MOST_SEGMENTS):
        if at + 9 > len(content) or content[at] != _MARK:
            break
        marker = content[at + 1]
        if marker in _JPEG_FRAMES:
            return _big(content[at + 7 : at + 9]), _big(content[at + 5 : at + 7])
        # Before a marker any number of FFs may stand.
        at += 1 if marker == _MARK else 2 if marker in _JPEG_BARE else 2 + _big(content[at + 2 : at + 4])
    return 0, 0


def _big(part: bytes) -> int:
    return int.from_bytes(part, "big")


def _little(part: bytes) -> int:
    return int.from_bytes(part, "little")
