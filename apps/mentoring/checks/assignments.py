"""What is asked before a cleared mentor is given a child (Article 28-2(1), (3), (8), (9))."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core import wall
from apps.core.errors import Collector
from apps.disclosure.models import Consent
from apps.mentoring.checks.agreements import check_agreement
from apps.mentoring.checks.clearance import check_cleared
from apps.mentoring.checks.grounds import check_income
from apps.mentoring.models import Agreement, Assignment, Candidate, Wish
from apps.mentoring.policies import MENTORED_FROM, check_may_be_mentored
from apps.mentoring.states import AssignmentState
from apps.people.models import Child

CONSENT = "kz345.a28-2.p9.s1"
TRAINED = "kz345.a28-2.p3.s14"
HEARD = "caseflow.mentoring.child_heard"
LOAD = "caseflow.mentoring.capacity"
CONTRACT = "caseflow.mentoring.contract"


def check_established(
    child: Child, candidate: Candidate, starts_on: date, today: date, refuse: Collector
) -> Agreement | None:  # fmt: skip
    """Everything that is asked of a pair, both on its first day and now, when that day is past: what has changed since
    is not outrun by an earlier date. Gives back the agreement of the later day."""
    agreement = None
    for day in sorted({starts_on, max(today, starts_on)}):
        on_that_day = Collector()
        agreement = check_fits(child, candidate, day, on_that_day)
        check_may_be_mentored(child, day, on_that_day)
        said = {(one.field, one.rule) for one in refuse.refusals}
        refuse.refusals += [one for one in on_that_day.refusals if (one.field, one.rule) not in said]
    return agreement


def check_fits(
    child: Child, candidate: Candidate, on: date, refuse: Collector, *, held: Assignment | None = None,
    must_be_cleared: bool = True,
) -> Agreement | None:  # fmt: skip
    """Cleared on that day, under an agreement with the child's body, with consent and the child's wish, and with room
    for another child besides the assignment that is `held`; a new one asks for the income of that day, too. Gives back
    the agreement."""
    if must_be_cleared:
        check_cleared(candidate, on, refuse)
    if held is None:
        check_income(candidate, on, refuse)
    organisation = candidate.organisation.agency
    agreement = check_agreement(organisation, child.guardianship, on, refuse, field="agreement")
    if not Consent.objects.in_force(on).filter(child=child, agency=organisation).exists():
        refuse(
            _("The legal representative has not given consent that this organisation knows the child."),
            field="consent", rule=CONSENT,
        )  # fmt: skip
    check_wish(child, on, refuse)
    check_room(candidate, on, refuse, held=held)
    return agreement


@wall.lifted("the body of a child who moved judges a mentor whom another body cleared")
def check_goes_on(assignment: Assignment, today: date, refuse: Collector, *, must_be_cleared: bool = True) -> None:
    """Everything that was asked at the beginning, as it is now: before mentoring begins for good, and before it goes on
    after a rest. `must_be_cleared` False: the mentor is being cleared in this very act."""
    on = max(today, assignment.starts_on)
    if assignment.candidate is not None:
        check_fits(assignment.child, assignment.candidate, on, refuse, held=assignment, must_be_cleared=must_be_cleared)
        if assignment.state == AssignmentState.TRIAL:
            check_income(assignment.candidate, on, refuse)
    elif newest_wish(assignment.child, on) is not None:
        check_wish(assignment.child, on, refuse)
    check_may_be_mentored(assignment.child, on, refuse, field="child")


def is_too_young(assignment: Assignment, today: date) -> bool:
    """Whether the child is under ten by the date of birth on its file, today or on the first day ahead."""
    return assignment.child.age(max(today, assignment.starts_on)) < MENTORED_FROM


def check_wish(child: Child, on: date, refuse: Collector) -> None:
    """The child was heard, and wants a mentor: the newest wish counts."""
    wish = newest_wish(child, on)
    if wish is None:
        refuse(_("Ask the child first, and record what it wishes."), field="wish", rule=HEARD)
    elif wish.wants != Wish.Wants.YES:
        refuse(
            _("The child said on %(day)s: %(wish)s.")
            % {"day": f"{wish.heard_on:%d.%m.%Y}", "wish": wish.get_wants_display()},
            field="wish", rule=HEARD,
        )  # fmt: skip


def newest_wish(child: Child, on: date) -> Wish | None:
    return child.mentor_wishes.filter(heard_on__lte=on).newest_first().first()


def check_room(candidate: Candidate, on: date, refuse: Collector, *, held: Assignment | None = None) -> None:
    """A mentor has no more children at a time than he or she said."""
    load = load_of(candidate, on, held=held)
    if load >= candidate.capacity:
        refuse(
            _("This mentor has room for no more children at a time: %(n)s now.") % {"n": load},
            field="candidate", rule=LOAD,
        )  # fmt: skip


def load_of(candidate: Candidate, on: date, *, held: Assignment | None = None) -> int:
    """How many children the mentor has on a day or is promised from later on; of other bodies, too."""
    with wall.lifted("a mentor's load counts the children of other bodies, too"):
        return candidate.assignments.standing().filter(still_runs(on)).exclude(pk=held and held.pk).count()


def still_runs(on: date, prefix: str = "") -> Q:
    """Assignments whose last day is not past."""
    return Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})


def check_contract(
    candidate: Candidate, contract_no: str, contract_on: date | None, starts_on: date, refuse: Collector
) -> None:
    """The agreement of mentor, body and orphan organisation, signed by a mentor who was trained by then (row 10)."""
    if not (contract_no or "").strip():
        refuse(_("Enter the number of the three-party agreement."), field="contract_no", rule=CONTRACT)
    if contract_on is None:
        refuse(_("Name the day on which the agreement was signed."), field="contract_on", rule=CONTRACT)
        return
    if contract_on > starts_on:
        refuse(_("Mentoring does not begin before its agreement is signed."), field="contract_on", rule=CONTRACT)
    if not candidate.certificates.standing(contract_on).exists():
        refuse(
            _("On the day of the agreement there was no certificate of training in force."),
            field="contract_on", rule=TRAINED,
        )  # fmt: skip


def check_signed(assignment: Assignment, refuse: Collector) -> None:
    """The agreement is named by its number and day before its paper is added."""
    if assignment.contract_on is None:
        refuse(_("Record first that the agreement was signed: its number and its day."), field="file", rule=CONTRACT)


def home_of(assignment: Assignment, on: date):
    """The orphan organisation the child lives in on a day, or the last one before it; None when there is none."""
    stays = assignment.child.placements.filter(starts_on__lte=on).select_related("organisation")
    stay = stays.order_by("-starts_on").first()
    return stay.organisation if stay else None
