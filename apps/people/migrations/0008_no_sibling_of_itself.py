"""No child is named its own sister or brother. Rows that a merge wrote so before are kept until they are withdrawn."""

import django.db.models
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0007_open_names_say_less")]
    operations = [
        AddConstraintNotValid(
            model_name="kinship",
            constraint=django.db.models.CheckConstraint(
                condition=~django.db.models.Q(withdrawn_at__isnull=True)
                | ~django.db.models.Q(child=django.db.models.F("sibling")),
                name="kinship_no_sibling_of_itself",
            ),
        )
    ]
