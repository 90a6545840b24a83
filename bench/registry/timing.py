"""Times of calls: median and 95th percentile in milliseconds; one thing behind the second wall and before it."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from apps.core import wall
from bench.registry.fill import Reader


def timed(call: Callable[[], Any], *, times: int = 40, warm: int = 5) -> dict[str, float]:
    """Call again and again; the first ones do not count."""
    for _n in range(warm):
        call()
    took = []
    for _n in range(times):
        started = time.perf_counter()
        call()
        took.append((time.perf_counter() - started) * 1000)
    return {"p50": round(statistics.median(took), 2), "p95": round(statistics.quantiles(took, n=20)[-1], 2)}


def walled(call: Callable[[], Any], reader: Reader, *, times: int = 40) -> dict[str, Any]:
    """The same call with the wall up and down by turns, and the ratio of the medians; raising it is not timed here."""
    took: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * (times + 3)):
        up = turn % 2 == 0
        if up:
            with wall.standing(reader.agency_id, reader.user_id):
                spent = _once(call)
        else:
            spent = _once(call)
        took[up].append(spent)
    up_p50, down_p50 = (statistics.median(took[up][3:]) for up in (True, False))
    return {"up": round(up_p50, 2), "down": round(down_p50, 2), "ratio": round(up_p50 / down_p50, 2)}


def raising(reader: Reader) -> dict[str, float]:
    """Putting the wall up for a request and taking it down."""

    def around_nothing() -> None:
        with wall.standing(reader.agency_id, reader.user_id):
            pass

    return timed(around_nothing)


def _once(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
