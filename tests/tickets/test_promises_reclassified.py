"""Another impact, severity or kind (C1, C2, N): from the start or from the change, and what keeps what it has."""

import pytest

from tests.tickets.promises import life, outcomes

# Version 1 counts from the start, version 2 from the change.
SUBMITTED = "11-24 10:12 submitted 2"


@pytest.mark.parametrize(
    "version,lines,kind,expected",
    [
        pytest.param(
            1, ["11-24 10:30 reclassified 1"], "response", ["before 11-24 10:42"], id="response from the start"
        ),
        pytest.param(
            2, ["11-24 10:30 reclassified 1"], "response", ["before 11-24 11:00"], id="response from the change"
        ),
        pytest.param(
            1, ["11-24 10:30 reclassified 1"], "recovery", ["before 11-24 14:12"], id="recovery from the start"
        ),
        pytest.param(
            2, ["11-24 10:30 reclassified 1"], "recovery", ["before 11-24 14:30"], id="recovery from the change"
        ),
        pytest.param(1, ["11-24 10:30 reclassified 3"], "recovery", ["before 11-26 09:12"], id="later from the start"),
        pytest.param(2, ["11-24 10:30 reclassified 3"], "recovery", ["before 11-26 09:30"], id="later from the change"),
        pytest.param(
            1, ["11-24 10:30 reclassified 1"], "status_report", ["before 11-24 12:12"], id="report from the start"
        ),
        pytest.param(
            2, ["11-24 10:30 reclassified 1"], "status_report", ["before 11-24 12:30"], id="report from the change"
        ),
        pytest.param(
            1,
            ["11-24 11:00 reported", "11-24 12:00 reclassified 1"],
            "status_report",
            ["kept 11-24 11:00", "before 11-24 13:00"],
            id="the running report only",
        ),
        pytest.param(
            1,
            ["11-24 11:00 replied", "11-24 11:30 reclassified 1"],
            "response",
            ["kept 11-24 11:00"],
            id="kept stays kept",
        ),
        pytest.param(
            2,
            ["11-24 11:00 replied", "11-24 11:30 reclassified 1"],
            "response",
            ["kept 11-24 11:00"],
            id="kept stays kept, from the change",
        ),
        pytest.param(
            1,
            ["11-24 11:30 replied", "11-24 12:00 reclassified 3"],
            "response",
            ["late 11-24 11:12"],
            id="missed stays missed",
        ),
        pytest.param(
            1,
            ["11-24 11:30 reclassified 3", "11-24 12:00 replied"],
            "response",
            ["late 11-24 11:12"],
            id="late keeps its breach",
        ),
        pytest.param(
            2,
            ["11-24 11:30 reclassified 3", "11-24 12:00 replied"],
            "response",
            ["late 11-24 11:12"],
            id="late keeps its breach, from the change",
        ),
        pytest.param(
            1,
            ["11-24 11:12 reclassified 3", "11-24 11:13 replied"],
            "response",
            ["late 11-24 11:12"],
            id="at the due moment it is late",
        ),
        pytest.param(
            1,
            ["11-24 11:11:59 reclassified 3", "11-24 12:12 replied"],
            "response",
            ["late 11-24 12:12"],
            id="a second before it is not",
        ),
        pytest.param(
            1,
            ["11-24 15:00 reclassified 1", "11-24 15:01 recovered"],
            "recovery",
            ["late 11-24 14:12"],
            id="late at once",
        ),
        pytest.param(
            2,
            ["11-24 15:00 reclassified 1", "11-24 15:01 recovered"],
            "recovery",
            ["kept 11-24 15:01"],
            id="in time, from the change",
        ),
        pytest.param(
            1,
            ["11-24 15:00 reclassified 1", "11-24 15:01 reclassified 2", "11-24 16:00 recovered"],
            "recovery",
            ["late 11-24 14:12"],
            id="and back: what was late stays late",
        ),
        pytest.param(
            1,
            ["11-24 11:00 reclassified 1", "11-24 12:00 reclassified 2", "11-24 16:00 recovered"],
            "recovery",
            ["kept 11-24 16:00"],
            id="and back in time",
        ),
        pytest.param(
            1, ["11-24 11:12 asked", "11-24 12:12 reclassified 1"], "recovery", ["still 3:00:00"], id="a pause goes on"
        ),
        pytest.param(
            2,
            ["11-24 11:12 asked", "11-24 12:12 reclassified 1"],
            "recovery",
            ["still 4:00:00"],
            id="a pause goes on, from the change",
        ),
        pytest.param(
            1,
            ["11-24 11:12 asked", "11-24 12:12 reclassified 1", "11-24 13:12 answered"],
            "recovery",
            ["before 11-24 16:12"],
            id="a pause before the change counts",
        ),
        pytest.param(
            2,
            ["11-24 11:12 asked", "11-24 12:12 reclassified 1", "11-24 13:12 answered"],
            "recovery",
            ["before 11-25 08:42"],
            id="a pause before the change is past",
        ),
        pytest.param(
            1,
            ["11-24 15:12 asked", "11-24 15:30 reclassified 1"],
            "recovery",
            ["late 11-24 14:12"],
            id="late before the pause",
        ),
        pytest.param(
            1,
            ["11-24 13:12 recovered", "11-24 13:30 reopened", "11-24 13:42 reclassified 3"],
            "recovery",
            ["kept 11-24 13:12", "before 11-26 09:30"],
            id="reopened: the time already used counts",
        ),
        pytest.param(
            2,
            ["11-24 13:12 recovered", "11-24 13:30 reopened", "11-24 13:42 reclassified 3"],
            "recovery",
            ["kept 11-24 13:12", "before 11-26 12:42"],
            id="reopened, from the change",
        ),
        pytest.param(1, ["11-24 10:30 reclassified 4"], "recovery", [], id="to 4: recovery is by appointment"),
        pytest.param(1, ["11-24 10:30 reclassified 4"], "status_report", [], id="to 4: reports are by appointment"),
        pytest.param(
            1, ["11-24 10:30 reclassified 4"], "response", ["before 11-24 14:12"], id="to 4: response has longer"
        ),
        pytest.param(
            1,
            ["11-24 10:30 reclassified 4"],
            "appointment",
            ["before 11-24 14:30"],
            id="to 4: an appointment from the change",
        ),
        pytest.param(
            2,
            ["11-24 10:30 reclassified 4"],
            "appointment",
            ["before 11-24 14:30"],
            id="to 4: the same under both policies",
        ),
        pytest.param(
            1,
            ["11-25 10:00 reclassified 4", "11-25 11:00 recovered"],
            "recovery",
            ["late 11-25 09:42"],
            id="to 4 when late: the breach stays",
        ),
        pytest.param(
            1,
            ["11-25 10:00 reclassified 4", "11-25 11:00 agreed recovery 11-27 10:00"],
            "recovery",
            ["late 11-25 09:42", "before 11-27 10:00"],
            id="to 4 when late, and agreed",
        ),
        pytest.param(
            1,
            ["11-24 10:30 reclassified 4", "11-24 11:00 agreed recovery 11-27 10:00"],
            "recovery",
            ["before 11-27 10:00"],
            id="to 4, and agreed",
        ),
        pytest.param(
            1,
            ["11-24 10:30 reclassified 4", "11-24 11:00 reclassified 2"],
            "recovery",
            ["before 11-25 09:42"],
            id="to 4 and back",
        ),
        pytest.param(
            2,
            ["11-24 10:30 reclassified 4", "11-24 11:00 reclassified 2"],
            "recovery",
            ["before 11-25 10:30"],
            id="to 4 and back, from the change",
        ),
        pytest.param(
            1,
            ["11-24 10:30 reclassified 4", "11-24 11:00 reclassified 2"],
            "appointment",
            ["ended 11-24 11:00"],
            id="to 4 and back: none is missing",
        ),
        pytest.param(
            1,
            ["11-24 10:30 reclassified 4", "11-24 15:00 reclassified 2"],
            "appointment",
            ["late 11-24 14:30"],
            id="to 4 and back too late",
        ),
        pytest.param(
            1,
            ["11-24 10:30 reclassified 4", "11-24 11:00 agreed recovery 11-27 10:00", "11-24 12:00 reclassified 2"],
            "recovery",
            ["before 11-25 09:42"],
            id="away from 4: what was agreed no longer holds",
        ),
        pytest.param(
            1, ["11-24 10:30 reclassified change"], "delivery", ["before 11-26 10:12"], id="to a change, from the start"
        ),
        pytest.param(
            2,
            ["11-24 10:30 reclassified change"],
            "delivery",
            ["before 11-26 10:30"],
            id="to a change, from the change",
        ),
        pytest.param(1, ["11-24 10:30 reclassified change"], "recovery", [], id="to a change: no recovery"),
        pytest.param(1, ["11-24 10:30 reclassified change"], "appointment", [], id="to a change: no appointment"),
        pytest.param(1, ["11-24 10:30 reclassified change"], "response", [], id="to a change: no response"),
        pytest.param(
            1,
            ["11-24 11:30 reclassified change", "11-24 12:00 replied"],
            "response",
            ["late 11-24 11:12"],
            id="to a change when late",
        ),
    ],
)
def test_category_2_is_reclassified(version: int, lines: list[str], kind: str, expected: list[str]) -> None:
    assert outcomes(life([SUBMITTED, *lines], version=version), kind) == expected


@pytest.mark.parametrize(
    "lines,kind,expected",
    [
        pytest.param(["11-24 11:00 reclassified 2"], "response", ["before 11-24 11:12"], id="a response is promised"),
        pytest.param(["11-24 10:30 replied", "11-24 11:00 reclassified 2"], "response", [], id="unless it was given"),
        pytest.param(["11-24 11:00 reclassified 2"], "recovery", ["before 11-25 09:42"], id="recovery from the start"),
        pytest.param(["11-24 11:00 reclassified 2"], "delivery", [], id="nothing to deliver"),
        pytest.param(["11-24 11:00 reclassified 4"], "appointment", ["before 11-24 15:00"], id="an appointment"),
        pytest.param(
            ["11-26 11:00 reclassified 2", "11-26 12:00 recovered"],
            "delivery",
            ["late 11-26 10:12"],
            id="late stays late",
        ),
    ],
)
def test_change_becomes_an_incident(lines: list[str], kind: str, expected: list[str]) -> None:
    assert outcomes(life(["11-24 10:12 submitted change", *lines]), kind) == expected
