"""The checks on grounds that bar a mentor (Article 28-2(3)): what is entered, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Collector
from apps.mentoring import dated
from apps.mentoring.checks.common import check_choice, check_end, check_past, optional
from apps.mentoring.models import Candidate, Ground, GroundCheck, HouseholdMember, Income
from apps.mentoring.models.grounds import BY_OTHER_RECORDS, REACH_HOUSEHOLD

Answer, Detail = GroundCheck.Answer, GroundCheck.Detail
DETAILS: dict[int, dict[str, str]] = {
    Ground.CONVICTION: {
        Detail.NONE: Answer.PASSED, Detail.EXPUNGED: Answer.PASSED, Detail.OUTSTANDING: Answer.BARRED,
    },
    Ground.RECORD: {
        Detail.NEVER: Answer.PASSED, Detail.REHABILITATED: Answer.PASSED, Detail.PROSECUTED: Answer.BARRED,
        Detail.CONVICTED: Answer.BARRED,
    },
}  # fmt: skip
"""What each detail answers. Ground 10 looks at the day of appointment: an expunged conviction bars no more. Ground 13
is for life: an expunged one still bars, and so does a prosecution without a rehabilitating ground."""

KNOWN_TO_THE_BODY = frozenset({Ground.GUARDIAN, Ground.ADOPTER})
"""The guardianship body answers these from its own files: no paper is brought to it. Another gives a passed answer on
them only with a paper (`checks.bars`)."""


def rests_on_paper(ground: int, paper_id: int | None) -> bool:
    """Whether a passed answer has the paper that proves it."""
    return paper_id is not None or ground in KNOWN_TO_THE_BODY


def rule_of(ground: int) -> str:
    """The code of the subparagraph."""
    return f"kz345.a28-2.p3.s{int(ground)}"


def field_of(ground: int) -> str:
    """The name under which refusals about a ground stand on forms and in the API."""
    return f"ground_{int(ground)}"


@dataclass(frozen=True)
class Checked:
    """The values of one answer, ready to be stored."""

    ground: int
    answer: str
    detail: str
    issued_on: date
    valid_until: date | None
    note: str


def checked_answer(
    candidate: Candidate, member: HouseholdMember | None, data: Mapping[str, Any], today: date
) -> Checked:
    """One answer about the candidate or a person of the household. Raises Refusals."""
    refuse = Collector()
    ground = data.get("ground")
    _check_ground(ground, member, candidate, refuse)
    refuse.done()
    answer, detail = _answer(Ground(ground), data.get("answer"), data.get("detail") or "", refuse)
    issued_on, valid_until = data.get("issued_on"), data.get("valid_until")
    if check_past(issued_on, "issued_on", today, refuse):
        check_after_birth(issued_on, (member or candidate).birth_date, refuse)
        check_end(valid_until, issued_on, today, refuse)
        valid_until = dated.shortened(ground, issued_on, valid_until)
    note = optional(data.get("note"), "note", 500, refuse)
    refuse.done()
    return Checked(int(ground), answer, detail, issued_on, valid_until, note)


def check_after_birth(issued_on: date, born: date, refuse: Collector) -> None:
    """No paper about a person is older than the person."""
    if issued_on < born:
        refuse(_("The document is older than the person it is about."), field="issued_on")


def checked_income(candidate: Candidate, data: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values of a proved income. Raises Refusals."""
    refuse = Collector()
    values = {name: data.get(name) for name in ("monthly", "months", "issued_on", "valid_until")}
    if values["monthly"] is None or not 0 <= values["monthly"] <= 1_000_000_000:
        refuse(_("Enter the income a month in tenge."), field="monthly")
    if values["months"] is None or not 1 <= values["months"] <= 120:
        refuse(_("Over how many months was it counted? From 1 to 120."), field="months")
    if check_past(values["issued_on"], "issued_on", today, refuse):
        check_after_birth(values["issued_on"], candidate.birth_date, refuse)
        check_end(values["valid_until"], values["issued_on"], today, refuse)
        values["valid_until"] = dated.shortened(Ground.INCOME, values["issued_on"], values["valid_until"])
    refuse.done()
    return values


def suffices(income: Income, on: date) -> bool:
    """Whether the income is not below the subsistence minimum of a day; an unknown minimum is met by none."""
    minimum = dated.minimum_on(on)
    return minimum is not None and income.monthly >= minimum.tenge


def check_income(candidate: Candidate, on: date, refuse: Collector, *, field: str = "candidate") -> None:
    """Ground 11 on the day of establishing mentoring: the minimum may have risen since the clearance (bad input 11)."""
    lack = _lack(candidate.incomes.order_by("-pk").first(), on)
    if lack is not None:
        refuse(lack, field=field, rule=rule_of(Ground.INCOME))


def with_income(candidates: QuerySet[Candidate], on: date) -> set[int]:
    """The ids of those whom `check_income` would not refuse on a day."""
    newest = Income.objects.filter(candidate__in=candidates).order_by("candidate", "-pk").distinct("candidate")
    return {one.candidate_id for one in newest if _lack(one, on) is None}


def _lack(income: Income | None, on: date) -> Any:
    """Why this income does not do on a day, in words; None when it does."""
    minimum = dated.minimum_on(on)
    if income is None or not rests_on_paper(Ground.INCOME, income.paper_id):
        return _("The candidate's income is not proved.")
    if income.valid_until and income.valid_until < on:
        return _("The paper on the income ran out on %(day)s.") % {"day": f"{income.valid_until:%d.%m.%Y}"}
    if minimum is None:
        return _("The subsistence minimum of that day is not known here: the income cannot be compared with it.")
    if not suffices(income, on):
        said = _("The income is below the subsistence minimum of that day: %(minimum)s tenge.")
        return said % {"minimum": minimum.tenge}
    return None


def _check_ground(ground: Any, member: HouseholdMember | None, candidate: Candidate, refuse: Collector) -> None:
    if ground == Ground.NINTH:
        refuse(_("No evidence is prescribed for subparagraph 9: nothing is asked and nothing is stored."),
               field="ground", rule=rule_of(Ground.NINTH))  # fmt: skip
    elif ground in BY_OTHER_RECORDS:
        refuse(_("This ground is answered by the income or by the certificate of training."), field="ground")
    elif ground not in Ground.values:
        refuse(_("Choose one of the grounds of paragraph 3."), field="ground")
    if member is None:
        return
    if member.candidate_id != candidate.pk:
        refuse(_("This person does not belong to the candidate's household."), field="member")
    elif ground not in REACH_HOUSEHOLD:
        refuse(_("This ground does not reach the spouse and persons living together."), field="member")


def _answer(ground: Ground, answer: Any, detail: str, refuse: Collector) -> tuple[str, str]:
    known = DETAILS.get(ground)
    if known is None:
        check_choice(answer, Answer.values, "answer", refuse, _("Passed, or barred?"))
        return str(answer), ""
    if detail not in known:
        refuse(_("Say what the paper shows."), field="detail", rule=rule_of(ground))
        return "", detail
    if answer and answer != known[detail]:
        refuse(_("What the paper shows gives another answer."), field="answer", rule=rule_of(ground))
    return str(known[detail]), detail
