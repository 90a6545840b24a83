"""A person is one record in the files of one body: the same IIN may stand in those of another."""

from django.db import migrations, models

import apps.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_iin_encrypted"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="relative",
            name="relative_iin_unique",
        ),
        migrations.AddField(
            model_name="relative",
            name="origin",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="relative",
            index=models.Index(
                apps.core.fields.Fingerprint("iin"), condition=models.Q(("iin", ""), _negated=True), name="relative_iin"
            ),
        ),
        migrations.AddIndex(
            model_name="relative",
            index=models.Index(
                condition=models.Q(("origin__isnull", False)), fields=["origin"], name="relative_origin"
            ),
        ),
    ]
