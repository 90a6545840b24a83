"""One open application of a person at an organisation; a clearance opens again when the person is corrected."""

from django.db import migrations, models

import apps.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("mentoring", "0004_meetings_by_day"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reopening",
            name="cause",
            field=models.CharField(
                choices=[
                    ("PAPER_EXPIRED", "a paper ran out"),
                    ("NEW_MEMBER", "a new person in the household"),
                    ("MEMBER_OF_AGE", "a person of the household came of age"),
                    ("CONVICTION", "a conviction or prosecution became known"),
                    ("REGISTER", "an entry in a register became known"),
                    ("GROUND", "an answer bars the mentor"),
                    ("PERSON", "the person's data were corrected"),
                    ("CERTIFICATE", "the certificate was revoked"),
                    ("OTHER", "another reason"),
                ],
                max_length=13,
                verbose_name="reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                apps.core.fields.Fingerprint("iin"),
                condition=models.Q(
                    models.Q(("iin", ""), _negated=True),
                    models.Q(("state__in", ["REFUSED", "WITHDRAWN"]), _negated=True),
                ),
                name="candidate_one_open_per_person",
            ),
        ),
    ]
