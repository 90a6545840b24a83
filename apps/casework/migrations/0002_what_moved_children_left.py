"""Before, a child who moved left behind the files that had been merged into its own, and help that was promised."""

from django.db import migrations

ACTOR = "SELECT set_config('caseflow.by', '0', true)"
FILES = """
WITH RECURSIVE part (kept, id) AS (
    SELECT m.kept_id, m.absorbed_id FROM matching_merge m
    WHERE m.undone_at IS NULL
      AND NOT EXISTS (SELECT FROM matching_merge o WHERE o.absorbed_id = m.kept_id AND o.undone_at IS NULL)
    UNION SELECT part.kept, m.absorbed_id FROM part JOIN matching_merge m ON m.kept_id = part.id
    WHERE m.undone_at IS NULL
)
UPDATE people_child file SET guardianship_id = kept.guardianship_id, version = file.version + 1
FROM part JOIN people_child kept ON kept.id = part.kept
WHERE file.id = part.id AND file.guardianship_id <> kept.guardianship_id
"""
STALE = """
FROM casework_referral stale JOIN people_child child ON child.id = stale.child_id
WHERE stale.kind = 'REFERRAL' AND stale.state = 'ACCEPTED'
  AND child.guardianship_id NOT IN (stale.sender_id, stale.recipient_id)
"""
DUTIES = f"""
UPDATE obligations_obligation duty SET party_id = child.guardianship_id {STALE}
  AND duty.subject_kind = 'referral' AND duty.subject_id = stale.id AND duty.party_id = stale.sender_id
  AND duty.state = 'OPEN'
"""  # noqa: S608 - constants
HELP = f"""
UPDATE casework_referral asked SET sender_id = child.guardianship_id, case_id = NULL, version = asked.version + 1
{STALE} AND asked.id = stale.id
"""  # noqa: S608 - constants


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
        ("matching", "0002_pairs_and_merges"),
        ("obligations", "0001_initial"),
        ("people", "0006_relatives_of_one_body"),
    ]
    operations = [
        migrations.RunSQL([ACTOR, FILES, DUTIES, HELP], migrations.RunSQL.noop),
    ]
