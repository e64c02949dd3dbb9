"""Lesson: what happens at the doors is on record, cannot be changed, and tells no address and no secret."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import AppendOnlyError, SecurityEvent, SecurityEventKind, User
from accounts.security.log import digest_of, note
from tests.cast import NOW, PASSWORD, Cast
from tests.security.people import AGAIN, SECURITY, STEP, code_of, first_step, sets_an_app_up, signed_in
from tests.tickets import factories
from tests.walk.world import stored
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db
LIST = "/beheer/accounts/securityevent/"
WRONG = "een-verkeerd-wachtwoord"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    cache.clear()


def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_sign_in_and_failed_sign_in_are_on_record(cast: Cast) -> None:
    first_step(cast.contact.email, WRONG)
    signed_in(cast.contact.email)
    assert list(SecurityEvent.objects.order_by("pk").values_list("kind", "actor", "subject")) == [
        ("sign_in_failed", None, digest_of(cast.contact.email)),
        ("signed_in", cast.contact.pk, ""),
    ]


def test_failed_sign_in_with_a_code_is_on_record(cast: Cast) -> None:
    client = Client()
    client.post("/account/code/", {"email": cast.contact.email})
    client.post("/account/code/confirm/", {"code": "0000-0000"})
    assert kinds() == ["sign_in_failed"]


def test_wrong_and_used_second_steps_are_on_record(cast: Cast) -> None:
    secret = sets_an_app_up(signed_in(cast.contact.email))
    cache.clear()
    client, _response = first_step(cast.contact.email)
    client.post(STEP, {"code": "000000"})
    assert kinds() == ["signed_in", "second_step_failed"]
    client.post(STEP, {"code": code_of(secret)})
    assert kinds()[2:] == ["signed_in"]


def test_another_password_is_on_record(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    client.post(AGAIN, {"password": PASSWORD})
    new = "een-heel-ander-wachtwoord"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert kinds() == ["signed_in", "password_changed"]


def test_ended_sessions_are_on_record(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    client.post(f"{SECURITY}uitloggen/")
    assert SecurityEvent.objects.filter(kind="sessions_ended").values_list("data", flat=True).get() == {
        "which": "others"
    }


def test_refusals_are_on_record_by_name_of_the_route(cast: Cast) -> None:
    client_of(cast.agent).post("/melden/", {"subject": "qgeheim"})
    refused = SecurityEvent.objects.values_list("kind", "actor", "subject", "data").get()
    assert refused == ("refused", cast.agent.pk, "portal:report_incident", {"method": "POST"})


@pytest.fixture
def confidential(cast: Cast, settings: object, tmp_path: object) -> Ticket:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]
    return factories.incident(
        cast.contact, cast.customer, subject="qgeheim", confidential=True, files=stored("qbestand"), now=cast.now
    )


def test_opening_a_confidential_ticket_is_on_record(cast: Cast, confidential: Ticket) -> None:
    number = Attachment.objects.get(ticket=confidential).pk
    client_of(cast.agent).get(f"/desk/tickets/{confidential.reference}/")
    client_of(cast.agent).get(f"/desk/tickets/{confidential.reference}/nieuws/")
    client_of(cast.key_contact).get(f"/tickets/{confidential.reference}/")
    cast_file = client_of(cast.key_contact).get(f"/bestanden/{number}/")
    assert cast_file.getvalue()
    client_of(cast.stranger).get(f"/tickets/{confidential.reference}/")
    assert list(SecurityEvent.objects.order_by("pk").values_list("kind", "actor", "subject", "data")) == [
        ("confidential_opened", cast.agent.pk, confidential.reference, {}),
        ("confidential_opened", cast.key_contact.pk, confidential.reference, {}),
        ("confidential_opened", cast.key_contact.pk, confidential.reference, {"file": number}),
    ]


def test_opening_another_ticket_is_not_on_record(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    client_of(cast.agent).get(f"/desk/tickets/{ticket.reference}/")
    assert kinds() == []


def test_log_holds_no_address_and_no_secret(cast: Cast, confidential: Ticket) -> None:
    first_step(cast.contact.email, WRONG)
    client_of(cast.agent).get(f"/desk/tickets/{confidential.reference}/?q={WRONG}")
    client_of(cast.agent).post("/melden/", {"body": WRONG})
    rows = str(list(SecurityEvent.objects.values()))
    assert [each for each in (cast.contact.email, WRONG, "qgeheim", PASSWORD) if each in rows] == []


def test_log_cannot_be_changed() -> None:
    event = note(SecurityEventKind.SIGNED_IN, actor=None, now=NOW)
    for change in (event.save, event.delete, SecurityEvent.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(AppendOnlyError):
        SecurityEvent.objects.update(kind="refused")


@pytest.mark.postgres_only
@pytest.mark.parametrize("act", ["DELETE FROM accounts_securityevent", "UPDATE accounts_securityevent SET subject=''"])
def test_log_cannot_be_changed_past_the_model(act: str) -> None:
    note(SecurityEventKind.SIGNED_IN, actor=None, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


def test_administrators_read_the_log(cast: Cast) -> None:
    event = note(SecurityEventKind.SIGN_IN_FAILED, actor=None, now=NOW, subject=digest_of(cast.contact.email))
    note(SecurityEventKind.SIGNED_IN, actor=cast.contact, now=NOW)
    client = client_of(cast.administrator)
    found = client.get(LIST, {"q": cast.contact.email}).context["cl"].result_list
    assert [each.pk for each in found] == [event.pk]
    assert client.get(LIST, {"kind__exact": "signed_in"}).context["cl"].result_count == 1
    answers = [client.get(f"{LIST}{event.pk}/{page}").status_code for page in ("change/", "delete/")]
    assert [*answers, client.get(f"{LIST}add/").status_code] == [200, 403, 403]


@pytest.mark.parametrize("who", ["contact", "key_contact", "partner", "agent"])
def test_others_do_not_read_the_log(cast: Cast, who: str) -> None:
    assert client_of(cast.everybody[who]).get(LIST).status_code == 302
