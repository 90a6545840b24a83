"""Mentoring is written by actions alone: the role of requests only reads it."""

from django.db import migrations

ROLE = "caseflow_web"
TABLES = ", ".join(
    f"mentoring_{name}"
    for name in (
        "agreement", "assignment", "attendance", "candidate", "certificate", "clearance", "consultation", "groundcheck",
        "help", "householdmember", "housingsurvey", "income", "interview", "meeting", "meetingnote", "nonstudyperiod",
        "notedraft", "notequestion", "organisation", "organisationarea", "programme", "proposal", "quarterlyreport",
        "reopening", "reportfigure", "reportversion", "review", "session", "suspension", "testresult", "wish",
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("wall", "0003_access_by_actions"),
        ("mentoring", "0003_meetings_and_reports"),
    ]
    operations = [
        migrations.RunSQL(
            f"REVOKE INSERT, UPDATE, DELETE ON {TABLES} FROM {ROLE}",
            f"GRANT INSERT, UPDATE, DELETE ON {TABLES} TO {ROLE}",
        ),
    ]
