"""Child processes of ./run: looked after while it lives, gone when it is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.runner.children import Child, Keeper
from tools.runner.layout import Stop, try_lock

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
SUPERVISOR = """
import os, sys, time
from pathlib import Path
from tools.runner.children import Child
child = Child("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ, Path(sys.argv[1]))
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""

pytestmark = pytest.mark.processes


def eventually(condition, seconds=5.0) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(0.02)
    return False


def lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_a_child_dies_with_a_supervisor_that_was_killed(tmp_path):
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with supervisor:
        pid = int(supervisor.stdout.readline())
        assert lives(pid)
        supervisor.kill()
    assert eventually(lambda: not lives(pid))


def test_a_killed_child_is_started_again_and_said_so(tmp_path, capfd):
    child = Child("sleeper", SLEEPER, os.environ, tmp_path)
    child.start()
    keeper = Keeper([child])
    first = child.process.pid
    try:
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: keeper.look() or child.process.pid != first)
        assert child.exit_code() is None
    finally:
        child.stop()
    assert "sleeper died (killed by SIGKILL); starting it again in 0.2 s" in capfd.readouterr().out


def test_a_child_that_keeps_dying_is_started_less_and_less_often(tmp_path):
    child = Child("broken", [sys.executable, "-c", "raise SystemExit(3)"], os.environ, tmp_path)
    child.start()
    keeper = Keeper([child])
    waits = set()
    eventually(lambda: keeper.look() or waits.update(keeper._waits.values()) or len(waits) == 3, 10)
    child.stop()
    assert sorted(waits) == pytest.approx([0.2, 0.6, 1.8])


def test_a_child_that_ends_while_starting_shows_its_last_words(tmp_path):
    child = Child("broken", [sys.executable, "-c", "raise SystemExit('no such port')"], os.environ, tmp_path)
    child.is_ready = lambda: False
    child.start()
    with pytest.raises(Stop, match="no such port"):
        child.wait_ready(5)
    child.stop()


def test_a_lock_has_one_holder_until_it_lets_go(tmp_path):
    held = try_lock(tmp_path / "lock")
    assert held is not None
    assert try_lock(tmp_path / "lock") is None
    os.close(held)
    again = try_lock(tmp_path / "lock")
    assert again is not None
    os.close(again)
