"""Lesson: the administration's lists told what no page shows, letter by letter: filters that nobody offered."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from accounts.offered_filters import OfferedFilters, offered_by
from tests.cast import Cast

OURS = {"accounts", "agreements", "maintenance", "notifications", "tickets"}
# What opens a door, or what only somebody else may read.
KEPT_BACK = {
    "accounts.User": ("password", "session_epoch", "last_login"),
    "notifications.Notice": ("payload", "claim"),
    "tickets.Ticket": ("submission_key", "search_text"),
    "tickets.Attachment": ("storage_name", "sha256"),
}


def offered(model_admin: Any) -> set[str]:
    named = (offered_by(each) for each in model_admin.list_filter)
    return {each for each in (*named, model_admin.date_hierarchy) if each}


def test_every_list_of_the_administration_is_filtered_by_what_it_offers_only() -> None:
    lists = {model: each for model, each in admin.site._registry.items() if model._meta.app_label in OURS}
    assert [model._meta.label for model, each in lists.items() if not isinstance(each, OfferedFilters)] == []
    allowed = {
        model._meta.label: {
            field.name
            for field in model._meta.get_fields()
            for lookup in ("", "__startswith", "__regex", "__text__startswith")
            if each.lookup_allowed(f"{field.name}{lookup}", "x", RequestFactory().get("/"))
        }
        for model, each in lists.items()
    }
    assert allowed == {model._meta.label: offered(each) for model, each in lists.items()}
    for label, names in KEPT_BACK.items():
        assert not {*names} & allowed[label]


@pytest.mark.django_db
def test_filter_that_nobody_offered_is_refused_and_offered_ones_work(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    refused = (
        "accounts/user/?password__startswith=pbkdf2",
        "accounts/user/?authenticator__data__contains=a",
        "notifications/notice/?payload__text__regex=key",
        "tickets/attachment/?storage_name__startswith=0",
    )
    answered = (
        "accounts/user/?is_active__exact=1&desk_role__exact=agent&q=a",
        "accounts/securityevent/?at__year=2026&kind__exact=signed_in",
        "notifications/notice/?source=tickets.event&state__exact=pending",
        "maintenance/maintenancewindow/?status__exact=draft&environment__id__exact=1&year__exact=2026",
        "agreements/agreementversion/?agreement__id__exact=1",
    )
    assert {path: client.get(f"/beheer/{path}").status_code for path in refused} == dict.fromkeys(refused, 400)
    assert {path: client.get(f"/beheer/{path}").status_code for path in answered} == dict.fromkeys(answered, 200)
