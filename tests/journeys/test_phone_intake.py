"""A call is logged by keyboard alone, in well under twenty seconds: caller, what it is, what was said (H2, H3)."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.journeys.program import Program

TUESDAY, NIGHT = "2026-11-24 10:12", "2026-11-24 22:00"
SECONDS = 20
SUBJECT = "Geen kiestoon op de balie"
SAID = "Sinds tien uur geen kiestoon."


def type_call(agent: Page, words: str) -> None:
    """From the queue: N, who calls, incident, some users, no calls, subject and what was said."""
    keys = agent.keyboard
    keys.press("n")
    expect(agent.locator("#id_q")).to_be_focused()
    keys.type(words)
    keys.press("Enter")
    expect(agent.locator("#id_phone")).to_be_focused()
    keys.press("Tab")
    expect(agent.locator("#id_kind")).to_be_focused()
    for name, value in (("impact", "some"), ("severity", "no_calls")):
        keys.press("Tab")
        keys.press("Space")
        if value == "some":
            keys.press("ArrowDown")
        expect(agent.locator(f"input[name={name}][value={value}]")).to_be_checked()
    keys.press("Tab")
    keys.type(SUBJECT)
    keys.press("Tab")
    keys.type(SAID)


def test_call_by_keyboard(program: Program, sign_in: Callable[..., Page]) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    agent = sign_in("joris@ozmo.example")
    agent.goto(f"{program.address}/desk/")
    started = time.monotonic()
    type_call(agent, "sanne de vries")
    expect(agent.locator("#promise")).to_contain_text("Categorie 2")
    expect(agent.locator("#promise")).to_contain_text("door het gesprek zelf")
    agent.keyboard.press("Control+Enter")
    agent.wait_for_url(re.compile(r"/desk/tickets/OZ-\d+/"))
    assert time.monotonic() - started < SECONDS
    expect(agent.locator("main")).to_contain_text(SUBJECT)
    expect(agent.locator("#ticket-thread")).to_contain_text(SAID)
    expect(agent.locator("#clock-response")).to_contain_text("gehaald")


def choose_before_the_list_came(agent: Page) -> None:
    """The last of the list so far; the list of the whole word comes after it, and the choice stays."""
    late: list[Route] = []
    agent.route(re.compile("q=peelland"), lambda route: late.append(route))  # noqa: PLW0108 - a built-in cannot be marked
    agent.keyboard.type("peel")
    expect(agent.locator("#callers [data-words=peel]")).to_contain_text("Iemand anders van Peelland Transport")
    agent.keyboard.press("ArrowDown")
    agent.keyboard.press("ArrowUp")
    unknown = agent.locator("#callers input[data-unknown]")
    expect(unknown).to_be_checked()
    agent.keyboard.press("Shift+Tab")
    agent.keyboard.press("Shift+Tab")
    with agent.expect_request(re.compile("q=peelland")):
        agent.keyboard.press("End")
        agent.keyboard.type("land")
    agent.keyboard.press("Tab")
    agent.keyboard.press("Tab")
    expect(unknown).to_be_focused()
    late[0].continue_()
    expect(agent.locator("#callers [data-words=peelland]")).to_be_visible()
    expect(unknown).to_be_checked()
    expect(unknown).to_be_focused()


def test_unknown_caller_at_night(program: Program, sign_in: Callable[..., Page]) -> None:
    program.load(NIGHT)
    program.start(NIGHT)
    agent = sign_in("joris@ozmo.example")
    agent.goto(f"{program.address}/desk/bellen/")
    expect(agent.locator("#call-form")).to_contain_text("meteen in de wachtrij")
    choose_before_the_list_came(agent)
    agent.keyboard.press("Enter")
    expect(agent.locator("#id_caller_name")).to_be_focused()
    agent.keyboard.type("Meneer Pietersen")
    for _ in range(2):
        agent.keyboard.press("Tab")
    agent.keyboard.press("ArrowDown")
    expect(agent.locator("input[name=kind][value=question]")).to_be_checked()
    agent.keyboard.press("Tab")
    agent.keyboard.type("Hoe zet ik een toestel om?")
    agent.keyboard.press("Tab")
    agent.keyboard.type("Wil een toestel naar een andere kamer verplaatsen.")
    agent.keyboard.press("Control+Enter")
    agent.wait_for_url(re.compile(r"/desk/tickets/OZ-\d+/"))
    expect(agent.locator("main")).to_contain_text("Meneer Pietersen")
    expect(agent.locator("#ticket-held")).to_be_empty()
