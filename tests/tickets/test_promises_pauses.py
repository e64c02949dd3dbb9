"""Waiting, reopening, calls, changes and edits by name (N, W2): what each does to the clocks."""

import pytest

from tests.tickets.promises import CLOSED_WEDNESDAY, LATE_OPENING, job_at, life, outcomes

SUBMITTED = "11-24 10:12 submitted 2"


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param(["11-24 11:12 asked"], ["still 7:00:00"], id="stands still"),
        pytest.param(["11-24 11:12 asked", "11-24 13:12 answered"], ["before 11-25 11:42"], id="a reply resumes"),
        pytest.param(["11-24 11:12 asked", "11-24 13:12 resumed"], ["before 11-25 11:42"], id="the agent resumes"),
        pytest.param(["11-24 11:12 asked", "11-24 22:00 answered"], ["before 11-25 15:30"], id="answered at night"),
        pytest.param(["11-24 11:12 asked", "11-25 08:30 answered"], ["before 11-25 15:30"], id="answered at opening"),
        pytest.param(
            ["11-24 11:12 asked", "11-24 16:59:59 answered"], ["before 11-25 15:29:59"], id="just before closing"
        ),
        pytest.param(["11-24 11:12 asked", "11-24 17:00 answered"], ["before 11-25 15:30"], id="at closing"),
        pytest.param(["11-24 22:00 asked", "11-24 23:00 answered"], ["before 11-25 09:42"], id="all in closed time"),
        pytest.param(["11-24 11:12 asked", "11-29 12:00 answered"], ["before 11-30 15:30"], id="over a weekend"),
        pytest.param(["11-24 11:12 asked", "11-24 11:12 answered"], ["before 11-25 09:42"], id="in the same second"),
        pytest.param(
            ["11-24 11:12 asked", "11-24 12:12 answered", "11-24 13:12 asked", "11-24 14:12 answered"],
            ["before 11-25 11:42"],
            id="twice",
        ),
        pytest.param(
            ["11-24 11:12 asked", "11-24 12:12 replied"], ["still 7:00:00"], id="our own reply does not resume"
        ),
        pytest.param(["11-25 09:41:59 asked"], ["still 0:00:01"], id="a second before it is due"),
        pytest.param(["11-25 09:42 asked"], ["late 11-25 09:42"], id="at the due moment it is late for good"),
        pytest.param(["11-25 10:00 asked", "11-25 11:00 answered"], ["late 11-25 09:42"], id="late through a pause"),
        pytest.param(
            ["11-24 11:12 asked", "11-24 15:12 recovered"], ["kept 11-24 15:12"], id="recovered while waiting"
        ),
        pytest.param(["11-24 11:12 asked", "11-30 15:12 works"], ["kept 11-30 15:12"], id="works while waiting"),
        pytest.param(["11-24 11:12 asked", "11-26 11:12 reminded"], ["still 7:00:00"], id="a reminder resumes nothing"),
        pytest.param(
            ["11-24 11:12 asked", "11-26 11:12 reminded", "12-10 11:12 unanswered"],
            ["ended 12-10 11:12"],
            id="unanswered",
        ),
        pytest.param(
            ["11-25 10:00 asked", "11-27 10:00 reminded", "12-11 10:00 unanswered"],
            ["late 11-25 09:42"],
            id="unanswered when late",
        ),
    ],
)
def test_recovery_waits_for_the_customer(lines: list[str], expected: list[str]) -> None:
    assert outcomes(life([SUBMITTED, *lines]), "recovery") == expected


def test_agreement_can_say_that_waiting_pauses_nothing() -> None:
    told = life([SUBMITTED, "11-24 11:00 asked", "11-24 16:00 answered"], version=3)
    assert (outcomes(told, "recovery"), outcomes(told, "status_report")) == (
        ["before 11-25 09:42"],
        ["before 11-24 14:12"],
    )


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param([], "", id="not waiting"),
        pytest.param(["11-24 11:00 asked"], "11-26 11:00", id="a reminder after two working days"),
        pytest.param(["11-27 11:00 asked"], "12-01 11:00", id="over a weekend"),
        pytest.param(["12-23 11:00 asked"], "12-28 11:00", id="over christmas"),
        pytest.param(["11-24 19:00 asked"], "11-26 17:00", id="asked at night"),
        pytest.param(["11-24 11:00 asked", "11-25 11:00 replied"], "11-26 11:00", id="our own words change nothing"),
        pytest.param(["11-24 11:00 asked", "11-26 11:00 reminded"], "12-10 11:00", id="closing ten working days later"),
        pytest.param(["11-24 11:00 asked", "11-30 11:00 reminded"], "12-14 11:00", id="also after a late reminder"),
        pytest.param(["11-24 11:00 asked", "11-26 11:00 reminded", "11-26 12:00 answered"], "", id="answered"),
        pytest.param(
            ["11-24 11:00 asked", "11-26 11:00 reminded", "11-26 12:00 answered", "11-26 13:00 asked"],
            "11-30 13:00",
            id="asked again: a new reminder",
        ),
        pytest.param(["11-24 11:00 recovered"], "12-08 11:00", id="closing after the reopening period"),
        pytest.param(["11-24 11:00 recovered", "11-25 11:00 reopened"], "", id="reopened"),
        pytest.param(["11-24 11:00 recovered", "11-25 11:00 closed"], "", id="closed"),
    ],
)
def test_moment_of_the_next_job(lines: list[str], expected: str) -> None:
    assert job_at(life([SUBMITTED, *lines])) == expected


@pytest.mark.parametrize(
    "lines,kind,expected",
    [
        pytest.param([], "recovery", ["kept 11-24 13:12", "before 11-25 11:42"], id="the time used counts"),
        pytest.param([], "response", ["late 11-24 11:12", "before 11-24 16:12"], id="a new response"),
        pytest.param([], "status_report", ["ended 11-24 13:12", "before 11-25 10:42"], id="new reports"),
        pytest.param(["11-24 16:12 replied"], "response", ["late 11-24 11:12", "late 11-24 16:12"], id="strict again"),
        pytest.param(
            ["11-25 11:41:59 recovered"], "recovery", ["kept 11-24 13:12", "kept 11-25 11:41:59"], id="in time"
        ),
        pytest.param(["11-25 11:42 recovered"], "recovery", ["kept 11-24 13:12", "late 11-25 11:42"], id="too late"),
        pytest.param(
            ["11-24 16:12 recovered", "11-25 09:00 reopened"],
            "recovery",
            ["kept 11-24 13:12", "kept 11-24 16:12", "before 11-25 13:00"],
            id="twice",
        ),
    ],
)
def test_reopened_ticket_goes_on(lines: list[str], kind: str, expected: list[str]) -> None:
    told = life([SUBMITTED, "11-24 13:12 recovered", "11-24 15:12 reopened", *lines])
    assert outcomes(told, kind) == expected


def test_reopened_after_a_breach_is_late_still() -> None:
    told = life([SUBMITTED, "11-25 10:00 recovered", "11-25 11:00 reopened", "11-25 12:00 recovered"])
    assert outcomes(told, "recovery") == ["late 11-25 09:42", "late 11-25 09:42"]


@pytest.mark.parametrize(
    "line,kind,expected",
    [
        pytest.param(
            "11-24 10:40 called 1 11-24 10:12", "response", ["kept 11-24 10:12"], id="the call is the response"
        ),
        pytest.param(
            "11-24 10:40 called 1 11-24 10:12", "recovery", ["before 11-24 14:12"], id="recovery from the call"
        ),
        pytest.param(
            "11-24 10:40 called 1 11-24 10:12", "status_report", ["before 11-24 12:12"], id="reports from the call"
        ),
        pytest.param(
            "11-24 15:00 called 1 11-24 10:12", "recovery", ["before 11-24 14:12"], id="logged when late already"
        ),
        pytest.param("11-24 22:10 called 1 11-24 22:00", "recovery", ["before 11-25 12:30"], id="a call at night"),
        pytest.param("11-24 22:10 called 1 11-24 22:00", "response", ["kept 11-24 22:00"], id="answered at night"),
        pytest.param("11-24 10:40 called 4 11-24 10:12", "appointment", ["before 11-24 14:12"], id="category 4"),
        pytest.param("11-24 10:40 called change 11-24 10:12", "delivery", ["before 11-26 10:12"], id="a change"),
        pytest.param("11-24 10:40 called change 11-24 10:12", "response", [], id="a change has no response"),
    ],
)
def test_call_counts_from_its_own_moment(line: str, kind: str, expected: list[str]) -> None:
    assert outcomes(life([line]), kind) == expected


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param(["11-23 10:00 submitted change"], ["before 11-25 10:00"], id="monday gives wednesday"),
        pytest.param(["11-28 12:00 submitted change"], ["before 12-01 17:00"], id="saturday gives tuesday at closing"),
        pytest.param(
            ["11-23 08:30 submitted change"], ["before 11-24 17:00"], id="at an opening that day is the first"
        ),
        pytest.param(["11-23 16:59:59 submitted change"], ["before 11-25 16:59:59"], id="a second before closing"),
        pytest.param(["11-23 17:00 submitted change"], ["before 11-25 17:00"], id="at closing it starts the next day"),
        pytest.param(
            ["12-23 10:00 submitted change"], ["before 12-28 10:00"], id="the 24th until noon is a working day"
        ),
        pytest.param(["12-22 14:00 submitted change"], ["before 12-24 12:00"], id="due on the 24th at its closing"),
        pytest.param(["04-24 10:00 submitted change"], ["before 04-29 10:00"], id="over king's day"),
        pytest.param(["04-03 10:00 submitted change"], ["before 04-08 10:00"], id="over easter"),
        pytest.param(["03-27 10:00 submitted change"], ["before 03-31 10:00"], id="over the clock change of spring"),
        pytest.param(["12-31 10:00 submitted change"], ["before 01-05 10:00"], id="over new year"),
        pytest.param(
            ["11-23 10:00 submitted change", "11-25 09:59:59 recovered"], ["kept 11-25 09:59:59"], id="a second in time"
        ),
        pytest.param(
            ["11-23 10:00 submitted change", "11-25 10:00 recovered"], ["late 11-25 10:00"], id="at the moment"
        ),
        pytest.param(
            ["11-23 10:00 submitted change", "11-24 10:00 works"], ["kept 11-24 10:00"], id="customer confirms"
        ),
        pytest.param(["11-23 10:00 submitted change", "11-23 12:00 asked"], ["still 15:00:00"], id="waiting"),
        pytest.param(
            ["11-23 10:00 submitted change", "11-23 12:00 asked", "11-23 14:00 answered"],
            ["before 11-25 12:00"],
            id="answered",
        ),
        pytest.param(["11-23 10:00 submitted change", "11-24 10:00 withdrawn"], ["ended 11-24 10:00"], id="withdrawn"),
        pytest.param(
            ["11-23 10:00 submitted change", "11-24 10:00 recovered", "11-24 12:00 reopened"],
            ["kept 11-24 10:00", "before 11-25 12:00"],
            id="disputed",
        ),
    ],
)
def test_change_is_delivered_within_two_working_days(lines: list[str], expected: list[str]) -> None:
    assert outcomes(life(lines), "delivery") == expected


@pytest.mark.parametrize(
    "lines,kind,expected",
    [
        pytest.param(
            [f"11-24 10:30 pinned calendar_revision {CLOSED_WEDNESDAY}"],
            "recovery",
            ["before 11-26 09:42"],
            id="a closed day",
        ),
        pytest.param(
            [f"11-24 10:30 pinned calendar_revision {LATE_OPENING}"],
            "recovery",
            ["before 11-25 11:12"],
            id="other hours",
        ),
        pytest.param(
            [f"11-24 10:30 pinned calendar_revision {CLOSED_WEDNESDAY}"],
            "response",
            ["before 11-24 11:12"],
            id="not touched by it",
        ),
        pytest.param(
            ["11-24 11:00 replied", f"11-24 11:30 pinned calendar_revision {CLOSED_WEDNESDAY}"],
            "response",
            ["kept 11-24 11:00"],
            id="a past outcome stays",
        ),
        pytest.param(
            ["11-25 09:42 noted", f"11-25 09:42 pinned calendar_revision {CLOSED_WEDNESDAY}", "11-25 09:43 recovered"],
            "recovery",
            ["late 11-25 09:42"],
            id="late stays late",
        ),
        pytest.param(
            ["11-24 11:12 asked", f"11-24 11:30 pinned calendar_revision {CLOSED_WEDNESDAY}", "11-26 08:30 answered"],
            "recovery",
            ["before 11-26 15:30"],
            id="while waiting",
        ),
        pytest.param(
            ["11-24 10:30 pinned agreement_version 4"], "recovery", ["before 11-24 16:12"], id="another version"
        ),
        pytest.param(
            ["11-24 10:30 pinned agreement_version 4"], "response", ["before 11-24 10:42"], id="a stricter response"
        ),
        pytest.param(
            ["11-24 10:50 pinned agreement_version 4", "11-24 10:51 replied"],
            "response",
            ["late 11-24 10:42"],
            id="late at once",
        ),
        pytest.param(
            ["11-24 10:30 pinned agreement_version 2", "11-24 10:40 reclassified 1"],
            "recovery",
            ["before 11-24 14:40"],
            id="the policy of the version that holds now",
        ),
        pytest.param(
            [f"11-24 10:30 pinned calendar_revision {CLOSED_WEDNESDAY}", "11-24 11:00 reported"],
            "status_report",
            ["kept 11-24 11:00", "before 11-24 15:00"],
            id="the next round has them too",
        ),
    ],
)
def test_edit_is_applied(lines: list[str], kind: str, expected: list[str]) -> None:
    assert outcomes(life([SUBMITTED, *lines]), kind) == expected


def test_cause_is_of_one_round() -> None:
    told = life([SUBMITTED, "11-24 15:00 reported", "11-24 16:00 explained status_report 1 forgotten"])
    assert [(each.round, each.breach_cause) for each in told.clocks() if each.kind == "status_report"] == [
        (1, "forgotten"),
        (2, ""),
    ]
