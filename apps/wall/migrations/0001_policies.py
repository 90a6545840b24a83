"""Row-level security on every table that holds a child's data, for the role in which requests are answered."""

from django.db import migrations

from apps.core.wall import ROLE
from apps.wall.policies import access, own, through, wall

FUNCTIONS = """
CREATE FUNCTION wall_agency() RETURNS bigint STABLE PARALLEL SAFE LANGUAGE sql
RETURN nullif(current_setting('caseflow.agency', true), '')::bigint;
CREATE FUNCTION wall_reader() RETURNS bigint STABLE PARALLEL SAFE LANGUAGE sql
RETURN nullif(current_setting('caseflow.reader', true), '')::bigint;
"""

GRANTS = f"""
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {ROLE};
REVOKE SELECT, UPDATE, DELETE ON audit_rowhistory FROM {ROLE};
REVOKE UPDATE, DELETE ON audit_ledgerentry, audit_seal FROM {ROLE};
"""  # noqa: S608 - constants

NOTHING_GRANTED = f"""
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {ROLE};
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {ROLE};
REVOKE ALL ON SCHEMA public FROM {ROLE};
"""

PARTS = ("childname", "childcategory", "kinship", "parentstatus", "healthrecord", "note", "schooling")
OF_A_CASE = ("riskchange", "assessment", "approval", "matter", "plan", "visit")
POLICIES = {
    "people_child": access("people_child.id"),
    **{f"people_{part}": access(f"people_{part}.child_id") for part in PARTS},
    "people_notetext": through("people_note", "id", "people_notetext.note_id"),
    "people_relative": through("people_kinship", "relative_id", "people_relative.id"),
    "documents_paper": f"subject_kind <> 'child' OR {access('documents_paper.subject_id')}",
    "documents_paperversion": through("documents_paper", "id", "documents_paperversion.paper_id"),
    "care_placement": f"{own('organisation_id')} OR {access('care_placement.child_id')}",
    "mentoring_assignment": f"{own('organisation_id')} OR {access('mentoring_assignment.child_id')}",
    "disclosure_consent": access("disclosure_consent.child_id"),
    "retention_hold": f"{own('agency_id')} OR {access('retention_hold.child_id')}",
    "casework_case": f"{own('agency_id')} OR {access('casework_case.child_id')}",
    **{f"casework_{part}": through("casework_case", "id", f"casework_{part}.case_id") for part in OF_A_CASE},
    "casework_goal": through("casework_plan", "id", "casework_goal.plan_id"),
    "casework_step": through("casework_goal", "id", "casework_step.goal_id"),
}


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0004_doors_by_two"),
        ("audit", "0003_history_may_be_erased"),
        ("care", "0001_initial"),
        ("casework", "0001_initial"),
        ("disclosure", "0001_initial"),
        ("documents", "0002_papers"),
        ("mentoring", "0001_initial"),
        ("people", "0003_drop_name_key_index"),
        ("retention", "0001_archive_hold_erasure"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION wall_agency(); DROP FUNCTION wall_reader();"),
        migrations.RunSQL(GRANTS, NOTHING_GRANTED),
        *(wall(table, seen) for table, seen in POLICIES.items()),
    ]
