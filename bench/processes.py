"""The product's own worker and beat, for as long as a measurement needs them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

WORKER = (
    "worker",
    "--concurrency=2",
    "--without-gossip",
    "--without-mingle",
    "--include=bench.peer",
    "--loglevel=ERROR",
)
BEAT = ("beat", "--pidfile=", "--loglevel=ERROR")


@contextmanager
def celery(*parts: tuple[str, ...]) -> Iterator[None]:
    """Start these parts of Celery; stop them at the end."""
    command = [sys.executable, "-m", "celery", "-A", "caseflow", "-q"]
    started = [subprocess.Popen([*command, *part], stderr=subprocess.DEVNULL) for part in parts]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)
