"""'Why this deadline?' in the browser: read when opened, true after news, fit for a phone, and without scripts."""

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys import browsing
from tests.journeys.pictures import found
from tests.journeys.program import Program

TUESDAY = "2026-11-24 10:12"
AGENT, PARTNER = "joris@ozmo.example", "marieke@lijnrecht.example"
HAVEN = "{Haven registreren}/"
REFRESH = "htmx.trigger(document.getElementById('ticket-poll'), 'oz:refresh')"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def is_sound(page: Page) -> None:
    """Readable for everybody, and not wider than its window."""
    assert page.evaluate(OVERFLOW) == 0
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in violations] == []


def test_every_clock_explains_itself(
    program: Program, sign_in: Callable[..., Page], open_page: Callable[..., Page]
) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    agent = sign_in(AGENT, viewport={"width": 1440, "height": 1400})
    path = found(agent, program, f"/desk/tickets/{HAVEN}")
    asked: list[str] = []
    agent.on("request", lambda request: asked.append(request.url) if "/klok/" in request.url else None)
    agent.goto(program.address + path)
    recovery, response = agent.locator("#why-recovery"), agent.locator("#why-response")
    expect(recovery.locator("tr.sum")).to_contain_text("Norm categorie 2, herstel N2")
    expect(recovery).to_contain_text("ma 15:20–16:35")
    assert [re.sub(r".*/klok/", "", url) for url in asked] == ["recovery/1/"]
    response.locator("summary").click()
    expect(response.locator("tr.sum")).to_contain_text("Norm categorie 2, reactie N2")
    is_sound(agent)

    recovery.locator("summary").click()
    customer = sign_in(PARTNER, viewport={"width": 320, "height": 900})
    customer.goto(program.address + path.removeprefix("/desk"))
    why = customer.locator("#ticket-promises details").last
    why.locator("summary").click()
    expect(why).to_contain_text("Samen 8 uur (overeenkomst N2).")
    is_sound(customer)
    customer.fill("#answer textarea[name=body]", "Nog een vraag.")
    customer.click("#answer button.btn-primary")

    before = len(asked)
    agent.evaluate(REFRESH)
    expect(agent.locator("#ticket-thread")).to_contain_text("Nog een vraag.")
    expect(response.locator("tr.sum")).to_contain_text("Norm categorie 2, reactie N2")
    assert not recovery.evaluate("details => details.open")
    assert [re.sub(r".*/klok/", "", url) for url in asked[before:]] == ["response/1/"]

    plain = open_page(java_script_enabled=False, viewport={"width": 320, "height": 900})
    browsing.sign_in(plain, program, AGENT)
    plain.goto(program.address + path)
    plain.locator("#why-recovery a").click()
    expect(plain.locator("h1")).to_contain_text("Waarom herstel vóór 15:37?")
    expect(plain.locator("tr.sum")).to_contain_text("8 u")
    assert plain.evaluate(OVERFLOW) == 0
