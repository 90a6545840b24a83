"""What was decided or handed in is frozen in the database."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("mentoring", "0006_meetings_at_rest"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="clearance",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."candidate_id" IS DISTINCT FROM (NEW."candidate_id") OR OLD."snapshot" IS DISTINCT FROM (NEW."snapshot"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="d441b9891cdea5efe5f6e6ec480e4db9c8d22218",
                    operation="UPDATE",
                    pgid="pgtrigger_frozen_b9922",
                    table="mentoring_clearance",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportversion",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."figures" IS DISTINCT FROM (NEW."figures") OR OLD."no" IS DISTINCT FROM (NEW."no") OR OLD."report_id" IS DISTINCT FROM (NEW."report_id") OR OLD."texts" IS DISTINCT FROM (NEW."texts"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="243617240a94ab612b1d7431cb0fadf5bc690a9b",
                    operation="UPDATE",
                    pgid="pgtrigger_frozen_71639",
                    table="mentoring_reportversion",
                    when="BEFORE",
                ),
            ),
        ),
    ]
