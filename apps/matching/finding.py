"""Looking through all files for pairs that may be of one child: each night, those written since the last time."""

import json
from datetime import datetime

from django.db import connection, transaction

from apps.matching.keeping import everyone, rebuild
from apps.matching.likeness import SCORES, VAGUE_DAYS
from apps.matching.models import ChildKey, Merge
from apps.people.models import Child

BATCH = 5000
FIND = """
WITH met AS (
    SELECT least(new.child_id, old.child_id) AS one, greatest(new.child_id, old.child_id) AS two,
        cardinality(array(SELECT unnest(new.pairs) INTERSECT SELECT unnest(old.pairs))) > 2 AS whole,
        CASE WHEN new.birth_date = old.birth_date THEN 'same'
            WHEN to_char(new.birth_date, 'DDMMYYYY') = to_char(old.birth_date, 'MMDDYYYY') THEN 'swapped'
            WHEN (SELECT count(*) FROM generate_series(1, 8) AS at
                WHERE substr(to_char(new.birth_date, 'DDMMYYYY'), at, 1)
                   <> substr(to_char(old.birth_date, 'DDMMYYYY'), at, 1)) = 1 THEN 'digit'
            WHEN (new.birth_is_vague OR old.birth_is_vague)
                AND abs(new.birth_date - old.birth_date) <= %(vague)s THEN 'vague'
        END AS birth
    FROM matching_childkey new JOIN matching_childkey old ON old.pairs && new.pairs AND old.child_id <> new.child_id
    WHERE new.child_id = ANY(%(fresh)s)
)
INSERT INTO matching_suspectedpair
    (one_id, two_id, score, reasons, found_at, state, reason, override_reason)
SELECT DISTINCT ON (met.one, met.two) met.one, met.two,
    CASE WHEN whole THEN 30 ELSE 20 END + (%(scores)s::jsonb ->> birth)::int,
    ARRAY[birth, CASE WHEN whole THEN 'three' ELSE 'two' END], %(at)s, 'OPEN', '', ''
FROM met JOIN people_child one ON one.id = met.one JOIN people_child two ON two.id = met.two
WHERE birth IS NOT NULL AND (one.iin = '' OR two.iin = '')
ON CONFLICT (one_id, two_id) DO NOTHING
"""


def find_pairs(at: datetime) -> int:
    """Write the new suspected pairs; how many. Two different IINs are two children, twins often.

    Files without keys (of an older version) get them first.
    """
    _fill_keys()
    found = 0
    while fresh := list(ChildKey.objects.filter(is_fresh=True).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('caseflow.by', '0', true)")
            cursor.execute(FIND, {"fresh": fresh, "vague": VAGUE_DAYS, "scores": json.dumps(SCORES), "at": at})
            found += cursor.rowcount
            ChildKey.objects.filter(pk__in=fresh).update(is_fresh=False)
    return found


def _fill_keys() -> None:
    merged = Merge.objects.standing().values("absorbed")
    if Child.objects.filter(key__isnull=True).exclude(pk__in=merged).exists():
        for children in everyone():
            rebuild(children)
