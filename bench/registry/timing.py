"""Times of calls: median and 95th percentile in milliseconds."""

import statistics
import time
from collections.abc import Callable
from typing import Any


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
