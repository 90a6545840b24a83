"""The writers of what is known of a candidate: answers on grounds, income, interview, survey of the dwelling.

Each makes a new version of the candidate: nobody decides on less than is known.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.documents.models import Paper
from apps.mentoring import policies
from apps.mentoring.acts.applications import bump, check_open, lock
from apps.mentoring.acts.clearance import reopen
from apps.mentoring.checks.bars import check_may_pass
from apps.mentoring.checks.common import check_since, required
from apps.mentoring.checks.grounds import checked_answer, checked_income
from apps.mentoring.checks.organisations import check_paper_of
from apps.mentoring.models import (
    Candidate,
    Ground,
    GroundCheck,
    HouseholdMember,
    HousingSurvey,
    Income,
    Interview,
    Reopening,
)
from apps.mentoring.states import BEING_CHECKED, CandidateState

CAUSES = {
    Ground.CONVICTION: Reopening.Cause.CONVICTION,
    Ground.RECORD: Reopening.Cause.CONVICTION,
    Ground.DISPENSARY: Reopening.Cause.REGISTER,
}


@action
def record_check(
    candidate: Candidate, *, member: HouseholdMember | None = None, data: Mapping[str, Any],
    paper: Paper | None = None, by: User, at: datetime,
) -> GroundCheck:  # fmt: skip
    """Record one answer on one ground about the candidate (or `member`), with the paper it rests on.

    The newest counts, older ones stay. An answer that bars is recorded like any other, and suspends a clearance; one
    that passes does not always take it back (`check_may_pass`).
    `data`: ground, answer (or `detail` for grounds 10 and 13), issued_on, valid_until, note.
    """
    candidate = _locked(candidate)
    policies.check_can_report_reason(by, candidate)
    checked = checked_answer(candidate, member, data, local_day(at))
    _check_paper(paper, candidate)
    check_may_pass(candidate, member, checked, paper, is_body=policies.may(policies.check_can_decide, by, candidate))
    bump(candidate)
    made = GroundCheck.objects.create(
        candidate=candidate, member=member, ground=checked.ground, answer=checked.answer, detail=checked.detail,
        paper=paper, issued_on=checked.issued_on, valid_until=checked.valid_until, note=checked.note, by=by, at=at,
    )  # fmt: skip
    log.record("candidate.ground_checked", candidate.subject, by=by, at=at, check=made.pk, ground=made.ground,
               member=member.pk if member else None)  # fmt: skip
    if made.answer == GroundCheck.Answer.BARRED and candidate.state == CandidateState.CLEARED:
        cause = CAUSES.get(Ground(made.ground), Reopening.Cause.GROUND)
        reopen(candidate, cause=cause, ground=made.ground, member=member, by=by, at=at)
    return made


@action
def record_income(
    candidate: Candidate, *, data: Mapping[str, Any], paper: Paper | None = None, by: User, at: datetime
) -> Income:
    """Record a proved income (ground 11); it is held against the minimum of the day of establishing."""
    candidate = _locked(candidate)
    policies.check_can_keep(by, candidate.organisation)
    values = checked_income(candidate, data, local_day(at))
    _check_paper(paper, candidate)
    bump(candidate)
    made = Income.objects.create(candidate=candidate, paper=paper, by=by, at=at, **values)
    log.record("candidate.income_recorded", candidate.subject, by=by, at=at, income=made.pk)
    return made


@action
def record_interview(
    candidate: Candidate, *, held_on: date | None, findings: str, is_favourable: bool, by: User, at: datetime
) -> Interview:  # fmt: skip
    """The guardianship body talked with the candidate."""
    candidate = _locked(candidate)
    policies.check_can_decide(by, candidate)
    refuse = Collector()
    check_since(held_on, "held_on", local_day(candidate.applied_at), local_day(at), refuse)
    findings = required(findings, "findings", 4000, refuse, _("Write in a few words what was found."))
    refuse.done()
    bump(candidate)
    made = Interview.objects.create(
        candidate=candidate, held_on=held_on, findings=findings, is_favourable=bool(is_favourable), by=by, at=at
    )
    log.record("candidate.interviewed", candidate.subject, by=by, at=at, interview=made.pk)
    return made


@action
def record_survey(
    candidate: Candidate, *, made_on: date | None, address: str, findings: str, is_favourable: bool,
    paper: Paper | None = None, by: User, at: datetime,
) -> HousingSurvey:  # fmt: skip
    """The guardianship body looked at the candidate's dwelling."""
    candidate = _locked(candidate)
    policies.check_can_decide(by, candidate)
    refuse = Collector()
    check_since(made_on, "made_on", local_day(candidate.applied_at), local_day(at), refuse)
    address = required(address, "address", 250, refuse)
    findings = required(findings, "findings", 4000, refuse, _("Write in a few words what was found."))
    refuse.done()
    _check_paper(paper, candidate)
    bump(candidate)
    made = HousingSurvey.objects.create(
        candidate=candidate, made_on=made_on, address=address, findings=findings, is_favourable=bool(is_favourable),
        paper=paper, by=by, at=at,
    )  # fmt: skip
    log.record("candidate.surveyed", candidate.subject, by=by, at=at, survey=made.pk)
    return made


def _locked(candidate: Candidate) -> Candidate:
    candidate = lock(candidate)
    check_open(candidate)
    if candidate.state not in BEING_CHECKED:
        raise Refused(_("The household is declared first: then the checks begin."), field="state")
    return candidate


def _check_paper(paper: Paper | None, candidate: Candidate) -> None:
    refuse = Collector()
    check_paper_of(paper, "candidate", candidate.pk, "paper", refuse)
    refuse.done()
