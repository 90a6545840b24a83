"""The key of fingerprints, made once for this installation."""

import base64
import secrets

from django.db import migrations, models

import apps.core.fields


def make(apps, schema_editor):
    wrapped = base64.b64encode(secrets.token_bytes(32)).decode()
    apps.get_model("complaints", "IndexKey").objects.create(pk=1, wrapped=wrapped)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="IndexKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wrapped", apps.core.fields.Encrypted(max_length=64)),
            ],
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
