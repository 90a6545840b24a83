"""Row-level security on appeals: read by the office that considers them, without whoever is shut out; everything sealed
and everything about the sender goes with the appeal. Receipts, visits and the key of fingerprints are read by nobody's
request. All of it is written by actions alone."""

from django.db import migrations

from apps.core.wall import ROLE
from apps.wall.policies import may, own, through, wall

LIVE = "{a}.valid_from <= statement_timestamp() AND ({a}.valid_to IS NULL OR {a}.valid_to > statement_timestamp())"
HAS_ACCESS = f"""EXISTS (
    SELECT FROM complaints_appealaccess a
    WHERE a.appeal_id = {{appeal}} AND a.agency_id = (SELECT wall_agency()) AND {LIVE.format(a="a")}
)"""
SHUT_OUT = """EXISTS (
    SELECT FROM complaints_exclusion x
    WHERE x.appeal_id = complaints_appeal.id AND x.lifted_at IS NULL
      AND (x.user_id = (SELECT wall_reader()) OR x.agency_id = (SELECT wall_agency()))
)"""
APPEAL = f"{may('view_appeals')} AND {HAS_ACCESS.format(appeal='complaints_appeal.id')} AND NOT {SHUT_OUT}"


def of_an_appeal(table: str) -> str:
    """Who sees the appeal."""
    return through("complaints_appeal", "id", f"{table}.appeal_id")


PARTS = (
    "appealkey", "index", "respondent", "round", "post", "attachment", "worknote", "childlink", "incidentlink",
)  # fmt: skip
PROPOSAL = f"{may('view_appeals')} AND ({own('office_id')} OR {own('addressee_id')})"
POLICIES = {
    "complaints_appealaccess": own("agency_id"),
    "complaints_exclusion": HAS_ACCESS.format(appeal="complaints_exclusion.appeal_id"),
    "complaints_appeal": APPEAL,
    **{f"complaints_{part}": of_an_appeal(f"complaints_{part}") for part in PARTS},
    "complaints_identity": f"{may('view_applicant')} AND {of_an_appeal('complaints_identity')}",
    "complaints_indexkey": "false",
    "complaints_receipt": "false",
    "complaints_sendervisit": "false",
    "complaints_bodyrequest": f"{own('body_id')} AND {may('answer_requests')} OR {of_an_appeal('complaints_bodyrequest')}",
    "complaints_legislativeproposal": PROPOSAL,
    "complaints_legislativeproposal_appeals": through(
        "complaints_legislativeproposal", "id", "complaints_legislativeproposal_appeals.legislativeproposal_id"
    ),
    "complaints_call": f"{own('agency_id')} AND {may('take_calls')}",
    "complaints_callreferral": f"{through('complaints_call', 'id', 'complaints_callreferral.call_id')}"
    f" OR {of_an_appeal('complaints_callreferral')}",
    "complaints_poster": f"{own('office_id')} AND {may('view_appeals')}",
}
TABLES = ", ".join(POLICIES)


class Migration(migrations.Migration):
    dependencies = [
        ("wall", "0007_merges_archive_and_accounts"),
        ("complaints", "0002_index_key"),
    ]
    operations = [
        *(wall(table, seen) for table, seen in POLICIES.items()),
        migrations.RunSQL(
            f"REVOKE INSERT, UPDATE, DELETE ON {TABLES} FROM {ROLE}",
            f"GRANT INSERT, UPDATE, DELETE ON {TABLES} TO {ROLE}",
        ),
    ]
