"""The columns of IINs take ciphers; the rules on plain text go, and come back as rules on fingerprints."""

from django.db import migrations

import apps.core.fields
import apps.core.identifiers

VALIDATORS = [apps.core.identifiers.validate_iin]


class Migration(migrations.Migration):
    dependencies = [("people", "0003_drop_name_key_index")]

    operations = [
        migrations.RemoveConstraint("child", "child_iin_unique"),
        migrations.RemoveConstraint("child", "child_iin_or_reason"),
        migrations.RemoveConstraint("relative", "relative_iin_unique"),
        migrations.AlterField(
            "child", "iin", apps.core.fields.Findable("IIN", max_length=12, blank=True, validators=VALIDATORS)
        ),
        migrations.AlterField(
            "relative",
            "iin",
            apps.core.fields.Findable("IIN", max_length=12, blank=True, default="", validators=VALIDATORS),
        ),
    ]
