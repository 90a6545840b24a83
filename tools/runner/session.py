"""Which servers a command talks to: outside ones, running ones of this data folder, or its own."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools.runner.children import die_with_parent
from tools.runner.layout import (
    PYTHON,
    ROOT,
    VAR,
    VENV,
    Stop,
    free_port,
    make_private,
    say,
    secret,
    short_hash,
    try_lock,
    write_private,
)
from tools.runner.servers import SAFE, MailCatcher, Postgres, Redis

LOCK, STATE, USERS = VAR / "lock", VAR / "state.json", VAR / "users.lock"


class Servers:
    """PostgreSQL, Redis and mail catcher of one home folder, without those given from outside."""

    def __init__(
        self,
        home: Path,
        *,
        settings: Mapping[str, str] = SAFE,
        ports: tuple[int, int, int] = (55432, 56379, 51025),
    ) -> None:
        logs = home / "log"
        self.home = home
        outside = os.environ
        self.postgres = (
            None if outside.get("DATABASE_URL") else Postgres(home, logs, settings=settings, first_port=ports[0])
        )
        self.redis = None if outside.get("REDIS_URL") else Redis(home, logs, first_port=ports[1])
        self.mail = None if outside.get("EMAIL_URL") else MailCatcher(home, logs, first_port=ports[2])

    @property
    def children(self) -> list[Postgres | Redis | MailCatcher]:
        """In the order of starting; they stop in the opposite one."""
        return [child for child in (self.postgres, self.redis, self.mail) if child]

    def start(self) -> None:
        for child in self.children:
            child.start()
        for child in self.children:
            wait_or_move(child)

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()

    def addresses(self) -> dict[str, str]:
        own = {"DATABASE_URL": self.postgres, "REDIS_URL": self.redis, "EMAIL_URL": self.mail}
        return {name: child.url if child else os.environ[name] for name, child in own.items()}


def wait_or_move(child: Postgres | Redis | MailCatcher) -> None:
    """Wait until it answers; when another program took its port first, start it again on the next free one."""
    for _ in range(5):
        try:
            child.wait_ready()
            return
        except Stop:
            if child.exit_code() is None or free_port(child.port) == child.port:
                raise
            child.port = free_port(child.port)
            child.start()
    child.wait_ready()


def environment(home: Path, addresses: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of Django's processes."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "caseflow.settings",
        "CASEFLOW_EMBEDDED": "1",
        "CASEFLOW_VAR": str(home),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    defaults = {"DEBUG": "1", "SECRET_KEY": secret(home, "signing")}
    if home == VAR:
        defaults["LEDGER_WITNESS"] = str(home / "seals.log")
    return defaults | dict(os.environ) | ours | dict(addresses)


def call(command: list[str], env: Mapping[str, str]) -> int:
    """Run a command in the foreground; Ctrl-C reaches it too, and its exit status is ours."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = subprocess.Popen(command, cwd=ROOT, env=env, preexec_fn=_foreground, close_fds=True)
        passed_on = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        code = process.wait()
        signal.signal(signal.SIGTERM, passed_on)
    finally:
        signal.signal(signal.SIGINT, before)
    return code if code >= 0 else 128 - code


def _foreground() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    die_with_parent(signal.SIGTERM)()


def django(arguments: list[str], env: Mapping[str, str]) -> int:
    return call([str(PYTHON), "manage.py", *arguments], env)


def announce(kind: str, addresses: Mapping[str, str]) -> None:
    """Tell other commands of this data folder where the servers are."""
    write_private(STATE, json.dumps({"pid": os.getpid(), "kind": kind, "addresses": dict(addresses)}))


def claim() -> int | None:
    """Become the one process that runs the servers of this data folder; None when there is one."""
    held = try_lock(LOCK)
    if held is not None:
        STATE.unlink(missing_ok=True)
        VAR.chmod(0o755)
    return held


def holder() -> dict[str, object]:
    """What the process that runs the servers says about itself; empty while it is still starting."""
    try:
        found: dict[str, object] = json.loads(STATE.read_text())
    except (OSError, ValueError):
        return {}
    return found


@contextmanager
def running_or_own() -> Iterator[dict[str, str]]:
    """The environment for one command: with the running servers, else with servers just for it."""
    limit = time.monotonic() + 90
    while True:
        held = claim()
        if held is not None:
            yield from _own(held)
            return
        user = try_lock(USERS, shared=True, wait=True)
        found = holder()
        if found.get("addresses") and _is_held():
            yield environment(VAR, found["addresses"])  # type: ignore[arg-type]
            os.close(user or 0)
            return
        if user is not None:
            os.close(user)
        if time.monotonic() > limit:
            raise Stop("The servers of this data folder are starting for too long.")
        time.sleep(0.1)


def _is_held() -> bool:
    held = try_lock(LOCK)
    if held is not None:
        os.close(held)
    return held is None


def _own(held: int) -> Iterator[dict[str, str]]:
    servers = Servers(make_data_folder(VAR))
    try:
        servers.start()
        announce("command", servers.addresses())
        yield environment(VAR, servers.addresses())
    finally:
        try_lock(USERS, wait=True)  # others may have joined: they finish first
        STATE.unlink(missing_ok=True)
        servers.stop()
        os.close(held)


@contextmanager
def throw_away(kind: str, settings: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Servers of their own, with an empty database, removed at the end."""
    homes = VAR / kind
    homes.mkdir(parents=True, exist_ok=True)
    _remove_left_overs(homes)
    home = homes / f"{os.getpid()}-{short_hash(str(time.time_ns()))[:4]}"
    make_data_folder(home)
    held = try_lock(home / "lock")
    servers = Servers(home, settings=settings, ports=(0, 0, 0))
    try:
        servers.start()
        yield environment(home, servers.addresses())
    finally:
        servers.stop()
        _remove(home, servers.postgres)
        os.close(held or 0)


def make_data_folder(home: Path) -> Path:
    """The folder itself stays open to be walked through; what lies in it is private."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    for name in ("log", "files", "mail"):
        make_private(home / name)
    return home


def _remove_left_overs(homes: Path) -> None:
    for home in homes.iterdir():
        held = try_lock(home / "lock")
        if held is not None:
            say(f"removing {home.name}, left behind by an interrupted run")
            _remove(home, None if os.environ.get("DATABASE_URL") else Postgres(home, home / "log", first_port=0))
            os.close(held)


def _remove(home: Path, postgres: Postgres | None) -> None:
    if postgres is not None:
        postgres.remove()
    shutil.rmtree(home, ignore_errors=True)
