"""The catalogue in the administration: opened and saved it says the same, and something new is a version (W1)."""

from typing import Any

import pytest
import time_machine
from django.forms import BaseForm
from django.test import Client

from ozmo_desk.demo.catalogue import load_catalogue
from tests.cast import NOW, Cast
from tickets.models import CatalogueItem, CatalogueVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast: Cast) -> Any:
    """The administrator's browser."""
    load_catalogue(None, now=cast.now)
    client = Client()
    client.force_login(cast.administrator)
    with time_machine.travel(NOW, tick=False):
        yield client


def filled_in(form: BaseForm) -> dict[str, Any]:
    """What a browser sends back of a form as it was drawn."""
    values = {each.html_name: each.value() for each in form}
    return {name: "on" if value is True else value for name, value in values.items() if value not in (None, False)}


def opened(admin: Client, address: str) -> dict[str, Any]:
    form = admin.get(address).context["adminform"].form
    rows = [form, *(each for part in (form.rows, form.check_rows) for each in (part.management_form, *part))]
    return {name: value for each in rows for name, value in filled_in(each).items()}


@pytest.mark.parametrize("key", ["openingstijden-wachtrij", "nummer-overzetten"])
def test_item_is_saved_as_it_was_and_what_is_new_is_a_version(admin: Client, key: str) -> None:
    item = CatalogueItem.objects.get(key=key)
    address = f"/beheer/tickets/catalogueitem/{item.pk}/change/"
    typed = opened(admin, address)
    assert admin.post(address, typed).status_code == 302
    assert item.versions.count() == 1
    changed = {**typed, "field-0-label_en": "Asked anew", "field-1-key": "", "retired": "on"}
    looked = admin.post(address, {**changed, "_preview": "1"})
    assert (looked.status_code, item.versions.count()) == (200, 1)
    assert "Het formulier zoals klanten het zien" in looked.content.decode()
    assert admin.post(address, changed).status_code == 302
    item.refresh_from_db()
    old, new = item.versions.order_by("number")
    assert (new.fields[0]["label_en"], new.fields[1:], item.retired_at) == ("Asked anew", old.fields[2:], NOW)


def test_rows_that_make_no_form_come_back_with_sentences(admin: Client) -> None:
    item = CatalogueItem.objects.get(key="belgroep")
    address = f"/beheer/tickets/catalogueitem/{item.pk}/change/"
    wrong = {"field-1-label_nl": "", "field-2-more": "alleen: dit", "check-0-key": "", "check-1-key": ""}
    page = admin.post(address, {**opened(admin, address), "field-2-more": wrong.pop("field-2-more")}).content.decode()
    assert "Dit is niet te lezen: alleen: dit" in page
    page = admin.post(address, {**opened(admin, address), **wrong}).content.decode()
    assert "Veld 2 (members): vul het in het Nederlands en in het Engels in, hoogstens 120 tekens elk." in page
    assert "de controlelijst heeft minstens één regel." in page
    assert CatalogueVersion.objects.filter(item=item).count() == 1


def test_new_item_begins_with_version_one(admin: Client) -> None:
    typed = {
        "key": "nieuw", "position": "5", "name_nl": "Nieuw", "name_en": "New", "explanation_nl": "Uitleg",
        "explanation_en": "Explanation", "usual_minutes": "20", "field-TOTAL_FORMS": "0", "field-INITIAL_FORMS": "0",
        "check-TOTAL_FORMS": "1", "check-INITIAL_FORMS": "0", "check-0-key": "a", "check-0-nl": "Ja",
        "check-0-en": "Yes",
    }  # fmt: skip
    address = "/beheer/tickets/catalogueitem/add/"
    assert admin.post(address, {**typed, "key": "belgroep"}).status_code == 200
    assert admin.post(address, typed).status_code == 302
    made = CatalogueVersion.objects.get(item__key="nieuw")
    assert (made.number, made.created_at, made.checks) == (1, NOW, [{"key": "a", "nl": "Ja", "en": "Yes"}])
