import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_ground"),
        ("accounts", "0001_initial"),
        ("notices", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(unique=True, verbose_name="day")),
                ("is_working", models.BooleanField(verbose_name="working day")),
                ("reason_kk", models.CharField(max_length=150, verbose_name="reason in Kazakh")),
                ("reason_ru", models.CharField(max_length=150, verbose_name="reason in Russian")),
                ("reason_en", models.CharField(blank=True, max_length=150, verbose_name="reason in English")),
                ("source", models.CharField(max_length=250, verbose_name="source")),
                ("is_certain", models.BooleanField(default=True, verbose_name="certain")),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("CORRECTION", "the start was corrected"),
                            ("CALENDAR", "the calendar was changed"),
                            ("EXTENSION", "the term was extended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("old_started_at", models.DateTimeField()),
                ("new_started_at", models.DateTimeField()),
                ("old_due_at", models.DateTimeField()),
                ("new_due_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("subject_no", models.CharField(max_length=24)),
                (
                    "role",
                    models.CharField(
                        blank=True, help_text="the role in which the rule names the recipient", max_length=24
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("arithmetic", models.JSONField(default=dict)),
                (
                    "step_times",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(), default=list, size=None
                    ),
                ),
                ("steps_taken", models.PositiveSmallIntegerField(default=0)),
                ("next_step_at", models.DateTimeField(blank=True, null=True)),
                ("escalation", models.JSONField(default=dict, help_text="audience -> agency id, e.g. GUARDIANSHIP")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "running"),
                            ("MET", "met"),
                            ("MET_LATE", "met late"),
                            ("CANCELLED", "cancelled"),
                        ],
                        default="OPEN",
                        max_length=9,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("met_at", models.DateTimeField(blank=True, null=True)),
                ("breached_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("FACTS_CHANGED", "the facts were corrected"),
                            ("JOINED", "joined to another report"),
                            ("DISCARDED", "the draft was discarded"),
                            ("WRONG_RECIPIENT", "the recipient was wrong"),
                            ("TOLD_OTHERWISE", "told by telephone or letter instead"),
                        ],
                        max_length=16,
                    ),
                ),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                ("set_aside_error", models.CharField(blank=True, max_length=250)),
            ],
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60)),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "basis",
                    models.CharField(
                        choices=[("LAW", "law"), ("BYLAW", "by-law"), ("POLICY", "system rule")], max_length=6
                    ),
                ),
                (
                    "term_basis",
                    models.CharField(
                        choices=[("LAW", "law"), ("BYLAW", "by-law"), ("POLICY", "system rule")], max_length=6
                    ),
                ),
                (
                    "ladder_basis",
                    models.CharField(
                        choices=[("LAW", "law"), ("BYLAW", "by-law"), ("POLICY", "system rule")],
                        default="POLICY",
                        max_length=6,
                    ),
                ),
                ("article", models.JSONField(default=dict)),
                ("title_kk", models.CharField(max_length=250)),
                ("title_ru", models.CharField(max_length=250)),
                ("title_en", models.CharField(max_length=250)),
                ("duty_kk", models.CharField(max_length=600)),
                ("duty_ru", models.CharField(max_length=600)),
                ("duty_en", models.CharField(max_length=600)),
                ("note_kk", models.TextField(blank=True)),
                ("note_ru", models.TextField(blank=True)),
                ("note_en", models.TextField(blank=True)),
                ("opens_on", models.CharField(blank=True, max_length=48)),
                ("met_on", models.CharField(blank=True, max_length=48)),
                ("term", models.JSONField()),
                ("owner_kind", models.CharField(max_length=40)),
                ("recipients", models.JSONField(default=list)),
                (
                    "recipient_rule",
                    models.CharField(
                        choices=[("ALL", "all of them"), ("ANY", "any one of them"), ("NONE", "nobody")],
                        default="NONE",
                        max_length=4,
                    ),
                ),
                ("extension", models.JSONField(blank=True, null=True)),
                ("ladder", models.JSONField(default=list)),
                ("in_force_from", models.DateField()),
                ("in_force_to", models.DateField(blank=True, null=True)),
                ("in_force_precision", models.CharField(max_length=12)),
                ("source", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("ripe_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField()),
                ("told", models.BooleanField()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calendarday",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="136e894c9a51a06830d343a6d8519868c0b3cb64",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_f9b91",
                    table="obligations_calendarday",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="notices.notice",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="accounts.agency"
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="party",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties_towards",
                to="accounts.agency",
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="obligations.obligation"
            ),
        ),
        migrations.AddIndex(
            model_name="rule",
            index=models.Index(fields=["opens_on"], name="rule_opens_on"),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.UniqueConstraint(fields=("code", "version"), name="rule_version"),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_to__isnull", True), ("in_force_to__gte", models.F("in_force_from")), _connector="OR"
                ),
                name="rule_period",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="obligations.rule"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rule",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="aa629d9bdce054c470b3abb028afbe7b4f4b360d",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_b9f65",
                    table="obligations_rule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="obligations.obligation"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["duty", "-id"], name="change_duty"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="change",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="b2edd5c3837617c2d92af16b5e69db92ac5442e7",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_a9671",
                    table="obligations_change",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("next_step_at__isnull", False), ("set_aside_at__isnull", True), ("state", "OPEN")),
                fields=["next_step_at", "id"],
                name="duty_ripe",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("state", "OPEN")), fields=["owner", "due_at", "id"], name="duty_owner_open"
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["owner", "-due_at", "-id"], name="duty_owner"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["subject_kind", "subject_id"], name="duty_subject"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["rule", "state"], name="duty_rule_state"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("set_aside_at__isnull", False)), fields=["id"], name="duty_set_aside"
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "CANCELLED"), _negated=True),
                fields=("rule", "subject_kind", "subject_id", "owner", "role", "party"),
                name="duty_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", True), ("met_at__isnull", True), ("state", "OPEN")),
                    models.Q(
                        ("cancelled_at__isnull", True), ("met_at__isnull", False), ("state__in", ["MET", "MET_LATE"])
                    ),
                    models.Q(("cancelled_at__isnull", False), ("state", "CANCELLED")),
                    _connector="OR",
                ),
                name="duty_state_instants",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "MET"), _negated=True),
                    models.Q(("breached_at__isnull", True), ("met_at__lte", models.F("due_at"))),
                    _connector="OR",
                ),
                name="duty_late_stays_late",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="obligation",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) - 'next_step_at' - 'steps_taken' - 'set_aside_at' - 'set_aside_error';\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) - 'next_step_at' - 'steps_taken' - 'set_aside_at' - 'set_aside_error' THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="3db591a475c15a8534f297b3d35bf45d348099fb",
                    operation='INSERT OR UPDATE OF "rule_id", "subject_id", "owner_id", "party_id", "notice_id", "started_at", "due_at", "arithmetic", "state", "met_at", "breached_at", "cancelled_at", "cancel_reason" OR DELETE',
                    pgid="pgtrigger_history_5de7e",
                    table="obligations_obligation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("duty", "position"), name="step_once"),
        ),
    ]
