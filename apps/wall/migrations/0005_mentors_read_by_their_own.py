"""Row-level security on reading what mentoring keeps of grown persons: who wishes to be a mentor, the certificates,
clearances and training of these, the agreements and the reports. A query gives what `visible_to` gives."""

from django.db import migrations

from apps.wall.policies import access, changed, may, own, through, wall

OWN_ORGANISATION = "(SELECT o.id FROM mentoring_organisation o WHERE o.agency_id = (SELECT wall_agency()))"
KEEPS, CLEARS, TRAINS = may("keep_mentors"), may("clear_mentors"), may("train_mentors")
CANDIDATE = f"""organisation_id = {OWN_ORGANISATION} AND ({KEEPS} OR account_id = (SELECT wall_reader()))
    OR {own("body_id")} AND checks_since IS NOT NULL AND {CLEARS}"""
AGREEMENT = f"""({own("body_id")} OR organisation_id = {OWN_ORGANISATION}) AND ({KEEPS} OR {CLEARS} OR EXISTS (
    SELECT FROM mentoring_assignment a
    WHERE a.agreement_id = mentoring_agreement.id AND a.mentor_id = (SELECT wall_reader())
))"""
REPORT = f"""{own("organisation_id")} AND {KEEPS}
    OR {own("body_id")} AND first_submitted_at IS NOT NULL AND {CLEARS}"""
OWN_SESSION = f"""EXISTS (
    SELECT FROM mentoring_session s JOIN mentoring_programme p ON p.id = s.programme_id
    WHERE s.id = mentoring_attendance.session_id AND p.agency_id = (SELECT wall_agency())
) AND {TRAINS}"""
OWN_PROGRAMME = f"""EXISTS (
    SELECT FROM mentoring_programme p
    WHERE p.id = mentoring_testresult.programme_id AND p.agency_id = (SELECT wall_agency())
) AND {TRAINS}"""
BEING_WRITTEN = """EXISTS (
    SELECT FROM mentoring_quarterlyreport r
    WHERE r.id = mentoring_reportfigure.report_id AND r.organisation_id = (SELECT wall_agency())
)"""

EVIDENCE = (
    "householdmember", "groundcheck", "income", "interview", "housingsurvey", "consultation", "review", "reopening",
)  # fmt: skip
AGENCY_OF_A_CANDIDATE = """EXISTS (
    SELECT FROM mentoring_candidate c JOIN mentoring_organisation o ON o.id = c.organisation_id
    WHERE c.id = mentoring_{part}.candidate_id
      AND (o.agency_id = (SELECT wall_agency()) OR c.body_id = (SELECT wall_agency()))
)"""
"""What 0002 asked of the evidence; it said no more than which agencies."""


def of_a_candidate(part: str) -> str:
    """Who sees the candidate."""
    return through("mentoring_candidate", "id", f"mentoring_{part}.candidate_id")


CHILDS_PAPER = f"subject_kind <> 'child' OR {access('documents_paper.subject_id')}"
SIGNED = f"""EXISTS (
    SELECT FROM mentoring_assignment w WHERE w.id = documents_paper.subject_id AND {access("w.child_id")}
)"""
PAPER = f"""CASE subject_kind
    WHEN 'child' THEN {access("documents_paper.subject_id")}
    WHEN 'candidate' THEN {through("mentoring_candidate", "id", "documents_paper.subject_id")}
    WHEN 'mentor_agreement' THEN {through("mentoring_agreement", "id", "documents_paper.subject_id")}
    WHEN 'assignment' THEN {SIGNED}
    ELSE true END"""

POLICIES = {
    "mentoring_candidate": CANDIDATE,
    "mentoring_clearance": of_a_candidate("clearance"),
    "mentoring_certificate": f"{own('agency_id')} AND {TRAINS} OR {of_a_candidate('certificate')}",
    "mentoring_attendance": f"{OWN_SESSION} OR {of_a_candidate('attendance')}",
    "mentoring_testresult": f"{OWN_PROGRAMME} OR {of_a_candidate('testresult')}",
    "mentoring_agreement": AGREEMENT,
    "mentoring_quarterlyreport": REPORT,
    "mentoring_reportfigure": BEING_WRITTEN,
    "mentoring_reportversion": through("mentoring_quarterlyreport", "id", "mentoring_reportversion.report_id"),
}

MAY = """
CREATE FUNCTION wall_may(perm text) RETURNS boolean STABLE PARALLEL SAFE LANGUAGE sql
RETURN EXISTS (
    SELECT FROM accounts_agencyuserpermission g JOIN auth_permission p ON p.id = g.permission_id
    WHERE g.user_id = wall_reader() AND g.content_object_id = wall_agency() AND p.codename = perm
);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("wall", "0004_mentoring_by_actions"),
        ("accounts", "0006_power_to_oversee_mentors"),
        ("mentoring", "0007_frozen_decisions"),
    ]
    operations = [
        migrations.RunSQL(MAY, "DROP FUNCTION wall_may(text);"),
        *(wall(table, seen) for table, seen in POLICIES.items()),
        *(
            changed(f"mentoring_{part}", of_a_candidate(part), before=AGENCY_OF_A_CANDIDATE.format(part=part))
            for part in EVIDENCE
        ),
        changed("documents_paper", PAPER, before=CHILDS_PAPER),
    ]
