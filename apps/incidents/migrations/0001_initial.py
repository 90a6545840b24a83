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
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("DEATH", "death of a child"),
                            ("CRUEL_PHYSICAL", "cruel treatment: physical violence"),
                            ("CRUEL_MENTAL", "cruel treatment: mental violence"),
                            ("SEXUAL_ATTEMPT", "attempt on sexual immunity"),
                            ("THREAT", "threat to life or health"),
                            ("ILLNESS", "illness"),
                            ("INJURY", "injury"),
                            ("HOSPITAL", "taken to a medical organisation"),
                            ("TAKEN_TO_POLICE", "taken to the police"),
                            ("VIOLENCE", "other violence against a child"),
                            ("CHILD_FOUND", "child found without care"),
                            ("BULLYING", "bullying"),
                            ("NIGHT_VENUE", "at an entertainment venue at night"),
                            ("NIGHT_OUTSIDE", "outside the home at night"),
                            ("EXPLOITATION", "exploitation"),
                            ("HARMFUL_CONTENT", "harmful content"),
                            ("SUBSTANCES", "alcohol, tobacco, drugs or other substances"),
                            ("RELIGION_IN_CAMP", "religious activity in a camp or leisure organisation"),
                            ("MILITARY_USE", "use in military action"),
                            ("TRAFFICKING", "trafficking, kidnapping, illegal movement"),
                        ],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "draft"),
                            ("ESTABLISHED", "established"),
                            ("NOTIFYING", "notifying"),
                            ("NOTIFIED", "notified"),
                            ("NOTIFIED_LATE", "notified late"),
                            ("FOLLOW_UP", "in follow-up"),
                            ("CLOSED", "closed"),
                            ("JOINED", "joined to another report"),
                            ("DISCARDED", "discarded"),
                        ],
                        default="DRAFT",
                        max_length=14,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("occurred_from", models.DateTimeField(blank=True, null=True, verbose_name="when it happened")),
                ("occurred_to", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("discovered_at", models.DateTimeField(blank=True, null=True, verbose_name="when it became known")),
                (
                    "established_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="when the fact was established"),
                ),
                ("place", models.CharField(blank=True, max_length=250, verbose_name="place")),
                ("description", models.TextField(blank=True, max_length=8000, verbose_name="description")),
                ("alleged_person", models.CharField(blank=True, max_length=200, verbose_name="alleged person")),
                (
                    "alleged_relation",
                    models.CharField(blank=True, max_length=100, verbose_name="relation to the child"),
                ),
                (
                    "safety",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SAFE", "the child is safe now"),
                            ("IN_DANGER", "the child is in danger"),
                            ("UNKNOWN", "not known"),
                        ],
                        max_length=9,
                        verbose_name="safety now",
                    ),
                ),
                (
                    "safety_measures",
                    models.CharField(blank=True, max_length=1000, verbose_name="what was done for safety"),
                ),
                ("reporter_name", models.CharField(blank=True, max_length=150, verbose_name="reporter")),
                ("reporter_contact", models.CharField(blank=True, max_length=150, verbose_name="reporter's contact")),
                (
                    "reporter_is_confidential",
                    models.BooleanField(default=False, verbose_name="the reporter stays confidential"),
                ),
                (
                    "episodes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of episodes"),
                ),
                (
                    "public_channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("MASS_MEDIA", "mass media"),
                            ("TELECOM", "telephone or messenger"),
                            ("ONLINE", "online platform"),
                            ("PUBLIC", "in public"),
                        ],
                        max_length=10,
                        verbose_name="public or online",
                    ),
                ),
                ("violence_confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="accounts.agency"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.area",
                        verbose_name="district",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "joined_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ASSISTANCE_PLAN", "assistance plan (Article 36(3))"),
                            ("ASSISTANCE_REFUSED", "reasoned refusal of assistance"),
                            ("MEASURE", "measure taken"),
                            ("DATABANK", "entered in the republic's data bank"),
                            ("NO_VIOLENCE", "violence was not confirmed"),
                        ],
                        max_length=18,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="what was done")),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="incidents.incident"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExtraRecipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(blank=True, max_length=24)),
                ("name", models.CharField(blank=True, max_length=250)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extra_recipients",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_established_at", models.DateTimeField()),
                ("new_established_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="incidents.incident"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IncidentAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ground", models.CharField(max_length=24)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(blank=True, null=True)),
                ("sort_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="access", to="incidents.incident"
                    ),
                ),
                (
                    "user",
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
            name="IncidentChild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("description", models.CharField(blank=True, max_length=250, verbose_name="who, if not known")),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="people.child",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="concerned", to="incidents.incident"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["agency", "state"], name="incident_agency_state"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["-created_at", "-id"], name="incident_newest"),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "DRAFT"),
                    ("state", "DISCARDED"),
                    models.Q(
                        ("area__isnull", False),
                        ("established_at__isnull", False),
                        ("submitted_at__isnull", False),
                        models.Q(("kind", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="incident_submitted_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("occurred_from__isnull", True),
                    ("established_at__isnull", True),
                    ("occurred_from__lte", models.F("established_at")),
                    _connector="OR",
                ),
                name="incident_established_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("occurred_to__isnull", True), ("occurred_from__lte", models.F("occurred_to")), _connector="OR"
                ),
                name="incident_interval",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("joined_to__isnull", True), ("state", "JOINED"), _connector="OR"),
                name="incident_joined",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incident",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="81697b4d5d10b0e787a64459308e1acec955a376",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_1f7d9",
                    table="incidents_incident",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["incident", "-id"], name="follow_up_incident"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="dae7b921d8bf39af98a93ca7c556a6597b154389",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_5dcba",
                    table="incidents_followup",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="extrarecipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("agency__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"),
                name="extra_recipient_someone",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="extrarecipient",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="e9a06545e5e20cf8504456a35f84d4c5dec4f6b4",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_8bc4e",
                    table="incidents_extrarecipient",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["incident", "-id"], name="correction_incident"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correction",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="9387ceaf752d32bf3678632641b2556fde465c7c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_029c6",
                    table="incidents_correction",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="incidentaccess",
            index=models.Index(fields=["agency", "-sort_at", "-incident"], name="incident_access_page"),
        ),
        migrations.AddIndex(
            model_name="incidentaccess",
            index=models.Index(fields=["incident", "agency"], name="incident_access_probe"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incidentaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="249c53305db38a7d6ac64a2c7fff68b1fd41ac41",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_b5cee",
                    table="incidents_incidentaccess",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentchild",
            constraint=models.UniqueConstraint(fields=("incident", "child"), name="incident_child_once"),
        ),
        migrations.AddConstraint(
            model_name="incidentchild",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("child__isnull", False), models.Q(("description", ""), _negated=True), _connector="OR"
                ),
                name="incident_child_someone",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incidentchild",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="cc9fbc7460eb7f872aec475fbb41b59014bc9d85",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_5d6ca",
                    table="incidents_incidentchild",
                    when="AFTER",
                ),
            ),
        ),
    ]
