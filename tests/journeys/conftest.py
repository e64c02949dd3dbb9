"""A running program, and browsers that fail the journey on any error of a page."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from psycopg.sql import SQL, Identifier

from tests.conftest import CHROMIUM
from tests.journeys import browsing
from tests.journeys.hands import Hands
from tests.journeys.program import Program

# Milliseconds: a machine with other work is slow, and nothing here is about speed.
PATIENCE = 20_000
SignIn = Callable[..., Page]
MoveTo = Callable[[str], None]
WIDE = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey, and needs a browser."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(
    params=[
        pytest.param("embedded", marks=[]),
        pytest.param("postgres", marks=[pytest.mark.needs_redis, pytest.mark.postgres_only]),
    ]
)
def program(request: pytest.FixtureRequest, tmp_path: Path, seeds: Path) -> Iterator[Program]:
    """The program, not started yet; stopped afterwards."""
    if request.param == "embedded":
        made = Program(tmp_path, seeds=seeds)
        yield made
        made.stop()
        return
    with database_of_its_own() as url:
        made = Program(tmp_path, database_url=url, redis_url=request.getfixturevalue("redis_url"))
        yield made
        made.stop()


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where demo data are kept, one embedded database for each moment."""
    return tmp_path_factory.mktemp("seeds")


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """The address of a fresh database in the server that the tests use, dropped afterwards."""
    name, settings = f"journey_{uuid.uuid4().hex[:12]}", connection.settings_dict
    where = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    with psycopg.connect(**where, password=settings["PASSWORD"], dbname="postgres", autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        who = f"{settings['USER']}:{settings['PASSWORD']}".rstrip(":")
        yield f"postgres://{who}@{settings['HOST']}:{settings['PORT']}/{name}"
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of this process."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=browsing.ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def contexts() -> list[BrowserContext]:
    """Every browser of the journey, with its one page."""
    return []


@pytest.fixture
def open_page(browser: Browser, contexts: list[BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own; the journey fails on any console error or failed script."""
    errors: list[str] = []

    def opened(**options: object) -> Page:
        context = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam", **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _keep(errors, message))
        page.on("pageerror", lambda error: errors.append(str(error)))
        browsing.settle_after_goto(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def move_to(program: Program, contexts: list[BrowserContext]) -> MoveTo:
    """Start the program again at another moment; the pages are left before, since they would miss it and say so."""

    def moved(at: str) -> None:
        for context in contexts:
            context.pages[0].goto("about:blank")
        program.move_to(at)

    return moved


def _keep(errors: list[str], message: ConsoleMessage) -> None:
    # A refusal (404, 409, 422) is answered with a page; the browser logs its status all the same.
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        errors.append(message.text)


@pytest.fixture
def sign_in(program: Program, open_page: Callable[..., Page]) -> SignIn:
    """Sign somebody of the demo data in, in a browser of its own."""

    def signed_in(email: str, **options: object) -> Page:
        page = open_page(**options)
        browsing.sign_in(page, program, email)
        return page

    return signed_in


@pytest.fixture
def at_keys(program: Program, open_page: Callable[..., Page]) -> Callable[[str], Hands]:
    """Somebody who works by keyboard alone, signing in included."""

    def signed_in(email: str) -> Hands:
        hands = Hands(open_page(viewport=WIDE))
        hands.sign_in(program.address, email)
        return hands

    return signed_in
