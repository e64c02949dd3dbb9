"""Who may do what to a window: every verb of the planner, by everybody who is none, and from every wrong moment."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from accounts.refusals import Stale
from maintenance.actions.announce import announce
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.complete_window import Outcome, complete_window
from maintenance.actions.draft_window import draft_window
from maintenance.actions.edit_draft import edit_draft
from maintenance.actions.hold_open import hold_open
from maintenance.actions.join_environment import join_environment
from maintenance.actions.leave_environment import leave_environment
from maintenance.actions.move_customer import move_customer
from maintenance.actions.move_window import move_window
from maintenance.actions.open_consultation import open_consultation
from maintenance.actions.record_emergency import Emergency, record_emergency
from maintenance.actions.renew_reservation import renew_reservation
from maintenance.actions.start_window import start_window
from maintenance.actions.write_path import Form
from maintenance.enums import Result, Status
from maintenance.models import EnvironmentCustomer, MaintenanceWindow, WindowEvent
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.planning import DAY, OK, Planning, said
from tests.maintenance.windows import named

pytestmark = pytest.mark.django_db
Verb = Callable[[Planning, User, Form], object]

SAT, NEXT_SAT = "2026-12-05 22:00 > 2026-12-06 02:00", "2026-12-12 22:00 > 2026-12-13 02:00"
AGENT = "403 Only an administrator plans maintenance."
STRANGER = "404 This maintenance does not exist, or you cannot see it."
NOT_NOW = "422 This cannot be done now. The window has changed in the meantime."
NO_DRAFT, CANCELLED, COMPLETED = (
    "422 This window is no longer a draft.",
    "422 This window has been cancelled.",
    "422 This window has been completed.",
)


@pytest.fixture
def planning(cast: Cast) -> Planning:
    return Planning(cast, factories.shared(cast))


def _emergency(planning: Planning, user: User, _form: Form) -> object:
    emergency = Emergency(
        uuid4(), planning.on.pk, "Lek", "Even niets", NOW, NOW + factories.LENGTH, reason="Lek", decided_by="Lotte"
    )
    return record_emergency(user, emergency, now=NOW)


VERBS: dict[str, Verb] = {
    "edit": lambda planning, user, form: edit_draft(user, form, planning.proposal(NEXT_SAT), now=planning.now),
    "open": lambda planning, user, form: open_consultation(user, form, now=planning.now),
    "move": lambda planning, user, form: move_window(user, form, planning.proposal(NEXT_SAT), "Ziek", now=planning.now),
    "renew": lambda planning, user, form: renew_reservation(user, form, now=planning.now),
    "announce": lambda planning, user, form: announce(user, form, now=planning.now),
    "start": lambda planning, user, form: start_window(user, form, now=planning.now),
    "hold open": lambda planning, user, form: hold_open(user, form, now=planning.now),
    "complete": lambda planning, user, form: complete_window(user, form, Outcome(Result.AS_PLANNED), now=planning.now),
    "cancel": lambda planning, user, form: cancel_window(user, form, "Storing", now=planning.now),
}
OTHERS: dict[str, Verb] = {
    "draft": lambda planning, user, _form: draft_window(user, planning.proposal(SAT), now=NOW),
    "emergency": _emergency,
    "join": lambda planning, user, _form: join_environment(user, planning.on.pk, planning.cast.customer.pk, now=NOW),
    "leave": lambda planning, user, _form: leave_environment(user, planning.on.pk, planning.cast.customer.pk, now=NOW),
    "move customer": lambda planning, user, _form: move_customer(
        user,
        planning.cast.customer.pk,
        from_environment_id=planning.on.pk,
        to_environment_id=planning.on.pk,
        now=NOW,
    ),
}
PEOPLE = {
    "agent": AGENT,
    "contact": STRANGER,
    "key_contact": STRANGER,
    "partner": STRANGER,
    "ended_partner": STRANGER,
    "stranger": STRANGER,
}


@pytest.mark.parametrize("verb", (VERBS | OTHERS).values(), ids=(VERBS | OTHERS).keys())
@pytest.mark.parametrize("who,answer", PEOPLE.items())
def test_only_administrators_plan(planning: Planning, verb: Verb, who: str, answer: str) -> None:
    """Also of a window that the person sees: an announced one."""
    window = planning.announced(SAT)
    before = list(WindowEvent.objects.values_list("pk", flat=True))
    person: User = getattr(planning.cast, who)
    assert said(lambda: verb(planning, person, Form(window.reference))) == answer
    assert list(WindowEvent.objects.values_list("pk", flat=True)) == before
    assert EnvironmentCustomer.objects.filter(left_at=None).count() == 2


def test_administrator_who_was_deactivated_plans_nothing(planning: Planning) -> None:
    planning.planner.is_active = False
    planning.planner.save()
    assert said(lambda: draft_window(planning.planner, planning.proposal(SAT), now=NOW)) == STRANGER


def _running(planning: Planning) -> MaintenanceWindow:
    window = planning.announced(SAT)
    planning.now = window.starts_at + timedelta(hours=1)
    return window


def _completed(planning: Planning) -> MaintenanceWindow:
    window = _running(planning)
    complete_window(planning.planner, Form(window.reference), Outcome(Result.AS_PLANNED), now=planning.now)
    return window


STATES: dict[Status, Callable[[Planning], MaintenanceWindow]] = {
    Status.DRAFT: lambda planning: planning.draft(SAT),
    Status.CONSULTATION: lambda planning: factories.agreed(planning.open(SAT), planning.planner, now=NOW),
    Status.ANNOUNCED: lambda planning: planning.announced(SAT),
    Status.RUNNING: _running,
    Status.COMPLETED: _completed,
    Status.CANCELLED: lambda planning: planning.cancel(planning.open(SAT)),
}
ONLY_CONSULTATION = "422 Only a window in consultation can be announced."
TOO_EARLY = "422 M4: it was announced to begin Saturday 5 December at 22:00, and not before."
# For each verb the answer in each status, in the order of STATES. Of a running window no job has run yet.
ANSWERS: dict[str, tuple[str, ...]] = {
    "edit": (OK, NO_DRAFT, NO_DRAFT, NO_DRAFT, COMPLETED, CANCELLED),
    "open": (OK, NO_DRAFT, NO_DRAFT, NO_DRAFT, COMPLETED, CANCELLED),
    "move": (NOT_NOW, OK, OK, NOT_NOW, COMPLETED, CANCELLED),
    "renew": (NOT_NOW, OK, NOT_NOW, NOT_NOW, COMPLETED, CANCELLED),
    "announce": (ONLY_CONSULTATION, OK, ONLY_CONSULTATION, ONLY_CONSULTATION, COMPLETED, CANCELLED),
    "start": (NOT_NOW, NOT_NOW, TOO_EARLY, OK, COMPLETED, CANCELLED),
    "hold open": (NOT_NOW, NOT_NOW, NOT_NOW, OK, COMPLETED, CANCELLED),
    "complete": (
        NOT_NOW, NOT_NOW, NOT_NOW, OK, "422 The result of this window has been recorded already.", CANCELLED,
    ),
    "cancel": (OK, OK, OK, OK, COMPLETED, CANCELLED),
}  # fmt: skip


@pytest.mark.parametrize(
    "verb,status,answer",
    named({
        f"{verb} {status}": (VERBS[verb], status, answer)
        for verb, answers in ANSWERS.items()
        for status, answer in zip(STATES, answers, strict=True)
    }),
)  # fmt: skip
def test_verb_in_status(planning: Planning, verb: Verb, status: Status, answer: str) -> None:
    window = STATES[status](planning)
    before = MaintenanceWindow.objects.get(pk=window.pk)
    assert said(lambda: verb(planning, planning.planner, Form(window.reference))) == answer
    after = MaintenanceWindow.objects.get(pk=window.pk)
    assert (after.version > before.version) == (answer == OK)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_stale_form_is_refused(planning: Planning, verb: Verb) -> None:
    window = planning.open(SAT)
    stale = factories.form_of(window)
    renew_reservation(planning.planner, stale, now=NOW)
    with pytest.raises(Stale) as refused:
        verb(planning, planning.planner, stale)
    assert (refused.value.status, refused.value.changed_since) == (409, stale.version)


def test_form_of_the_future_is_stale(planning: Planning) -> None:
    window = planning.open(SAT)
    with pytest.raises(Stale):
        renew_reservation(planning.planner, Form(window.reference, window.version + 1), now=NOW)


def test_second_announcement_of_one_form_is_refused(planning: Planning) -> None:
    window = factories.agreed(planning.open(SAT), planning.planner, now=NOW)
    form = factories.form_of(window)
    announce(planning.planner, form, now=NOW + DAY)
    assert said(lambda: announce(planning.planner, form, now=NOW + DAY)).startswith("409 ")
    assert WindowEvent.objects.filter(kind="announced").count() == 1


def test_draft_sent_twice_is_one_window(planning: Planning) -> None:
    proposal = planning.proposal(SAT)
    assert draft_window(planning.planner, proposal, now=NOW) == draft_window(planning.planner, proposal, now=NOW)
    assert MaintenanceWindow.objects.count() == 1


@pytest.mark.parametrize("reference", ["OH-", "OH-0", "OH-x", "OH-" + "9" * 30, "OH-²", "", "OZ-1", "12 OR 1=1"])
def test_unknown_reference(planning: Planning, reference: str) -> None:
    planning.open(SAT)
    assert said(lambda: renew_reservation(planning.planner, Form(reference), now=NOW)) == STRANGER
