import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import apps.accounts.models
import apps.core.identifiers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_ground"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("patronymic", models.CharField(blank=True, max_length=150, verbose_name="patronymic")),
                ("language", models.CharField(default="ru", max_length=2, verbose_name="language")),
                (
                    "theme",
                    models.CharField(
                        choices=[("auto", "as the device"), ("light", "light"), ("dark", "dark")],
                        default="auto",
                        max_length=5,
                        verbose_name="appearance",
                    ),
                ),
                ("email_reminders", models.BooleanField(default=True, verbose_name="reminders of my duties")),
                ("email_escalations", models.BooleanField(default=True, verbose_name="breached terms")),
                ("email_notices", models.BooleanField(default=True, verbose_name="new notices to my agency")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
            },
            managers=[
                ("objects", apps.accounts.models.People()),
            ],
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=250, verbose_name="name in Kazakh")),
                ("name_ru", models.CharField(max_length=250, verbose_name="name in Russian")),
                ("name_en", models.CharField(blank=True, max_length=250, verbose_name="name in English")),
                ("code", models.CharField(max_length=12, unique=True)),
                (
                    "level",
                    models.CharField(
                        choices=[("COUNTRY", "country"), ("REGION", "region"), ("DISTRICT", "district")], max_length=8
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="accounts.area",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=250, verbose_name="name in Kazakh")),
                ("name_ru", models.CharField(max_length=250, verbose_name="name in Russian")),
                ("name_en", models.CharField(blank=True, max_length=250, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("GUARDIANSHIP", "guardianship body"),
                            ("AKIMAT", "local executive body (akimat)"),
                            ("REGIONAL_OMBUDSMAN", "regional children's ombudsman"),
                            ("REPUBLIC_OMBUDSMAN", "Commissioner for Children's Rights"),
                            ("CENTRAL_AUTHORITY", "central authority for children's rights"),
                            ("EDU_MANAGEMENT", "education management body"),
                            ("MENTORING_ORG", "mentoring organisation"),
                            ("ORPHAN_ORG", "education organisation for orphans and children without parental care"),
                            ("INFANT_HOME", "infant home"),
                            ("SPECIAL_EDUCATION", "special education organisation"),
                            ("SPECIAL_REGIME", "education organisation with a special regime"),
                            ("BOARDING_SCHOOL", "boarding school of general type"),
                            ("MEDICAL_SOCIAL", "medical and social institution"),
                            ("FAMILY_VILLAGE", "family-type children's village"),
                            ("YOUTH_HOME", "youth home"),
                            ("ADAPTATION_CENTRE", "minors' adaptation centre"),
                            ("SUPPORT_CENTRE", "support centre for children"),
                            ("DV_ASSISTANCE", "assistance organisation for victims of domestic violence"),
                            ("SCHOOL", "school"),
                            ("HEALTH_ORG", "health organisation"),
                            ("POLICE", "internal affairs body (police)"),
                            ("MINORS_COMMISSION", "commission on minors"),
                            ("PROSECUTOR", "prosecutor"),
                            ("SOCIAL_PROTECTION", "social protection body"),
                            ("CONTACT_CENTRE", "contact centre 111"),
                            ("NPM", "national preventive mechanism"),
                            ("HR_COMMISSIONER", "Commissioner for Human Rights"),
                            ("OPERATIONS", "operation of the system"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "bin",
                    models.CharField(
                        blank=True, max_length=12, validators=[apps.core.identifiers.validate_bin], verbose_name="BIN"
                    ),
                ),
                ("head_name", models.CharField(blank=True, max_length=150, verbose_name="head")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="address")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail for notices")),
                ("on_platform", models.BooleanField(default=True, verbose_name="works in the system")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agencies",
                        to="accounts.area",
                        verbose_name="area",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("view_incidents", "view incidents"),
                    ("view_own_incidents", "view own incidents"),
                    ("log_incidents", "log incidents"),
                    ("manage_incidents", "manage incidents"),
                    ("view_reporter", "view reporter"),
                    ("view_notices", "view notices"),
                    ("acknowledge_notices", "acknowledge notices"),
                    ("view_children", "view children"),
                    ("view_own_children", "view own children"),
                    ("register_children", "register children"),
                    ("view_duties", "view duties"),
                    ("view_own_duties", "view own duties"),
                    ("view_engine", "view engine"),
                    ("edit_calendar", "edit calendar"),
                    ("view_agencies", "view agencies"),
                    ("manage_agency", "manage agency"),
                    ("manage_all_agencies", "manage all agencies"),
                    ("view_ledger", "view ledger"),
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("GUARDIANSHIP_OFFICER", "guardianship officer"),
                            ("GUARDIANSHIP_HEAD", "head of the guardianship body"),
                            ("OMBUDSMAN", "regional children's ombudsman"),
                            ("COMMISSIONER", "Commissioner for Children's Rights"),
                            ("MENTORING_COORDINATOR", "mentoring coordinator"),
                            ("MENTORING_HEAD", "head of the mentoring organisation"),
                            ("MENTOR", "mentor"),
                            ("ORG_STAFF", "member of staff of an organisation for children"),
                            ("ORG_HEAD", "head of an organisation for children"),
                            ("POLICE_OFFICER", "police officer"),
                            ("POLICE_HEAD", "head of the police department"),
                            ("OPERATOR_111", "operator of contact centre 111"),
                            ("INSPECTOR", "inspector of the central authority"),
                            ("AUTHORITY_HEAD", "head of the central authority"),
                            ("OFFICIAL", "official of another body"),
                            ("OFFICIAL_HEAD", "head of another body"),
                            ("AUDITOR", "auditor"),
                            ("AGENCY_ADMIN", "administrator of the agency"),
                            ("SYSADMIN", "system administrator"),
                        ],
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("is_duty_officer", models.BooleanField(default=False, verbose_name="duty officer")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="current_membership",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.membership",
                verbose_name="current post",
            ),
        ),
        migrations.CreateModel(
            name="AgencyGroupPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="group_grants", to="accounts.agency"
                    ),
                ),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
            ],
            options={
                "abstract": False,
                "unique_together": {("group", "permission", "content_object")},
            },
        ),
        migrations.CreateModel(
            name="AgencyUserPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="user_grants", to="accounts.agency"
                    ),
                ),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "abstract": False,
                "unique_together": {("user", "permission", "content_object")},
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="area",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="fa669cd9a8540087fcaeaac085cd92508523c075",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_850eb",
                    table="accounts_area",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="agency",
            index=models.Index(fields=["kind", "area"], name="agency_kind_area"),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                condition=models.Q(("bin", ""), _negated=True), fields=("bin",), name="agency_bin_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("on_platform", False),
                    ("is_active", False),
                    models.Q(("email", ""), _negated=True),
                    _connector="OR",
                ),
                name="agency_on_platform_has_email",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agency",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="a0b77e5b556770d92e46d3373d6be6b63a711769",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_c196a",
                    table="accounts_agency",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["agency", "role"], name="membership_agency_role"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="membership_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("user", "="),
                    ("agency", "="),
                    ("role", "="),
                    (
                        models.Func(
                            models.F("starts_on"),
                            models.F("ends_on"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="membership_no_overlap",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="a75c6d877c5d33e0640bb97832f62f4ca56a52bf",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_34a98",
                    table="accounts_membership",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("username"), name="user_username_ci"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) - 'password' - 'last_login';\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) - 'password' - 'last_login' THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="b60f397c7c5b6fafed8d33b02550f84aea44fc23",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_9c44e",
                    table="accounts_user",
                    when="AFTER",
                ),
            ),
        ),
    ]
