"""The three-party agreement of a pair as it was signed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_paper_number"),
        ("mentoring", "0007_frozen_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.paper",
                verbose_name="signed three-party agreement",
            ),
        ),
    ]
