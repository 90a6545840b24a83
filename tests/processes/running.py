"""A whole caseflow of its own for a test: `./run` in a folder of its own, its processes, its database."""

import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SERVERS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")


class Running:
    """One running system; `pids(words)` finds its processes by their command line."""

    def __init__(self, process: subprocess.Popen, var: Path, env: dict[str, str], address: str):
        self.process, self.var, self.env, self.address = process, var, env, address

    def pids(self, *words: str) -> list[int]:
        """Direct children of `./run` whose command line holds all the words."""
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except (OSError, ValueError):
                continue
            if parent == self.process.pid and all(word in line for word in words):
                found.append(int(folder.name))
        return found

    def kill(self, *words: str) -> None:
        """kill -9 of one part."""
        victims = self.pids(*words)
        assert victims, f"no process with {words}"
        for pid in victims:
            os.kill(pid, signal.SIGKILL)

    def query(self, sql: str, *parameters):
        """Rows from its database; waits until PostgreSQL answers again."""
        address = json.loads((self.var / "state.json").read_text())["addresses"]["DATABASE_URL"]
        limit = time.monotonic() + 30
        while True:
            try:
                with psycopg.connect(address, autocommit=True, connect_timeout=3) as connection:
                    return connection.execute(sql, parameters).fetchall()
            except psycopg.OperationalError:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.2)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(ROOT / "run"), "manage", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
        )


@contextmanager
def running(var: Path, **settings: str):
    """Start `./run` without demo data; stop it with SIGTERM at the end."""
    dropped = {*SERVERS, "SECRET_KEY", "LEDGER_WITNESS", "PYTEST_XDIST_WORKER", "CASEFLOW_EMBEDDED", "SITE_URL"}
    env = {k: v for k, v in os.environ.items() if k not in dropped}
    env |= {"CASEFLOW_VAR": str(var), "CASEFLOW_DEMO": "0", "DEBUG": "1", **settings}
    process = subprocess.Popen([str(ROOT / "run")], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    try:
        address = ""
        for line in process.stdout:
            if line.startswith("READY "):
                address = line.split()[1]
                break
        assert address, "./run ended before it was ready"
        yield Running(process, var, env, address)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()
