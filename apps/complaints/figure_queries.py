"""The sums behind `apps.complaints.figures`, in SQL: one walk over the appeals of a period for every grouping."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from apps.core.localtime import ALMATY, day_start
from apps.obligations.events import Event

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "kind": ("kind",), "channel": ("channel",), "right": ("right_",), "sender": ("sender",), "named": ("named",),
    "outcome": ("outcome",), "area": ("area_id",), "office": ("office_id",), "restored": ("office_id", "outcome"),
    "all": (),
}  # fmt: skip
"""What is counted by what. Right and outcome stay empty where nobody has said them yet."""
COLUMNS = ("kind", "channel", "right_", "sender", "named", "outcome", "area_id", "office_id")

_SHUT_OUT = """NOT IN (
    SELECT appeal_id FROM complaints_exclusion
    WHERE lifted_at IS NULL AND (user_id = %(reader)s OR agency_id = %(agency)s)
)"""
_APPEALS = f"""
    SELECT id, kind, channel, "right" AS right_, outcome, area_id, office_id, received_at,
           CASE WHEN by_child THEN 'CHILD' ELSE 'ADULT' END AS sender,
           CASE WHEN is_anonymous THEN 'ANONYMOUS' ELSE 'NAMED' END AS named
    FROM complaints_appeal
    WHERE office_id = ANY(%(offices)s) AND received_at >= %(since)s AND received_at < %(until)s AND id {_SHUT_OUT}
"""  # noqa: S608 - a constant of this module
_TERMS = """
    count(*) FILTER (WHERE o.state = 'MET'),
    count(*) FILTER (WHERE o.state = 'MET_LATE' OR o.state = 'OPEN' AND o.due_at < %(at)s),
    count(*) FILTER (WHERE o.state = 'OPEN' AND o.due_at >= %(at)s)
FROM a
JOIN complaints_round r ON r.appeal_id = a.id
JOIN obligations_obligation o ON o.subject_kind = 'appeal_round' AND o.subject_id = r.id
JOIN obligations_rule u ON u.id = o.rule_id AND u.opens_on = ANY(%(terms)s)
"""


@dataclass(frozen=True)
class Asked:
    """Appeals received from `since` to `until` by these offices, for a reader of an agency, as of `at`."""

    offices: list[int]
    since: datetime
    until: datetime
    reader: int
    agency: int
    at: datetime

    @property
    def parameters(self) -> dict[str, Any]:
        return asdict(self) | {"terms": [str(Event.APPLICATION_REGISTERED), str(Event.COMPLAINT_REGISTERED)]}


def sums(ask: Asked) -> dict[str, dict[tuple, int]]:
    """How many appeals, by each of `DIMENSIONS`."""
    sets = ", ".join(f"({', '.join(columns)})" for columns in DIMENSIONS.values())
    names = ", ".join(COLUMNS)
    sql = f"SELECT GROUPING({names}), {names}, count(*) FROM ({_APPEALS}) a GROUP BY GROUPING SETS ({sets})"  # noqa: S608
    return _split(_rows(sql, ask), COLUMNS, DIMENSIONS)


def respondents(ask: Asked) -> dict[str, dict[tuple, int]]:
    """How many appeals name a respondent, by what kind it is, by the kind of body, and by body."""
    columns = ("level", "body", "kind")
    dimensions = {"level": ("level",), "kind": ("kind",), "body": ("body", "kind")}
    sql = f"""
        SELECT GROUPING(level, body, kind), level, body, kind, count(*) FROM (
            SELECT p.level, p.agency_id AS body, coalesce(b.kind, '') AS kind
            FROM ({_APPEALS}) a JOIN complaints_respondent p ON p.appeal_id = a.id
            LEFT JOIN accounts_agency b ON b.id = p.agency_id
        ) about GROUP BY GROUPING SETS ((level), (kind), (body, kind))
    """  # noqa: S608 - the parts are constants of this module
    found = _split(_rows(sql, ask), columns, dimensions)
    found["body"] = {key: n for key, n in found["body"].items() if key[0]}
    return found


def terms(ask: Asked) -> dict[int, tuple[int, int, int]]:
    """By office: replies in term, late, and terms that run."""
    rows = _rows(f"WITH a AS ({_APPEALS}) SELECT a.office_id, {_TERMS} GROUP BY 1", ask)
    return {office: tuple(counted) for office, *counted in rows}  # type: ignore[misc]


def terms_by_month(ask: Asked, first: date) -> dict[date, tuple[int, int, int]]:
    """The same by month of the receipt, from the first of these months on."""
    month = f"date_trunc('month', a.received_at AT TIME ZONE '{ALMATY.key}')::date"
    sql = f"WITH a AS ({_APPEALS}) SELECT {month}, {_TERMS} GROUP BY 1"
    return {day: tuple(counted) for day, *counted in _rows(sql, ask, since=day_start(first))}  # type: ignore[misc]


def requests(ask: Asked) -> list[tuple]:
    """By kind of what bodies were asked: sent, answered, of these late, still owed after the term, refused."""
    sql = f"""
        SELECT kind, count(*), count(*) FILTER (WHERE state = 'ANSWERED'),
               count(*) FILTER (WHERE state = 'ANSWERED' AND answered_at > due_at),
               count(*) FILTER (WHERE state = 'SENT' AND due_at < %(at)s), count(*) FILTER (WHERE is_obstruction)
        FROM complaints_bodyrequest
        WHERE office_id = ANY(%(offices)s) AND sent_at >= %(since)s AND sent_at < %(until)s AND appeal_id {_SHUT_OUT}
        GROUP BY kind ORDER BY kind
    """  # noqa: S608 - the parts are constants of this module
    return _rows(sql, ask)


def obstruction(ask: Asked) -> list[tuple]:
    """Bodies that refused to open a file, the most often first."""
    sql = f"""
        SELECT body_id, count(*) FROM complaints_bodyrequest
        WHERE office_id = ANY(%(offices)s) AND sent_at >= %(since)s AND sent_at < %(until)s AND is_obstruction
            AND appeal_id {_SHUT_OUT}
        GROUP BY body_id ORDER BY 2 DESC, 1 LIMIT 50
    """  # noqa: S608 - the parts are constants of this module
    return _rows(sql, ask)


def owing(ask: Asked) -> list[tuple]:
    """Bodies that owe answers after their terms, whenever they were asked, the longest first; by days: up to a week,
    up to a month, longer."""
    sql = f"""
        SELECT body_id, count(*), min(due_at), count(*) FILTER (WHERE due_at >= %(at)s - interval '7 days'),
               count(*) FILTER (WHERE due_at < %(at)s - interval '7 days' AND due_at >= %(at)s - interval '30 days'),
               count(*) FILTER (WHERE due_at < %(at)s - interval '30 days')
        FROM complaints_bodyrequest
        WHERE office_id = ANY(%(offices)s) AND state = 'SENT' AND due_at < %(at)s AND appeal_id {_SHUT_OUT}
        GROUP BY body_id ORDER BY 3, 1 LIMIT 50
    """  # noqa: S608 - the parts are constants of this module
    return _rows(sql, ask)


def calls(ask: Asked) -> dict[str, dict[tuple, int]]:
    """Calls to 111 by what they were about, what came of them, and how they came."""
    columns = ("category", "outcome", "way")
    sql = """
        SELECT GROUPING(category, outcome, way), category, outcome, way, count(*) FROM complaints_call
        WHERE began_at >= %(since)s AND began_at < %(until)s
        GROUP BY GROUPING SETS ((category), (outcome), (way))
    """
    return _split(_rows(sql, ask), columns, {name: (name,) for name in columns})


def _rows(sql: str, ask: Asked, **changed: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, ask.parameters | changed)
        return cursor.fetchall()


def _split(
    rows: Sequence[tuple], columns: Sequence[str], dimensions: dict[str, tuple[str, ...]]
) -> dict[str, dict[tuple, int]]:
    """Rows of grouping sets by set; GROUPING has a bit for each column that a row is not grouped by, the first column
    in the highest one."""
    bits = {
        sum(1 << (len(columns) - 1 - no) for no, column in enumerate(columns) if column not in grouped): name
        for name, grouped in dimensions.items()
    }
    found: dict[str, dict[tuple, int]] = {name: {} for name in dimensions}
    for mask, *values, n in rows:
        name = bits[mask]
        found[name][tuple(values[columns.index(column)] for column in dimensions[name])] = n
    return found
