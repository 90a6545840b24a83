import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0005_one_open_application")]

    operations = [
        migrations.AlterField(
            model_name="meeting",
            name="breaches",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("NO_HEAD_CONSENT", "outing without the head's consent"),
                        ("NO_CHILD_CONSENT", "outing without the child's consent"),
                        ("ABROAD", "the child was taken abroad"),
                        ("THIRD_PARTY", "the child was left with third parties"),
                        ("STUDY_DAY", "services on a day of school"),
                        ("NOT_RUNNING", "a meeting while the mentoring rested or after its end"),
                    ],
                    max_length=16,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
    ]
