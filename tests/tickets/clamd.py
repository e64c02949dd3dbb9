"""A stand-in for ClamAV: it speaks INSTREAM on a port of this machine, and finds a virus in what holds the word."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

VIRUS = b"qvirus"


class _Line(socketserver.StreamRequestHandler):
    """One question."""

    def handle(self) -> None:
        """Reads the pieces, then says what it found; the server may have been told to say something else."""
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        server = self.server
        assert isinstance(server, Clamd)
        server.asked.append(content)
        verdict = b"stream: Win.Test.EICAR_HDB-1 FOUND" if VIRUS in content else b"stream: OK"
        self.wfile.write((server.answer or verdict) + b"\0")


class Clamd(socketserver.ThreadingTCPServer):
    """`asked`: what it was sent; `answer`: what it says instead of a verdict."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.asked: list[bytes] = []
        self.answer = b""

    @property
    def address(self) -> str:
        """As DESK_CLAMAV names it."""
        return f"127.0.0.1:{self.server_address[1]}"


@contextmanager
def clamd() -> Iterator[Clamd]:
    """Runs until the end of the block."""
    with Clamd() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
