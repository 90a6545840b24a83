"""The lists of an ombudsman's office, search in sealed texts and the board among masses of appeals.

Each beside the least that SQL could do for it, prepared: the list (first page with its count), search in Russian and
Kazakh (the same fingerprints known already), the board of a year (one pass over the office's rows). `wall`: the list
with row-level security and without.
"""

import os
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
from django.test import RequestFactory
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.complaints import figures, reading, words
from apps.complaints.models import Appeal
from apps.complaints.models.appeals import access_rows
from apps.complaints.periods import Period
from apps.web.appeals import listing
from bench.appeals.fill import fill
from bench.data import make_country, say, size
from bench.registry.fill import Reader
from bench.registry.timing import timed, walled

APPEALS = 1_000_000
LIST = """
SELECT a.* FROM (
    SELECT rank, sort_at, appeal_id FROM complaints_appealaccess
    WHERE agency_id = %s AND rank < 2 AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
    ORDER BY rank, sort_at, appeal_id LIMIT 26
) s JOIN complaints_appeal a ON a.id = s.appeal_id
"""
SEARCH = """
SELECT i.appeal_id FROM complaints_index i JOIN complaints_appealaccess s ON s.appeal_id = i.appeal_id
WHERE s.agency_id = %s AND i.words && %s::bigint[] AND i.words && %s::bigint[] ORDER BY 1 DESC LIMIT 1000
"""
BOARD = """
SELECT kind, "right", outcome, area_id, count(*) FROM complaints_appeal
WHERE office_id = %s AND registered_on >= %s AND registered_on < %s GROUP BY 1, 2, 3, 4
"""
ASKED = {"ru": "учителя травлей", "kk": "мұғалімнің мектепте", "rare": "сөзбва сөзбвб"}


def run() -> dict[str, Any]:
    count = size(APPEALS)
    make_country()
    office = fill(count)
    person = User.objects.filter(memberships__agency=office, memberships__role=Role.OMBUDSMAN).order_by("pk")[0]
    held = access_rows(person).count()
    found: dict[str, Any] = {"appeals": count, "of_the_office": held} | _lists(person)
    found["search"] = {name: _search(person, text) for name, text in ASKED.items()}
    found["board"] = _board(person)
    for name, row in found.items():
        say(f"{name}: {row}")
    return found


def _lists(person: User) -> dict[str, Any]:
    request = RequestFactory().get("/appeals/")

    def listed() -> list[Any]:
        base = access_rows(person)
        return listing._page(request, listing.in_tab(base, "", person), "").items

    assert listed()
    reader = Reader("office", person.pk, person.agency.pk, 0)
    return {"list": timed(listed), "list_raw": _raw(LIST, person.agency.pk), "wall": walled(listed, reader)}


def _search(person: User, text: str) -> dict[str, Any]:
    def found() -> list[Any]:
        return list(reading.search(Appeal.objects.visible_to(person), text)[:26])

    first, second = words.asked(text)
    raw = _raw(SEARCH, person.agency.pk, first, second, prepare=False)  # planned for these words, as ours is
    return {"hits": len(found()), "ours": timed(found, times=20), "raw": raw}


def _board(person: User) -> dict[str, Any]:
    scope, year = figures.scope_of(person), timezone.now().year
    period = Period(year)
    ours = timed(lambda: figures.figures_of(scope, period, at=timezone.now()), times=10, warm=2)
    return {"ours": ours, "raw": _raw(BOARD, person.agency.pk, date(year, 1, 1), date(year + 1, 1, 1))}


def _raw(sql: str, *parameters: Any, prepare: bool = True) -> dict[str, float]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        call: Callable[[], Any] = lambda: line.execute(sql, parameters, prepare=prepare).fetchall()  # noqa: E731
        return timed(call, times=20)
