"""The children that may be meant, as sets of word ids: one short statement each, built without the ORM, which takes
longer over a list of ids than PostgreSQL over the answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from apps.matching.dictionary import WORDS
from apps.matching.ranking import NAMES, Candidate

MOST, AT_A_TIME = 200, 16
FIND = """
SELECT key.child_id, key.birth_date, key.tokens, {names}
FROM (
    SELECT child_id, birth_date, tokens FROM matching_childkey
    WHERE {fits} AND child_id IN ({among})
    ORDER BY {best} child_id + 0 DESC LIMIT {most}
) key JOIN people_child child ON child.id = key.child_id
"""


@dataclass(frozen=True)
class Condition:
    """A piece of SQL over `matching_childkey`, and its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


def has_any(ids: Iterable[int]) -> Condition:
    """Any of these words: some at a time, since the index compares every row found with every word it looks for."""
    ids = list(ids)
    parts = [ids[n : n + AT_A_TIME] for n in range(0, len(ids), AT_A_TIME)] or [[]]
    return any_of([Condition("tokens && %s::int[]", (_array(part),)) for part in parts])


def has_all(ids: Iterable[int]) -> Condition:
    return Condition("tokens @> %s::int[]", (_array(ids),))


def born_on(days: Iterable[date]) -> Condition:
    return Condition("birth_date = ANY(%s::date[])", (_array(days),))


def born_between(first: date, last: date) -> Condition:
    return Condition("birth_date BETWEEN %s AND %s", (first, last))


def any_of(conditions: Sequence[Condition]) -> Condition:
    return _joined(conditions, " OR ")


def all_of(conditions: Sequence[Condition]) -> Condition:
    return _joined(conditions, " AND ")


def all_but_one(conditions: Sequence[Condition]) -> Condition:
    return any_of([all_of(some) for some in combinations(conditions, len(conditions) - 1)])


class Among:
    """Looks among these children, by what each of them is found by."""

    def __init__(self, children: QuerySet) -> None:
        try:
            self._among = Condition(*children.order_by().values("pk").query.sql_with_params())
        except EmptyResultSet:
            self._among = Condition("NULL::bigint")

    def find(self, conditions: Sequence[Condition], *, best: Sequence[Iterable[int]] = ()) -> dict[int, Candidate]:
        """Those that meet all conditions; where there are too many, those with the most of the words `best`."""
        fits = all_of(conditions)
        exact = [has_any(ids) for ids in best]
        order = " + ".join(f"({one.sql})::int" for one in exact)
        sql = FIND.format(
            names=", ".join(f"child.{name}" for name in NAMES), fits=fits.sql, among=self._among.sql,
            best=f"{order} DESC," if order else "", most=MOST,
        )  # fmt: skip
        parameters = [*fits.parameters, *self._among.parameters, *(p for one in exact for p in one.parameters)]
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return {
                pk: Candidate(pk, born, tuple(names), WORDS.words(tokens))
                for pk, born, tokens, *names in cursor.fetchall()
            }


def _joined(conditions: Sequence[Condition], word: str) -> Condition:
    sql = word.join(one.sql for one in conditions)
    return Condition(f"({sql})", tuple(p for one in conditions for p in one.parameters))


def _array(values: Iterable[Any]) -> str:
    return "{" + ",".join(map(str, values)) + "}"
