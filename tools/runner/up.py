"""`./run`: everything, until it is told to stop."""

import hashlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from tools.runner import session
from tools.runner.children import Child, Keeper, die_with_parent
from tools.runner.layout import PYTHON, ROOT, VAR, VENV, Stop, free_port, say
from tools.runner.servers import Postgres

WEB_WORKERS, WEB_THREADS, TASK_WORKERS = 2, 4, 3


class Web(Child):
    def __init__(self, port: int, env: Mapping[str, str]) -> None:
        argv = [str(VENV / "bin/granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        argv += ["--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS), "--no-ws"]
        argv += ["--respawn-failed-workers", "--workers-kill-timeout", "3", "caseflow.wsgi:application"]
        super().__init__("web", argv, env, VAR / "log")
        self.cwd = ROOT
        self.port = port

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            raise Stop(f"/healthz answered {error.code}:\n{self.last_lines()}") from error
        except OSError:
            return False


class Celery(Child):
    def __init__(self, name: str, arguments: list[str], env: Mapping[str, str]) -> None:
        super().__init__(name, [str(VENV / "bin/celery"), "-A", "caseflow", "-q", *arguments], env, VAR / "log")
        self.cwd = ROOT


class Interrupted(Exception):
    """Somebody asked us to stop: Ctrl-C, SIGTERM or a closed terminal."""


def run() -> int:
    held = _claim_or_refuse()
    children: list[Child] = []
    try:
        _listen(_interrupt)
        _start(children)
        keeper = Keeper(children)
        while True:
            time.sleep(0.2)
            keeper.look()
    except Interrupted:
        return 0
    finally:
        _listen(signal.SIG_IGN)
        say("stopping")
        session.STATE.unlink(missing_ok=True)
        for child in reversed(children):
            child.stop()
        os.close(held)
        say("stopped")


def _listen(handler: Any) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def _interrupt(*_: object) -> None:
    raise Interrupted


def _claim_or_refuse() -> int:
    limit, told = time.monotonic() + 120, False
    while True:
        held = session.claim()
        if held is not None:
            return held
        found = session.holder()
        if found.get("kind") == "run":
            raise Stop(f"caseflow already runs in {VAR} (process {found['pid']}); stop that one first.")
        if time.monotonic() > limit:
            raise Stop(f"Another command uses {VAR}; wait for it to end.")
        if found and not told:
            say("a command is using the servers; waiting for it to end")
            told = True
        time.sleep(0.2)


def _start(children: list[Child]) -> None:
    """Start all in order, adding each to `children` so that whatever started can be stopped."""
    session.announce("run", {})
    servers = session.Servers(session.make_data_folder(VAR))
    say("starting PostgreSQL, Redis and the mail catcher")
    children += servers.children
    servers.start()
    port = free_port(int(os.environ.get("CASEFLOW_PORT") or 8000))
    address = f"http://127.0.0.1:{port}"
    env = {"SITE_URL": address} | session.environment(VAR, servers.addresses())
    _prepare_database(servers.postgres, env)
    session.announce("run", servers.addresses())
    say("starting web, worker and beat")
    worker = ["worker", f"--concurrency={TASK_WORKERS}", "--without-gossip", "--without-mingle"]
    parts = [Web(port, env), Celery("worker", worker, env), Celery("beat", ["beat", "--pidfile="], env)]
    for part in parts:
        part.start()
        children.append(part)
    logins = _demo_logins(env)
    for part in parts:
        part.wait_ready(60)
    print(logins, flush=True)
    say(f"logs and letters are in {VAR}; Ctrl-C stops everything")
    print(f"READY {address}", flush=True)


def _prepare_database(postgres: Postgres | None, env: Mapping[str, str]) -> None:
    """Migrate, load law and demo, give powers; skipped when nothing of that changed since the last start."""
    stamp = postgres.folder / "prepared" if postgres else None
    current = _fingerprint()
    if stamp and stamp.exists() and stamp.read_text() == current:
        return
    say("preparing the database")
    process = subprocess.Popen(
        [str(PYTHON), "-m", "tools.prepare"],
        cwd=ROOT,
        env=env,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        code = process.wait()
    except Interrupted:
        process.terminate()
        process.wait()
        raise
    if code != 0:
        raise Stop("The database could not be prepared.")
    if stamp:
        stamp.write_text(current)


def _fingerprint() -> str:
    """Changes with every migration, every fixture, the powers of roles and the wish for demo data."""
    whole = hashlib.sha256(_demo_wanted().encode())
    powers = [ROOT / "apps/accounts/roles.py", ROOT / "tools/prepare.py"]
    for path in sorted([*ROOT.glob("apps/*/migrations/*.py"), *ROOT.glob("fixtures/**/*.*"), *powers]):
        whole.update(str(path.relative_to(ROOT)).encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _demo_wanted() -> str:
    return os.environ.get("CASEFLOW_DEMO", "1")


def _demo_logins(env: Mapping[str, str]) -> str:
    if _demo_wanted() == "0":
        return ""
    command = [str(PYTHON), "manage.py", "demo", "--logins"]
    return subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True).stdout.rstrip()
