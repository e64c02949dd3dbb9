"""What administrators fill in: versions, calendar days, weekly hours, the policy for holidays."""

from agreements.forms.day import DayForm, HoursField
from agreements.forms.policy import PolicyForm
from agreements.forms.version import (
    CATEGORIES,
    IMPACTS,
    MATRIX_FIELDS,
    NORM_FIELDS,
    SEVERITIES,
    TERM_FIELDS,
    VersionForm,
    initial_of,
)
from agreements.forms.week import WeekForm, initial_week

__all__ = [
    "CATEGORIES",
    "IMPACTS",
    "MATRIX_FIELDS",
    "NORM_FIELDS",
    "SEVERITIES",
    "TERM_FIELDS",
    "DayForm",
    "HoursField",
    "PolicyForm",
    "VersionForm",
    "WeekForm",
    "initial_of",
    "initial_week",
]
