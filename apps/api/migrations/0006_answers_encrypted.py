"""Kept answers are encrypted; those kept in plain, at most two days old, go."""

from django.db import migrations

import apps.core.fields


class Migration(migrations.Migration):
    dependencies = [("api", "0005_scopes_of_mentoring")]
    operations = [
        migrations.RunSQL("TRUNCATE api_keptanswer", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="keptanswer", name="body", field=apps.core.fields.Encrypted(blank=True, max_length=None)
        ),
    ]
