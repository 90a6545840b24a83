"""One child's file among many: the check of rights with the record, and every tab of its page.

`figure`: milliseconds to fetch one file through `visible_to`; `limit`: the same by one prepared statement. `net`: the
fetch with row-level security and without; `forgotten`: files found by a query without filter, by somebody without
a ground and by nobody.
"""

import os
from typing import Any

import psycopg
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import wall
from apps.people.models import Child
from apps.web.children.tabs import TABS
from apps.web.doors.sessions import prove, stamp
from apps.web.shared import now
from bench.data import make_country, rows, say, size
from bench.registry import peer
from bench.registry.fill import Reader, fill_children, make_bodies
from bench.registry.timing import raising, timed, walled

CHILDREN = 1_000_000
PROBE = """
SELECT c.* FROM people_child c WHERE c.number = %s AND EXISTS (
    SELECT FROM people_childaccess a WHERE a.child_id = c.id AND a.agency_id = %s AND a.user_id IS NULL
      AND a.valid_from <= now() AND (a.valid_to IS NULL OR a.valid_to > now()))
"""


def run() -> dict[str, Any]:
    count = size(CHILDREN)
    make_country()
    readers = fill_children(count, make_bodies())
    reader = next(one for one in readers if one.kind == "large")
    peer.grant_rows([reader])
    child_id, number = _oldest(reader)
    fetched, raw = _fetch(reader, number), _raw(reader, number)
    guardian = timed(lambda: peer.opened(reader, child_id), times=20)
    tabs = _tabs(reader, number)
    for name, took in tabs.items():
        say(f"{name}: {took}")
    ratio = round(fetched["p50"] / raw["p50"], 2)
    return {
        "children": count, "figure": fetched["p50"], "limit": raw["p50"], "ratio": ratio, "fetch": fetched, "raw": raw,
        "guardian": guardian, "net": _net(reader, number), "raising": raising(reader),
        "forgotten": _forgotten(readers, number), "tabs": tabs,
    }  # fmt: skip


def _oldest(reader: Reader) -> tuple[int, str]:
    return rows(
        "SELECT c.id, c.number FROM people_childaccess a JOIN people_child c ON c.id = a.child_id"
        " WHERE a.agency_id = %s AND c.guardianship_id = %s ORDER BY a.sort_at LIMIT 1",
        reader.agency_id, reader.agency_id,
    )[0]  # fmt: skip


def _fetch(reader: Reader, number: str) -> dict[str, float]:
    person = User.objects.get(pk=reader.user_id)
    assert Child.objects.visible_to(person).get(number=number)
    return timed(lambda: Child.objects.visible_to(person).filter(number=number).first(), times=200)


def _net(reader: Reader, number: str) -> dict[str, Any]:
    person = User.objects.get(pk=reader.user_id)
    return walled(lambda: Child.objects.visible_to(person).filter(number=number).first(), reader, times=200)


def _forgotten(readers: list[Reader], number: str) -> dict[str, int]:
    """Both must be 0."""
    stranger = next(one for one in readers if one.kind == "three old")
    found = {}
    for name, who in (("stranger", (stranger.agency_id, stranger.user_id)), ("nobody", ())):
        with wall.standing(*who):
            found[name] = Child.objects.filter(number=number).count()
    return found


def _raw(reader: Reader, number: str) -> dict[str, float]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        return timed(lambda: line.execute(PROBE, [number, reader.agency_id], prepare=True).fetchall())


def _tabs(reader: Reader, number: str) -> dict[str, dict[str, float]]:
    """Whole pages through middleware, view and template; the look is noted each time."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(pk=reader.user_id))
    session = client.session
    prove(session, "totp")
    stamp(session, now())
    session.save()
    took = {}
    for tab in TABS:
        url = reverse(tab.url, args=[number])
        if client.get(url).status_code == 200:
            took[url.rsplit(number, 1)[1].strip("/") or "overview"] = timed(lambda url=url: client.get(url), times=10)
    return took
