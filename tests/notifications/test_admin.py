"""What administrators see of the outbox: states and attempts, no texts; parked notices can go again."""

import pytest
from django.test import Client
from django.urls import reverse

from notifications.models import Notice, NoticeState
from notifications.outbox import enqueue
from tests.cast import NOW, Cast
from tests.notifications.conftest import SOURCE

pytestmark = pytest.mark.django_db

LIST = "admin:notifications_notice_changelist"


@pytest.fixture
def parked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Notice:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW, payload={"text": "zeer-geheim"})
    Notice.objects.update(state=NoticeState.PARKED, attempts=10, last_error="SMTPException")
    return Notice.objects.get()


def test_notice_is_shown_without_its_text(client: Client, cast: Cast, parked: Notice) -> None:
    client.force_login(cast.administrator)
    listed = client.get(reverse(LIST))
    page = client.get(reverse("admin:notifications_notice_change", args=[parked.pk]))
    assert (listed.status_code, page.status_code) == (200, 200)
    assert b"SMTPException" in listed.content
    assert b"zeer-geheim" not in listed.content + page.content


def test_source_is_said_in_words(client: Client, cast: Cast) -> None:
    enqueue("tickets.event", 7, [cast.contact.pk], now=NOW)
    client.force_login(cast.administrator)
    listed = client.get(reverse(LIST)).content.decode()
    assert '<td class="field-source_words">gebeurtenis van een ticket</td>' in listed
    assert '<a href="?source=tickets.event">gebeurtenis van een ticket</a>' in listed
    assert ">tickets.event<" not in listed
    other = client.get(reverse(LIST), {"source": "accounts.mail"}).content.decode()
    assert "field-source_words" not in other


def test_parked_notice_is_sent_again(client: Client, cast: Cast, parked: Notice) -> None:
    client.force_login(cast.administrator)
    client.post(reverse(LIST), {"action": "send_again", "_selected_action": [parked.pk]})
    again = Notice.objects.get()
    assert (again.state, again.attempts, again.send_after) == (NoticeState.PENDING, 0, NOW)


@pytest.mark.parametrize("name", ["contact", "agent"])
def test_others_are_kept_out(client: Client, cast: Cast, parked: Notice, name: str) -> None:
    client.force_login(cast.everybody[name])
    assert client.get(reverse(LIST)).status_code in (302, 403, 404)
    client.post(reverse(LIST), {"action": "send_again", "_selected_action": [parked.pk]})
    assert Notice.objects.get().state == NoticeState.PARKED
