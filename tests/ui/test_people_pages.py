"""The pages about colleagues and mandates in a real browser: by keyboard, in light and dark, at 320 px."""

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD, Cast
from tests.ui.axe import checked
from tests.ui.test_security_pages import page, press, sign_in, site  # noqa: F401

pytestmark = pytest.mark.needs_chromium


def filled(page: Page, **fields: str) -> None:  # noqa: F811
    for label, text in fields.items():
        page.get_by_label(label, exact=True).focus()
        page.keyboard.type(text)


def test_invitation_from_asking_to_taking_part(page: Page, site: str, cast: Cast) -> None:  # noqa: F811
    sign_in(page, site, cast.key_contact.email)
    page.goto(f"{site}/organisaties/")
    press(page, "link", "Collega uitnodigen")
    checked(page, "invite")
    filled(page, **{"Naam": "Noor Nieuwenhuis", "E-mailadres": "noor@maasoever.example"})
    press(page, "button", "Uitnodiging versturen")
    expect(page.get_by_text("Wij sturen een uitnodiging naar noor@maasoever.example").first).to_be_visible()
    checked(page, "colleagues")
    press(page, "link", "Sanne de Vries wijzigen")
    checked(page, "colleague")
    page.go_back()
    press(page, "link", "Sanne de Vries verwijderen")
    checked(page, "remove")
    page.context.clear_cookies()
    link = next(line for line in str(mail.outbox[-1].body).splitlines() if "/key/" in line)
    page.goto(site + link[link.index("/account/") :])
    checked(page, "join")
    filled(page, **{"Nieuw wachtwoord": "vier paarden op een dak"})
    filled(page, **{"Nieuw wachtwoord, nog een keer": "vier paarden op een dak"})
    press(page, "button", "Mijn account maken")
    expect(page.get_by_text("Uw account is klaar").first).to_be_visible()


def test_mandate_from_ending_to_giving(page: Page, site: str, cast: Cast) -> None:  # noqa: F811
    sign_in(page, site, cast.key_contact.email)
    page.goto(f"{site}/organisaties/{cast.customer.pk}/machtigingen/")
    checked(page, "mandates")
    press(page, "link", "Machtiging met Lijnrecht ICT beëindigen")
    checked(page, "end")
    press(page, "button", "Machtiging nu beëindigen")
    # It asks once more who it is; what was asked goes on after it.
    checked(page, "again")
    filled(page, Wachtwoord=PASSWORD)
    press(page, "button", "Verder")
    expect(page.get_by_text("De machtiging is beëindigd.").first).to_be_visible()
    press(page, "link", "Machtiging geven")
    checked(page, "grant")
    page.get_by_label("ICT-partner").select_option("Lijnrecht ICT")
    press(page, "button", "Machtiging geven")
    expect(page.get_by_text("Lijnrecht ICT heeft een machtiging").first).to_be_visible()
