"""The register names every model that says something of a person, and its page is what the table says."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model, UUIDField

from accounts.models import User
from tickets.management.commands.processing_register import FILE, REGISTER, processing_register

# Whatever is called so is of a person, wherever it stands.
PERSONAL_NAMES = {
    "email", "phone", "caller_name", "address", "device", "body", "session_data", "uid", "token", "said_by",
    "settled_with", "decided_by", "words", "settled_words",
}  # fmt: skip
# What says nothing of anybody: a new model is in the register or here, and somebody has thought of which.
NO_PEOPLE = {
    "accounts.Mandate",
    "accounts.Organisation",
    "agreements.Agreement",
    "agreements.Calendar",
    "agreements.CalendarDay",
    "agreements.MatrixCell",
    "agreements.NormTime",
    "agreements.WeeklyHours",
    "auth.Group",
    "auth.Permission",
    "contenttypes.ContentType",
    "maintenance.Announcement",
    "maintenance.Environment",
    "maintenance.EnvironmentCustomer",
    "maintenance.WindowCustomer",
    "ozmo_desk.Heartbeat",
    "socialaccount.SocialApp",
    "tickets.BillSeries",
    "tickets.BillingParty",
    "tickets.CatalogueItem",
    "tickets.SlaClock",
    "tickets.TicketLink",
}


def is_personal(field: Field[object, object]) -> bool:
    """It refers to somebody, or its name says so."""
    refers = field.is_relation and field.related_model is User
    return refers or is_named_so(field)


def is_named_so(field: Field[object, object]) -> bool:
    """A number that a program made up is of nobody."""
    return field.name in PERSONAL_NAMES and not isinstance(field, UUIDField)


def personal_models() -> set[str]:
    models: list[type[Model]] = apps.get_models()
    return {each._meta.label for each in models if any(is_personal(field) for field in each._meta.fields)} - NO_PEOPLE


def test_every_model_was_thought_of() -> None:
    models = {each._meta.label for each in apps.get_models()}
    assert models - {each.model for each in REGISTER} == NO_PEOPLE & models


def test_every_model_with_personal_data_is_in_it() -> None:
    assert personal_models() - {each.model for each in REGISTER} == set()


def test_every_personal_field_of_a_model_is_named() -> None:
    missing = [
        f"{entry.model}.{field.name}"
        for entry in REGISTER
        for field in apps.get_model(entry.model)._meta.fields
        if is_named_so(field) and field.name not in entry.fields
    ]
    assert missing == []


def test_every_field_of_the_table_exists() -> None:
    known = {entry.model: {field.name for field in apps.get_model(entry.model)._meta.fields} for entry in REGISTER}
    unknown = {entry.model: set(entry.fields) - known[entry.model] for entry in REGISTER}
    assert {model: fields for model, fields in unknown.items() if fields} == {}


def test_page_is_fresh() -> None:
    assert (settings.BASE_DIR / FILE).read_text(encoding="utf-8") == processing_register()
