"""A merge is read by whoever reads the file that stayed, the archive by those who keep it. What belongs to an incident,
duties with their terms and calendar, groups of rights, agencies and doors are written by actions alone; of an account
the role of requests notes the last sign-in and a password, hashed anew."""

from django.db import migrations

from apps.wall.policies import access, may, own, wall

ROLE = "caseflow_web"
TABLES = ", ".join(
    (
        "incidents_correction", "incidents_extrarecipient",
        "obligations_obligation", "obligations_step", "obligations_change", "obligations_rule",
        "obligations_calendarday",
        "auth_group", "auth_group_permissions", "auth_permission", "django_content_type",
        "accounts_agencygrouppermission", "accounts_user_groups", "accounts_user_user_permissions",
        "accounts_agency", "accounts_area", "accounts_agencydoor", "accounts_confirmation", "accounts_user",
    )
)  # fmt: skip
ARCHIVE = f"{own('agency_id')} AND {may('erase_children')}"
POLICIES = {
    "matching_merge": access("matching_merge.kept_id"),
    "retention_retention": ARCHIVE,
    "retention_erasure": ARCHIVE,
}


class Migration(migrations.Migration):
    dependencies = [
        ("wall", "0006_rights_by_actions"),
        ("accounts", "0006_power_to_oversee_mentors"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("incidents", "0002_reporters_encrypted"),
        ("matching", "0003_ends_of_telephones"),
        ("obligations", "0001_initial"),
        ("retention", "0002_erased_files_stay_known"),
    ]
    operations = [
        *(wall(table, seen) for table, seen in POLICIES.items()),
        migrations.RunSQL(
            f"REVOKE INSERT, UPDATE, DELETE ON {TABLES} FROM {ROLE};"
            f"GRANT UPDATE (last_login, password) ON accounts_user TO {ROLE};",
            f"REVOKE UPDATE (last_login, password) ON accounts_user FROM {ROLE};"
            f"GRANT INSERT, UPDATE, DELETE ON {TABLES} TO {ROLE};",
        ),
    ]
