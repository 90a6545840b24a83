"""Many senders at once, in processes of their own as the web server has, while the page of staff is read here.

What one filing costs: Argon2id for the receipt (`hash_ms`, as `settings.RECEIPT_HASH` says) beside everything else.
For each crowd: appeals a second, how long a sender waits, and how long the staff's list takes beside an idle machine.
"""

import json
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.db import connection

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.complaints import codes
from apps.complaints.models.appeals import access_rows
from apps.web.appeals import listing
from bench.data import make_country, say
from bench.registry.timing import timed

CROWDS, SECONDS, PROCESSES = (4, 8, 32), 15, 2


def run() -> dict[str, Any]:
    make_country()
    person = User.objects.filter(memberships__agency__kind=AgencyKind.REPUBLIC_OMBUDSMAN).order_by("pk")[0]
    hashed = timed(lambda: codes.stored("1234567890123456"), times=10, warm=2)
    idle = timed(lambda: _list(person))
    found: dict[str, Any] = {"argon2id": settings.RECEIPT_HASH, "hash_ms": hashed, "staff_idle": idle}
    for crowd in CROWDS:
        found[f"crowd_{crowd}"] = _crowd(crowd, person)
        say(f"{crowd} at once: {found[f'crowd_{crowd}']}")
    return found


def _list(person: User) -> list[Any]:
    return list(listing.in_tab(access_rows(person), "", person).select_related("appeal")[:26])


def _crowd(crowd: int, person: User) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.appeals.sending", str(crowd // PROCESSES), str(SECONDS)]
    senders = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _n in range(PROCESSES)]
    for sender in senders:
        assert sender.stdout
        sender.stdout.readline()
    time.sleep(1)
    staff = timed(lambda: _list(person), times=60, warm=2)
    told = [json.loads(sender.communicate()[0].splitlines()[-1]) for sender in senders]
    connection.close()
    took = sorted(one for each in told for one in each)
    return {
        "per_second": round(len(took) / SECONDS, 1), "p50": round(took[len(took) // 2]),
        "p95": round(took[int(len(took) * 0.95)]), "staff": staff,
    }  # fmt: skip
