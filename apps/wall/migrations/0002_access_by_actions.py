"""Who may see a child or an incident is written by actions alone: the role of requests only reads it."""

from django.db import migrations

ROLE = "caseflow_web"
TABLES = "people_childaccess, incidents_incidentaccess"


class Migration(migrations.Migration):
    dependencies = [("wall", "0001_policies"), ("incidents", "0001_initial"), ("people", "0003_drop_name_key_index")]
    operations = [
        migrations.RunSQL(
            f"REVOKE INSERT, UPDATE, DELETE ON {TABLES} FROM {ROLE}",
            f"GRANT INSERT, UPDATE, DELETE ON {TABLES} TO {ROLE}",
        )
    ]
