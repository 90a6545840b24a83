"""Reporters' names and contacts become unreadable to whoever holds the database alone."""

from django.db import connection, migrations

import apps.core.fields
from apps.core.crypto import encrypt

COLUMNS = ("reporter_name", "reporter_contact")


def encrypt_stored(_apps, _editor):
    """What was written before lies plain: encrypt it."""
    with connection.cursor() as cursor:
        for column in COLUMNS:
            cursor.execute(f"SELECT id, {column} FROM incidents_incident WHERE {column} <> ''")  # noqa: S608 - own names
            purpose = f"incidents_incident.{column}"
            rows = [(encrypt(plain, purpose=purpose), pk) for pk, plain in cursor.fetchall()]
            cursor.executemany(f"UPDATE incidents_incident SET {column} = %s WHERE id = %s", rows)  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]

    operations = [
        migrations.AlterField(
            "incident", "reporter_name", apps.core.fields.Encrypted("reporter", max_length=150, blank=True)
        ),
        migrations.AlterField(
            "incident", "reporter_contact", apps.core.fields.Encrypted("reporter's contact", max_length=150, blank=True)
        ),
        migrations.RunPython(encrypt_stored, migrations.RunPython.noop),
    ]
