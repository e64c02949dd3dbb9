"""Reminding who has not answered: by hand, and by the clock after two working days, once per round (M2)."""

from datetime import datetime, timedelta

import pytest

from accounts.actions import deactivate_user
from accounts.refusals import Refusal
from maintenance.actions.move_window import move_window
from maintenance.actions.remind import remind_customers, remind_outstanding
from maintenance.actions.write_path import Form
from maintenance.enums import EventKind
from maintenance.models import WindowCustomer, WindowEvent
from tests.cast import AMSTERDAM, NOW
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting, mail_to, sent_to, told_people

pytestmark = pytest.mark.django_db
# Asked on Tuesday 24 November 2026, 10:12: two working days later it is Thursday, 10:12.
DUE = datetime(2026, 11, 26, 10, 12, tzinfo=AMSTERDAM)
SECOND = timedelta(seconds=1)


def reminded(of: Consulting) -> list[list[int]]:
    """The customers of each reminder."""
    events = WindowEvent.objects.filter(window=of.window, kind=EventKind.REMINDED).order_by("sequence")
    return [event.data["customers"] for event in events]


def both(of: Consulting) -> list[int]:
    """By name, as the planner reads them."""
    return [of.cast.other_customer.pk, of.cast.customer.pk]


def test_job_reminds_after_two_working_days_and_once(consulting: Consulting) -> None:
    assert remind_outstanding(now=DUE - SECOND) == 0
    assert remind_outstanding(now=DUE) == 2
    assert remind_outstanding(now=DUE + timedelta(days=5)) == 0
    assert reminded(consulting) == [both(consulting)]
    assert told_people()[EventKind.REMINDED] == ["Ingrid Smulders", "Mo Haddad", "Wim Aarts"]
    text = sent_to(consulting.cast.key_contact, DUE).text
    assert "Wij vroegen u dinsdag 24 november 2026 om 10:12 of onderhoud u uitkomt" in text


def test_job_reminds_who_has_not_answered_only(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.key_contact)
    assert remind_outstanding(now=DUE) == 1
    assert reminded(consulting) == [[consulting.cast.other_customer.pk]]
    assert told_people()[EventKind.REMINDED] == ["Wim Aarts"]


def test_weekend_is_no_working_day(consulting: Consulting) -> None:
    asked = datetime(2026, 11, 27, 16, tzinfo=AMSTERDAM)
    WindowCustomer.objects.filter(window=consulting.window).update(asked_at=asked)
    tuesday = datetime(2026, 12, 1, 16, tzinfo=AMSTERDAM)
    assert (remind_outstanding(now=tuesday - SECOND), remind_outstanding(now=tuesday)) == (0, 2)


def test_new_round_is_reminded_anew(consulting: Consulting) -> None:
    assert remind_outstanding(now=DUE) == 2
    proposal = factories.proposal(consulting.environment, factories.STARTS + timedelta(days=7))
    move_window(consulting.cast.administrator, factories.form_of(consulting.window), proposal, "Later.", now=DUE)
    monday = datetime(2026, 11, 30, 10, 12, tzinfo=AMSTERDAM)
    assert (remind_outstanding(now=monday - SECOND), remind_outstanding(now=monday)) == (0, 2)
    assert len(reminded(consulting)) == 2


def test_reminder_by_hand_is_the_one_of_its_round(consulting: Consulting) -> None:
    form = Form(consulting.window.reference)
    assert remind_customers(consulting.cast.administrator, form, [consulting.cast.customer.pk], now=NOW) == 1
    assert remind_outstanding(now=DUE) == 1
    assert reminded(consulting) == [[consulting.cast.customer.pk], [consulting.cast.other_customer.pk]]


def test_reminder_by_hand_goes_to_everybody_without_an_answer(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.partner)
    form = Form(consulting.window.reference)
    assert remind_customers(consulting.cast.administrator, form, None, now=NOW) == 1
    assert reminded(consulting) == [[consulting.cast.other_customer.pk]]


def test_nobody_to_remind_is_refused(consulting: Consulting) -> None:
    factories.agreed(consulting.window, consulting.cast.administrator, now=NOW)
    form = Form(consulting.window.reference)
    for chosen in (None, [consulting.cast.customer.pk], []):
        with pytest.raises(Refusal):
            remind_customers(consulting.cast.administrator, form, chosen, now=NOW)
    assert reminded(consulting) == []


def test_customer_without_anybody_who_may_answer_is_not_reminded(consulting: Consulting) -> None:
    deactivate_user(actor=None, user=consulting.other_key_contact, now=NOW)
    form, chosen = Form(consulting.window.reference), [consulting.cast.other_customer.pk]
    with pytest.raises(Refusal):
        remind_customers(consulting.cast.administrator, form, chosen, now=NOW)
    assert (remind_outstanding(now=DUE), remind_outstanding(now=DUE)) == (1, 0)


def test_reminder_is_not_sent_when_the_answer_came_first(consulting: Consulting) -> None:
    remind_outstanding(now=DUE)
    consulting.answer(consulting.cast.partner, now=DUE)
    assert mail_to(consulting.cast.key_contact, DUE) is None
    assert mail_to(consulting.other_key_contact, DUE) is not None


def test_planners_form_is_not_stale_by_a_reminder_or_an_answer(consulting: Consulting) -> None:
    form = factories.form_of(consulting.window)
    remind_outstanding(now=DUE)
    consulting.answer(consulting.cast.key_contact, now=DUE)
    assert remind_customers(consulting.cast.administrator, form, None, now=DUE) == 1
