"""Telephones are found by their ends too, and those of relatives and of other contacts find the child."""

from django.db import migrations

FILL = r"""
WITH RECURSIVE part (child, file) AS (
    SELECT child_id, child_id FROM matching_childkey
    UNION ALL
    SELECT part.child, made.absorbed_id FROM matching_merge made JOIN part ON made.kept_id = part.file
    WHERE made.undone_at IS NULL
), said (child, phone) AS (
    SELECT part.child, file.phone FROM part JOIN people_child file ON file.id = part.file WHERE file.phone > ''
    UNION ALL
    SELECT part.child, found[1] FROM part JOIN people_child file ON file.id = part.file
        CROSS JOIN LATERAL regexp_matches(file.contacts,
            '((?<!\d)(?:\+?[78])?[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d))', 'g') AS found
    WHERE file.contacts > ''
    UNION ALL
    SELECT tie.child_id, person.phone FROM people_kinship tie JOIN people_relative person ON person.id = tie.relative_id
    WHERE tie.withdrawn_at IS NULL AND NOT tie.is_secret AND person.phone > ''
), plain (child, digits) AS (
    SELECT child, right(regexp_replace(phone, '\D', '', 'g'), 10) FROM said
), known (child, phones) AS (
    SELECT child, array_agg(DISTINCT right(digits, n) ORDER BY right(digits, n))
    FROM plain CROSS JOIN (VALUES (10), (7), (4)) AS tail (n) WHERE length(digits) >= 5 GROUP BY child
)
UPDATE matching_childkey key SET phones = known.phones FROM known
WHERE known.child = key.child_id AND key.phones <> known.phones::varchar[]
"""


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0002_pairs_and_merges"),
        ("people", "0007_open_names_say_less"),
    ]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
