"""Child processes: they never outlive their supervisor, and it starts again those that die."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tools.runner.layout import Stop, make_private, say

LOG_LIMIT = 20 * 1024 * 1024  # bytes; at a start a longer log is put aside
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(number: int) -> Callable[[], None]:
    """For preexec_fn: have the kernel send the child this signal when its parent dies (Linux)."""

    def ask_kernel() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, number)

    return ask_kernel


class Child:
    """One long-running process with its log file, its way to stop and its proof of being ready."""

    stop_signal = signal.SIGTERM
    patience = 15.0  # seconds it may take to stop before it is killed

    def __init__(self, name: str, argv: list[str], env: Mapping[str, str], log_folder: Path) -> None:
        self.name = name
        self.argv = argv
        self.env = dict(env)
        self.log = make_private(log_folder) / f"{name}.log"
        self.cwd: Path | None = None
        self.account: tuple[int, int] | None = None  # uid and gid to run under, when not our own
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        uid, gid = self.account or (None, None)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.argv,
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=uid,
                group=gid,
                extra_groups=[] if uid is not None else None,
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),
            )

    def is_ready(self) -> bool:
        return True

    def wait_ready(self, seconds: float = 30.0) -> None:
        limit = time.monotonic() + seconds
        while not self.is_ready():
            if self.exit_code() is not None:
                raise Stop(f"{self.name} ended while starting:\n{self.last_lines()}")
            if time.monotonic() > limit:
                raise Stop(f"{self.name} did not answer within {seconds:.0f} s:\n{self.last_lines()}")
            time.sleep(0.03)

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def stop(self) -> None:
        """End it the clean way; after `patience` seconds the hard way."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                say(f"{self.name} did not stop within {self.patience:.0f} s and was killed")
                self.process.kill()
                self.process.wait()
        self.sweep_group()
        self.process = None

    def sweep_group(self) -> None:
        """Kill what the leader left behind in its process group."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def last_lines(self, count: int = 15) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-count:])


class Keeper:
    """Looks after running children and starts again any that died, waiting longer each time."""

    FIRST_WAIT, LONGEST_WAIT, STEADY = 0.2, 30.0, 60.0  # seconds

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self._waits: dict[str, float] = {}
        self._again_at: dict[str, float] = {}
        self._since: dict[str, float] = {}

    def look(self) -> None:
        """One round over all children; call it a few times a second."""
        now = time.monotonic()
        for child in self.children:
            if child.exit_code() is None:
                continue
            if child.name not in self._again_at:
                self._plan_restart(child, now)
            elif now >= self._again_at[child.name]:
                del self._again_at[child.name]
                self._since[child.name] = now
                child.start()

    def _plan_restart(self, child: Child, now: float) -> None:
        wait = self._waits.get(child.name, 0.0)
        steady = now - self._since.get(child.name, 0.0) > self.STEADY
        wait = self.FIRST_WAIT if steady or not wait else min(wait * 3, self.LONGEST_WAIT)
        self._waits[child.name] = wait
        self._again_at[child.name] = now + wait
        child.sweep_group()
        say(f"{child.name} died ({_reason(child.exit_code())}); starting it again in {wait:.1f} s")


def _reason(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit status {code}"
