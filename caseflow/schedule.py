"""The whole timetable. Beat only pokes: every task looks in the database for what is to be done.

A poke that nobody took before the next one came is worthless, so each expires: after an outage of
the workers no heap of old pokes is waiting for them.
"""

from typing import Any

from celery.schedules import crontab


def every(seconds: int, task: str) -> dict[str, Any]:
    """An entry that pokes `task` every so many seconds."""
    return {"task": task, "schedule": float(seconds), "options": {"expires": max(seconds, 2)}}


def nightly(hour: int, minute: int, task: str) -> dict[str, Any]:
    """An entry that pokes `task` once a night, by Almaty time."""
    return {"task": task, "schedule": crontab(hour=hour, minute=minute), "options": {"expires": 3600}}


BEAT_SCHEDULE = {
    # The deadline engine: reminders, breaches, escalations.
    "sweep": every(1, "obligations.sweep"),
    # E-mail that waits in the outbox.
    "deliver": every(5, "notices.deliver"),
    # Letters to people about their own accounts.
    "account-letters": every(15, "accounts.letters"),
    # Proof that broker and worker answer, for /readyz and the banner.
    "worker-ping": every(5, "core.worker_ping"),
    # Closes the last minute of the ledger with a seal.
    "seal": every(60, "audit.seal"),
    # Grants again what memberships say, takes away what they no longer say.
    "sync-permissions": nightly(2, 10, "accounts.sync_permissions"),
    # Throws away the answers kept for repeated requests.
    "forget-answers": every(600, "api.forget_answers"),
    # Unusual reading of files: many in an hour, names of colleagues, refusals.
    "watch-reading": every(300, "disclosure.watch_reading"),
    # Tables of children that wait to be checked, imported or written; what lay too long is deleted.
    "exchange": every(2, "exchange.work"),
    "exchange-tidy": every(600, "exchange.tidy"),
    # Pairs of files that may be of one child.
    "find-pairs": nightly(1, 30, "matching.find_pairs"),
    # Files of persons who came of age; erasures that two persons asked for and whose days to think are over.
    "retention": nightly(1, 40, "retention.propose"),
    "erase": every(600, "retention.erase"),
    # Appeals whose years in the archive are over: their keys are destroyed.
    "shred-appeals": nightly(2, 20, "complaints.shred"),
    # Files of letters that were begun and never sent.
    "sweep-waiting-files": every(3600, "complaints.sweep_waiting"),
    # Ends agreements and suspends clearances whose last day is over; finds people who came of age with a mentor.
    "mentoring-expire": nightly(0, 5, "mentoring.expire"),
    # Mentoring that is over, or whose child turned eighteen today.
    "mentoring-end-of-day": nightly(0, 1, "mentoring.end_of_day"),
    # Quarterly reports owed since the quarter ended, with their clocks.
    "mentoring-open-reports": nightly(0, 20, "mentoring.open_reports"),
    # Drafts of notes that nobody came back to.
    "mentoring-forget-drafts": nightly(3, 20, "mentoring.forget_drafts"),
    # Compares open duties with the calendar and with their own arithmetic.
    "check-duties": nightly(2, 40, "obligations.check"),
    # Finds cases whose officer's post has ended, and starts the head's clock.
    "find-orphaned-cases": every(300, "casework.find_orphaned"),
    # Reminders of people who are away, to those who stand in.
    "tell-substitutes": every(60, "casework.tell_substitutes"),
}
