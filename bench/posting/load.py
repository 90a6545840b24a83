"""The product's web server on a free port, and clients that send it requests."""

import http.client
import os
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.posting.scene import Request, endless
from tools.runner.layout import free_port
from tools.runner.up import Web


@dataclass(frozen=True)
class Measured:
    """Requests a second, and how long one took, in milliseconds."""

    per_second: float
    p50: float
    p95: float


@contextmanager
def served(application: str) -> Iterator[int]:
    """granian as `./run` starts it, with another application if asked for; yields the port."""
    port = free_port(18000)
    web = Web(port, os.environ | {"API_WRITES_A_MINUTE": ""})
    web.argv = [*web.argv[:-1], application]
    web.start()
    try:
        web.wait_ready(60)
        yield port
    finally:
        web.stop()


def measure(port: int, requests: list[Request], *, clients: int, seconds: float, warm: float = 2) -> Measured:
    """All clients send without a pause; the first seconds are not counted."""
    start = time.monotonic() + warm
    took: list[list[float]] = [[] for _n in range(clients)]
    failed: list[str] = []
    threads = [
        threading.Thread(target=_send, args=(port, endless(requests, n * 7), start, start + seconds, took[n], failed))
        for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(failed[0])
    times = sorted(one for each in took for one in each)
    per_second = round(len(times) / seconds, 1)
    return Measured(per_second, round(statistics.median(times), 1), round(times[int(len(times) * 0.95)], 1))


def _send(port: int, requests, start: float, end: float, took: list[float], failed: list[str]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port)
    for request in requests:
        began = time.monotonic()
        if began > end:
            return
        headers = {"Authorization": f"Bearer {request.token}", "Content-Type": "application/json"}
        line.request("POST", "/api/v1/incidents/", request.body, headers)
        answer = line.getresponse()
        text = answer.read()
        if answer.status != 201:
            failed.append(f"{answer.status}: {text[:300]!r}")
            return
        done = time.monotonic()
        if start < done <= end:
            took.append((done - began) * 1000)
