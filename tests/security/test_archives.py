"""Archives are never unpacked, and their list of parts is read only when it is short: 20 MB of list costs seconds."""

import io
import struct
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from tickets.file_types import BYTES, type_of

ENTRY = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def document(parts: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *(f"word/{each}.xml" for each in range(parts))):
            archive.writestr(name, "x")
    return stream.getvalue()


def endless(count: int, *, zip64: bool) -> bytes:
    """An archive of nothing but its list of parts; `zip64` says how long it is in the place for long ones only."""
    head, size = b"PK\x03\x04" + b"\0" * 26, count * len(ENTRY)
    long = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, len(head))
    place = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(head) + size, 1)
    said = (1, 1, 47) if zip64 else (count & 0xFFFF, count & 0xFFFF, size)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, *said, len(head), 0)
    return head + ENTRY * count + (long + place if zip64 else b"") + end


def told(content: bytes) -> str:
    upload = SimpleUploadedFile("rapport.docx", content)
    return type_of("rapport.docx", content[:4096], upload)


def test_archive_whose_list_is_made_to_exhaust_is_not_read(monkeypatch: object) -> None:
    assert told(document(300)) == OFFICE
    opened: list[object] = []
    monkeypatch.setattr(zipfile, "ZipFile", opened.append)  # type: ignore[attr-defined]
    assert {told(endless(30_000, zip64=False)), told(endless(40_000, zip64=True))} == {BYTES}
    assert told(b"PK\x03\x04" + b"x" * 200_000) == BYTES
    assert opened == []
