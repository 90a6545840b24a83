"""What decides who sees and who may is written by actions alone: the role of requests only reads it. A kept answer is
of one body's post."""

from django.db import migrations

ROLE = "caseflow_web"
WRITTEN_BY_ACTIONS = (
    "people_childaccess", "incidents_incidentaccess", "incidents_incident", "incidents_incidentchild",
    "incidents_followup", "accounts_membership", "audit_seal", "disclosure_emergencyopening", "disclosure_purpose",
    "documents_document", "matching_merge", "retention_retention", "retention_erasure",
)  # fmt: skip
TABLES = ", ".join(WRITTEN_BY_ACTIONS)
OF_THE_POST = """membership_id IN (
    SELECT m.id FROM accounts_membership m WHERE m.agency_id = (SELECT wall_agency())
)"""


class Migration(migrations.Migration):
    dependencies = [
        ("wall", "0002_mentoring"),
        ("api", "0006_answers_encrypted"),
        ("incidents", "0002_reporters_encrypted"),
        ("matching", "0002_pairs_and_merges"),
    ]
    operations = [
        migrations.RunSQL(
            f"REVOKE INSERT, UPDATE, DELETE ON {TABLES} FROM {ROLE}",
            f"GRANT INSERT, UPDATE, DELETE ON {TABLES} TO {ROLE}",
        ),
        migrations.RunSQL(
            "ALTER TABLE api_keptanswer ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY wall ON api_keptanswer TO {ROLE} USING ({OF_THE_POST}) WITH CHECK ({OF_THE_POST});",
            "DROP POLICY wall ON api_keptanswer; ALTER TABLE api_keptanswer DISABLE ROW LEVEL SECURITY;",
        ),
    ]
