"""At which instant a pair ended: a meeting later on that day was no meeting of the pair any more."""

from django.db import migrations, models

ACTOR = "SELECT set_config('caseflow.by', '0', true)"
ENDS = """
UPDATE mentoring_assignment pair SET ended_at = ending.at
FROM (
    SELECT subject_id, max(at) AS at FROM audit_ledgerentry
    WHERE subject_kind = 'assignment' AND verb = 'assignment.ended' GROUP BY subject_id
) ending
WHERE ending.subject_id = pair.id AND pair.state = 'ENDED'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "__latest__"),
        ("mentoring", "0008_signed_contracts"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL([ACTOR, ENDS], migrations.RunSQL.noop),
    ]
