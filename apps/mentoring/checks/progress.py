"""What is known and what is missing of a candidate on a day, ground by ground and person by person.

One plain account for the officer's page, for the candidate's own view, for lists and for the decision.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Collector
from apps.core.localtime import local_day
from apps.mentoring.checks.anew import is_outdated, to_answer_anew
from apps.mentoring.checks.candidates import check_citizen_of_age
from apps.mentoring.checks.grounds import field_of, rests_on_paper, rule_of, suffices
from apps.mentoring.checks.household import RULE as HOUSEHOLD_RULE
from apps.mentoring.checks.household import check_declared, is_reached
from apps.mentoring.models import (
    Candidate,
    Certificate,
    Ground,
    GroundCheck,
    HouseholdMember,
    HousingSurvey,
    Income,
    Interview,
    Reopening,
)
from apps.mentoring.models.grounds import BY_OTHER_RECORDS, REACH_HOUSEHOLD


class LineState(TextChoices):
    OPEN = "OPEN", _("open")
    PASSED = "PASSED", _("passed")
    BARRED = "BARRED", _("barred")
    EXPIRED = "EXPIRED", _("paper ran out")
    NOT_ASKED = "NOT_ASKED", _("no evidence is prescribed")
    NOT_NEEDED = "NOT_NEEDED", _("does not apply")


SETTLED = frozenset({LineState.PASSED, LineState.NOT_ASKED, LineState.NOT_NEEDED})
TO_DO: dict[int, object] = {
    Ground.CITIZEN_OF_AGE: _("Add the identity document of a citizen of Kazakhstan."),
    Ground.CAPABLE: _("Ask for a certificate that no court found the person incompetent or partially capable."),
    Ground.SPOUSE_CAPABLE: _("Ask for the same certificate about the spouse."),
    Ground.PARENTAL_RIGHTS: _("Ask for a certificate on parental rights."),
    Ground.GUARDIAN: _("Ask the guardianship body whether the person was removed as guardian or trustee."),
    Ground.ADOPTER: _("Ask the guardianship body whether an adoption was cancelled."),
    Ground.HEALTH: _("Add the medical conclusion by the list of the health authority."),
    Ground.RESIDENCE: _("Add the certificate of permanent residence."),
    Ground.CONVICTION: _("Order the certificate on convictions and say what it shows."),
    Ground.INCOME: _("Add the certificate of income of the last months."),
    Ground.DISPENSARY: _("Order the certificates of both dispensaries."),
    Ground.RECORD: _("Order the certificate on criminal prosecution and say what it shows."),
    Ground.TRAINING: _("Complete the training and pass its test."),
}


NO_PAPER = _("Record the answer with the paper it rests on.")
VISITS = {
    "interview": _("The guardianship body talks with the candidate."),
    "survey": _("The guardianship body looks at the candidate's dwelling."),
}
ADVERSE = {
    "interview": _("After the interview the guardianship body is not in favour: it talks once more, or refuses."),
    "survey": _("After seeing the dwelling the guardianship body is not in favour: it looks once more, or refuses."),
}


@dataclass(frozen=True)
class Line:
    """One ground about one person; `member` None is the candidate. `what` says what to do, empty when settled."""

    ground: int
    member: HouseholdMember | None
    state: str
    what: object = ""
    check_id: int | None = None
    paper_id: int | None = None
    valid_until: date | None = None
    detail: str = ""

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def rule(self) -> str:
        return rule_of(self.ground)

    @property
    def field(self) -> str:
        return field_of(self.ground)

    @property
    def label(self) -> str:
        return str(Ground(self.ground).label)


@dataclass(frozen=True)
class Step:
    """Something besides the grounds: the household, the interview, the survey of the dwelling."""

    code: str
    is_done: bool
    what: object
    is_adverse: bool = False
    """The body was there, and is not in favour."""


@dataclass
class Progress:
    """Everything of one candidate on one day."""

    candidate: Candidate
    on: date
    household: Sequence[HouseholdMember]
    lines: list[Line] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(line.is_settled for line in self.lines) + sum(step.is_done for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.lines) + len(self.steps)

    @property
    def is_barred(self) -> bool:
        return any(line.state == LineState.BARRED for line in self.lines)

    @property
    def valid_until(self) -> date | None:
        """The earliest end of a paper that counts."""
        return min((line.valid_until for line in self.lines if line.is_settled and line.valid_until), default=None)


@dataclass
class _Known:
    """The newest records of one candidate."""

    checks: dict[tuple[int, int | None], GroundCheck] = field(default_factory=dict)
    income: Income | None = None
    certificate: Certificate | None = None
    household: list[HouseholdMember] = field(default_factory=list)
    interview: Interview | None = None
    survey: HousingSurvey | None = None
    anew: dict[tuple[int, int | None], datetime] = field(default_factory=dict)


def missing(candidate: Candidate, on: date) -> Progress:
    """What stands and what is missing of one candidate on a day."""
    return progress_of([candidate], on)[candidate.pk]


def progress_of(candidates: Iterable[Candidate], on: date) -> dict[int, Progress]:
    """The same for many, by id: as many queries for a thousand as for one."""
    found = list(candidates)
    known = _load([one.pk for one in found], on)
    return {one.pk: _account(one, known[one.pk], on) for one in found}


def check_answered(progress: Progress, refuse: Collector) -> None:
    """The household is declared and every ground is settled: nobody is put forward or cleared otherwise.

    Each refusal stands at the field and the rule of its ground (bad inputs 5 to 11).
    """
    check_declared(progress.candidate, progress.household, refuse)
    reached = [line for line in progress.lines if line.member and not line.is_settled]
    if reached:
        refuse(_("What is required reaches the spouse and the persons who live with the candidate."),
               field="household", rule=HOUSEHOLD_RULE)  # fmt: skip
    for line in progress.lines:
        if not line.is_settled:
            refuse(_said(line), field=line.field, rule=line.rule)


def check_visited(progress: Progress, refuse: Collector) -> None:
    """The guardianship body talked with the candidate and saw the dwelling: a rule of the system."""
    for step in progress.steps:
        if step.code in ("interview", "survey") and not step.is_done:
            refuse(step.what, field=step.code, rule=f"caseflow.mentor.{step.code}")


def _said(line: Line) -> str:
    whose = line.member.get_relation_display() if line.member else _("candidate")
    text = _("Ground %(no)s is not answered (%(whose)s): %(ground)s.")
    if line.state == LineState.BARRED:
        text = _("Ground %(no)s bars (%(whose)s): %(ground)s.")
    elif line.state == LineState.EXPIRED:
        text = _("The paper on ground %(no)s ran out on %(day)s (%(whose)s): %(ground)s.")
    day = f"{line.valid_until:%d.%m.%Y}" if line.valid_until else ""
    return text % {"no": line.ground, "whose": whose, "ground": line.label, "day": day}


def _load(ids: list[int], on: date) -> dict[int, _Known]:
    known: dict[int, _Known] = defaultdict(_Known)
    newest = GroundCheck.objects.filter(candidate__in=ids).order_by("candidate", "ground", "member", "-pk")
    for check in newest.distinct("candidate", "ground", "member"):
        known[check.candidate_id].checks[check.ground, check.member_id] = check
    for income in Income.objects.filter(candidate__in=ids).order_by("candidate", "-pk").distinct("candidate"):
        known[income.candidate_id].income = income
    given = Certificate.objects.filter(candidate__in=ids, issued_on__lte=on, revoked_at=None)
    for certificate in given.order_by("candidate", "-issued_on", "-pk").distinct("candidate"):
        known[certificate.candidate_id].certificate = certificate
    for member in HouseholdMember.objects.filter(candidate__in=ids).on(on).order_by("-relation", "pk"):
        known[member.candidate_id].household.append(member)
    for talk in Interview.objects.filter(candidate__in=ids).order_by("candidate", "-pk").distinct("candidate"):
        known[talk.candidate_id].interview = talk
    for seen in HousingSurvey.objects.filter(candidate__in=ids).order_by("candidate", "-pk").distinct("candidate"):
        known[seen.candidate_id].survey = seen
    for opened in Reopening.objects.filter(candidate__in=ids, ended_at=None).order_by("pk"):
        known[opened.candidate_id].anew |= to_answer_anew(opened)
    return known


def _account(candidate: Candidate, known: _Known, on: date) -> Progress:
    progress = Progress(candidate, on, known.household)
    progress.lines = [_own_line(candidate, known, ground, on) for ground in Ground]
    for member in known.household:
        if is_reached(member, on):
            progress.lines += [_from_check(known, ground, member, on) for ground in sorted(REACH_HOUSEHOLD)]
    refuse = Collector()
    check_declared(candidate, known.household, refuse)
    progress.steps = [
        Step("household", not refuse.refusals, _("Declare the household: “lives alone”, or the list.")),
        _visit("interview", candidate, known.interview.held_on if known.interview else None, known.interview),
        _visit("survey", candidate, known.survey.made_on if known.survey else None, known.survey),
    ]
    return progress


def _visit(code: str, candidate: Candidate, day: date | None, seen: Interview | HousingSurvey | None) -> Step:
    """The newest counts: in favour, and of this application."""
    if seen is None or day is None or day < local_day(candidate.applied_at):
        return Step(code, False, VISITS[code])
    if not seen.is_favourable:
        return Step(code, False, ADVERSE[code], is_adverse=True)
    return Step(code, True, VISITS[code])


def _own_line(candidate: Candidate, known: _Known, ground: Ground, on: date) -> Line:
    if ground == Ground.NINTH:
        return Line(ground, None, LineState.NOT_ASKED)
    if ground in BY_OTHER_RECORDS:
        return _income(known.income, on) if ground == Ground.INCOME else _training(known.certificate, on)
    if ground == Ground.SPOUSE_CAPABLE and candidate.is_married is False:
        return Line(ground, None, LineState.NOT_NEEDED)
    if ground == Ground.CITIZEN_OF_AGE and not _is_citizen_of_age(candidate, on):
        return Line(ground, None, LineState.BARRED, _("The candidate is no citizen of Kazakhstan, or not of age."))
    return _from_check(known, ground, None, on)


def _is_citizen_of_age(candidate: Candidate, on: date) -> bool:
    refuse = Collector()
    check_citizen_of_age(candidate.citizenship, candidate.birth_date, on, refuse)
    return not refuse.refusals


def _from_check(known: _Known, ground: Ground, member: HouseholdMember | None, on: date) -> Line:
    check = known.checks.get((ground, member.pk if member else None))
    if check is None:
        return Line(ground, member, LineState.OPEN, TO_DO[ground])
    state, what = _judged(check.answer == GroundCheck.Answer.PASSED, check.valid_until, ground, on)
    if state == LineState.PASSED and is_outdated(check, known.anew.get((ground, check.member_id))):
        state, what = LineState.OPEN, TO_DO[ground]
    if state == LineState.PASSED and not rests_on_paper(ground, check.paper_id):
        state, what = LineState.OPEN, NO_PAPER
    return Line(ground, member, state, what, check.pk, check.paper_id, check.valid_until, check.detail)


def _income(income: Income | None, on: date) -> Line:
    if income is None:
        return Line(Ground.INCOME, None, LineState.OPEN, TO_DO[Ground.INCOME])
    state, what = _judged(suffices(income, on), income.valid_until, Ground.INCOME, on)
    if state == LineState.PASSED and not rests_on_paper(Ground.INCOME, income.paper_id):
        state, what = LineState.OPEN, NO_PAPER
    return Line(Ground.INCOME, None, state, what, income.pk, income.paper_id, income.valid_until)


def _training(certificate: Certificate | None, on: date) -> Line:
    if certificate is None:
        return Line(Ground.TRAINING, None, LineState.OPEN, TO_DO[Ground.TRAINING])
    state, what = _judged(True, certificate.valid_until, Ground.TRAINING, on)
    return Line(Ground.TRAINING, None, state, what, certificate.pk, certificate.paper_id, certificate.valid_until)


def _judged(passes: bool, valid_until: date | None, ground: int, on: date) -> tuple[str, object]:
    """A bar stays a bar when its paper runs out; what passed needs a paper that holds."""
    if not passes:
        return LineState.BARRED, _("On this ground the person cannot be a mentor.")
    if valid_until and valid_until < on:
        return LineState.EXPIRED, TO_DO[ground]
    return LineState.PASSED, ""
