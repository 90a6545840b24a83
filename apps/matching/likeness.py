"""Whether a child about to get a file may have one already.

The rule: the same birth date, or one with day and month swapped or one digit wrong (where one of them is estimated: one
about two years off), and two parts of the name that sound alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from apps.core import wall
from apps.matching.birth import DIGIT, SAME, SWAPPED, VAGUE, closeness, slips
from apps.matching.dictionary import WORDS
from apps.matching.keeping import is_vague, pairs_of, words_of
from apps.matching.models import ChildKey
from apps.people.reach import without_closed

MOST = 10
SCORES = {SAME: 3, SWAPPED: 2, DIGIT: 1, VAGUE: 0}

VAGUE_DAYS = 800
"""How far two birth dates may lie apart when one of them is estimated."""

FIND = """
WITH wanted AS MATERIALIZED (
    SELECT place, pairs::bigint[] AS pairs, days::date[] AS days, born, vague
    FROM unnest(%s::int[], %s::text[], %s::text[], %s::date[], %s::bool[]) AS given (place, pairs, days, born, vague)
)
SELECT wanted.place, key.child_id, key.birth_date,
    cardinality(array(SELECT unnest(key.pairs) INTERSECT SELECT unnest(wanted.pairs)))
FROM wanted JOIN matching_childkey key ON key.pairs && wanted.pairs AND (
    key.birth_date = ANY(wanted.days)
    OR (key.birth_is_vague OR wanted.vague) AND key.birth_date BETWEEN wanted.born - %s AND wanted.born + %s)
"""


@dataclass(frozen=True)
class Likely:
    """A file that may be the same child's: its id, how its birth date differs (see `birth`), how many parts of the
    name sound alike, and both as one number to order by."""

    child: int
    birth: str
    parts: int

    @property
    def score(self) -> int:
        """From 20 to 33, the highest for the same date and three parts."""
        return self.parts * 10 + SCORES[self.birth]

    @property
    def reasons(self) -> list[str]:
        """Codes of how alike they are, as a suspected pair keeps them."""
        return [self.birth, "three" if self.parts > 2 else "two"]


def likely_duplicates(values: Mapping[str, Any], *, besides: int | None = None) -> list[Likely]:
    """The likeliest files of the child described by `values` (names as in `people.checks.FIELDS`, `birth_date`),
    at most ten, whoever may see them; `besides` leaves out a file (id). Read names only of visible ones."""
    found = likely_of_many([values]).get(0, [])
    return [one for one in found if one.child != besides][:MOST]


def likely_of_many(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[Likely]]:
    """As `likely_duplicates` for many at once, in one statement: place in `rows` to what was found."""
    WORDS.refresh()
    wanted = [line for place, values in enumerate(rows) if (line := _wanted(place, values))]
    found: dict[int, list[Likely]] = {}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [*(list(column) for column in zip(*wanted, strict=True)), VAGUE_DAYS, VAGUE_DAYS])
            rows_found = cursor.fetchall()
        met = _open({child for _place, child, _born, _shared in rows_found})
        for place, child, born, shared in rows_found:
            if child in met:
                how = closeness(rows[place]["birth_date"], born) or VAGUE
                found.setdefault(place, []).append(Likely(child, how, 3 if shared > 2 else 2))
    return {place: sorted(likely, key=lambda one: (-one.score, one.child)) for place, likely in found.items()}


@wall.lifted("of the archive this is asked whoever compares; it gives ids alone")
def _open(children: set[int]) -> set[int]:
    """Those (ids) that are not in the archive: of a file there nobody is told."""
    if not children:
        return set()
    rows = ChildKey.objects.filter(child__in=RawSQL("SELECT unnest(%s::bigint[])", [list(children)]))
    return set(without_closed(rows, "child").values_list("child", flat=True))


def _wanted(place: int, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """One line of what FIND looks for; None for one that can have no duplicate."""
    pairs, born = _pairs(values), values.get("birth_date")
    if not pairs or not born:
        return None
    days = "{" + ",".join(map(str, slips(born))) + "}"
    return place, "{" + ",".join(map(str, sorted(pairs))) + "}", days, born, is_vague(values)


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The same question of two sets of values, neither of which has a file: for rows of one table."""
    first, second = one.get("birth_date"), other.get("birth_date")
    if first is None or second is None:
        return False
    vague = is_vague(one) or is_vague(other)
    near = closeness(first, second) or (vague and abs((first - second).days) <= VAGUE_DAYS)
    return bool(near and _key_pairs(one) & _key_pairs(other))


def _key_pairs(values: Mapping[str, Any]) -> set[tuple[str, str]]:
    words = words_of(values)
    return {(a.key, b.key) for a in words for b in words if a.part != b.part}


def _pairs(values: Mapping[str, Any]) -> set[int]:
    words = words_of(values)
    ids = {word.key: pk for word in words if (pk := WORDS.id_of(word.key)) is not None}
    return pairs_of(words, ids)
