"""Lesson: a small file can be a picture that exhausts whoever opens it; its size is read from its head, not decoded."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from accounts.refusals import Refusal
from tickets.files import store

HUGE, SIDE = 40_000, 65_500


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + b"\x00"


def jpeg(width: int, height: int) -> bytes:
    """With a comment, a filled marker and a bare one before the frame."""
    frame = b"\xff\xc2\x00\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x03" * 9
    return b"\xff\xd8\xff\xe0\x00\x10" + b"J" * 14 + b"\xff\x01\xff\xff\xfe\x00\x05abc" + frame


def webp(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + sides


MAKERS = {"png": png, "gif": gif, "jpg": jpeg, "webp": webp}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def kept(content: bytes, name: str) -> bool:
    try:
        store(SimpleUploadedFile(name, content))
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("kind", MAKERS)
def test_picture_of_too_many_pixels_is_refused_by_its_head(kind: str, tmp_path: Path) -> None:
    make, name = MAKERS[kind], f"foto.{kind}"
    assert kept(make(8000, 6000), name)
    assert not kept(make(HUGE, HUGE), name)
    assert not kept(make(SIDE + 1, 1), "another name.txt")
    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == 1


@pytest.mark.parametrize(
    "content",
    [b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\xff\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0\x00\x00"],
)
def test_picture_that_is_cut_off_is_no_error(content: bytes) -> None:
    assert kept(content, "foto.png")
