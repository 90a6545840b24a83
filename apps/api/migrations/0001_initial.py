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
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                ("target", models.CharField(help_text="method and path", max_length=300)),
                ("body_hash", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.membership"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="kept_answer_age")],
                "constraints": [models.UniqueConstraint(fields=("membership", "key"), name="kept_answer_once")],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=8, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("agencies:read", "read areas and agencies"),
                                ("users:read", "read the own account and the people of the agency"),
                                ("rules:read", "read rules and compute terms"),
                                ("duties:read", "read duties and their clocks"),
                                ("children:read", "open files of children"),
                                ("children:write", "register children, place them, assign mentors"),
                                ("incidents:read", "read incidents"),
                                ("incidents:write", "log incidents and work on them"),
                                ("notices:read", "read notices"),
                                ("notices:write", "acknowledge, resend and record notices"),
                                ("tokens:read", "list the own tokens"),
                                ("tokens:write", "revoke the own tokens"),
                            ],
                            max_length=24,
                        ),
                        size=None,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="accounts.membership"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-id"], name="token_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))), name="token_period"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="token",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) - 'last_used_at';\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) - 'last_used_at' THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="e86e6787757957d093c15cec55e398afba126174",
                    operation='INSERT OR UPDATE OF "digest", "user_id", "membership_id", "scopes", "expires_at", "revoked_at" OR DELETE',
                    pgid="pgtrigger_history_c18d5",
                    table="api_token",
                    when="AFTER",
                ),
            ),
        ),
    ]
