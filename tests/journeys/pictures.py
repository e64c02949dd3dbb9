"""Makes the pictures of the documents anew from the running program: `python -m tests.journeys.pictures`.

With names behind it, only those: `python -m tests.journeys.pictures queue queue-dark`.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM
from tests.journeys.browsing import ARGUMENTS, PASSWORD, sign_in
from tests.journeys.program import ROOT, Program

FOLDER = ROOT / "docs" / "pictures"
TUESDAY, SATURDAY = "2026-11-24 10:12", "2026-11-28 14:20"
PARTNER, AGENT, ADMINISTRATOR = "marieke@lijnrecht.example", "joris@ozmo.example", "petra@ozmo.example"
KEY_CONTACT, CONFIDER = "els@maasoever.example", "rik@dommelrade.example"
ORGANISATIONS = "/organisaties/"
WINDOWS = "/beheer/maintenance/maintenancewindow/"
WIDE, NARROW = 1440, 390


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be seen: in braces of `path` a ticket by its subject, a window by its title, a page by its link."""

    name: str
    email: str
    path: str
    width: int = WIDE
    dark: bool = False
    chosen: Mapping[str, str] | None = None
    typed: Mapping[str, str] | None = None


INCIDENT = {"impact": "some", "severity": "no_functions"}
# From tomorrow on open from ten o'clock.
LATER = {"effective_from": "2026-11-25", "reason": "Later open"} | {f"day_{day}_from_1": "10:00" for day in range(5)}
URGENT = {"impact": "all", "severity": "no_calls"}
OPEN_PICTURES = (
    Picture("home", PARTNER, "/"),
    Picture("home-narrow", PARTNER, "/", width=NARROW),
    Picture("report", PARTNER, "/melden/", chosen=INCIDENT),
    Picture("report-dark", PARTNER, "/melden/", chosen=INCIDENT, dark=True),
    Picture("ticket", PARTNER, "/tickets/{Haven registreren}/"),
    Picture("ticket-narrow", PARTNER, "/tickets/{Haven registreren}/", width=NARROW),
    Picture("queue", AGENT, "/desk/"),
    Picture("queue-dark", AGENT, "/desk/", dark=True),
    Picture("queue-narrow", AGENT, "/desk/", width=NARROW),
    Picture("desk-ticket", AGENT, "/desk/tickets/{Haven registreren}/"),
    Picture("desk-ticket-dark", AGENT, "/desk/tickets/{Haven registreren}/", dark=True),
    Picture("catalogue", KEY_CONTACT, "/wijzigingen/"),
    Picture("change", KEY_CONTACT, "/wijzigingen/keuzemenu/"),
    Picture("approval", KEY_CONTACT, "/tickets/{toestelnummer: Nachtdienst}/kosten/"),
    Picture("delivery", AGENT, "/desk/tickets/{Balie locatie Oever}/"),
    Picture("time", AGENT, "/desk/tickets/{Haven registreren}/tijd/"),
    Picture("bill", KEY_CONTACT, "/rekeningen/1/"),
    Picture("colleagues", KEY_CONTACT, ORGANISATIONS),
    Picture("mandates", KEY_CONTACT, ORGANISATIONS + "{Machtigingen}"),
    Picture("second-step", KEY_CONTACT, "/account/second-step/app/"),
    Picture("confidential", CONFIDER, "/tickets/{Toestel van een zieke}/"),
    Picture("calendar", ADMINISTRATOR, "/beheer/agreements/calendarday/"),
    Picture("edit-preview", ADMINISTRATOR, "/beheer/agreements/weeklyhours/add/", typed=LATER),
    Picture("planner", ADMINISTRATOR, WINDOWS + "{Vervangen van verbindingsservers}/change/"),
    Picture(
        "planner-narrow", ADMINISTRATOR, WINDOWS + "{Vervangen van verbindingsservers}/change/",
        width=NARROW,
    ),
    Picture("planner-year", ADMINISTRATOR, WINDOWS + "jaar/"),
    Picture("planner-consultation", ADMINISTRATOR, WINDOWS + "{Verhuizing van de}/overleg/"),
)  # fmt: skip
CLOSED_PICTURES = (
    Picture("report-closed", PARTNER, "/melden/", chosen=URGENT),
    Picture("queue-held", AGENT, "/desk/?view=queued"),
)


def take(browser: Browser, program: Program, picture: Picture) -> None:
    """One picture of one page, as tall as the page is but no taller than 1,600 pixels."""
    scheme: Literal["dark", "light"] = "dark" if picture.dark else "light"
    context = browser.new_context(
        viewport={"width": picture.width, "height": 900},
        color_scheme=scheme,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
    )
    page = context.new_page()
    sign_in(page, program, picture.email)
    page.goto(program.address + found(page, program, picture.path))
    if "/reauthenticate/" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
    for name, value in (picture.chosen or {}).items():
        page.check(f"input[name={name}][value={value}]")
    for name, value in (picture.typed or {}).items():
        page.fill(f"#id_{name}", value)
    if picture.typed:
        page.click("input[name=_save]")
    page.wait_for_timeout(800)
    height = min(page.evaluate("document.documentElement.scrollHeight"), 1600)
    page.set_viewport_size({"width": picture.width, "height": max(height, 900)})
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def found(page: Page, program: Program, path: str) -> str:
    """The path with the reference of the ticket, or the number of the window, that has the words in braces.

    Of an organisation it is where the link with those words leads.
    """
    if "{" not in path:
        return path
    before, _, rest = path.partition("{")
    words, _, after = rest.partition("}")
    if path.startswith(WINDOWS):
        page.goto(program.address + WINDOWS)
        href = page.get_by_role("link", name=words).first.get_attribute("href") or ""
        return before + next(part for part in href.split("/") if part.isdecimal()) + after
    if path.startswith(ORGANISATIONS):
        page.goto(program.address + ORGANISATIONS)
        return page.get_by_role("link", name=words, exact=True).first.get_attribute("href") or ""
    page.goto(program.address + ("/desk/" if path.startswith("/desk/") else "/"))
    href = page.get_by_role("link", name=words).first.get_attribute("href") or ""
    reference = next(part for part in href.split("/") if part.startswith("OZ-"))
    return before + reference + after


def main(names: Sequence[str]) -> None:
    """All pictures, or those with these names, at the two moments of the design."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for moment, every in ((TUESDAY, OPEN_PICTURES), (SATURDAY, CLOSED_PICTURES)):
            pictures = [each for each in every if not names or each.name in names]
            if not pictures:
                continue
            with tempfile.TemporaryDirectory() as folder:
                program = Program(Path(folder))
                program.load(moment)
                program.start(moment)
                for picture in pictures:
                    take(browser, program, picture)
                program.stop()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
