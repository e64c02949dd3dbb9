"""N1-N4 and H4 by name: when each promise is due across closed time of every kind, and what exact targets give."""

import pytest

from tests.tickets.promises import life, outcomes

TUESDAY = "11-24 10:12"


@pytest.mark.parametrize(
    "start,category,kind,due",
    [
        pytest.param(TUESDAY, 1, "response", "11-24 10:42", id="response of category 1"),
        pytest.param(TUESDAY, 2, "response", "11-24 11:12", id="response of category 2"),
        pytest.param(TUESDAY, 3, "response", "11-24 12:12", id="response of category 3"),
        pytest.param(TUESDAY, 4, "response", "11-24 14:12", id="response of category 4"),
        pytest.param(TUESDAY, 1, "recovery", "11-24 14:12", id="recovery of category 1"),
        pytest.param(TUESDAY, 2, "recovery", "11-25 09:42", id="recovery of category 2"),
        pytest.param(TUESDAY, 3, "recovery", "11-26 09:12", id="recovery of category 3"),
        pytest.param(TUESDAY, 1, "status_report", "11-24 12:12", id="report of category 1"),
        pytest.param(TUESDAY, 2, "status_report", "11-24 14:12", id="report of category 2"),
        pytest.param(TUESDAY, 3, "status_report", "11-24 16:12", id="report of category 3"),
        pytest.param(TUESDAY, 4, "appointment", "11-24 14:12", id="appointment of category 4"),
        pytest.param("11-24 08:30", 1, "response", "11-24 09:00", id="at the very opening"),
        pytest.param("11-24 08:29:59", 1, "response", "11-24 09:00", id="a second before opening"),
        pytest.param("11-24 07:00", 1, "response", "11-24 09:00", id="early on a working day"),
        pytest.param("11-24 16:59:59", 1, "response", "11-25 08:59:59", id="a second before closing"),
        pytest.param("11-24 17:00", 1, "response", "11-25 09:00", id="at the very closing"),
        pytest.param("11-24 16:30", 1, "response", "11-24 17:00", id="due at the very closing"),
        pytest.param("11-24 16:30:01", 1, "response", "11-25 08:30:01", id="due a second after the next opening"),
        pytest.param("11-28 14:20", 2, "response", "11-30 09:30", id="on a saturday"),
        pytest.param("11-29 23:59:59", 2, "response", "11-30 09:30", id="on a sunday night"),
        pytest.param("11-27 16:00", 2, "recovery", "11-30 15:30", id="over a weekend"),
        pytest.param("03-27 16:30", 2, "recovery", "03-30 16:00", id="over the clock change of spring"),
        pytest.param("03-29 02:30", 2, "response", "03-30 09:30", id="at a time that does not exist"),
        pytest.param("10-23 16:30", 2, "recovery", "10-26 16:00", id="over the clock change of autumn"),
        pytest.param("10-25 02:30", 2, "response", "10-26 09:30", id="at a time that comes twice"),
        pytest.param("04-02 16:00", 2, "recovery", "04-03 15:30", id="good friday is a working day"),
        pytest.param("04-03 16:00", 2, "recovery", "04-07 15:30", id="over easter"),
        pytest.param("04-05 12:00", 1, "response", "04-07 09:00", id="on easter sunday"),
        pytest.param("04-24 16:00", 2, "recovery", "04-28 15:30", id="over the weekend and king's day"),
        pytest.param("04-27 12:00", 1, "response", "04-28 09:00", id="on king's day"),
        pytest.param("05-04 16:00", 2, "recovery", "05-05 15:30", id="liberation day in an ordinary year"),
        pytest.param("05-13 16:00", 2, "recovery", "05-15 15:30", id="over ascension day"),
        pytest.param("05-22 16:00", 2, "recovery", "05-26 15:30", id="over whitsun"),
        pytest.param("12-23 16:00", 2, "recovery", "12-28 12:00", id="over christmas, the 24th until noon"),
        pytest.param("12-24 11:45", 1, "response", "12-28 08:45", id="just before noon on the 24th"),
        pytest.param("12-24 12:00", 1, "response", "12-28 09:00", id="at noon on the 24th"),
        pytest.param("12-31 16:00", 2, "recovery", "01-04 15:30", id="over new year"),
        pytest.param("12-31 17:00", 1, "recovery", "01-04 12:30", id="at the last closing of the year"),
        pytest.param("12-22 16:00", 3, "recovery", "12-28 11:30", id="sixteen hours over christmas"),
    ],
)
def test_promise_is_due(start: str, category: int, kind: str, due: str) -> None:
    assert outcomes(life([f"{start} submitted {category}"]), kind) == [f"before {due}"]


@pytest.mark.parametrize("kind", ["recovery", "status_report", "delivery"])
def test_category_4_has_no_norm_for_what_is_by_appointment(kind: str) -> None:
    assert outcomes(life(["11-24 10:12 submitted 4"]), kind) == []


@pytest.mark.parametrize(
    "kind,verb,at,expected",
    [
        pytest.param("response", "replied", "10:41:59", "kept 11-24 10:41:59", id="response a second in time"),
        pytest.param("response", "replied", "10:42", "late 11-24 10:42", id="response at exactly 30 minutes"),
        pytest.param("response", "replied", "10:42:01", "late 11-24 10:42", id="response a second late"),
        pytest.param("response", "replied", "10:12", "kept 11-24 10:12", id="response at once"),
        pytest.param("response", "reported", "10:30", "kept 11-24 10:30", id="a report is a response"),
        pytest.param("response", "asked", "10:30", "kept 11-24 10:30", id="a question is a response"),
        pytest.param("response", "recovered", "10:30", "kept 11-24 10:30", id="recovery is a response"),
        pytest.param("response", "taken", "10:30", "before 11-24 10:42", id="taking is no response"),
        pytest.param("response", "noted", "10:30", "before 11-24 10:42", id="a note is no response"),
        pytest.param("response", "works", "10:30", "ended 11-24 10:30", id="the customer's word is no response"),
        pytest.param("recovery", "recovered", "14:11:59", "kept 11-24 14:11:59", id="recovery a second in time"),
        pytest.param("recovery", "recovered", "14:12", "late 11-24 14:12", id="recovery at exactly four hours"),
        pytest.param("recovery", "works", "14:00", "kept 11-24 14:00", id="recovery by the customer's word"),
        pytest.param("recovery", "withdrawn", "14:00", "ended 11-24 14:00", id="withdrawn in time has no outcome"),
        pytest.param("recovery", "withdrawn", "14:12", "late 11-24 14:12", id="withdrawn when late stays late"),
        pytest.param("status_report", "recovered", "12:00", "ended 11-24 12:00", id="recovery ends the reports"),
        pytest.param("status_report", "recovered", "12:12", "late 11-24 12:12", id="a missed report stays missed"),
    ],
)
def test_category_1_is_judged_strictly(kind: str, verb: str, at: str, expected: str) -> None:
    assert outcomes(life(["11-24 10:12 submitted 1", f"11-24 {at} {verb}"]), kind) == [expected]


@pytest.mark.parametrize(
    "lines,expected",
    [
        pytest.param(["11-24 12:00 reported"], ["kept 11-24 12:00", "before 11-24 16:00"], id="the next from the last"),
        pytest.param(["11-24 14:11:59 reported"], ["kept 11-24 14:11:59", "before 11-25 09:41:59"], id="just in time"),
        pytest.param(["11-24 14:12 reported"], ["late 11-24 14:12", "before 11-25 09:42"], id="at exactly four hours"),
        pytest.param(
            ["11-24 15:00 reported", "11-24 16:00 reported"],
            ["late 11-24 14:12", "kept 11-24 16:00", "before 11-25 11:30"],
            id="late ones are kept on record",
        ),
        pytest.param(["11-24 22:00 reported"], ["late 11-24 14:12", "before 11-25 12:30"], id="written at night"),
        pytest.param(
            ["11-24 11:00 reported", "11-24 12:00 recovered"],
            ["kept 11-24 11:00", "ended 11-24 12:00"],
            id="to the end",
        ),
        pytest.param(
            ["11-24 11:00 asked", "11-24 11:30 reported"], ["kept 11-24 11:30", "still 4:00:00"], id="while waiting"
        ),
    ],
)
def test_reports_follow_each_other(lines: list[str], expected: list[str]) -> None:
    assert outcomes(life(["11-24 10:12 submitted 2", *lines]), "status_report") == expected
