"""W2 and W3 by name: a change that awaits approval promises nothing, and what delivery is due when from then on."""

import pytest

from tests.tickets.promises import job_at, life, next_step, outcomes
from tickets.enums import Status

ASKED = "11-23 16:00 for_approval change"
APPROVED = "11-24 10:12 approved"
DELIVERED = "11-25 10:12 delivered"


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param([ASKED], [], id="awaiting approval there is no clock"),
        pytest.param([ASKED, "11-24 09:00 replied", "11-24 09:30 answered"], [], id="talking about it starts none"),
        pytest.param([ASKED, APPROVED], ["before 11-26 10:12"], id="approved in opening hours"),
        pytest.param([ASKED, "11-24 08:30 approved"], ["before 11-25 17:00"], id="at the very opening"),
        pytest.param([ASKED, "11-24 17:00 approved"], ["before 11-26 17:00"], id="at the very closing"),
        pytest.param([ASKED, "11-28 14:20 approved"], ["before 12-01 17:00"], id="on a saturday"),
        pytest.param([ASKED, "12-23 10:00 approved"], ["before 12-28 10:00"], id="over christmas, the 24th until noon"),
        pytest.param([ASKED, "12-24 12:00 approved"], ["before 12-29 17:00"], id="at noon on the 24th"),
        pytest.param(
            [ASKED, "11-24 15:00 approved 11-24 10:12"], ["before 11-26 10:12"], id="by phone, written down later"
        ),
        pytest.param([ASKED, "11-24 10:12 waived"], ["before 11-26 10:12"], id="no approval is needed after all"),
        pytest.param([ASKED, "11-24 10:12 refused"], [], id="refused"),
        pytest.param([ASKED, "12-07 16:00 expired"], [], id="silence"),
        pytest.param([ASKED, "11-24 10:12 withdrawn"], [], id="withdrawn"),
        pytest.param(
            [ASKED, APPROVED, "11-25 09:00 proposed", "11-25 10:00 approved"],
            ["before 11-26 10:12"],
            id="a second approval starts nothing",
        ),
        pytest.param(
            [ASKED, APPROVED, "11-25 09:00 proposed", "11-25 10:00 refused"],
            ["before 11-26 10:12"],
            id="nor does its refusal stop anything",
        ),
        pytest.param([ASKED, APPROVED, DELIVERED], ["kept 11-25 10:12"], id="delivered in time"),
        pytest.param([ASKED, APPROVED, "11-26 10:11:59 delivered"], ["kept 11-26 10:11:59"], id="a second in time"),
        pytest.param([ASKED, APPROVED, "11-26 10:12 delivered"], ["late 11-26 10:12"], id="at exactly two days"),
        pytest.param(
            [ASKED, APPROVED, "11-24 11:12 asked", "11-24 12:12 answered"],
            ["before 11-26 11:12"],
            id="waiting for the customer moves it",
        ),
        pytest.param(
            [ASKED, APPROVED, "11-24 11:12 asked", "11-24 12:12 delivered"],
            ["kept 11-24 12:12"],
            id="delivered while it waited",
        ),
        pytest.param(
            [ASKED, APPROVED, DELIVERED, "11-26 09:12 reopened"],
            ["kept 11-25 10:12", "before 11-27 09:12"],
            id="disputed: the day that was left",
        ),
        pytest.param(
            [ASKED, APPROVED, "11-26 10:12 delivered", "11-27 09:12 reopened"],
            ["late 11-26 10:12", "late 11-26 10:12"],
            id="disputed when it was late already",
        ),
        pytest.param(
            [ASKED, APPROVED, DELIVERED, "11-26 09:12 reopened", "11-26 15:00 delivered", "11-27 09:00 confirmed"],
            ["kept 11-25 10:12", "kept 11-26 15:00"],
            id="confirmed the second time",
        ),
    ],
)
def test_delivery_runs_from_the_approval(lines: list[str], expected: list[str]) -> None:
    assert outcomes(life(lines), "delivery") == expected


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param(["wish 12-04"], ["before 12-04 17:00"], id="a day after the norm is an appointment"),
        pytest.param(["wish 11-26"], ["before 11-26 17:00"], id="later on the day of the norm"),
        pytest.param(["wish 11-25"], ["before 11-26 10:12"], id="a day before the norm is a wish"),
        pytest.param(
            ["wish 12-04", "11-24 11:12 asked", "11-25 11:12 answered"], ["before 12-04 17:00"], id="waiting leaves it"
        ),
        pytest.param(["wish 12-04", "12-04 17:00 delivered"], ["late 12-04 17:00"], id="at the closing of the day"),
        pytest.param(
            ["wish 12-04", "12-04 16:00 delivered", "12-07 09:00 reopened"],
            ["kept 12-04 16:00", "before 12-07 10:00"],
            id="disputed after the day: the hour that was left",
        ),
        pytest.param(
            ["wish 12-04", "12-04 17:00 delivered", "12-07 09:00 reopened"],
            ["late 12-04 17:00", "late 12-04 17:00"],
            id="disputed when it was late",
        ),
        pytest.param(["wish 12-04", "11-24 11:00 reclassified 2"], [], id="an incident is delivered nothing"),
        pytest.param(
            ["wish 12-04", "11-24 11:00 reclassified 2", "11-24 12:00 reclassified change"],
            ["before 12-04 17:00"],
            id="a change again",
        ),
        pytest.param(["wish 12-04", "11-24 11:00 pinned calendar_revision 2"], ["before 12-04 17:00"], id="edited"),
    ],
)
@pytest.mark.parametrize("began", ["11-24 10:12 submitted change", "11-23 16:00 for_approval change"])
def test_wished_day(began: str, lines: list[str], expected: list[str]) -> None:
    """A wished day later than the norm makes the delivery an appointment, from submission and from approval alike."""
    wish, *more = lines
    approved = [APPROVED] if "for_approval" in began else []
    assert outcomes(life([f"{began} {wish}", *approved, *more]), "delivery") == expected


def test_wished_day_that_the_approval_came_too_late_for_is_the_norm_again() -> None:
    told = life(["11-23 16:00 for_approval change wish 11-27", "12-02 10:00 approved"])
    assert outcomes(told, "delivery") == ["before 12-04 10:00"]


def test_two_changes_with_wished_days_merge_into_the_earlier_day() -> None:
    other = life(["11-24 10:12 submitted change wish 12-03"])
    told = life(["11-24 10:12 submitted change wish 12-04"])
    told.others["OZ-2"] = other
    told.tell("11-24 11:00 absorbed OZ-2")
    assert outcomes(told, "delivery") == ["before 12-03 17:00"]


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param([], "11-25 16:00", id="a reminder after two working days"),
        pytest.param(["11-25 16:00 approval_reminded"], "12-07 16:00", id="the end after ten"),
        pytest.param(["11-24 09:00 took_back"], "", id="nothing is asked: nobody is waited for"),
        pytest.param(
            ["11-25 16:00 approval_reminded", "11-26 10:00 took_back", "11-26 11:00 proposed"],
            "11-30 11:00",
            id="a new estimate is asked anew",
        ),
        pytest.param(["11-25 09:00 answered"], "11-25 16:00", id="a question is no approval"),
        pytest.param([APPROVED], "", id="approved"),
        pytest.param([APPROVED, DELIVERED], "12-02 10:12", id="delivered: closed after five working days"),
        pytest.param([APPROVED, DELIVERED, "11-26 09:00 confirmed"], "", id="confirmed"),
    ],
)
def test_job_acts(lines: list[str], expected: str) -> None:
    assert job_at(life([ASKED, *lines])) == expected


def test_queue_shows_no_clock_before_approval_and_the_delivery_after_it() -> None:
    told = life([ASKED])
    assert (told.status, next_step(told)) == (Status.AWAITING_APPROVAL, "")
    told.tell(APPROVED)
    assert (told.status, next_step(told)) == (Status.NEW, "delivery 11-26 10:12")
