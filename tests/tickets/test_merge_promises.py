"""Two tickets become one: the earliest start and the strictest promise survive, and nothing is lost (N)."""

from collections.abc import Sequence

import pytest

from tests.tickets.promises import CLOSED_WEDNESDAY, Life, job_at, life, next_step, outcomes

# The survivor of most cases: a disturbance of category 2, reported on Tuesday at 10:12.
MINE = ["11-24 10:12 submitted 2"]


def merged(
    mine: Sequence[str],
    theirs: Sequence[str],
    at: str,
    after: Sequence[str] = (),
    *,
    versions: tuple[int, int] = (1, 1),
    calendars: tuple[int, int] = (1, 1),
) -> tuple[Life, Life]:
    """Survivor and duplicate, told up to the merge, merged, and what happened to the survivor after it."""
    survivor = life(mine, version=versions[0], calendar=calendars[0])
    duplicate = life(theirs, version=versions[1], calendar=calendars[1])
    survivor.others["OZ-2"] = duplicate
    survivor.tell(f"{at} absorbed OZ-2")
    duplicate.tell(f"{at} merged OZ-1")
    for line in after:
        survivor.tell(line)
    return survivor, duplicate


@pytest.mark.parametrize(
    "mine,theirs,at,after,kind,expected",
    [
        pytest.param(
            MINE, ["11-24 09:00 submitted 2"], "11-24 10:15", [],
            "recovery", ["before 11-24 17:00"], id="the earlier start",
        ),
        pytest.param(
            MINE, ["11-24 11:00 submitted 2"], "11-24 11:05", [],
            "recovery", ["before 11-25 09:42"], id="a later duplicate changes nothing",
        ),
        pytest.param(
            MINE, ["11-24 11:00 submitted 1"], "11-24 11:05", [],
            "recovery", ["before 11-24 14:12"], id="the stricter norm, from the earliest start",
        ),
        pytest.param(
            MINE, ["11-24 09:00 submitted 3"], "11-24 10:15", [],
            "recovery", ["before 11-24 17:00"], id="its own norm from an earlier, milder duplicate",
        ),
        pytest.param(
            MINE, ["11-24 15:00 submitted 1"], "11-24 15:10", [],
            "recovery", ["before 11-24 14:12"], id="the stricter norm makes it late at once",
        ),
        pytest.param(
            MINE, ["11-24 09:20 submitted 2"], "11-24 10:15", [],
            "response", ["before 11-24 10:20"], id="response unanswered on both",
        ),
        pytest.param(
            MINE, ["11-24 09:20 submitted 2", "11-24 09:30 replied"], "11-24 10:15", [],
            "response", ["before 11-24 11:12"], id="a response on the duplicate is none here",
        ),
        pytest.param(
            [*MINE, "11-24 10:20 replied"], ["11-24 10:30 submitted 2"], "11-24 10:40", [],
            "response", ["kept 11-24 10:20", "before 11-24 11:30"], id="the duplicate is still to be answered",
        ),
        pytest.param(
            [*MINE, "11-24 10:20 replied"], ["11-24 10:30 submitted 2"], "11-24 10:40", ["11-24 11:00 replied"],
            "response", ["kept 11-24 10:20", "kept 11-24 11:00"], id="one reply answers both",
        ),
        pytest.param(
            [*MINE, "11-24 10:20 replied"], ["11-24 10:30 submitted 2", "11-24 10:35 replied"], "11-24 10:40", [],
            "response", ["kept 11-24 10:20"], id="answered on both stays answered",
        ),
        pytest.param(
            MINE, ["11-24 09:00 submitted 2"], "11-24 10:15", [],
            "response", ["before 11-24 10:00"], id="an unanswered duplicate that is late makes it late",
        ),
        pytest.param(
            ["11-24 08:30 submitted 2"], ["11-24 09:00 submitted 1"], "11-24 09:40", [],
            "response", ["before 11-24 09:30"], id="late itself keeps its own due moment",
        ),
        pytest.param(
            [*MINE, "11-24 11:00 asked"], ["11-24 10:30 submitted 2"], "11-24 12:00", [],
            "recovery", ["before 11-25 09:42"], id="a promise that ran on runs on",
        ),
        pytest.param(
            [*MINE, "11-24 11:00 asked"], ["11-24 10:30 submitted 2", "11-24 11:30 asked"], "11-24 12:00", [],
            "recovery", ["still 6:42:00"], id="both stand still: counted until the later pause",
        ),
        pytest.param(
            [*MINE, "11-24 11:00 asked"], ["11-24 10:30 submitted 2", "11-24 11:30 asked"], "11-24 12:00",
            ["11-24 13:00 answered"],
            "recovery", ["before 11-25 11:12"], id="both stood still: goes on with the answer",
        ),
        pytest.param(
            MINE, ["11-24 09:12 submitted 2", "11-24 09:42 asked"], "11-24 11:12", [],
            "recovery", ["before 11-25 09:12"], id="only what neither ran does not count",
        ),
        pytest.param(
            MINE, ["11-20 16:30 submitted 2"], "11-24 10:15", [],
            "recovery", ["before 11-23 16:00"], id="a duplicate that is late passes its start on",
        ),
        pytest.param(
            ["11-24 16:50 submitted 2"], ["11-24 17:00 submitted 2"], "11-25 08:35", [],
            "recovery", ["before 11-25 16:20"], id="around the closing",
        ),
        pytest.param(
            ["11-23 08:30 submitted 2"], ["11-21 12:00 submitted 2"], "11-23 08:40", [],
            "recovery", ["before 11-23 16:30"], id="reported in the weekend begins at the opening",
        ),
        pytest.param(
            ["12-24 10:00 submitted 2"], ["12-24 09:00 submitted 2"], "12-24 10:05", [],
            "recovery", ["before 12-28 13:30"], id="Christmas",
        ),
        pytest.param(
            ["03-30 09:00 submitted 2"], ["03-27 16:00 submitted 2"], "03-30 09:05", [],
            "recovery", ["before 03-30 15:30"], id="the clock goes forward in between",
        ),
        pytest.param(
            ["10-26 09:00 submitted 2"], ["10-23 16:00 submitted 2"], "10-26 09:05", [],
            "recovery", ["before 10-26 15:30"], id="the clock goes back in between",
        ),
        pytest.param(
            [*MINE, "11-24 11:00 reported"], ["11-24 10:30 submitted 2"], "11-24 11:05", [],
            "status_report", ["kept 11-24 11:00", "before 11-24 14:30"], id="the report that is due first",
        ),
        pytest.param(
            [*MINE, "11-24 11:00 reported"], ["11-24 10:30 submitted 1"], "11-24 11:05", [],
            "status_report", ["kept 11-24 11:00", "before 11-24 12:30"], id="the report of the stricter duplicate",
        ),
        pytest.param(
            [*MINE, "11-24 11:00 reported"], ["11-24 10:30 submitted 1"], "11-24 11:05", ["11-24 12:00 reported"],
            "status_report", ["kept 11-24 11:00", "kept 11-24 12:00", "before 11-24 14:00"],
            id="the next interval is the stricter one",
        ),
        pytest.param(
            [*MINE, "11-24 10:30 recovered", "11-24 11:00 reopened"], ["11-24 10:45 submitted 2"], "11-24 11:05", [],
            "recovery", ["kept 11-24 10:30", "before 11-25 09:57"], id="reopened: the time of both",
        ),
        pytest.param(
            [*MINE, "11-24 10:20 reclassified 1"], ["11-24 10:00 submitted 3"], "11-24 10:25", [],
            "recovery", ["before 11-24 14:00"], id="reclassified survivor",
        ),
        pytest.param(
            MINE, ["11-24 10:00 submitted 3", "11-24 10:20 reclassified 1"], "11-24 10:25", [],
            "recovery", ["before 11-24 14:00"], id="reclassified duplicate",
        ),
        pytest.param(
            ["11-24 10:12 submitted 4"], ["11-24 10:00 submitted 2"], "11-24 10:25", [],
            "recovery", ["before 11-25 09:30"], id="by appointment takes the norm of the duplicate",
        ),
        pytest.param(
            ["11-24 10:12 submitted 4"], ["11-24 10:00 submitted 2"], "11-24 10:25", [],
            "appointment", ["ended 11-24 10:25"], id="by appointment no longer",
        ),
        pytest.param(
            ["11-24 10:12 submitted 4"], ["11-24 10:00 submitted 4"], "11-24 10:25", [],
            "appointment", ["before 11-24 14:00"], id="an appointment is missing on both",
        ),
        pytest.param(
            ["11-24 10:12 submitted 4"], ["11-24 10:00 submitted 4", "11-24 10:20 agreed recovery 11-26 14:00"],
            "11-24 10:25", [],
            "recovery", ["before 11-26 14:00"], id="the appointment of the duplicate",
        ),
        pytest.param(
            ["11-24 10:12 submitted 4", "11-24 10:15 agreed recovery 11-27 09:00"],
            ["11-24 10:00 submitted 4", "11-24 10:20 agreed recovery 11-26 14:00"], "11-24 10:25", [],
            "recovery", ["before 11-26 14:00"], id="the earlier of two appointments",
        ),
        pytest.param(
            ["11-24 10:12 submitted 4", "11-24 10:15 agreed recovery 11-25 09:00"], ["11-24 10:00 submitted 2"],
            "11-24 10:25", [],
            "recovery", ["before 11-25 09:00"], id="its own appointment when that is earlier",
        ),
        pytest.param(
            ["11-24 10:12 submitted change"], ["11-23 16:00 submitted change"], "11-24 10:25", [],
            "delivery", ["before 11-25 16:00"], id="two requests for one change",
        ),
        pytest.param(
            MINE, ["11-24 09:00 submitted 2"], "11-24 10:15", ["11-24 12:00 reclassified 3"],
            "recovery", ["before 11-25 16:30"], id="reclassified after it, from the earliest start",
        ),
        pytest.param(
            MINE, ["11-24 09:00 submitted 2"], "11-24 10:15", ["11-24 16:59:59 recovered"],
            "recovery", ["kept 11-24 16:59:59"], id="a second before the inherited moment",
        ),
        pytest.param(
            MINE, ["11-24 09:00 submitted 2"], "11-24 10:15", ["11-24 17:00 recovered"],
            "recovery", ["late 11-24 17:00"], id="at the inherited moment",
        ),
    ],
)  # fmt: skip
def test_survivor_takes_the_earliest_start_and_the_strictest_promise(
    mine: list[str], theirs: list[str], at: str, after: list[str], kind: str, expected: list[str]
) -> None:
    survivor, _duplicate = merged(mine, theirs, at, after)
    assert outcomes(survivor, kind) == expected


@pytest.mark.parametrize(
    "lines,kind,expected",
    [
        pytest.param(["11-24 10:00 submitted 2"], "recovery", ["ended 11-24 10:15"], id="in time has no outcome"),
        pytest.param(["11-24 09:00 submitted 2"], "response", ["late 11-24 10:00"], id="late stays late"),
        pytest.param(
            ["11-24 09:00 submitted 2", "11-24 09:30 replied"], "response", ["kept 11-24 09:30"], id="kept stays kept"
        ),
        pytest.param(
            ["11-24 09:00 submitted 2", "11-24 09:30 asked"],
            "recovery",
            ["ended 11-24 10:15"],
            id="also standing still",
        ),
        pytest.param(["11-24 10:00 submitted change"], "delivery", ["ended 11-24 10:15"], id="a change"),
        pytest.param(["11-24 10:00 submitted 4"], "appointment", ["ended 11-24 10:15"], id="an appointment to make"),
    ],
)
def test_clocks_of_the_duplicate_end(lines: list[str], kind: str, expected: list[str]) -> None:
    mine = ["11-24 10:12 submitted change"] if "change" in lines[0] else MINE
    _survivor, duplicate = merged(mine, lines, "11-24 10:15")
    assert outcomes(duplicate, kind) == expected
    assert next_step(duplicate) == ""


KINDS = ("response", "recovery", "status_report", "appointment", "delivery")


@pytest.mark.parametrize(
    "mine,theirs,after",
    [
        pytest.param(MINE, ["11-24 09:00 submitted 2"], [], id="nothing happened since"),
        pytest.param(MINE, ["11-24 09:00 submitted 1"], [], id="the stricter norm goes"),
        pytest.param(MINE, ["11-24 09:00 submitted 1"], ["11-24 10:30 replied"], id="answered since"),
        pytest.param(MINE, ["11-24 09:00 submitted 1"], ["11-24 10:30 recovered"], id="recovered since"),
        pytest.param(MINE, ["11-24 09:00 submitted 2"], ["11-24 10:30 asked"], id="waits since"),
        pytest.param(MINE, ["11-24 09:00 submitted 2"], ["11-24 10:30 reclassified 3"], id="reclassified since"),
        pytest.param([*MINE, "11-24 10:13 asked"], ["11-24 10:00 submitted 2"], [], id="waited before"),
        pytest.param([*MINE, "11-24 10:13 replied"], ["11-24 10:00 submitted 2"], [], id="a response taken over goes"),
        pytest.param(["11-24 10:12 submitted 4"], ["11-24 09:00 submitted 2"], [], id="by appointment again"),
        pytest.param(
            MINE, ["11-24 08:30 submitted 2"], ["11-24 10:30 explained response 1 overload"],
            id="a cause of what was late by the merge alone",
        ),
    ],
)  # fmt: skip
def test_undone_merge_leaves_what_would_be_without_it(mine: list[str], theirs: list[str], after: list[str]) -> None:
    survivor, duplicate = merged(mine, theirs, "11-24 10:15", after)
    survivor.tell("11-24 11:00 given_back OZ-2")
    duplicate.tell("11-24 11:00 unmerged OZ-1")
    alone, other = life([*mine, *(line for line in after if "explained" not in line)]), life(theirs)
    for kind in KINDS:
        assert outcomes(survivor, kind) == outcomes(alone, kind)
        assert outcomes(duplicate, kind) == outcomes(other, kind)
    assert [clock.breach_cause for clock in survivor.clocks() if clock.breach_cause] == []
    assert (survivor.status, survivor.fold().facts) == (alone.status, alone.fold().facts)
    assert (duplicate.status, job_at(duplicate)) == (other.status, job_at(other))


def test_undone_waiting_duplicate_is_reminded_when_it_would_have_been() -> None:
    theirs = ["11-24 09:00 submitted 2", "11-24 09:30 asked"]
    _survivor, duplicate = merged(MINE, theirs, "11-24 10:15")
    assert job_at(duplicate) == ""
    duplicate.tell("11-24 10:30 noted")
    duplicate.tell("11-24 11:00 unmerged OZ-1")
    assert job_at(duplicate) == "11-26 09:30"


def test_first_of_two_merges_is_undone_the_second_stays() -> None:
    survivor, _duplicate = merged(MINE, ["11-24 09:00 submitted 1"], "11-24 10:15")
    survivor.others["OZ-3"] = life(["11-24 10:00 submitted 2"])
    survivor.tell("11-24 10:20 absorbed OZ-3")
    assert outcomes(survivor, "recovery") == ["before 11-24 13:00"]
    survivor.tell("11-24 10:30 given_back OZ-2")
    assert outcomes(survivor, "recovery") == ["before 11-25 09:30"]
    survivor.tell("11-24 10:40 given_back OZ-3")
    assert outcomes(survivor, "recovery") == ["before 11-25 09:42"]


def test_merged_again_after_an_undo() -> None:
    survivor, duplicate = merged(MINE, ["11-24 09:00 submitted 2"], "11-24 10:15")
    survivor.tell("11-24 10:30 given_back OZ-2")
    duplicate.tell("11-24 10:30 unmerged OZ-1")
    survivor.tell("11-24 10:40 absorbed OZ-2")
    duplicate.tell("11-24 10:40 merged OZ-1")
    assert outcomes(survivor, "recovery") == ["before 11-24 17:00"]
    assert outcomes(duplicate, "recovery") == ["ended 11-24 10:40"]
    survivor.tell("11-24 10:50 given_back OZ-2")
    assert outcomes(survivor, "recovery") == ["before 11-25 09:42"]


@pytest.mark.parametrize(
    "versions,calendars,expected",
    [
        pytest.param((1, 4), (1, 1), "before 11-24 16:00", id="the stricter agreement of the duplicate"),
        pytest.param((4, 1), (1, 1), "before 11-24 16:00", id="the stricter agreement of the survivor"),
        pytest.param((2, 1), (1, 1), "before 11-25 09:30", id="the policy for reclassifications is not for merges"),
    ],
)
def test_strictest_agreement_holds(versions: tuple[int, int], calendars: tuple[int, int], expected: str) -> None:
    mine, theirs = ["11-24 10:12 submitted 2"], ["11-24 10:00 submitted 2"]
    survivor, _duplicate = merged(mine, theirs, "11-24 10:15", versions=versions, calendars=calendars)
    assert outcomes(survivor, "recovery") == [expected]


def test_strictest_calendar_holds() -> None:
    """The survivor was pinned to a calendar in which Wednesday is closed; the duplicate's promise comes earlier."""
    survivor, _duplicate = merged(MINE, ["11-24 11:00 submitted 2"], "11-24 11:05", calendars=(CLOSED_WEDNESDAY, 1))
    assert outcomes(survivor, "recovery") == ["before 11-25 09:42"]


def test_start_that_was_taken_over_names_its_ticket() -> None:
    survivor, _duplicate = merged(MINE, ["11-24 09:00 submitted 2"], "11-24 10:15")
    origins = {str(kind): rounds[-1].origin for kind, rounds in survivor.fold().rounds.items()}
    assert origins == dict.fromkeys(("response", "recovery", "status_report", "delivery"), "OZ-2")
    later, _duplicate = merged(MINE, ["11-24 11:00 submitted 2"], "11-24 11:05")
    assert {rounds[-1].origin for rounds in later.fold().rounds.values()} == {""}
