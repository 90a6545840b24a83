"""Where things lie, and the few helpers every part of the runner needs."""

import fcntl
import hashlib
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("CASEFLOW_VAR") or ROOT / "var").absolute()
BEGAN = time.monotonic()


class Stop(Exception):
    """The run cannot go on; the message is for the person who started it."""


def say(text: str) -> None:
    """One progress line, with the seconds since the start."""
    print(f"[{time.monotonic() - BEGAN:5.1f}s] {text}", flush=True)


def warn(text: str) -> None:
    print(f"[{time.monotonic() - BEGAN:5.1f}s] {text}", file=sys.stderr, flush=True)


def make_private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, never for a moment readable by others."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def secret(home: Path, purpose: str) -> str:
    """A password for one purpose, the same at every start of this data folder."""
    path = home / "secret"
    if not path.exists():
        write_private(path, secrets.token_hex(32))
    return hashlib.sha256(f"{path.read_text()}:{purpose}".encode()).hexdigest()


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def free_port(first: int) -> int:
    """The first free port on loopback from `first` on; 0 lets the system choose any."""
    for port in range(first, first + 500) if first else [0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Stop(f"No free port from {first} on.")


def try_lock(path: Path, *, shared: bool = False, wait: bool = False) -> int | None:
    """Lock a file until this process ends; the open descriptor, or None when another holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
    try:
        fcntl.flock(held, how)
    except OSError:
        os.close(held)
        return None
    return held


@contextmanager
def locked(path: Path, waiting: str) -> Iterator[None]:
    """Hold a lock for a while; say `waiting` when somebody else has it first."""
    held = try_lock(path)
    if held is None:
        say(waiting)
        held = try_lock(path, wait=True)
    assert held is not None
    try:
        yield
    finally:
        os.close(held)
