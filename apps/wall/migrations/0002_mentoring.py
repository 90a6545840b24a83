"""Row-level security on what mentoring holds of a child, and on the evidence about those who wish to be mentors."""

from django.db import migrations

from apps.wall.policies import access, changed, own, through, wall

PAIR = f"{own('organisation_id')} OR {access('mentoring_assignment.child_id')}"
EVIDENCE = (
    "householdmember", "groundcheck", "income", "interview", "housingsurvey", "consultation", "review", "reopening",
)  # fmt: skip
OF_A_CANDIDATE = """EXISTS (
    SELECT FROM mentoring_candidate c JOIN mentoring_organisation o ON o.id = c.organisation_id
    WHERE c.id = mentoring_{part}.candidate_id
      AND (o.agency_id = (SELECT wall_agency()) OR c.body_id = (SELECT wall_agency()))
)"""
TWO_SIDES = f"{own('organisation_id')} OR {own('body_id')}"
POLICIES = {
    "mentoring_suspension": through("mentoring_assignment", "id", "mentoring_suspension.assignment_id"),
    "mentoring_meeting": through("mentoring_assignment", "id", "mentoring_meeting.assignment_id"),
    "mentoring_meetingnote": through("mentoring_meeting", "id", "mentoring_meetingnote.meeting_id"),
    "mentoring_notequestion": through("mentoring_meetingnote", "id", "mentoring_notequestion.note_id"),
    "mentoring_notedraft": "author_id = (SELECT wall_reader())",
    "mentoring_proposal": TWO_SIDES,
    "mentoring_wish": access("mentoring_wish.child_id"),
    "mentoring_help": TWO_SIDES,
    **{f"mentoring_{part}": OF_A_CANDIDATE.format(part=part) for part in EVIDENCE},
}


class Migration(migrations.Migration):
    dependencies = [
        ("wall", "0001_policies"),
        ("mentoring", "0003_meetings_and_reports"),
    ]
    operations = [
        changed("mentoring_assignment", f"{own('body_id')} OR {PAIR}", before=PAIR),
        *(wall(table, seen) for table, seen in POLICIES.items()),
    ]
