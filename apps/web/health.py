"""Is the machinery keeping up? Asked by /readyz, by the banner on every page and by the page of the engine.

Everything is read from PostgreSQL in one query; Redis is only asked by /readyz, so that the banner works
when Redis is dead: the worker's heartbeat goes through Redis and stops with it.
"""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseProblem
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

SWEEP_LIMIT = timedelta(seconds=30)
STEP_LIMIT = timedelta(seconds=60)
WORKER_LIMIT = timedelta(seconds=60)
OUTBOX_LIMIT = timedelta(minutes=10)
GRACE = 60.0  # seconds after the start of this process in which no word yet of the others is no alarm
STARTED = time.monotonic()
KEPT = 5.0  # seconds a reading serves the banners of one process
REDIS_PATIENCE = 1.0  # seconds

QUERY = """
SELECT (SELECT at FROM core_heartbeat WHERE name = 'sweep'),
       (SELECT at FROM core_heartbeat WHERE name = 'worker'),
       (SELECT min(next_step_at) FROM obligations_obligation
         WHERE state = 'OPEN' AND set_aside_at IS NULL AND next_step_at IS NOT NULL),
       queue.oldest, queue.waiting,
       (SELECT count(*) FROM obligations_obligation WHERE set_aside_at IS NOT NULL)
  FROM (SELECT min(created_at) AS oldest, count(*) AS waiting
          FROM notices_message WHERE email_state = 'QUEUED') queue
"""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: its code, for how long, and since when (None: it never worked)."""

    code: str
    since: datetime | None


@dataclass(frozen=True)
class Reading:
    """The state of the machinery at an instant. Heartbeats are None when that part never reported."""

    at: datetime
    sweep_at: datetime | None
    worker_at: datetime | None
    next_step_at: datetime | None
    oldest_message_at: datetime | None
    waiting: int
    set_aside: int

    @property
    def ripe_since(self) -> datetime | None:
        """The instant of the oldest step that should have been taken by now."""
        return self.next_step_at if self.next_step_at and self.next_step_at <= self.at else None

    def problems(self) -> list[Problem]:
        """What is wrong, the gravest first."""
        checks = (
            ("sweep", self.sweep_at, SWEEP_LIMIT, True),
            ("worker", self.worker_at, WORKER_LIMIT, True),
            ("steps", self.ripe_since, STEP_LIMIT, False),
            ("outbox", self.oldest_message_at, OUTBOX_LIMIT, False),
        )
        return [
            Problem(code, since)
            for code, since, limit, must_exist in checks
            if (must_exist if since is None else self.at - since > limit)
        ]


def read(at: datetime) -> Reading:
    """Ask the database, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        return Reading(at, *cursor.fetchone())


class _Recent:
    """The last reading of this process, shared by its threads. Kept here and not in Redis, which may be dead."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.reading: Reading | None = None
        self.until = 0.0

    def get(self, at: datetime) -> Reading:
        with self.lock:
            if self.reading is None or time.monotonic() >= self.until:
                self.reading, self.until = read(at), time.monotonic() + KEPT
            return self.reading

    def forget(self) -> None:
        self.until = 0.0


RECENT = _Recent()


def engine_banner(request: HttpRequest) -> dict[str, Any]:
    """Context: what to say on every page while the engine is behind. Asked only by pages that show it."""
    return {"engine_banner": SimpleLazyObject(lambda: banner(timezone.now()))}


def banner(at: datetime) -> dict[str, Any] | None:
    """The gravest problem as kind, text and since; None when everything keeps up."""
    problems = RECENT.get(at).problems()
    if time.monotonic() - STARTED < GRACE:
        problems = [one for one in problems if one.code not in ("sweep", "worker")]
    if not problems:
        return None
    worst = problems[0]
    return {"kind": "soon", "text": said(worst), "since": worst.since, "code": worst.code}


def said(problem: Problem) -> str:
    """A problem in words that end where the time since then follows."""
    if problem.since is None:
        return {
            "sweep": _("Reminders are not being sent: the engine has not started yet."),
            "worker": _("The queue of tasks has not answered yet."),
        }[problem.code]
    return {
        "sweep": _("Reminders are not being sent. Last pass of the engine:"),
        "worker": _("The queue of tasks does not answer. Last answer:"),
        "steps": _("Reminders are behind. The oldest was to go out:"),
        "outbox": _("E-mails are not leaving. The oldest was written:"),
    }[problem.code]


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when everything keeps up, else 503; ages in seconds, no data of people."""
    at = timezone.now()
    state: dict[str, Any] = {"database": "ok", "redis": _redis_state()}
    problems = [] if state["redis"] == "ok" else ["redis"]
    try:
        reading = read(at)
    except DatabaseProblem:
        logger.exception("readyz: the database does not answer")
        state["database"], problems = "down", [*problems, "database"]
    else:
        state |= figures(reading)
        problems += [problem.code for problem in reading.problems()]
    if problems:
        logger.warning("not ready: %s", ", ".join(problems))
    answer = {"status": "behind" if problems else "ok", "problems": problems, **state}
    return JsonResponse(answer, status=503 if problems else 200)


def figures(reading: Reading) -> dict[str, Any]:
    """A reading as plain numbers: seconds and counts."""
    return {
        "worker_round_trip_age": _seconds(reading, reading.worker_at),
        "engine_heartbeat_age": _seconds(reading, reading.sweep_at),
        "oldest_ripe_step_age": _seconds(reading, reading.ripe_since) or 0.0,
        "undelivered_notices": reading.waiting,
        "oldest_undelivered_age": _seconds(reading, reading.oldest_message_at) or 0.0,
        "set_aside_duties": reading.set_aside,
    }


def _seconds(reading: Reading, since: datetime | None) -> float | None:
    return None if since is None else round(max((reading.at - since).total_seconds(), 0.0), 1)


def _redis_state() -> str:
    client = redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_connect_timeout=REDIS_PATIENCE, socket_timeout=REDIS_PATIENCE
    )
    try:
        client.ping()
    except redis.RedisError:
        return "down"
    finally:
        client.close()
    return "ok"
