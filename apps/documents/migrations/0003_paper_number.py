from django.db import migrations, models

from apps.core.db import NumberKey


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_papers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(NumberKey("number"), condition=~models.Q(number=""), name="paper_number"),
        ),
    ]
