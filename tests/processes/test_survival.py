"""Nothing is lost and nothing is done twice, whichever process is killed at whichever moment."""

import time

import pytest

from tests.processes.running import Running, running
from tests.processes.seed import seed

pytestmark = pytest.mark.processes

DRAFTS, CLOCKS = 24, 4
"""Each draft opens three statutory clocks and the system's own one to the ombudsman."""


@pytest.fixture
def system(tmp_path):
    with running(tmp_path) as one:
        yield one


def wait_until(system: Running, sql: str, expected: int, seconds: float) -> int:
    limit = time.monotonic() + seconds
    while True:
        found = system.query(sql)[0][0]
        if found >= expected or time.monotonic() > limit:
            return found
        time.sleep(0.5)


def test_nothing_is_lost_or_doubled_whatever_is_killed(system):
    """One story in this order: the last part damages a row on purpose."""
    every_reminder_is_written_once_and_mailed_while_everything_is_killed(system)
    the_ledger_is_whole_after_all_that(system)
    a_poison_row_stops_nobody(system)


def every_reminder_is_written_once_and_mailed_while_everything_is_killed(system: Running) -> None:
    made = system.manage("shell", "-c", seed(DRAFTS, first=4, gap=1))
    assert made.returncode == 0, made.stderr
    for words in (("worker",), ("beat",), ("redis-server",), ("postgres",), ("worker",), ("mailcatcher",)):
        system.kill(*words)
        time.sleep(3.5)
    wanted = DRAFTS * CLOCKS
    assert wait_until(system, "SELECT count(*) FROM obligations_step", wanted, 40) == wanted
    assert system.query("SELECT count(*), count(DISTINCT (duty_id, position)) FROM obligations_step") == [
        (wanted, wanted)
    ]
    assert system.query("SELECT count(*) FROM obligations_obligation WHERE steps_taken <> 1") == [(0,)]
    letters = system.query("SELECT count(*) FROM notices_message WHERE email_state <> 'NONE'")[0][0]
    assert DRAFTS <= letters <= wanted  # four clocks of one draft: one letter, unless two sweeps shared them
    sent = "SELECT count(*) FROM notices_message WHERE email_state = 'SENT'"
    assert wait_until(system, sent, letters, 90) == letters
    written = [path.read_text() for path in (system.var / "mail").glob("*.eml")]
    keys = {line for text in written for line in text.splitlines() if line.startswith("Message-ID: <step.")}
    assert len(keys) == letters


def the_ledger_is_whole_after_all_that(system: Running) -> None:
    answer = system.manage("verify_ledger")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.startswith("OK ")


def a_poison_row_stops_nobody(system: Running) -> None:
    made = system.manage("shell", "-c", seed(2, first=3, gap=0))
    assert made.returncode == 0, made.stderr
    system.query(
        "UPDATE obligations_obligation SET next_step_at = now(), steps_taken = 3,"
        " escalation = '{\"GUARDIANSHIP\": 999999}'"
        " WHERE id = (SELECT max(id) FROM obligations_obligation) RETURNING id"
    )
    aside = "SELECT count(*) FROM obligations_obligation WHERE set_aside_at IS NOT NULL"
    system.query(
        "UPDATE obligations_obligation SET step_times[4] = now()"
        " WHERE id = (SELECT max(id) FROM obligations_obligation) RETURNING id"
    )
    assert wait_until(system, aside, 1, 15) == 1
    others = "SELECT count(*) FROM obligations_obligation WHERE steps_taken = 0"
    limit = time.monotonic() + 20
    while system.query(others)[0][0] and time.monotonic() < limit:
        time.sleep(0.5)
    assert system.query(others)[0][0] == 0
