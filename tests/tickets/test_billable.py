"""What is billed by rule, and why (W3): without a database."""

import pytest

from agreements.models import BillableGround
from tickets.billable import Ruling, Why, billable_by_rule
from tickets.enums import Ground, Kind

BY_DEFAULT = ("configuration",)
SUPPORT, CHANGE = Kind.SUPPORT_INCIDENT, Kind.STANDARD_CHANGE


@pytest.mark.parametrize(
    ("kind", "ground", "has_incident", "grounds", "billable", "why"),
    [
        (Kind.INCIDENT, "", False, BY_DEFAULT, False, Why.INCIDENT),
        (Kind.INCIDENT, "", True, tuple(Ground.values), False, Why.INCIDENT),
        (CHANGE, "", False, BY_DEFAULT, True, Why.CHANGE),
        (CHANGE, "", False, (), True, Why.CHANGE),
        (CHANGE, "", True, BY_DEFAULT, False, Why.TIED),
        (SUPPORT, Ground.CONFIGURATION, False, BY_DEFAULT, True, Why.CONFIGURATION),
        (SUPPORT, Ground.CONFIGURATION, True, BY_DEFAULT, False, Why.TIED),
        (SUPPORT, Ground.CONFIGURATION, False, (), False, Why.GROUND_FREE),
        (SUPPORT, Ground.NOT_SOFTWARE, False, BY_DEFAULT, False, Why.GROUND_FREE),
        (SUPPORT, Ground.NOT_MANAGED, False, ("not_managed",), True, Why.GROUND_BILLED),
        (SUPPORT, Ground.NOT_MANAGED, True, ("not_managed",), False, Why.TIED),
        (SUPPORT, Ground.QUESTION, False, BY_DEFAULT, False, Why.GROUND_FREE),
    ],
)
def test_the_rule_decides(
    kind: str, ground: str, has_incident: bool, grounds: tuple[str, ...], billable: bool, why: Why
) -> None:
    ruled = billable_by_rule(kind, ground, has_incident, grounds)
    assert (ruled.billable, ruled.why, ruled.reason) == (billable, why, "")


@pytest.mark.parametrize(("billable", "why"), [(True, Why.RULED_BILLED), (False, Why.RULED_FREE)])
def test_a_decision_goes_before_the_rule(billable: bool, why: Why) -> None:
    for kind, has_incident in ((Kind.INCIDENT, False), (CHANGE, True), (CHANGE, False)):
        ruled = billable_by_rule(kind, "", has_incident, BY_DEFAULT, Ruling(billable, "Goodwill."))
        assert (ruled.billable, ruled.why, ruled.reason) == (billable, why, "Goodwill.")


def test_the_agreement_names_the_grounds_of_the_tickets() -> None:
    assert BillableGround.values == Ground.values
