"""The people of a consultation: two customers on one environment, and a partner that may answer for the first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import pytest
import time_machine
from django.utils import translation

from accounts.actions import change_mandate
from accounts.models import Organisation, User
from accounts.roles import Role
from maintenance.actions.answer_consultation import Given, answer_consultation
from maintenance.actions.write_path import Form
from maintenance.enums import Answer
from maintenance.models import Environment, MaintenanceWindow, WindowEvent
from maintenance.notices.mail import render
from maintenance.queries.proof import SOURCE
from notifications.models import Notice
from notifications.renderers import Mail
from tests.cast import NOW, Cast, member
from tests.maintenance import factories


@dataclass(frozen=True, slots=True)
class Consulting:
    """A window in consultation, and who is asked about it."""

    cast: Cast
    environment: Environment
    window: MaintenanceWindow
    other_key_contact: User

    def answer(
        self, user: User, answer: Answer = Answer.AGREED, words: str = "", *, now: datetime = NOW, **given: object
    ) -> MaintenanceWindow:
        """Somebody answers for the first customer (or `customer`), in the window's present round."""
        customer = given.pop("customer", self.cast.customer)
        assert isinstance(customer, Organisation)
        self.window.refresh_from_db()
        values: dict[str, object] = {"round": self.window.round, "key": uuid4(), **given}
        form = Form(self.window.reference)
        return answer_consultation(user, form, customer.pk, Given(answer, words, **values), now=now)  # type: ignore[arg-type]


def with_mandate_to_consult(cast: Cast) -> None:
    """The partner of the cast may answer for the first customer."""
    rights = {"may_file": True, "may_consult": True, "may_approve_cost": False}
    change_mandate(actor=None, mandate=cast.mandate, ends_at=None, **rights, now=NOW)


@pytest.fixture
def at_the_moment() -> Iterator[None]:
    """The clock stands at Tuesday 24 November 2026, 10:12."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def consulting(cast: Cast) -> Consulting:
    """Asked on Tuesday 24 November 2026, 10:12, about Saturday night 5 December."""
    with_mandate_to_consult(cast)
    key_contact = member("wim@peelland.example", "Wim Aarts", cast.other_customer, role=Role.KEY_CONTACT, now=NOW)
    environment = factories.shared(cast)
    return Consulting(cast, environment, factories.consulted(cast.administrator, environment, now=NOW), key_contact)


def told_people() -> dict[str, list[str]]:
    """Who is told of maintenance, by kind of event: everything that is in the outbox."""
    told: dict[str, list[str]] = {}
    kinds = dict(WindowEvent.objects.values_list("pk", "kind"))
    for notice in Notice.objects.filter(source=SOURCE).select_related("recipient").order_by("pk"):
        assert notice.recipient is not None
        told.setdefault(kinds[notice.subject_id], []).append(notice.recipient.name)
    return {kind: sorted(names) for kind, names in told.items()}


def mail_to(user: User, now: datetime = NOW, language: str = "nl") -> Mail | None:
    """The newest notice to this person, as it would be sent at `now`."""
    notice = Notice.objects.filter(source=SOURCE, recipient=user).order_by("-pk").first()
    assert notice is not None
    with time_machine.travel(now, tick=False), translation.override(language):
        return render(notice)


def sent_to(user: User, now: datetime = NOW, language: str = "nl") -> Mail:
    """The same, which must still be sent."""
    mail = mail_to(user, now, language)
    assert mail is not None
    return mail
