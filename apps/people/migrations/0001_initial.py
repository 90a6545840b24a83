import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import apps.core.db
import apps.core.identifiers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_ground"),
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Child",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                ("surname", models.CharField(blank=True, max_length=100, verbose_name="surname")),
                ("given_name", models.CharField(max_length=100, verbose_name="given name")),
                ("patronymic", models.CharField(blank=True, max_length=100, verbose_name="patronymic")),
                (
                    "surname_latin",
                    models.CharField(blank=True, max_length=100, verbose_name="surname in Latin letters"),
                ),
                (
                    "given_name_latin",
                    models.CharField(blank=True, max_length=100, verbose_name="given name in Latin letters"),
                ),
                ("name_key", models.CharField(editable=False, max_length=320)),
                (
                    "iin",
                    models.CharField(
                        blank=True, max_length=12, validators=[apps.core.identifiers.validate_iin], verbose_name="IIN"
                    ),
                ),
                (
                    "no_iin_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("FOUNDLING", "found child, identity not established"),
                            ("FOREIGNER", "foreign citizen or stateless"),
                            ("NEWBORN", "birth not registered yet"),
                            ("NOT_KNOWN", "not known yet"),
                        ],
                        max_length=10,
                        verbose_name="why there is no IIN",
                    ),
                ),
                ("birth_date", models.DateField(verbose_name="birth date")),
                (
                    "birth_date_is_estimated",
                    models.BooleanField(default=False, verbose_name="the birth date is estimated"),
                ),
                (
                    "sex",
                    models.CharField(choices=[("FEMALE", "girl"), ("MALE", "boy")], max_length=6, verbose_name="sex"),
                ),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="address")),
                (
                    "representative_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PARENT", "parent"),
                            ("ADOPTER", "adopter"),
                            ("OPEKUN", "guardian of a child under 14 (опекун)"),
                            ("POPECHITEL", "guardian of a child of 14 to 18 (попечитель)"),
                            ("FOSTER_PARENT", "foster parent"),
                            ("PROFESSIONAL", "professional foster educator"),
                            ("PATRONAGE", "patronage carer"),
                            ("ORGANISATION", "organisation where the child lives"),
                            ("OTHER", "another person replacing them by law"),
                        ],
                        max_length=14,
                        verbose_name="legal representative is",
                    ),
                ),
                (
                    "representative_name",
                    models.CharField(blank=True, max_length=150, verbose_name="legal representative"),
                ),
                ("registered_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.area",
                        verbose_name="district of residence",
                    ),
                ),
                (
                    "guardianship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="accounts.agency",
                        verbose_name="responsible guardianship body",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChildAccess",
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
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="access", to="people.child"
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
        migrations.AddIndex(
            model_name="child",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("name_key", name="gin_trgm_ops"), name="child_name_key"
            ),
        ),
        migrations.AddIndex(
            model_name="child",
            index=models.Index(
                apps.core.db.KkKey("surname"),
                apps.core.db.KkKey("given_name"),
                models.F("id"),
                name="child_kazakh_order",
            ),
        ),
        migrations.AddIndex(
            model_name="child",
            index=models.Index(fields=["guardianship", "-registered_at"], name="child_guardianship"),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.UniqueConstraint(
                condition=models.Q(("iin", ""), _negated=True), fields=("iin",), name="child_iin_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("iin__gt", ""), ("no_iin_reason", "")),
                    models.Q(("iin", ""), ("no_iin_reason__gt", "")),
                    _connector="OR",
                ),
                name="child_iin_or_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="child",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="4486ab6e2a3f1719429245e2e6a81c30f0baf5a9",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_b14c6",
                    table="people_child",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="childaccess",
            index=models.Index(fields=["agency", "-sort_at", "-child"], name="child_access_page"),
        ),
        migrations.AddIndex(
            model_name="childaccess",
            index=models.Index(fields=["child", "agency"], name="child_access_probe"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="childaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="a4edac270272e86653e79e04e1315b27d84baa1f",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_89981",
                    table="people_childaccess",
                    when="AFTER",
                ),
            ),
        ),
    ]
