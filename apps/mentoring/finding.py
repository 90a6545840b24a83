"""Which mentors come into question for a child on a day, and why others do not."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.care.models import Placement
from apps.core.errors import Collector, Refused
from apps.disclosure.models import Consent
from apps.mentoring.checks.assignments import CONSENT, LOAD, check_wish, still_runs
from apps.mentoring.checks.clearance import RULE as CLEARED
from apps.mentoring.checks.clearance import cleared
from apps.mentoring.models import Agreement, Assignment, Candidate, Proposal
from apps.mentoring.policies import MENTORED_FROM, check_may_be_mentored
from apps.mentoring.states import AssignmentState
from apps.people.models import Child

AGREEMENT = "kz345.a28-2.p8"


@dataclass
class Suggestion:
    """A candidate beside a child. `obstacles` are why not, each with the rule; none: may be proposed."""

    candidate: Candidate
    load: int
    is_near: bool
    languages: list[str]
    obstacles: list[Refused] = field(default_factory=list)

    @property
    def is_possible(self) -> bool:
        return not self.obstacles

    @property
    def room(self) -> int:
        return max(self.candidate.capacity - self.load, 0)

    @property
    def rank(self) -> tuple[Any, ...]:
        """Possible ones first; then those of the district, with most languages in common, with the least load."""
        return (not self.is_possible, not self.is_near, -len(self.languages), self.load, self.candidate.pk)


def candidates_for(child: Child, on: date) -> list[Suggestion]:
    """Every open candidate before the child's guardianship body, best first, each with the reasons against it.

    Six queries however many there are. What stands against any mentor at all (age, home, wish) is in `obstacles_of`.
    """
    running = ~Q(assignments__state=AssignmentState.ENDED) & still_runs(on, "assignments__")
    found = Candidate.objects.open().filter(body=child.guardianship_id).select_related("organisation__agency", "area")
    found = found.annotate(load=Count("assignments", filter=running & Q(assignments__isnull=False)))
    is_cleared = set(cleared(on).filter(body=child.guardianship_id).values_list("pk", flat=True))
    agreed = set(
        Agreement.objects.in_force(on).filter(body=child.guardianship_id).values_list("organisation_id", flat=True)
    )
    consented = set(Consent.objects.in_force(on).filter(child=child).values_list("agency_id", flat=True))
    suggestions = []
    for one in found:
        shared = [code for code in one.languages if code in child.languages]
        against = _against(one, one.pk in is_cleared, one.organisation_id in agreed,
                           one.organisation.agency_id in consented)  # fmt: skip
        suggestions.append(Suggestion(one, one.load, one.area_id == child.area_id, shared, against))
    return sorted(suggestions, key=lambda one: one.rank)


@dataclass(frozen=True)
class Card:
    """All that a mentoring organisation learns of a child before it accepts a proposal."""

    age: int
    sex: str
    district: str
    languages: list[str]
    text: str


def card_of(proposal: Proposal, on: date) -> Card:
    """No name, no number, no story: age, sex, district, languages, and why this mentor."""
    child = proposal.child
    return Card(child.age(on), child.get_sex_display(), child.area.name, list(child.languages), proposal.text)


def obstacles_of(child: Child, on: date) -> list[Refused]:
    """What stands against any mentor for this child: too young, not in such an organisation, not asked, has one."""
    refuse = Collector()
    check_may_be_mentored(child, on, refuse)
    check_wish(child, on, refuse)
    if child.assignments.standing().filter(still_runs(on)).exists():
        refuse(_("The child has a mentor."), field="child")
    return refuse.refusals


def waiting(body: Agency, on: date) -> QuerySet[Child]:
    """Children of a body whom the Law allows a mentor and who have none: from ten on, in an orphan organisation."""
    youngest = _years_before(on, MENTORED_FROM)
    oldest = _years_before(on, 18)
    at_home = Placement.objects.on(on).filter(organisation__kind=AgencyKind.ORPHAN_ORG).values("child_id")
    paired = Assignment.objects.standing().filter(still_runs(on)).values("child_id")
    mine = Child.objects.filter(guardianship=body, birth_date__lte=youngest, birth_date__gt=oldest)
    return mine.filter(pk__in=at_home).exclude(pk__in=paired).order_by("birth_date", "pk")


def _years_before(day: date, years: int) -> date:
    """The birth date of who turns so many years old on that day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _against(one: Any, is_cleared: bool, is_agreed: bool, is_consented: bool) -> list[Refused]:
    refuse = Collector()
    if not is_cleared:
        refuse(_("Not cleared: %(state)s") % {"state": one.get_state_display()}, field="candidate", rule=CLEARED)
    if not is_agreed:
        refuse(_("The organisation has no agreement with this body in force."), field="agreement", rule=AGREEMENT)
    if not is_consented:
        refuse(_("No consent that this organisation knows the child."), field="consent", rule=CONSENT)
    if one.load >= one.capacity:
        refuse(_("No room for another child."), field="candidate", rule=LOAD)
    return refuse.refusals
