"""Who may answer that a ground does not bar, and on what, once it was answered that it does (Article 28-2(3))."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.core.errors import Collector
from apps.core.texts import said
from apps.documents.models import Paper
from apps.mentoring.checks.grounds import DETAILS, KNOWN_TO_THE_BODY, Checked, rule_of
from apps.mentoring.models import Candidate, Ground, GroundCheck, HouseholdMember

FOR_LIFE = frozenset({Ground.RECORD})
"""Nothing that happens later takes such a bar away: only an error in the answer itself is corrected."""
Answer = GroundCheck.Answer


def check_may_pass(
    candidate: Candidate, member: HouseholdMember | None, checked: Checked, paper: Paper | None, *,
    is_body: bool,
) -> None:  # fmt: skip
    """A passed answer. `is_body`: it is the guardianship body before which the candidate stands that gives it.

    What the body knows from its own files is answered by the body, or rests on a paper. What was barred is lifted on a
    paper that is not older than the bar, and what the body barred, or what bars for life, by the body alone.
    Raises Refusals.
    """
    if checked.answer != Answer.PASSED:
        return
    refuse = Collector()
    if paper is None and checked.ground in KNOWN_TO_THE_BODY and not is_body:
        refuse(_("The guardianship body answers this from its own files: ask it, or add the paper that says so."),
               field="paper", rule=rule_of(checked.ground))  # fmt: skip
    bars = list(standing_bars(candidate, member, checked.ground).select_related("by"))
    if bars:
        _check_paper(bars, checked, paper, refuse)
        _check_lifter(bars, checked, refuse, is_body=is_body)
    refuse.done()


def standing_bars(candidate: Candidate, member: HouseholdMember | None, ground: int) -> QuerySet[GroundCheck]:
    """The answers that bar since the last passed one; of a person of the household also those given before the person
    left it and came back."""
    given = GroundCheck.objects.filter(candidate=candidate, ground=ground)
    if member is None:
        given = given.filter(member=None)
    else:
        given = given.filter(member__name__iexact=member.name, member__birth_date=member.birth_date)
    bars = given.filter(answer=Answer.BARRED)
    passed = given.filter(answer=Answer.PASSED).order_by("-pk").first()
    return bars.filter(pk__gt=passed.pk) if passed else bars


def _check_paper(bars: list[GroundCheck], checked: Checked, paper: Paper | None, refuse: Collector) -> None:
    rule, barred_on = rule_of(checked.ground), max(one.issued_on for one in bars)
    if paper is None:
        refuse(_("This ground was answered as barring: only a newer paper lifts that. Add it."), field="paper",
               rule=rule)  # fmt: skip
    elif min(checked.issued_on, paper.issued_on or checked.issued_on) < barred_on:
        refuse(_("This paper is older than the answer that bars, of %(day)s: it does not lift it.")
               % {"day": f"{barred_on:%d.%m.%Y}"}, field="issued_on", rule=rule)  # fmt: skip


def _check_lifter(bars: list[GroundCheck], checked: Checked, refuse: Collector, *, is_body: bool) -> None:
    rule = rule_of(checked.ground)
    field = "detail" if checked.ground in DETAILS else "answer"
    if checked.ground in FOR_LIFE:
        if not is_body:
            refuse(_("This bars for life. Add the paper to the application and ask the guardianship body: it alone "
                     "corrects an answer that was an error."), field=field, rule=rule)  # fmt: skip
        elif not said(checked.note):
            refuse(_("This bars for life: say why the earlier answer was an error."), field="note", rule=rule)
    elif not is_body and any(_by_a_body(one) for one in bars):
        refuse(_("The guardianship body recorded that this bars, and it alone lifts it: add the paper to the "
                 "application and ask the body to answer."), field=field, rule=rule)  # fmt: skip


def _by_a_body(check: GroundCheck) -> bool:
    """Whether the answer was given by somebody who works, or worked, at a guardianship body."""
    return check.by.memberships.filter(agency__kind=AgencyKind.GUARDIANSHIP).exists()
