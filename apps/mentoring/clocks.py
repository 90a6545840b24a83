"""What mentoring reports to the deadline engine. No date is computed here: terms are dated data in
fixtures/rules/mentoring.yaml."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.core.localtime import day_start, local_day
from apps.core.subjects import Subject
from apps.mentoring.models import Clearance
from apps.obligations import engine
from apps.obligations.engine import Fact
from apps.obligations.events import Event
from apps.obligations.models import Obligation

SUBJECTS = (
    "candidate", "mentor_review", "mentor_reopening", "clearance", "mentor_agreement", "mentor_proposal", "meeting",
    "note_question", "mentoring_report", "report_version",
)  # fmt: skip
"""What duties of mentoring are about."""
NEVER_ENDS = timedelta(days=100 * 366)
"""A clearance that ends later ends in nobody's time: no duty is opened for it."""


def start(
    subject: Subject, event: Event, owner: Agency, *, since: datetime | None = None, author: User | None = None,
    by: User | None, at: datetime,
) -> None:  # fmt: skip
    """Open the duties that an event brings its owner; the term counts from `since`."""
    engine.open_duties(subject, [Fact(event, since or at, owner, author)], by=by, at=at)


def finish(subject: Subject, event: Event, *, by: User | None, at: datetime) -> None:
    """The duties are met, in time or late."""
    engine.meet(event, subject, by=by, at=at)


def drop(subject: Subject, *, by: User | None, at: datetime) -> None:
    """What was asked is needed no more. What was late stays on record."""
    open_now = Obligation.objects.about(subject).open().select_for_update(of=("self",)).select_related("rule")
    engine.cancel(list(open_now), Obligation.CancelReason.FACTS_CHANGED, by=by, at=at)


def watch(clearance: Clearance, *, by: User | None, at: datetime) -> None:
    """The organisation renews the papers before the clearance runs out: reported with the end of its last day."""
    if clearance.valid_until is None or clearance.valid_until > local_day(at) + NEVER_ENDS:
        return
    candidate = clearance.candidate
    start(
        clearance.subject, Event.CLEARANCE_EXPIRES, candidate.organisation.agency,
        since=day_start(clearance.valid_until + timedelta(days=1)), by=by, at=at,
    )  # fmt: skip


def leave_to_organisation(duties: QuerySet[Obligation], *, by: User | None, at: datetime) -> None:
    """Open duties of a mentor whom the pair no longer binds: the organisation owes them on, and no one person."""
    still = duties.filter(state=Obligation.State.OPEN)
    for duty in still.select_for_update(of=("self",)).select_related("rule").order_by("pk"):
        duty.author = None
        duty.save(update_fields=["author"])
        log.record("duty.left_to_organisation", duty.about, by=by, at=at, duty=duty.pk, rule=duty.rule.code)
