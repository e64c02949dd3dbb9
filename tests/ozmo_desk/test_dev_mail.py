"""The demo's mail is readable, in a sandbox, and in the demo only."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def name(settings: Settings, tmp_path: Path) -> str:
    settings.DESK_MODE = "demo"
    settings.MAIL_DIR = settings.EMAIL_FILE_PATH = tmp_path
    headers = {"Message-ID": "<notice-7@ozmo.example>", "Date": "Tue, 24 Nov 2026 10:12:00 +0100"}
    mail = EmailMultiAlternatives(
        "Uw ticket <OZ-1>", "Beste Jan,\nGoed nieuws.", to=["jan@klant.example"], headers=headers
    )
    mail.attach_alternative("<p style='color: red'>Beste Jan</p>", "text/html")
    get_connection("notifications.backend.FolderEmailBackend").send_messages([mail])
    return "notice-7"


def test_list_shows_subject_and_moment(client: Client, name: str) -> None:
    body = client.get("/dev/mail/").content.decode()
    assert f'<a href="/dev/mail/{name}/">Uw ticket &lt;OZ-1&gt;</a>' in body
    assert "dinsdag 24 november 2026" in body


def test_list_without_mail(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DESK_MODE, settings.MAIL_DIR = "demo", tmp_path / "none"
    assert client.get("/dev/mail/").status_code == 200


def test_mail_shows_text_and_frames_its_html(client: Client, name: str) -> None:
    response = client.get(f"/dev/mail/{name}/")
    body = response.content.decode()
    assert "Goed nieuws." in body
    assert f'src="/dev/mail/{name}/html/" sandbox' in body
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_html_is_in_its_own_sandbox(client: Client, name: str) -> None:
    response = client.get(f"/dev/mail/{name}/html/")
    assert response.content.decode().strip() == "<p style='color: red'>Beste Jan</p>"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'; ")


@pytest.mark.parametrize("page", ["/dev/mail/", "/dev/mail/notice-7/", "/dev/mail/notice-7/html/"])
def test_outside_the_demo_there_is_nothing(client: Client, name: str, settings: Settings, page: str) -> None:
    settings.DESK_MODE = "production"
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("other", ["unknown", "..%2f..%2fsecret-key", "notice-7.eml", "a" * 300])
def test_only_mails_of_the_folder_can_be_read(client: Client, name: str, other: str) -> None:
    assert client.get(f"/dev/mail/{other}/").status_code == 404
