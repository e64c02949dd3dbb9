"""Lesson: a stored script in a title, a file name, the name of a sender or of an organisation runs at nobody's.

A script is planted in every text that people type; then everybody follows every link, and each mail is read.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.contrib import admin
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.fixtures import Settings

from notifications.models import Notice
from tests.cast import NOW, Cast
from tests.security.stored import PLANT, TYPED, plant, runs_in, word_of
from tests.walk.pages import faults
from tests.walk.test_canary import RENDERERS, STARTS, crawled
from tests.walk.walker import Walker, body_of
from tests.walk.world import World, world_at
from tickets.enums import Visibility
from tickets.files import clean_name, store

pytestmark = pytest.mark.django_db
ENOUGH = 60
# What only administrators, or only mails, show.
UNSEEN = {"xmaintenancewindowresultwordsx", "xticketcallernamex", "xannouncementeffectx", "xannouncementtitlex"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


@pytest.fixture
def planted(cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[World]:
    settings.FILES_DIR = tmp_path / "files"
    settings.EMAIL_FILE_PATH = settings.MAIL_DIR = tmp_path / "mail"
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        world = world_at(cast)
        plant()
        yield world


def test_stored_script_in_titles_and_names_runs_on_no_page_and_in_no_mail(planted: World) -> None:
    seen: dict[str, str] = {}
    for role, starts in {
        "key_contact": (*STARTS, "/tickets/?q=xticketsubjectx", "/organisatie/"),
        "agent": ("/desk/", "/desk/zoeken/?q=storing", f"/desk/tickets/{planted.running.reference}/"),
        "anonymous": ("/onderhoud/", "/account/login/"),
    }.items():
        texts, wrong = crawled(Walker(planted.user(role)), *starts, most=ENOUGH)
        wrong.pop("/organisatie/", None)
        assert wrong == {}, role
        assert [page for page, text in texts.items() if "text/html" in text and runs_in(text)] == []
        seen |= {f"{role} {page}": text for page, text in texts.items()}
    for page, text in in_the_administration(planted).items():
        assert not runs_in(text), page
        seen[page] = text
    for notice in Notice.objects.select_related("recipient").order_by("pk"):
        letter = RENDERERS[notice.source](notice)
        if letter is not None:
            assert not runs_in(letter.html)
            assert "\n" not in letter.subject
            seen[f"mail {notice.pk}"] = letter.html
    words = {word_of(model, name) for model, names in TYPED for name in names} - UNSEEN
    assert {word for word in words if any(word in text for text in seen.values())} == words


def in_the_administration(world: World) -> dict[str, str]:
    """The list, the form and the history of each kind of row, as an administrator gets them."""
    walker, texts = Walker(world.cast.administrator), {}
    for model in admin.site._registry:
        name, first = f"admin:{model._meta.app_label}_{model._meta.model_name}", model._base_manager.first()
        paths = [reverse(f"{name}_changelist")]
        if first is not None:
            paths += [reverse(f"{name}_{kind}", args=(first.pk,)) for kind in ("change", "history")]
        for path in paths:
            response = walker.get(path)
            assert faults(response) == [], path
            texts[path] = body_of(response)
    return texts


def test_stored_script_in_svg_or_file_name_is_a_download_that_runs_nowhere(planted: World) -> None:
    name = f"{PLANT}.svg"
    assert clean_name(name) == "textarea ' img src=x data-stored onerror=alert(1).svg"
    stored = store(SimpleUploadedFile(name, SVG, content_type="image/svg+xml"))
    file = planted.files_of(planted.running, Visibility.PUBLIC)[0]
    type(file).objects.filter(pk=file.pk).update(
        name=stored.name, storage_name=stored.storage_name, content_type=stored.content_type, size=stored.size
    )
    response = Walker(planted.cast.contact).get(reverse("portal:file", args=(file.pk,)))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert faults(response) == []
