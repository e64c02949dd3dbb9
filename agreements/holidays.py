"""Public holidays as calendar days, generated under the calendar's policy (H in the agreement).

The `holidays` package is asked for years that have no rows yet; what is stored stays as it is, whatever the package
says later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agreements.models import CalendarDay, DayOrigin, GoodFriday, LiberationDay

GOOD_FRIDAY = "Good Friday"
LIBERATION_DAY = "Liberation Day"
# Where the package's English is not what the Dutch call the day when they speak English.
ENGLISH = {
    "Second Day of Christmas": "Boxing Day",
    "Pentecost": "Whit Sunday",
    "Pentecost Monday": "Whit Monday",
}


def holidays_of(year: int, *, good_friday: str, liberation_day: str) -> list[CalendarDay]:
    """The closed days of a year under this policy, unsaved, in order.

    King's Day moves to the 26th when the 27th is a Sunday; that is why observed days are asked for.
    """
    return [
        CalendarDay(date=on, origin=DayOrigin.GENERATED, name_nl=dutch, name_en=english, hours=[])
        for on, dutch, english in sorted(_public_days(year, liberation_day))
        if english != GOOD_FRIDAY or good_friday == GoodFriday.CLOSED
    ]


def _public_days(year: int, liberation_day: str) -> Iterator[tuple[date, str, str]]:
    import holidays  # noqa: PLC0415 - takes long to load, and is needed once a year

    dutch = holidays.country_holidays("NL", years=year, observed=True, language="nl")
    english = holidays.country_holidays("NL", years=year, observed=True, language="en_US")
    fifth_of_may = date(year, 5, 5)
    for on, name in dutch.items():
        if on != fifth_of_may:
            yield on, name, ENGLISH.get(english[on], english[on])
    # The package names 5 May each fifth year; the policy decides. Ascension Day can fall on it and is closed anyway.
    names = [name for name in dutch.get_list(fifth_of_may) if name != "Bevrijdingsdag"]
    if names:
        yield fifth_of_may, names[0], english.get_list(fifth_of_may)[0]
    elif _closed_on_liberation_day(year, liberation_day):
        yield fifth_of_may, "Bevrijdingsdag", LIBERATION_DAY


def _closed_on_liberation_day(year: int, policy: str) -> bool:
    if policy == LiberationDay.EVERY_YEAR:
        return True
    return policy == LiberationDay.EACH_FIFTH_YEAR and year % 5 == 0
