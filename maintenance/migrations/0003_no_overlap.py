"""On PostgreSQL the database itself refuses two planned windows of one environment at the same time."""

from django.db import migrations

ADD = """
ALTER TABLE maintenance_maintenancewindow ADD CONSTRAINT window_no_overlap
EXCLUDE USING gist (environment_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
WHERE (kind = 'planned' AND status IN ('consultation', 'announced', 'running', 'completed'))
"""
DROP = "ALTER TABLE maintenance_maintenancewindow DROP CONSTRAINT IF EXISTS window_no_overlap"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # Comes with PostgreSQL, and the owner of a database may add it (it is a trusted extension).
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(ADD)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):

    dependencies = [
        ("maintenance", "0002_windows"),
    ]

    operations = [migrations.RunPython(add, drop)]
