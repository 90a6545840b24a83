"""Rights, which policies ask for, and tokens are given and ended by actions alone; of a token the role of requests
notes the last use, and can give it no other post, scope or end."""

from django.db import migrations

ROLE = "caseflow_web"
TABLES = "accounts_agencyuserpermission, api_token"


class Migration(migrations.Migration):
    dependencies = [
        ("wall", "0005_mentors_read_by_their_own"),
        ("api", "0006_answers_encrypted"),
    ]
    operations = [
        migrations.RunSQL(
            f"REVOKE INSERT, UPDATE, DELETE ON {TABLES} FROM {ROLE};"
            f"GRANT UPDATE (last_used_at) ON api_token TO {ROLE};",
            f"REVOKE UPDATE (last_used_at) ON api_token FROM {ROLE};"
            f"GRANT INSERT, UPDATE, DELETE ON {TABLES} TO {ROLE};",
        ),
    ]
