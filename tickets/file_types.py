"""What a file is, by its content: the name only decides between kinds that look the same inside.

What could run in a browser (HTML, SVG, scripts) or is not known is plain bytes; programs are recognised to be refused.
"""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

BYTES = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PROGRAM_STARTS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)
# What a double click runs, whatever is inside.
_PROGRAM_ENDINGS = frozenset(
    f".{ending}"
    for ending in (
        *("exe", "com", "scr", "msi", "msp", "bat", "cmd", "pif", "lnk", "hta"),
        *(
            "jar",
            "vbs",
            "vbe",
            "wsf",
            "wsh",
            "cpl",
            "reg",
            "app",
            "apk",
            "js",
            "jse",
            "ws",
            "wsc",
            "msc",
            "ps1",
            "jnlp",
        ),
        *("chm", "xll", "url", "scf", "application", "appx", "msix", "iso", "img", "vhd", "vhdx", "dll", "gadget"),
    )
)
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\xd4\xc3\xb2\xa1", "application/vnd.tcpdump.pcap"),
    (b"\xa1\xb2\xc3\xd4", "application/vnd.tcpdump.pcap"),
    (b"\x4d\x3c\xb2\xa1", "application/vnd.tcpdump.pcap"),
    (b"\xa1\xb2\x3c\x4d", "application/vnd.tcpdump.pcap"),
    (b"\x0a\x0d\x0d\x0a", "application/x-pcapng"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
# Control characters but tab, line ends, form feed and escape; in Latin-1 those between the two halves as well.
_NEVER_IN_TEXT = frozenset(range(32)) - {9, 10, 12, 13, 27}
_NEVER_IN_LATIN = frozenset(range(0x7F, 0xA0))
_OLE = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
}
_ZIPPED = {
    "word/": f"{_OFFICE}.wordprocessingml.document",
    "xl/": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}.presentationml.presentation",
}
# The end of an archive with the longest comment; where the list of one with more parts than old programs count lies.
_ZIP_TAIL, _ZIP64_PLACE, _MOST_LIST = 22 + 20 + 65_535, b"PK\x06\x07", 1024 * 1024
_RUNS_IN_A_BROWSER = ("<!doctype", "<html", "<script", "<svg", "<?xml", "<body", "<iframe", "<img", "#!")
_MAIL_STARTS = ("received:", "return-path:", "from:", "delivered-to:", "mime-version:", "date:", "subject:", "x-")


def is_program(name: str, head: bytes) -> bool:
    """Whether it runs when somebody opens it."""
    return head.startswith(_PROGRAM_STARTS) or PurePath(name.lower()).suffix in _PROGRAM_ENDINGS


def type_of(name: str, head: bytes, upload: UploadedFile[bytes]) -> str:
    """The content type that the file is served with, `application/octet-stream` when in doubt."""
    return _by_signature(head) or _by_container(name, head, upload) or _by_text(name, head) or BYTES


def _by_signature(head: bytes) -> str:
    for start, content_type in _STARTS:
        if head.startswith(start):
            return content_type
    if head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE"):
        return "image/webp" if head[8:12] == b"WEBP" else "audio/wav"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return ""


def _by_container(name: str, head: bytes, upload: UploadedFile[bytes]) -> str:
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE.get(PurePath(name.lower()).suffix, "application/x-ole-storage")
    return _zip_type(upload) if head.startswith(b"PK\x03\x04") else ""


def _zip_type(upload: UploadedFile[bytes]) -> str:
    """An office document says in its list of parts what it is; nothing is unpacked."""
    if not _has_short_list(upload):
        return BYTES
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return BYTES
    if "[Content_Types].xml" not in parts:
        return "application/zip"
    found = (content_type for folder, content_type in _ZIPPED.items() if any(each.startswith(folder) for each in parts))
    return next(found, "application/zip")


def _has_short_list(upload: UploadedFile[bytes]) -> bool:
    """Whether its list of parts can be read without pain: 20 MB of list takes seconds and 200 MB of memory."""
    size = upload.size or 0
    upload.seek(max(0, size - _ZIP_TAIL))
    tail = bytes(upload.read(_ZIP_TAIL))
    end = tail.rfind(b"PK\x05\x06")
    if _ZIP64_PLACE in tail or not 0 <= end <= len(tail) - 22:
        return False
    return int.from_bytes(tail[end + 12 : end + 16], "little") <= _MOST_LIST


def _by_text(name: str, head: bytes) -> str:
    text = _as_text(head)
    if text is None:
        return ""
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(_RUNS_IN_A_BROWSER) or "<script" in start or "<html" in start:
        return BYTES
    suffix = PurePath(name.lower()).suffix
    if suffix == ".eml" and start.startswith(_MAIL_STARTS):
        return "message/rfc822"
    if suffix in (".htm", ".html", ".xhtml", ".svg", ".js", ".mjs", ".xml"):
        return BYTES
    return "text/csv" if suffix == ".csv" else "text/plain"


def _as_text(head: bytes) -> str | None:
    """The head as text; None when it holds bytes that no text has. A character may be cut off at its end."""
    if not _NEVER_IN_TEXT.isdisjoint(head):
        return None
    for cut in range(4):
        try:
            return head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
    return head.decode("latin-1") if _NEVER_IN_LATIN.isdisjoint(head) else None
