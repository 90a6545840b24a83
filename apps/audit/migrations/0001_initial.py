import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import apps.audit.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="RowHistory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("table_name", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                ("op", models.CharField(max_length=6)),
                ("row", models.JSONField()),
                ("xid", apps.audit.models.Xid8(db_default=apps.audit.models.CurrentXid())),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_xid", apps.audit.models.Xid8()),
                ("to_xid", apps.audit.models.Xid8()),
                ("sealed_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("leaves", models.BinaryField()),
                ("previous", models.BinaryField(max_length=32)),
                ("root", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("agency_id", models.BigIntegerField(null=True)),
                ("verb", models.CharField(max_length=40)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("subject_no", models.CharField(blank=True, max_length=24)),
                ("data", models.JSONField(default=dict)),
                ("mac", models.BinaryField(max_length=32)),
                ("xid", apps.audit.models.Xid8(db_default=apps.audit.models.CurrentXid())),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id", "-id"], name="ledger_subject"),
                    models.Index(fields=["xid"], name="ledger_xid"),
                    models.Index(fields=["actor_id", "-id"], name="ledger_actor"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="165e8e8601107c23e2b891446f2fcc819dcaaaf5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7f4e6",
                    table="audit_ledgerentry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="rowhistory",
            index=models.Index(fields=["table_name", "row_id", "-id"], name="history_row"),
        ),
        migrations.AddIndex(
            model_name="rowhistory",
            index=models.Index(fields=["xid"], name="history_xid"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rowhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c68327c7bbf9f902e124d1cab653ba35ff163799",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d8c05",
                    table="audit_rowhistory",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(fields=("from_xid",), name="seal_from_xid"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="425da599b8e4cf7384a383a64e17697a9d08a345",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4de12",
                    table="audit_seal",
                    when="BEFORE",
                ),
            ),
        ),
    ]
