"""A server of the kit's pages without a database, and a browser that tells of every error."""

import threading
from collections.abc import Callable, Iterator
from wsgiref.simple_server import WSGIRequestHandler

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.conftest import CHROMIUM

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
OpenPage = Callable[..., Page]


class QuietHandler(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture(scope="module")
def kit_url() -> Iterator[str]:
    """The address of a server with the pages of `tests.ui.kit`."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with override_settings(ROOT_URLCONF="tests.ui.kit"):
        yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, one for the tests of a module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, kit_url: str) -> Iterator[OpenPage]:
    """Opens a page of the kit; at the end no page may have had an error, but for the ones that a test expects."""
    errors: list[str] = []

    def open_one(path: str, *, width: int = 1440, expected: str = "", **options: object) -> Page:
        def note(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not (expected and expected in message.text):
                errors.append(message.text)

        page = browser.new_page(viewport={"width": width, "height": 900}, locale="nl-NL", **options)  # type: ignore[arg-type]
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(kit_url + path)
        return page

    yield open_one
    for context in browser.contexts:
        context.close()
    assert errors == []
