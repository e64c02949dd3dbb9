"""OZMO's agreement as version 1, its calendar with the public holidays of 2024 to 2029, and calendar revision 1.

All of it is literal, so that every database begins the same on whatever day it is made; `keep_calendar` goes on from
here. Going back removes exactly what was put in, and stops when something else refers to it.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MADE_AT = datetime(2024, 1, 1, tzinfo=AMSTERDAM)
EFFECTIVE_FROM = date(2020, 1, 1)
UNTIL = date(2029, 12, 31)
REASON = "Overeenkomst van OZMO"

TERMS: dict[str, Any] = {
    "timezone": "Europe/Amsterdam",
    "phone_number": "0413 - 741 742",
    "change_working_days": 2,
    "maintenance_per_year": 24,
    "notice_days": 3,
    "notice_hours": 72,
    "reservation_days": 30,
    "reopening_working_days": 10,
    "pauses_while_waiting": True,
    "reclassify_from": "start",
}
MATRIX = {
    ("all", "no_calls"): 1,
    ("all", "no_functions"): 2,
    ("all", "cumbersome"): 3,
    ("some", "no_calls"): 2,
    ("some", "no_functions"): 3,
    ("some", "cumbersome"): 3,
    ("one", "no_calls"): 3,
    ("one", "no_functions"): 3,
    ("one", "cumbersome"): 4,
}
HOUR = timedelta(hours=1)
# Category, clause, response, recovery, status report; None is by appointment.
NORMS = (
    (1, "N1", HOUR / 2, 4 * HOUR, 2 * HOUR),
    (2, "N2", HOUR, 8 * HOUR, 4 * HOUR),
    (3, "N3", 2 * HOUR, 16 * HOUR, 6 * HOUR),
    (4, "N4", 4 * HOUR, None, None),
)
WEEK = {str(weekday): [["08:30", "17:00"]] for weekday in range(5)}
HOLIDAYS = (
    ("2024-01-01", "Nieuwjaarsdag", "New Year's Day"),
    ("2024-03-31", "Eerste paasdag", "Easter Sunday"),
    ("2024-04-01", "Tweede paasdag", "Easter Monday"),
    ("2024-04-27", "Koningsdag", "King's Day"),
    ("2024-05-09", "Hemelvaartsdag", "Ascension Day"),
    ("2024-05-19", "Eerste pinksterdag", "Whit Sunday"),
    ("2024-05-20", "Tweede pinksterdag", "Whit Monday"),
    ("2024-12-25", "Eerste kerstdag", "Christmas Day"),
    ("2024-12-26", "Tweede kerstdag", "Boxing Day"),
    ("2025-01-01", "Nieuwjaarsdag", "New Year's Day"),
    ("2025-04-20", "Eerste paasdag", "Easter Sunday"),
    ("2025-04-21", "Tweede paasdag", "Easter Monday"),
    ("2025-04-26", "Koningsdag", "King's Day"),
    ("2025-05-05", "Bevrijdingsdag", "Liberation Day"),
    ("2025-05-29", "Hemelvaartsdag", "Ascension Day"),
    ("2025-06-08", "Eerste pinksterdag", "Whit Sunday"),
    ("2025-06-09", "Tweede pinksterdag", "Whit Monday"),
    ("2025-12-25", "Eerste kerstdag", "Christmas Day"),
    ("2025-12-26", "Tweede kerstdag", "Boxing Day"),
    ("2026-01-01", "Nieuwjaarsdag", "New Year's Day"),
    ("2026-04-05", "Eerste paasdag", "Easter Sunday"),
    ("2026-04-06", "Tweede paasdag", "Easter Monday"),
    ("2026-04-27", "Koningsdag", "King's Day"),
    ("2026-05-14", "Hemelvaartsdag", "Ascension Day"),
    ("2026-05-24", "Eerste pinksterdag", "Whit Sunday"),
    ("2026-05-25", "Tweede pinksterdag", "Whit Monday"),
    ("2026-12-25", "Eerste kerstdag", "Christmas Day"),
    ("2026-12-26", "Tweede kerstdag", "Boxing Day"),
    ("2027-01-01", "Nieuwjaarsdag", "New Year's Day"),
    ("2027-03-28", "Eerste paasdag", "Easter Sunday"),
    ("2027-03-29", "Tweede paasdag", "Easter Monday"),
    ("2027-04-27", "Koningsdag", "King's Day"),
    ("2027-05-06", "Hemelvaartsdag", "Ascension Day"),
    ("2027-05-16", "Eerste pinksterdag", "Whit Sunday"),
    ("2027-05-17", "Tweede pinksterdag", "Whit Monday"),
    ("2027-12-25", "Eerste kerstdag", "Christmas Day"),
    ("2027-12-26", "Tweede kerstdag", "Boxing Day"),
    ("2028-01-01", "Nieuwjaarsdag", "New Year's Day"),
    ("2028-04-16", "Eerste paasdag", "Easter Sunday"),
    ("2028-04-17", "Tweede paasdag", "Easter Monday"),
    ("2028-04-27", "Koningsdag", "King's Day"),
    ("2028-05-25", "Hemelvaartsdag", "Ascension Day"),
    ("2028-06-04", "Eerste pinksterdag", "Whit Sunday"),
    ("2028-06-05", "Tweede pinksterdag", "Whit Monday"),
    ("2028-12-25", "Eerste kerstdag", "Christmas Day"),
    ("2028-12-26", "Tweede kerstdag", "Boxing Day"),
    ("2029-01-01", "Nieuwjaarsdag", "New Year's Day"),
    ("2029-04-01", "Eerste paasdag", "Easter Sunday"),
    ("2029-04-02", "Tweede paasdag", "Easter Monday"),
    ("2029-04-27", "Koningsdag", "King's Day"),
    ("2029-05-10", "Hemelvaartsdag", "Ascension Day"),
    ("2029-05-20", "Eerste pinksterdag", "Whit Sunday"),
    ("2029-05-21", "Tweede pinksterdag", "Whit Monday"),
    ("2029-12-25", "Eerste kerstdag", "Christmas Day"),
    ("2029-12-26", "Tweede kerstdag", "Boxing Day"),
)


def _agreement(apps: Apps) -> None:
    agreement = apps.get_model("agreements", "Agreement").objects.create(name="OZMO", customer=None)
    version = apps.get_model("agreements", "AgreementVersion").objects.create(
        agreement=agreement, number=1, effective_from=EFFECTIVE_FROM, reason=REASON, created_at=MADE_AT, **TERMS
    )
    cell = apps.get_model("agreements", "MatrixCell")
    cell.objects.bulk_create(
        cell(version=version, impact=impact, severity=severity, category=category)
        for (impact, severity), category in MATRIX.items()
    )
    norm = apps.get_model("agreements", "NormTime")
    norm.objects.bulk_create(
        norm(
            version=version,
            category=category,
            clause=clause,
            response=response,
            recovery=recovery,
            status_report=status_report,
        )
        for category, clause, response, recovery, status_report in NORMS
    )


def _calendar(apps: Apps) -> None:
    apps.get_model("agreements", "Calendar").objects.create(
        id=1,
        timezone="Europe/Amsterdam",
        until=UNTIL,
        good_friday="open",
        liberation_day="each_fifth_year",
    )
    apps.get_model("agreements", "WeeklyHours").objects.create(effective_from=EFFECTIVE_FROM, hours=WEEK)
    day = apps.get_model("agreements", "CalendarDay")
    day.objects.bulk_create(
        day(date=date.fromisoformat(on), origin="generated", name_nl=dutch, name_en=english, hours=[])
        for on, dutch, english in HOLIDAYS
    )
    apps.get_model("agreements", "CalendarRevision").objects.create(
        number=1,
        reason=REASON,
        created_at=MADE_AT,
        snapshot={
            "timezone": "Europe/Amsterdam",
            "until": UNTIL.isoformat(),
            "weekly": WEEK,
            "changes": {},
            "exceptions": {on: {"hours": [], "nl": dutch, "en": english} for on, dutch, english in HOLIDAYS},
        },
    )


def put_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put OZMO's agreement and calendar in an empty database."""
    _agreement(apps)
    _calendar(apps)


def take_out(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove them again."""
    apps.get_model("agreements", "CalendarRevision").objects.filter(number=1).delete()
    apps.get_model("agreements", "CalendarDay").objects.filter(origin="generated").delete()
    apps.get_model("agreements", "WeeklyHours").objects.filter(effective_from=EFFECTIVE_FROM).delete()
    apps.get_model("agreements", "Calendar").objects.all().delete()
    version = {"agreement__customer": None, "number": 1}
    for part in ("MatrixCell", "NormTime"):
        apps.get_model("agreements", part).objects.filter(**{f"version__{k}": v for k, v in version.items()}).delete()
    apps.get_model("agreements", "AgreementVersion").objects.filter(**version).delete()
    apps.get_model("agreements", "Agreement").objects.filter(customer=None).delete()


class Migration(migrations.Migration):
    """Data only."""

    dependencies = (("agreements", "0001_initial"),)
    operations = (migrations.RunPython(put_in, take_out),)
