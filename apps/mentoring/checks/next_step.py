"""Who acts next about a candidate, and what is to be done: for lists, the officer's page, the candidate's own view."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.mentoring import dated
from apps.mentoring.checks.progress import LineState, Progress
from apps.mentoring.models import Candidate
from apps.mentoring.states import CLOSED, CandidateState


class Actor(TextChoices):
    """Whose turn it is."""

    ORGANISATION = "ORGANISATION", _("mentoring organisation")
    BODY = "BODY", _("guardianship body")
    NOBODY = "NOBODY", _("nobody for now")


class Code(TextChoices):
    """What is to be done."""

    ADVISE = "ADVISE", _("Advise the candidate and record it.")
    DECLARE = "DECLARE", _("Declare the household: “lives alone”, or the list.")
    COLLECT = "COLLECT", _("Record the answers and papers that are missing.")
    SUBMIT = "SUBMIT", _("Everything is there: put the candidate before the guardianship body.")
    VISIT = "VISIT", _("Talk with the candidate and look at the dwelling.")
    DECIDE = "DECIDE", _("Decide: approve, return or refuse.")
    BARRED = "BARRED", _("A ground bars the candidate: close the application, or record a newer paper.")
    RENEW_PAPERS = "RENEW_PAPERS", _("Papers run out soon: obtain new ones.")
    RENEW = "RENEW", _("The papers are renewed: renew the clearance.")
    STANDS = "STANDS", _("The clearance is in force.")
    CLOSED = "CLOSED", _("The application is closed.")


@dataclass(frozen=True)
class NextStep:
    code: Code
    actor: Actor

    @property
    def what(self) -> str:
        return str(self.code.label)


def next_step(candidate: Candidate, progress: Progress, valid_until: date | None = None) -> NextStep:
    """The next act and whose it is. `valid_until` is the last day of the clearance in force, None without an end."""
    state = candidate.state
    if state in CLOSED:
        return NextStep(Code.CLOSED, Actor.NOBODY)
    if state == CandidateState.APPLIED:
        return NextStep(Code.ADVISE, Actor.ORGANISATION)
    if state == CandidateState.ADVISED:
        return NextStep(Code.DECLARE, Actor.ORGANISATION)
    if state == CandidateState.CLEARED:
        return _of_cleared(progress, valid_until)
    return _of_review(progress) if state == CandidateState.REVIEW else _of_checked(state, progress)


def is_whole(progress: Progress) -> bool:
    """Nothing is missing and nothing bars, of the grounds and of the household."""
    declared = all(step.is_done for step in progress.steps if step.code == "household")
    return declared and all(line.is_settled for line in progress.lines)


def runs_out(valid_until: date | None, on: date) -> bool:
    """Whether a last day is so near that it is announced."""
    return valid_until is not None and valid_until <= on + timedelta(days=dated.validity_on(on).expiring_days)


def _of_cleared(progress: Progress, valid_until: date | None) -> NextStep:
    if not runs_out(valid_until, progress.on):
        return NextStep(Code.STANDS, Actor.NOBODY)
    later = progress.valid_until is None or (valid_until is not None and progress.valid_until > valid_until)
    if is_whole(progress) and later:
        return NextStep(Code.RENEW, Actor.BODY)
    return NextStep(Code.RENEW_PAPERS, Actor.ORGANISATION)


def _of_review(progress: Progress) -> NextStep:
    if progress.is_barred:
        return NextStep(Code.BARRED, Actor.BODY)
    visited = all(step.is_done or step.is_adverse for step in progress.steps if step.code in ("interview", "survey"))
    return NextStep(Code.DECIDE if visited else Code.VISIT, Actor.BODY)


def _of_checked(state: str, progress: Progress) -> NextStep:
    """Being checked, returned, or suspended: the organisation completes it; a bar of a mentor is the body's matter."""
    if any(not step.is_done for step in progress.steps if step.code == "household"):
        return NextStep(Code.DECLARE, Actor.ORGANISATION)
    if any(line.state in (LineState.OPEN, LineState.EXPIRED) for line in progress.lines):
        return NextStep(Code.COLLECT, Actor.ORGANISATION)
    if progress.is_barred:
        return NextStep(Code.BARRED, Actor.BODY if state == CandidateState.SUSPENDED else Actor.ORGANISATION)
    return NextStep(Code.SUBMIT, Actor.ORGANISATION)
