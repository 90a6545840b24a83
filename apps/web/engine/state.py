"""The engine as its page shows it: ages, steps a minute, the queue of e-mails, set-aside duties, the ledger.

Figures and codes only: no name, no address, no content.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _

from apps.audit.models import LedgerEntry, Seal
from apps.core.models import Heartbeat
from apps.notices.models import Message
from apps.obligations.models import Obligation
from apps.web import formats, health

MINUTES = 30  # of the chart
STEPS_LOOKED_AT = 50_000  # the newest; more in half an hour make the oldest bars too low
SET_ASIDE_SHOWN = 50
SEAL_LIMIT = timedelta(minutes=5)

STEPS = """
SELECT date_trunc('minute', taken_at) AS minute, count(*)
  FROM (SELECT taken_at FROM obligations_step ORDER BY id DESC LIMIT %s) newest
 WHERE taken_at > %s GROUP BY 1
"""


@dataclass(frozen=True)
class Gauge:
    """One figure with its state: met while all is well, over when it is not."""

    label: str
    value: str
    state: str
    hint: str = ""


@dataclass(frozen=True)
class Bar:
    """One minute of the chart; lengths in per cent."""

    x: str
    y: str
    height: str
    count: int
    clock: str


def page(at: datetime) -> dict[str, Any]:
    """Everything the page shows at an instant."""
    reading = health.read(at)
    bars = steps_a_minute(at)
    aside = Obligation.objects.filter(set_aside_at__isnull=False).select_related("rule", "owner")
    return {
        "at": at,
        "gauges": gauges(reading),
        "bars": bars,
        "most": max(bar.count for bar in bars),
        "steps": sum(bar.count for bar in bars),
        "minutes": MINUTES,
        "mail": mail(reading),
        "set_aside": list(aside.order_by("-set_aside_at", "-pk")[:SET_ASIDE_SHOWN]),
        "set_aside_count": reading.set_aside,
        "ledger": ledger(at),
        "heartbeats": [{"name": beat.name, "said": ago(beat.at, at)} for beat in Heartbeat.objects.order_by("name")],
    }


def gauges(reading: health.Reading) -> list[Gauge]:
    """The four measures behind the banner and /readyz."""
    wrong = {problem.code for problem in reading.problems()}
    ripe = reading.ripe_since

    def gauge(code: str, label: str, since: datetime | None, none: str, hint: str) -> Gauge:
        value = ago(since, reading.at) if since else none
        return Gauge(label, value, "over" if code in wrong else "met", hint)

    never = _("never yet")
    return [
        gauge("sweep", _("Last pass of the engine"), reading.sweep_at, never, _("at most 30 s ago")),
        gauge("worker", _("Last answer of the queue"), reading.worker_at, never, _("at most 60 s ago")),
        gauge("steps", _("Oldest step not yet taken"), ripe, _("none"), _("at most 60 s ago")),
        gauge("outbox", _("Oldest e-mail waiting"), reading.oldest_message_at, _("none"), _("at most 10 min ago")),
    ]  # fmt: skip


def ago(since: datetime, at: datetime) -> str:
    """`5 s ago`, from a minute on as everywhere."""
    seconds = max(int((at - since).total_seconds()), 0)
    return formats.ago(since, at) if seconds >= 60 else _("%(n)d s ago") % {"n": seconds}


def steps_a_minute(at: datetime) -> list[Bar]:
    """Steps taken in each of the last minutes, the newest at the right."""
    last = at.replace(second=0, microsecond=0)
    first = last - timedelta(minutes=MINUTES - 1)
    with connection.cursor() as cursor:
        cursor.execute(STEPS, [STEPS_LOOKED_AT, first])
        counts = dict(cursor.fetchall())
    minutes = [first + timedelta(minutes=place) for place in range(MINUTES)]
    most = max([1, *counts.values()])
    return [_bar(place, minute, counts.get(minute, 0), most) for place, minute in enumerate(minutes)]


def _bar(place: int, minute: datetime, count: int, most: int) -> Bar:
    height = 100 * count / most
    x = f"{100 * place / MINUTES:.2f}%"
    return Bar(x, f"{100 - height:.1f}%", f"{height:.1f}%", count, formats.clock_time(minute))


def mail(reading: health.Reading) -> list[Gauge]:
    """E-mails by what became of them; who they are for is not said."""
    state = Message.Email
    stuck = Message.objects.filter(email_state__in=[state.RETURNED, state.DEAD])
    counts = dict(stuck.order_by().values_list("email_state").annotate(count=Count("pk")))
    returned, dead = counts.get(state.RETURNED, 0), counts.get(state.DEAD, 0)
    late = any(problem.code == "outbox" for problem in reading.problems())
    return [
        Gauge(_("waiting"), str(reading.waiting), "soon" if late else "run"),
        Gauge(_("returned by the recipient's server"), str(returned), "over" if returned else "met"),
        Gauge(_("given up after many attempts"), str(dead), "over" if dead else "met"),
    ]


def ledger(at: datetime) -> dict[str, Any]:
    """The last seal, and how many rows were written since."""
    last = Seal.objects.defer("leaves").order_by("-pk").first()
    waiting = LedgerEntry.objects.filter(xid__gte=last.to_xid if last else 0)[:10_000].count()
    behind = waiting and (last is None or at - last.sealed_at > SEAL_LIMIT)
    return {"last": last, "waiting": waiting, "state": "over" if behind else "met"}
