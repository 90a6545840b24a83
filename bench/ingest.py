"""Logging incidents over HTTP: one incident with three duties, three notices, messages, access rows and ledger rows in
one transaction, on the product's web server with two workers.

`figure`: requests a second through the API. `limit`: the same rows, triggers included, by one prepared statement from
several clients. `row_by_row`: the same application with every row written by a statement of its own.
"""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from apps.incidents.models import Incident
from bench.data import make_country, say, size
from bench.posting.load import Measured, measure, served
from bench.posting.raw import limit, statement_like
from bench.posting.scene import Request, make_requests

CHILDREN, CLIENTS, SECONDS, ROUNDS = 60, 8, 8, 2
OURS, ROW_BY_ROW = "caseflow.wsgi:application", "bench.posting.rowwise:application"


def run() -> dict[str, Any]:
    make_country()
    requests = make_requests(size(CHILDREN))
    queries = _count_queries(requests[0])
    incident = Incident.objects.latest("pk")
    connection.close()
    statement, rows = statement_like(incident.pk)
    say(f"one request: {queries} queries; it writes {sum(rows.values())} rows ({_listed(rows)}) and their history")
    ours, theirs, most = _rounds(requests, statement)
    say(f"through the API      {ours.per_second:8,.1f} requests/s, p50 {ours.p50} ms, p95 {ours.p95} ms")
    say(f"row by row           {theirs.per_second:8,.1f} requests/s, p50 {theirs.p50} ms, p95 {theirs.p95} ms")
    say(f"raw SQL, the limit   {most:8,.1f} transactions/s")
    return {
        "figure": ours.per_second, "limit": most, "ratio": round(ours.per_second / most, 3),
        "row_by_row": theirs.per_second, "times_row_by_row": round(ours.per_second / theirs.per_second, 2),
        "p95_ms": ours.p95, "queries": queries,
    }  # fmt: skip


def _rounds(requests: list[Request], statement: str) -> tuple[Measured, Measured, float]:
    """Ours, row by row and the limit, measured in turns; the best turn of each."""
    found: dict[str, list[Measured]] = {OURS: [], ROW_BY_ROW: []}
    limits = []
    for _n in range(ROUNDS):
        for application, turns in found.items():
            with served(application) as port:
                turns.append(measure(port, requests, clients=CLIENTS, seconds=SECONDS))
        limits.append(limit(statement))
    ours, theirs = (max(turns, key=lambda turn: turn.per_second) for turns in found.values())
    return ours, theirs, max(limits)


def _count_queries(request: Request) -> int:
    """Statements of one request, the second one of its kind: caches are warm, as they are for a running server."""
    api_settings.DEFAULT_THROTTLE_RATES["write"] = ""
    client = APIClient(headers={"Authorization": f"Bearer {request.token}"}, SERVER_NAME="127.0.0.1")
    send = lambda: client.generic("POST", "/api/v1/incidents/", request.body, content_type="application/json")  # noqa: E731
    send()
    with CaptureQueriesContext(connection) as seen:
        answer = send()
    if answer.status_code != 201:
        raise RuntimeError(answer.content.decode())
    return len(seen)


def _listed(rows: dict[str, int]) -> str:
    return ", ".join(f"{count} {table.split('_')[1]}" for table, count in rows.items())
