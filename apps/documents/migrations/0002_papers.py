import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_powers_over_files"),
        ("documents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("subject_no", models.CharField(max_length=24)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("BIRTH_CERTIFICATE", "birth certificate"),
                            ("IDENTITY", "identity document"),
                            ("COURT_DECISION", "court decision"),
                            ("MEDICAL", "medical conclusion"),
                            ("GUARDIANSHIP_DECISION", "decision on guardianship"),
                            ("CONSENT", "consent"),
                            ("SCHOOL", "school record"),
                            ("PHOTO", "photo of the child"),
                            ("DEATH_CERTIFICATE", "certificate of a parent's death"),
                            ("EXAMINATION", "act of examination of living conditions"),
                            ("OTHER", "other document"),
                        ],
                        max_length=24,
                        verbose_name="kind of document",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number of the document")),
                ("issued_by", models.CharField(blank=True, max_length=200, verbose_name="issued by")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "compartment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "everyone who may open the file's documents"),
                            ("HEALTH", "health: only with the right to see it"),
                            ("ADOPTION", "secrecy of adoption: only with the right to see it"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="who sees it",
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdraw_reason", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        help_text="whose person added it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="documents.paper"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["subject_kind", "subject_id", "-added_at", "-id"], name="paper_subject"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True),
                    ("issued_on__isnull", True),
                    ("expires_on__gte", models.F("issued_on")),
                    _connector="OR",
                ),
                name="paper_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdraw_reason", ""), ("withdrawn_at__isnull", True)),
                    models.Q(("withdraw_reason__gt", ""), ("withdrawn_at__isnull", False)),
                    _connector="OR",
                ),
                name="paper_withdrawn_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "MEDICAL"), _negated=True), ("compartment", "HEALTH"), _connector="OR"
                ),
                name="paper_medical_closed",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paper",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="81adc06edae406d0961d0651991933079afdc911",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_9cd53",
                    table="documents_paper",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.UniqueConstraint(fields=("paper", "no"), name="paper_version_no"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperversion",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="94235cb154ef272d0ce9a90f19170518d4172cb4",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_e3f42",
                    table="documents_paperversion",
                    when="AFTER",
                ),
            ),
        ),
    ]
