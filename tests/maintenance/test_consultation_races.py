"""Several people at the same window in the same moment: every answer is kept, and none slips past the announcement."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from accounts.models import User
from accounts.refusals import Refusal
from maintenance.actions.announce import announce
from maintenance.actions.answer_consultation import Given, answer_consultation
from maintenance.actions.feed_address import make_feed_address
from maintenance.actions.remind import remind_outstanding
from maintenance.actions.write_path import Form
from maintenance.enums import Answer, EventKind, Status
from maintenance.models import ConsultationAnswer, FeedAddress, MaintenanceWindow, WindowEvent
from maintenance.notices.feed import feed_for_secret
from maintenance.queries.consultation import standing
from notifications.models import Notice
from tests.cast import NOW
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres_only]
TOGETHER = 8
LATER = NOW + timedelta(days=4)


def at_once(acts: Sequence[Callable[[], object]]) -> list[str]:
    """Do all of these at the same time; "ok" or the kind of refusal of each."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=30)
            act()
        except Refusal as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "ok"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def answering(of: Consulting, user: User, answer: Answer, key: UUID) -> Callable[[], object]:
    given = Given(answer, "Zo zit het.", 1, key)
    form, customer_id = Form(of.window.reference), of.cast.customer.pk
    return lambda: answer_consultation(user, form, customer_id, given, now=NOW)


def test_answers_at_once_are_all_kept_and_the_customers_own_counts(consulting: Consulting) -> None:
    cast = consulting.cast
    acts = [answering(consulting, cast.key_contact, Answer.AGREED, uuid4()) for _ in range(TOGETHER // 2)]
    acts += [answering(consulting, cast.partner, Answer.OBJECTED, uuid4()) for _ in range(TOGETHER // 2)]
    assert at_once(acts) == ["ok"] * TOGETHER
    assert ConsultationAnswer.objects.count() == TOGETHER
    sequences = WindowEvent.objects.filter(window=consulting.window).order_by("sequence")
    assert list(sequences.values_list("sequence", flat=True)) == list(range(1, TOGETHER + 3))
    own = standing(MaintenanceWindow.objects.get(pk=consulting.window.pk)).of(cast.customer.pk)
    assert own is not None
    assert own.answer is Answer.AGREED


def test_the_same_form_at_once_is_one_answer(consulting: Consulting) -> None:
    key = uuid4()
    assert at_once([answering(consulting, consulting.cast.key_contact, Answer.AGREED, key)] * TOGETHER) == (
        ["ok"] * TOGETHER
    )
    assert ConsultationAnswer.objects.count() == 1
    assert WindowEvent.objects.filter(kind=EventKind.ANSWERED).count() == 1


@pytest.mark.parametrize("attempt", range(4))
def test_objection_and_announcement_at_once_never_both(consulting: Consulting, attempt: int) -> None:
    cast, window = consulting.cast, consulting.window
    factories.agreed(window, cast.administrator, now=NOW - timedelta(minutes=1))
    form = Form(window.reference)
    acts = [
        answering(consulting, cast.key_contact, Answer.OBJECTED, uuid4()),
        lambda: announce(cast.administrator, form, now=NOW),
    ]
    outcome = at_once(acts if attempt % 2 else acts[::-1])
    assert sorted(outcome) == ["Refusal", "ok"]
    window.refresh_from_db()
    objected = ConsultationAnswer.objects.filter(answer=Answer.OBJECTED).exists()
    assert (window.status == Status.ANNOUNCED) is not objected


def test_reminding_jobs_at_once_remind_once(consulting: Consulting) -> None:
    before = Notice.objects.count()
    at_once([lambda: remind_outstanding(now=LATER)] * TOGETHER)
    assert WindowEvent.objects.filter(window=consulting.window, kind=EventKind.REMINDED).count() == 1
    assert Notice.objects.count() == before + 3


def test_addresses_made_at_once_leave_one_in_use(consulting: Consulting) -> None:
    cast, secrets = consulting.cast, []
    acts = [lambda: secrets.append(make_feed_address(cast.key_contact, cast.customer.pk, now=NOW))] * TOGETHER
    assert at_once(acts) == ["ok"] * TOGETHER
    assert FeedAddress.objects.filter(revoked_at=None).count() == 1
    assert [feed_for_secret(secret, now=NOW) is None for secret in secrets].count(False) == 1
