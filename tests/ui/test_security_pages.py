"""The pages of signing in, in a real browser: by keyboard, in light and dark, at 320 px, and with a passkey."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import PASSWORD, Cast
from tests.security.people import code_of
from tests.ui.axe import checked
from tests.ui.conftest import FLAGS

pytestmark = pytest.mark.needs_chromium
SHOWN = ("error", "warning")


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """By a name: passkeys know no numbers."""
    cache.clear()
    settings.ALLOWED_HOSTS = ["*"]
    return live_server.url.replace("127.0.0.1", "localhost")


def told(said: ConsoleMessage) -> str:
    """What stands in the console, and about which address."""
    return f"{said.text} {said.location['url']}"


@pytest.fixture
def page(cast: Cast, site: str, chromium: str) -> Iterator[Page]:
    """A browser with a passkey of its own; whatever stands in the console at the end is an error."""
    found: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        opened = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="nl-NL")
        opened.on("console", lambda said: found.append(told(said)) if said.type in SHOWN else None)
        opened.on("pageerror", lambda error: found.append(str(error)))
        yield opened
        # axe puts styles in the page, which the policy refuses and says; the line about maintenance loads by itself,
        # and is told 401 when its page was signed out meanwhile.
        allowed = ("inline style", " 401 .*/onderhoud/bezig/")
        assert [each for each in found if not any(re.search(one, each) for one in allowed)] == []
        browser.close()


def press(page: Page, role: str, name: str) -> None:
    """By the keyboard."""
    goal = page.get_by_role(role, name=name)  # type: ignore[arg-type]
    goal.focus()
    with page.expect_event("load"):
        page.keyboard.press("Enter")


def sign_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mailadres").focus()
    page.keyboard.type(email)
    page.get_by_label("Wachtwoord").focus()
    page.keyboard.type(PASSWORD)
    with page.expect_event("load"):
        page.keyboard.press("Enter")


def test_app_from_setting_up_to_signing_in(page: Page, site: str, cast: Cast) -> None:
    sign_in(page, site, cast.contact.email)
    page.goto(f"{site}/profiel/beveiliging/")
    checked(page, "security")
    press(page, "link", "Stel een app in")
    checked(page, "again")
    page.get_by_label("Wachtwoord").focus()
    page.keyboard.type(PASSWORD)
    press(page, "button", "Verder")
    expect(page.get_by_alt_text("QR-code voor uw app; eronder staat hetzelfde als tekst")).to_be_visible()
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 0
    checked(page, "app")
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.get_by_label("Code die de app laat zien").focus()
    page.keyboard.type(code_of(secret))
    press(page, "button", "App gaan gebruiken")
    codes = page.locator("main li code").all_inner_texts()
    assert len(codes) == 10
    checked(page, "codes")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Codes als bestand bewaren").click()
    assert kept.value.suggested_filename == "herstelcodes.txt"
    assert unquote(Path(kept.value.path()).read_text()).split() == codes
    press(page, "link", "Ik heb ze bewaard")
    checked(page, "security-with-app")
    page.context.clear_cookies()
    sign_in(page, site, cast.contact.email)
    checked(page, "step")
    page.get_by_label("Code", exact=True).focus()
    page.keyboard.type(codes[0])
    press(page, "button", "Verder")
    expect(page).to_have_url(f"{site}/")


def test_passkey_from_adding_to_signing_in_without_a_password(page: Page, site: str, cast: Cast) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, site, cast.contact.email)
    page.goto(f"{site}/account/passkeys/add/")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    press(page, "button", "Verder")
    checked(page, "passkey")
    page.get_by_label("Naam van deze toegangssleutel").fill("Deze laptop")
    page.get_by_role("button", name="Deze toegangssleutel toevoegen").click()
    page.wait_for_url("**/account/second-step/codes/")
    page.goto(f"{site}/profiel/beveiliging/")
    expect(page.get_by_text("Deze laptop").first).to_be_visible()
    checked(page, "security-with-passkey")
    page.context.clear_cookies()
    page.goto(f"{site}/account/login/")
    checked(page, "login")
    page.get_by_role("button", name="Inloggen met een toegangssleutel").click()
    page.wait_for_url(f"{site}/")
    page.context.clear_cookies()
    sign_in(page, site, cast.contact.email)
    page.get_by_role("button", name="Een toegangssleutel gebruiken").click()
    page.wait_for_url(f"{site}/")


def test_mailed_code_and_set_up_pages_are_readable(page: Page, site: str, cast: Cast, settings: Settings) -> None:
    page.goto(f"{site}/account/code/")
    checked(page, "ask-code")
    page.get_by_label("E-mailadres").fill(cast.contact.email)
    press(page, "button", "Stuur de code")
    checked(page, "give-code")
    press(page, "button", "Een andere code aanvragen")
    expect(page.get_by_role("button", name="Stuur de code")).to_be_visible()
    settings.SECOND_FACTOR = "required"
    sign_in(page, site, cast.agent.email)
    expect(page).to_have_url(re.compile("/account/second-step/$"))
    checked(page, "set-up")
    page.context.clear_cookies()


def test_passkeys_are_not_offered_without_scripts(chromium: str, site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        plain = browser.new_page(java_script_enabled=False, locale="nl-NL")
        plain.goto(f"{site}/account/login/")
        expect(plain.get_by_role("button", name="Inloggen met een toegangssleutel")).to_be_hidden()
        expect(plain.get_by_role("button", name="Inloggen", exact=True)).to_be_visible()
        browser.close()
