"""Production's settings for the benchmarks, with a clock that starts in opening hours and one bare page more."""

import os

os.environ |= {
    "DESK_MODE": "production",
    "SECRET_KEY": "only-for-benchmarks-on-loopback-" + "x" * 32,
    "ALLOWED_HOSTS": "desk.example",
    "BASE_URL": "https://desk.example",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    # One client stands for everybody: allauth's and our limits per address and person are not what is measured.
    "TRUSTED_PROXIES": "1",
    "DESK_LIMITS": "submit=9999999/9999999, reply=9999999/9999999, search=9999999/9999999",
    # A sign-in is not in it, so neither is its second step.
    "DESK_SECOND_FACTOR": "optional",
}
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:9/0")

from ozmo_desk.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
# A Tuesday morning: every run has the same rows late, soon and later, and submissions start their clocks at once.
DESK_AT, DESK_AT_SINCE = "2026-11-24 10:12", ""
