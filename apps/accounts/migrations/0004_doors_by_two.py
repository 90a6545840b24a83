"""An agency's own sign-in is set by one person and opened by another."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def to_a_person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sign_ins_and_confirmations")]

    operations = [
        migrations.RemoveField(model_name="agencydoor", name="is_open"),
        migrations.AddField(model_name="agencydoor", name="opened_by", field=to_a_person(blank=True, null=True)),
        # No row exists yet: none could be made before this.
        migrations.AddField(model_name="agencydoor", name="set_by", field=to_a_person(null=True)),
        migrations.AlterField(model_name="agencydoor", name="set_by", field=to_a_person()),
        migrations.AddConstraint(
            model_name="agencydoor",
            constraint=models.CheckConstraint(
                condition=models.Q(("opened_by", models.F("set_by")), _negated=True), name="agency_door_by_two"
            ),
        ),
    ]
