"""Every list and board of mentoring for 10,000 mentors and 40 quarters of reports, whole pages as people open them.

`figure`: milliseconds (median) of the slowest list at full size; `limit`: of the rows of that list by prepared SQL.
`flat`: for each page the 95th percentile at full size over that at a tenth of it; `least_flat` the greatest of them.
The readers belong to an organisation and a body that have a fifth of all mentors, to a home, and to the country.
"""

import os
from collections.abc import Callable
from typing import Any

import psycopg
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.web.doors.sessions import prove, stamp
from apps.web.shared import now
from bench.data import make_country, say, size
from bench.mentors.fill import Stage, fill_mentors, make_stage
from bench.mentors.reports import fill_reports
from bench.registry.timing import timed

MENTORS = 10_000
Times = dict[str, float]
PAGES: dict[str, tuple[str, ...]] = {
    "organisation": (
        "index", "candidates", "candidates_expiring", "proposals", "assignments", "meetings", "reports",
        "reports?tab=all", "reports?tab=all&time=late", "agreements", "training", "help",
    ),
    "body": (
        "index", "candidates", "waiting", "proposals", "assignments", "meetings", "reports", "reports?tab=missing",
        "reports?tab=all", "agreements", "organisations",
    ),
    "home": ("index", "assignments", "meetings", "training"),
    "country": ("index", "reports_region"),
}  # fmt: skip
"""What each reader opens."""
LIMITS = {
    "candidates": """
SELECT c.* FROM mentoring_candidate c JOIN mentoring_organisation o ON o.id = c.organisation_id
WHERE o.agency_id = %s ORDER BY c.applied_at DESC, c.id DESC LIMIT 26""",
    "assignments": """
SELECT a.* FROM mentoring_assignment a WHERE a.organisation_id = %s AND a.state <> 'ENDED'
ORDER BY a.starts_on DESC, a.id DESC LIMIT 26""",
    "meetings": """
SELECT m.* FROM mentoring_meeting m JOIN mentoring_assignment a ON a.id = m.assignment_id
WHERE a.organisation_id = %s AND m.planned_from >= date_trunc('week', now())
  AND m.planned_from < date_trunc('week', now()) + interval '7 days' ORDER BY m.planned_from, m.id LIMIT 200""",
    "reports": """
SELECT r.* FROM mentoring_quarterlyreport r WHERE r.organisation_id = %s
ORDER BY r.year DESC, r.quarter DESC, r.id DESC LIMIT 26""",
}
"""The rows of lists of the organisation and nothing around them."""


def run() -> dict[str, Any]:
    most = size(MENTORS)
    make_country()
    stage = make_stage(most)
    measured = {}
    for mentors in (most // 10, most):
        fill_mentors(stage, mentors)
        fill_reports(stage, mentors)
        measured[mentors] = {who: _pages(stage, who) for who in PAGES}
    small, full = measured[most // 10], measured[most]
    flat = {f"{who} {page}": round(took["p95"] / small[who][page]["p95"], 2)
            for who, pages in full.items() for page, took in pages.items()}  # fmt: skip
    limits = {name: _raw(stage, sql) for name, sql in LIMITS.items()}
    slowest = max(LIMITS, key=lambda name: full["organisation"][name]["p50"])
    return {
        "mentors": most, "figure": full["organisation"][slowest]["p50"], "limit": limits[slowest]["p50"],
        "slowest": slowest, "least_flat": max(flat.values()), "flat": flat, "pages": full, "tenth": small,
        "raw": limits,
    }  # fmt: skip


def _pages(stage: Stage, who: str) -> dict[str, Times]:
    """Whole pages through middleware, view and template, as somebody who has just signed in."""
    client = _signed_in(stage.people[who])
    took = {}
    for page in PAGES[who]:
        took[page] = timed(_opening(client, page), times=20, warm=3)
        say(f"{who}, {page}: {took[page]}")
    return took


def _opening(client: Client, page: str) -> Callable[[], Any]:
    name, _sign, query = page.partition("?")
    address = f"{reverse(f'mentoring:{name}')}?{query}"

    def opened() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (page, answer.status_code)

    return opened


def _signed_in(person: User) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(pk=person.pk))
    session = client.session
    prove(session, "totp")
    stamp(session, now())
    session.save()
    return client


def _raw(stage: Stage, sql: str) -> Times:
    agency = stage.organisations[0].pk
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        return timed(lambda: line.execute(sql, [agency], prepare=True).fetchall())
