"""By appointment (N4): one is missing until it is made, the newest counts, and none moves by itself."""

import pytest

from tests.tickets.promises import life, next_step, outcomes

SUBMITTED = "11-24 10:12 submitted 4"


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param([], ["before 11-24 14:12"], id="missing from the start"),
        pytest.param(["11-24 11:00 replied"], ["before 11-24 14:12"], id="a reply is no appointment"),
        pytest.param(["11-24 14:11:59 agreed recovery 11-27 14:00"], ["kept 11-24 14:11:59"], id="a second in time"),
        pytest.param(["11-24 14:12 agreed recovery 11-27 14:00"], ["late 11-24 14:12"], id="at exactly four hours"),
        pytest.param(
            ["11-24 11:00 agreed status_report 11-27 14:00"], ["before 11-24 14:12"], id="a report's is another"
        ),
        pytest.param(["11-24 11:00 recovered"], ["ended 11-24 11:00"], id="recovered without one"),
        pytest.param(["11-24 15:00 recovered"], ["late 11-24 14:12"], id="recovered when it was late already"),
        pytest.param(["11-24 11:00 withdrawn"], ["ended 11-24 11:00"], id="withdrawn"),
        pytest.param(
            ["11-24 11:00 asked", "11-24 12:00 answered"], ["before 11-24 14:12"], id="waiting does not pause it"
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-24 12:00 agreed recovery 11-30 14:00"],
            ["kept 11-24 11:00"],
            id="a second one starts nothing",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-25 14:00", "11-25 13:00 recovered", "11-26 09:00 reopened"],
            ["kept 11-24 11:00", "before 11-26 13:00"],
            id="reopened after the moment: a new one is missing",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-25 13:00 recovered", "11-26 09:00 reopened"],
            ["kept 11-24 11:00"],
            id="reopened before the moment: it still holds",
        ),
        pytest.param(
            ["11-24 10:30 recovered", "11-24 11:00 reopened"],
            ["ended 11-24 10:30", "before 11-24 15:00"],
            id="reopened without one",
        ),
    ],
)
def test_making_one_is_a_clock(lines: list[str], expected: list[str]) -> None:
    assert outcomes(life([SUBMITTED, *lines]), "appointment") == expected


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param([], [], id="none yet"),
        pytest.param(["11-24 11:00 agreed recovery 11-27 14:00"], ["before 11-27 14:00"], id="agreed"),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-25 09:00 agreed recovery 11-26 10:00"],
            ["before 11-26 10:00"],
            id="an earlier one replaces it",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-25 09:00 agreed recovery 12-03 10:00"],
            ["before 12-03 10:00"],
            id="a later one replaces it",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-27 13:59:59 recovered"],
            ["kept 11-27 13:59:59"],
            id="in time",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-27 14:00 recovered"],
            ["late 11-27 14:00"],
            id="at the moment",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-27 15:00 agreed recovery 11-30 10:00"],
            ["late 11-27 14:00", "before 11-30 10:00"],
            id="made anew when late: the breach stays",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-24 12:00 asked"],
            ["before 11-27 14:00"],
            id="stays while waiting",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-24 12:00 asked", "11-30 09:00 answered"],
            ["late 11-27 14:00"],
            id="passes while waiting",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-25 09:00 withdrawn"], ["ended 11-25 09:00"], id="withdrawn"
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-25 09:00 recovered", "11-25 10:00 reopened"],
            ["kept 11-25 09:00", "before 11-27 14:00"],
            id="reopened before it",
        ),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-25 09:30", "11-25 09:00 recovered", "11-25 10:00 reopened"],
            ["kept 11-25 09:00"],
            id="reopened after it",
        ),
        pytest.param(["11-24 11:00 agreed recovery 12-28 08:30"], ["before 12-28 08:30"], id="after christmas"),
        pytest.param(["10-23 11:00 agreed recovery 10-26 10:00"], ["before 10-26 10:00"], id="over the clock change"),
    ],
)
def test_agreed_moment_is_the_due_moment_of_recovery(lines: list[str], expected: list[str]) -> None:
    first = "10-23 10:12 submitted 4" if lines and lines[0].startswith("10-23") else SUBMITTED
    assert outcomes(life([first, *lines]), "recovery") == expected


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param(["11-24 11:00 agreed status_report 11-25 10:00"], ["before 11-25 10:00"], id="agreed"),
        pytest.param(
            ["11-24 11:00 agreed status_report 11-25 10:00", "11-25 09:00 reported"],
            ["kept 11-25 09:00"],
            id="for once",
        ),
        pytest.param(
            ["11-24 11:00 agreed status_report 11-25 10:00", "11-25 10:00 reported"], ["late 11-25 10:00"], id="late"
        ),
        pytest.param(
            ["11-24 11:00 agreed status_report 11-25 10:00", "11-25 09:00 recovered"],
            ["ended 11-25 09:00"],
            id="recovered",
        ),
    ],
)
def test_report_by_appointment(lines: list[str], expected: list[str]) -> None:
    assert outcomes(life([SUBMITTED, *lines]), "status_report") == expected


def test_appointment_is_a_response() -> None:
    assert outcomes(life([SUBMITTED, "11-24 11:00 agreed recovery 11-27 14:00"]), "response") == ["kept 11-24 11:00"]


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param([], "response 11-24 14:12", id="response first"),
        pytest.param(["11-24 11:00 replied"], "appointment 11-24 14:12", id="then the appointment"),
        pytest.param(["11-24 11:00 agreed recovery 11-27 14:00"], "recovery 11-27 14:00", id="then what was agreed"),
        pytest.param(
            ["11-24 11:00 agreed recovery 11-27 14:00", "11-24 12:00 asked"], "recovery 11-27 14:00", id="also waiting"
        ),
        pytest.param(["11-24 11:00 recovered"], "", id="nothing when recovered"),
    ],
)
def test_queue_shows_what_is_next(lines: list[str], expected: str) -> None:
    assert next_step(life([SUBMITTED, *lines])) == expected
