"""What a table of named cases needs: an environment with its planner, and the sentence of whatever is refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import translation

from accounts.models import Organisation, User
from accounts.models.organisation import OrganisationKind
from accounts.refusals import Refusal
from agreements import queries
from agreements.actions import publish_version
from agreements.models import Agreement
from agreements.terms import Terms
from maintenance.actions.announce import announce
from maintenance.actions.move_window import move_window
from maintenance.actions.open_consultation import open_consultation
from maintenance.actions.record_emergency import Emergency, record_emergency
from maintenance.actions.write_path import Proposal
from maintenance.models import Environment, MaintenanceWindow, WindowCustomer
from maintenance.queries.rules import Check, checks_for
from tests.cast import AMSTERDAM, NOW, Cast, organisation
from tests.maintenance import factories
from tests.maintenance.windows import local, span

DAY, WEEK, HOUR = timedelta(days=1), timedelta(weeks=1), timedelta(hours=1)
OK = "ok"


def said(attempt: Callable[[], object]) -> str:
    """What an attempt is answered with, in English: "ok", or the status and sentence of its refusal."""
    with translation.override("en"):
        try:
            attempt()
        except Refusal as refused:
            return f"{refused.status} {refused.sentence}"
    return OK


@dataclass(slots=True)
class Planning:
    """A planner, and an environment that both customers of the cast use."""

    cast: Cast
    on: Environment
    now: datetime = NOW

    @property
    def planner(self) -> User:
        return self.cast.administrator

    def customer(self, name: str) -> Organisation:
        """Another customer."""
        return organisation(OrganisationKind.CUSTOMER, name, now=NOW)

    def agree(self, customer: Organisation, **terms: int) -> None:
        """Give a customer its own agreement, with some other terms than the general one."""
        general = queries.terms(queries.agreement_version_for(None, at=self.now))
        own = Agreement.objects.create(name=f"Eigen overeenkomst {customer.name}", customer=customer)
        self._publish(own, replace(general, **terms))  # type: ignore[arg-type]

    def agree_generally(self, **terms: int) -> None:
        """Another version of the general agreement, in force from today."""
        general = queries.terms(queries.agreement_version_for(None, at=self.now))
        self._publish(Agreement.objects.get(customer=None), replace(general, **terms))  # type: ignore[arg-type]

    def _publish(self, agreement: Agreement, terms: Terms) -> None:
        today = self.now.astimezone(AMSTERDAM).date()
        publish_version(
            actor=None, now=self.now, agreement=agreement, terms=terms, effective_from=today, reason="Zo afgesproken"
        )

    def checks(self, when: str, window: MaintenanceWindow | None = None, **fields: object) -> dict[str, Check]:
        """The checks of a proposal, by key."""
        proposal = self.proposal(when, **fields)  # type: ignore[arg-type]
        with translation.override("en"):
            return {check.key: check for check in checks_for(proposal, window, now=self.now)}

    def states(self, when: str, window: MaintenanceWindow | None = None, **fields: object) -> dict[str, str]:
        """How a proposal stands to each rule, by key, but for those that pass."""
        checks = self.checks(when, window, **fields)
        return {key: check.state for key, check in checks.items() if check.state != "pass"}

    def proposal(self, when: str, on: Environment | None = None, **fields: object) -> Proposal:
        """A proposal at `2026-12-05 22:00 > 2026-12-06 02:00`."""
        moments = span(when)
        return factories.proposal(on or self.on, moments.starts_at, moments.length, **fields)  # type: ignore[arg-type]

    def draft(self, when: str, **fields: object) -> MaintenanceWindow:
        moments = span(when)
        on = fields.pop("on", self.on)
        assert isinstance(on, Environment)
        return factories.drafted(self.planner, on, moments.starts_at, moments.length, now=self.now, **fields)

    def open(self, when: str, **fields: object) -> MaintenanceWindow:
        window = self.draft(when, **fields)
        return open_consultation(self.planner, factories.form_of(window), now=self.now)

    def announced(self, when: str, **fields: object) -> MaintenanceWindow:
        window = factories.agreed(self.open(when, **fields), self.planner, now=self.now)
        return announce(self.planner, factories.form_of(window), now=self.now)

    def move(
        self, window: MaintenanceWindow, when: str, reason: str = "Leverancier", **fields: object
    ) -> MaintenanceWindow:
        proposal = self.proposal(when, **fields)  # type: ignore[arg-type]
        return move_window(self.planner, factories.form_of(window), proposal, reason, now=self.now)

    def emergency(self, when: str, **fields: object) -> MaintenanceWindow:
        moments = span(when)
        values: dict[str, object] = {
            "key": uuid4(), "environment_id": self.on.pk, "title": "Beveiligingslek", "effect": "Even geen telefoon.",
            "starts_at": moments.starts_at, "ends_at": moments.ends_at, "reason": "Lek wordt misbruikt",
            "decided_by": "Lotte Hermans", **fields,
        }  # fmt: skip
        return record_emergency(self.planner, Emergency(**values), now=self.now)  # type: ignore[arg-type]

    def cancel(self, window: MaintenanceWindow) -> MaintenanceWindow:
        return factories.cancelled(window, self.planner, now=self.now)

    def places(self, customer: Organisation, year: int = 2026) -> list[int]:
        """The places that a customer has of its year, in order."""
        rows = WindowCustomer.objects.filter(customer=customer, year=year, place__isnull=False)
        return sorted(place for place in rows.values_list("place", flat=True) if place is not None)


def moment(text: str) -> datetime:
    """A moment by the clock in Amsterdam."""
    return local(text)
