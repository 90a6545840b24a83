"""The list of 25 newest children one may see with its capped count: ours, the hand-written limit, stock guardian.

`figure`: milliseconds of the list for the slowest of the readers at full size; `limit`: of the same rows by prepared
SQL. `flat`: the 95th percentile at full size over that at a hundredth of it. `net`: the list with row-level security
and without; `forgotten`: all files behind the wall without any filter, how many and in how many milliseconds.
"""

import os
from collections.abc import Callable
from typing import Any

import psycopg
from django.test import RequestFactory

from apps.accounts.models import User
from apps.core import wall
from apps.core.localtime import local_day
from apps.people.models import Child, access_rows, newest_first
from apps.web.children import lists
from apps.web.shared import PAGE, capped_count, keyset_page, now
from bench.data import make_country, rows, say, size
from bench.registry import peer
from bench.registry.fill import Reader, fill_children, make_bodies
from bench.registry.timing import timed, walled

CHILDREN = 1_000_000
NEWEST = """
SELECT c.* FROM (
    SELECT DISTINCT sort_at, child_id FROM people_childaccess
    WHERE agency_id = %s AND user_id IS NULL AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
    ORDER BY sort_at DESC, child_id DESC LIMIT 26
) a JOIN people_child c ON c.id = a.child_id ORDER BY a.sort_at DESC, a.child_id DESC
"""
GIRLS = """
SELECT c.* FROM (
    SELECT DISTINCT a.sort_at, a.child_id FROM people_childaccess a JOIN people_child g ON g.id = a.child_id
    WHERE a.agency_id = %s AND a.user_id IS NULL AND a.valid_from <= now()
      AND (a.valid_to IS NULL OR a.valid_to > now()) AND g.sex = 'FEMALE'
    ORDER BY a.sort_at DESC, a.child_id DESC LIMIT 26
) a JOIN people_child c ON c.id = a.child_id ORDER BY a.sort_at DESC, a.child_id DESC
"""
COUNT = """
SELECT count(*) FROM (
    SELECT DISTINCT sort_at, child_id FROM people_childaccess
    WHERE agency_id = %s AND user_id IS NULL AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
    ORDER BY sort_at DESC, child_id DESC LIMIT 1001
) seen
"""


def run() -> dict[str, Any]:
    count = size(CHILDREN)
    make_country()
    bodies = make_bodies()
    small_p95 = {reader.kind: _ours(reader)["p95"] for reader in fill_children(max(count // 100, 1000), bodies)}
    readers = fill_children(count, bodies)
    peer.grant_rows(readers)
    table = {reader.kind: _row(reader, small_p95[reader.kind]) for reader in readers}
    slowest = max(table.values(), key=lambda row: row["ratio"])
    return {
        "children": count, "figure": slowest["list"]["p50"], "limit": slowest["raw"]["p50"], "ratio": slowest["ratio"],
        "page_1000_over_2": _deep(next(reader for reader in readers if reader.kind == "large")), "readers": table,
    }  # fmt: skip


def _row(reader: Reader, small_p95: float) -> dict[str, Any]:
    ours, raw = _ours(reader), _raw(reader)
    guardian = timed(lambda: peer.listed(reader), times=8, warm=1)
    page, girls = _page(reader, {}), _page(reader, {"sex": "FEMALE"})
    row = {
        "children": reader.children, "list": ours, "raw": raw, "ratio": round(ours["p50"] / raw["p50"], 2),
        "guardian": guardian, "times_guardian": round(guardian["p50"] / ours["p50"], 1),
        "flat": round(ours["p95"] / small_p95, 2), "whole_page": page, "girls_page": girls,
        "girls_raw": _prepared(reader, GIRLS), "net": walled(_listing(reader), reader),
        "forgotten": _forgotten(reader),
    }  # fmt: skip
    say(f"{reader.kind}, {reader.children:,}: " + ", ".join(f"{name} {value}" for name, value in row.items()))
    return row


def _ours(reader: Reader) -> dict[str, float]:
    return timed(_listing(reader))


def _forgotten(reader: Reader) -> dict[str, float]:
    """The filter forgotten: the wall alone says what there is."""
    with wall.standing(reader.agency_id, reader.user_id):
        found = Child.objects.count()
        assert found == reader.children, (found, reader)
        return {"found": found} | timed(Child.objects.count, times=5, warm=1)


def _listing(reader: Reader) -> Callable[[], list[Child]]:
    """Rows of access in page order, the count up to 1,000, and the children themselves."""
    person = _person(reader)
    request = RequestFactory().get("/children/")

    def listed() -> list[Child]:
        seen = access_rows(person)
        count = capped_count(seen.order_by().values("child_id").distinct())
        page = keyset_page(request, newest_first(seen), ("sort_at", "child_id"), anchor="child_id", descending=True,
                           count=count)  # fmt: skip
        return list(Child.objects.filter(pk__in=[row.child_id for row in page.items]))

    assert len(listed()) == min(PAGE, reader.children)
    return listed


def _page(reader: Reader, wanted: dict[str, Any]) -> dict[str, float]:
    """What the page reads, with homes, mentors and marks, for a person signed in anew each time."""
    request = RequestFactory().get("/children/")

    def read() -> None:
        request.user = User.objects.get(pk=reader.user_id)
        lists.page(request, wanted, local_day(now()))

    return timed(read, times=20)


def _raw(reader: Reader) -> dict[str, float]:
    return _prepared(reader, NEWEST, COUNT)


def _prepared(reader: Reader, *statements: str) -> dict[str, float]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        calls: list[Callable[[], Any]] = [
            lambda sql=sql: line.execute(sql, [reader.agency_id], prepare=True).fetchall() for sql in statements
        ]
        return timed(lambda: [call() for call in calls])


def _deep(reader: Reader) -> float:
    """Page 1,000 over page 2, or the last page where there are fewer."""
    person, factory = _person(reader), RequestFactory()

    def read(depth: int) -> Callable[[], Any]:
        after = rows(
            "SELECT child_id FROM people_childaccess WHERE agency_id = %s ORDER BY sort_at DESC, child_id DESC"
            " OFFSET %s LIMIT 1", reader.agency_id, depth,
        )[0][0]  # fmt: skip
        seen, request = newest_first(access_rows(person)), factory.get("/children/", {"after": str(after)})
        return lambda: keyset_page(request, seen, ("sort_at", "child_id"), anchor="child_id", descending=True)

    last = min(reader.children - PAGE - 1, PAGE * 999)
    return round(timed(read(last))["p50"] / timed(read(PAGE - 1))["p50"], 2)


def _person(reader: Reader) -> User:
    """Somebody whose post and grants are known already, as within one request."""
    person = User.objects.get(pk=reader.user_id)
    assert access_rows(person).exists()
    return person
