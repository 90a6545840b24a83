"""Tokens made before a second factor was asked for end, where their post opens files of children."""

from django.db import migrations
from django.db.models.functions import Now

OPEN_NO_FILE = ("OPERATOR_111", "INSPECTOR", "AUTHORITY_HEAD", "AUDITOR", "AGENCY_ADMIN", "SYSADMIN")


def end(apps, schema_editor):
    tokens = apps.get_model("api", "Token").objects.filter(revoked_at__isnull=True)
    tokens.exclude(membership__role__in=OPEN_NO_FILE).update(revoked_at=Now())


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("accounts", "0004_doors_by_two")]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
