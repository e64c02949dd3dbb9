"""The maintenance of the walk: a window in each state that something can be done to."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from maintenance.actions.answer_consultation import Given, answer_consultation
from maintenance.actions.ask_about import ask_about
from maintenance.actions.record_emergency import Emergency, record_emergency
from maintenance.actions.write_path import Form
from maintenance.enums import Answer
from maintenance.models import Environment, EnvironmentCustomer, MaintenanceWindow
from tests.cast import LONG_AGO, Cast
from tests.maintenance import factories
from tests.maintenance.conftest import with_mandate_to_consult

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Windows:
    """Each by what can be done to it; `asked` waits for answers, one customer objects; `elsewhere` is a stranger's."""

    drafted: MaintenanceWindow
    asked: MaintenanceWindow
    agreed: MaintenanceWindow
    running: MaintenanceWindow
    over: MaintenanceWindow
    elsewhere: MaintenanceWindow


def windows_at(cast: Cast) -> Windows:
    """On an environment that the customer and the stranger's share, but for one."""
    with_mandate_to_consult(cast)
    on, planner, now = Environment.objects.get(), cast.administrator, cast.now
    for customer in (cast.customer, cast.other_customer):
        EnvironmentCustomer.objects.create(environment=on, customer=customer, joined_at=now - LONG_AGO)
    drafted = factories.drafted(planner, on, title="Concept qwindowdraft", now=now)
    asked = factories.consulted(planner, on, factories.STARTS + WEEK, title="Overleg qwindowasked", now=now)
    objection = Given(Answer.OBJECTED, "Bezwaar qwindowanswer", 1, uuid4())
    answer_consultation(cast.key_contact, factories.form_of(asked), cast.customer.pk, objection, now=now)
    ask_about(cast.key_contact, Form(asked.reference), cast.customer.pk, "Vraag qwindowquestion", uuid4(), now=now)
    agreed = factories.consulted(planner, on, factories.STARTS + 2 * WEEK, title="Akkoord qwindowagreed", now=now)
    return Windows(
        drafted=drafted,
        asked=asked,
        agreed=factories.agreed(agreed, planner, now=now),
        running=emergency_at(cast, on, hours=2),
        over=emergency_at(cast, on, hours=-1),
        elsewhere=factories.announced(
            planner,
            factories.environment(cast.other_customer, name="Elders", now=now),
            factories.STARTS,
            title="Nieuwe versie qwindowelsewhere",
            effect="Niets qwindoweffect",
            now=now,
        ),
    )


def emergency_at(cast: Cast, on: Environment, hours: int) -> MaintenanceWindow:
    """It began three hours ago, and is over so many hours from now."""
    emergency = Emergency(
        key=uuid4(), environment_id=on.pk, title="Spoed qwindowurgent", effect="Even geen telefoon",
        starts_at=cast.now - 3 * HOUR, ends_at=cast.now + hours * HOUR, reason="Lek qwindowreason",
        decided_by="Lotte Hermans",
    )  # fmt: skip
    return record_emergency(cast.administrator, emergency, now=cast.now)
