"""Asks ClamAV about a file over its socket, with INSTREAM: it may live on another machine and needs no paths."""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path

CONNECT_SECONDS, ANSWER_SECONDS = 5, 60
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
_COMMAND, _OVER = b"zINSTREAM\0", struct.pack("!I", 0)
_STREAM, _CLEAN, _FOUND = "stream: ", "OK", " FOUND"


class ScannerDown(Exception):
    """The scanner cannot be asked, or did not judge: the file is neither clean nor infected."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner found, by its own name for it; "" for nothing."""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        """Nothing was found."""
        return not self.found


def scan(path: Path, *, at: str) -> Verdict:
    """Sends the file to the scanner `at` host:port, or at the path of a socket of this machine.

    Raises ScannerDown for every answer that is no verdict, and FileNotFoundError when there is no such file.
    """
    with path.open("rb") as file:
        try:
            with _connected(at) as line:
                line.sendall(_COMMAND)
                while piece := file.read(PIECE):
                    line.sendall(struct.pack("!I", len(piece)) + piece)
                line.sendall(_OVER)
                answer = _answer(line)
        except OSError as error:
            raise ScannerDown(type(error).__name__) from error
    return _verdict(answer)


def _connected(at: str) -> socket.socket:
    if at.startswith("/"):
        line = _on_this_machine(at)
    else:
        host, _colon, port = at.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    return line


def _on_this_machine(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(CONNECT_SECONDS)
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
        said += more
    return said.partition(b"\0")[0].decode("utf-8", errors="replace").strip()


def _verdict(answer: str) -> Verdict:
    """`stream: OK`, or `stream: Win.Test.EICAR_HDB-1 FOUND`; anything else is no verdict."""
    words = answer.removeprefix(_STREAM)
    if answer.startswith(_STREAM) and words == _CLEAN:
        return Verdict()
    if answer.startswith(_STREAM) and words.endswith(_FOUND) and words != _FOUND:
        return Verdict(words.removesuffix(_FOUND)[:120])
    raise ScannerDown(f"answered {answer[:80]!r}")
