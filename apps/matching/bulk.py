"""Keys of files that are opened many at once: words are folded ahead, keys written set by set.

The result is what `keeping.rebuild` would write for a new file, which has neither former names nor merged files.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from apps.matching.keeping import is_vague, phones_in, words_of

NEW_WORDS = """
INSERT INTO matching_nametoken (token)
SELECT DISTINCT key FROM unnest(%(keys)s::varchar[]) key
WHERE NOT EXISTS (SELECT FROM matching_nametoken known WHERE known.token = key)
ON CONFLICT (token) DO NOTHING
"""
WRITE = """
WITH opened AS MATERIALIZED ({source}),
spelt AS MATERIALIZED (
    SELECT DISTINCT opened.child, word.value->>0 AS part, token.id
    FROM opened CROSS JOIN LATERAL jsonb_array_elements(opened.found->'words') word
    JOIN matching_nametoken token ON token.token = word.value->>1
), token AS (
    SELECT child, array_agg(DISTINCT id ORDER BY id) AS tokens FROM spelt GROUP BY child
), pair AS (
    SELECT one.child, array_agg(DISTINCT least(one.id, other.id)::bigint << 32 | greatest(one.id, other.id)) AS pairs
    FROM spelt one JOIN spelt other ON other.child = one.child AND other.part > one.part
    GROUP BY one.child
)
INSERT INTO matching_childkey (child_id, tokens, pairs, phones, birth_date, birth_is_vague, is_fresh)
SELECT opened.child, coalesce(token.tokens, '{{}}'), coalesce(pair.pairs, '{{}}'),
       ARRAY(SELECT jsonb_array_elements_text(opened.found->'phones')), file.birth_date,
       (opened.found->>'vague')::bool, true
FROM opened
JOIN people_child file ON file.id = opened.child
LEFT JOIN token ON token.child = opened.child
LEFT JOIN pair ON pair.child = opened.child
"""


def folded(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a file with these values may be found by, to be handed to `write_opened` once it has an id."""
    return {
        "words": [[word.part, word.key] for word in words_of(values)],
        "phones": sorted(phones_in(values.get("phone") or "")),
        "vague": is_vague(values),
    }


def write_opened(keys: Sequence[str], source: str, parameters: Mapping[str, Any]) -> None:
    """Write the keys of new files, in the transaction that opened them.

    `source` is a query for `child` (id) and `found` (as `folded` gives it); `keys` are all words in it.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEW_WORDS, {"keys": list(keys)})
        cursor.execute(WRITE.format(source=source), parameters)
