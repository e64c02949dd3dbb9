from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("signed_in", "signed in"),
    ("sign_in_failed", "sign-in failed"),
    ("second_step_failed", "second step failed"),
    ("password_changed", "password changed"),
    ("sessions_ended", "sessions ended"),
    ("refused", "refused"),
    ("limited", "limit reached"),
    ("confidential_opened", "confidential ticket opened"),
    ("exported", "exported"),
    ("setting_changed", "setting changed"),
]
# The database refuses what the model refuses. SQLite, which the demo runs on, empties tables between tests by DELETE.
FORWARDS = """
CREATE FUNCTION accounts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER accounts_securityevent_append_only BEFORE UPDATE OR DELETE ON accounts_securityevent
    FOR EACH ROW EXECUTE FUNCTION accounts_append_only();
"""
BACKWARDS = """
DROP TRIGGER accounts_securityevent_append_only ON accounts_securityevent;
DROP FUNCTION accounts_append_only();
"""


def refuse_changes(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARDS, None)


def allow_changes(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACKWARDS, None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_open_sessions")]

    operations = [
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=20, verbose_name="what")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("subject", models.CharField(blank=True, max_length=80, verbose_name="about")),
                ("data", models.JSONField(default=dict, verbose_name="details")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "security event",
                "verbose_name_plural": "security events",
                "ordering": ("-at", "-pk"),
                "indexes": [models.Index(fields=["-at", "-id"], name="accounts_security_event_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [value for value, _label in KINDS])),
                        name="accounts_security_event_kind_known",
                    )
                ],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
