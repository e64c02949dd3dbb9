"""Lesson: reset poisoning. No mail and no calendar leads to the host that a request names (also: test_reset_links)."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from notifications.tasks import deliver_due
from tests.cast import Cast
from tests.signed_in import client_sure_of
from tests.tickets.factories import DESCRIPTION, SUBJECT

pytestmark = pytest.mark.django_db
OURS = "https://desk.example.org"
POISON = ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"})
KEY = "5e0f8f52-2d6f-4b25-9c3e-2b7f0f0a2222"


@pytest.mark.parametrize("headers", POISON)
def test_reset_poisoning_of_every_mail_and_address(cast: Cast, settings: Settings, headers: dict[str, str]) -> None:
    cache.clear()
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], OURS
    settings.EMAIL_BACKEND = "notifications.backend.OutboxEmailBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    nobody, key_contact = Client(headers=headers), Client(headers=headers)
    client_sure_of(cast.key_contact, key_contact)
    sent = [
        nobody.post("/account/password/reset/", {"email": cast.contact.email}),
        nobody.post("/account/code/", {"email": cast.colleague.email}),
        key_contact.post(
            f"/organisaties/{cast.customer.pk}/uitnodigen/",
            {"email": "new@maasoever.example", "name": "Nieuw", "role": "contact", "language": "nl"},
        ),
        key_contact.post("/vraag/", {"subject": SUBJECT, "description": DESCRIPTION, "key": KEY}),
    ]
    assert [each.status_code for each in sent] == [302] * 4
    calendar = key_contact.post(f"/onderhoud/agenda/{cast.customer.pk}/nieuw/").content.decode()
    deliver_due()
    texts = [str(each.message()) + str(each.body) for each in mail.outbox]
    assert len(texts) >= 4
    assert [text for text in texts if "evil" in text] == []
    assert set(re.findall(r"https?://[^/\s\"<]+", " ".join(str(each.body) for each in mail.outbox))) == {OURS}
    assert f"{OURS}/onderhoud/agenda/" in calendar
    assert "evil" not in calendar
