"""Which children wait for a mentor, which mentors come into question for a child, and why others do not."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, DateField, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.care.models import Placement
from apps.core import wall
from apps.core.errors import Collector, Refused
from apps.disclosure.models import Consent
from apps.mentoring.checks.assignments import CONSENT, LOAD, check_wish, still_runs
from apps.mentoring.checks.clearance import RULE as CLEARED
from apps.mentoring.checks.clearance import cleared
from apps.mentoring.checks.grounds import rule_of, with_income
from apps.mentoring.models import Agreement, Assignment, Candidate, Ground, Proposal, Wish
from apps.mentoring.policies import MENTORED_FROM, check_may_be_mentored
from apps.mentoring.states import MENTORS, AssignmentState, ProposalState
from apps.people.models import Child

AGREEMENT = "kz345.a28-2.p8"


@dataclass
class Suggestion:
    """A candidate beside a child. `obstacles` are why not, each with the rule; none: may be proposed.

    `proposal` is the latest one of this mentor for this child, if there was any.
    """

    candidate: Candidate
    load: int
    is_near: bool
    languages: list[str]
    obstacles: list[Refused] = field(default_factory=list)
    proposal: Proposal | None = None

    @property
    def is_possible(self) -> bool:
        return not self.obstacles

    @property
    def is_asked(self) -> bool:
        """Whether the organisation has not answered yet."""
        return self.proposal is not None and self.proposal.state == ProposalState.PROPOSED

    @property
    def room(self) -> int:
        return max(self.candidate.capacity - self.load, 0)


def in_question(child: Child) -> QuerySet[Candidate]:
    """Every candidate in checks before the child's guardianship body."""
    return Candidate.objects.open().filter(body=child.guardianship_id, checks_since__isnull=False)


def candidates_for(child: Child, on: date, *, most: int | None = None) -> list[Suggestion]:
    """The candidates in question, best first, each with the reasons against it; `most`: no more than so many.

    Eight queries however many there are, and whole records for those alone that are given back. What stands against
    any mentor at all (age, home, wish) is in `obstacles_of`.
    """
    body = child.guardianship_id
    running = ~Q(assignments__state=AssignmentState.ENDED) & still_runs(on, "assignments__")
    found = in_question(child).annotate(load=Count("assignments", filter=running & Q(assignments__isnull=False)))
    with wall.lifted("a mentor's load counts the children of other bodies, too"):
        sketches: list[Any] = list(
            found.values("pk", "area_id", "languages", "capacity", "load", "organisation_id", "organisation__agency_id")
        )
    is_cleared = set(cleared(on).filter(body=body).values_list("pk", flat=True))
    agreed = set(Agreement.objects.in_force(on).filter(body=body).values_list("organisation_id", flat=True))
    provided = with_income(found, on)
    consented = set(Consent.objects.in_force(on).filter(child=child).values_list("agency_id", flat=True))
    for one in sketches:
        one["against"] = [
            one["pk"] not in is_cleared, one["organisation_id"] not in agreed,
            one["organisation__agency_id"] not in consented, one["load"] >= one["capacity"], one["pk"] not in provided,
        ]  # fmt: skip
        one["shared"] = [code for code in one["languages"] if code in child.languages]
    sketches.sort(key=lambda one: _rank(one, child))
    return _drawn(child, sketches[:most])


def _rank(one: dict[str, Any], child: Child) -> tuple[Any, ...]:
    """Possible ones first; then those of the district, with most languages in common, with the least load."""
    return (any(one["against"]), one["area_id"] != child.area_id, -len(one["shared"]), one["load"], one["pk"])


def _drawn(child: Child, sketches: list[dict[str, Any]]) -> list[Suggestion]:
    """The suggestions of these sketches, in two queries."""
    ids = [one["pk"] for one in sketches]
    people = Candidate.objects.select_related("organisation__agency", "area").in_bulk(ids)
    made = Proposal.objects.filter(child=child, body=child.guardianship_id, candidate__in=ids).order_by("pk")
    asked = {one.candidate_id: one for one in made}
    return [
        Suggestion(
            people[one["pk"]], one["load"], one["area_id"] == child.area_id, one["shared"],
            _against(people[one["pk"]], one["against"]), asked.get(one["pk"]),
        )
        for one in sketches
    ]  # fmt: skip


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
    check_may_be_mentored(child, on, refuse, field="child")
    check_wish(child, on, refuse)
    if child.assignments.standing().filter(still_runs(on)).exists():
        refuse(_("The child has a mentor."), field="child")
    return refuse.refusals


def waiting(agency: Agency, on: date) -> QuerySet[Child]:
    """Children whom the Law allows a mentor and who have none, the longest waiting first: those of a guardianship body,
    or those who live in an orphan organisation.

    `waits_since` is the day since which both held: the tenth birthday, the first day in the organisation, or the end
    of the last assignment, whichever is the latest. `wants` is the newest wish, None before the child was heard.
    """
    stays = Placement.objects.on(on).filter(organisation__kind=AgencyKind.ORPHAN_ORG)
    mine = without_mentor(on)
    if agency.kind == AgencyKind.GUARDIANSHIP:
        mine = mine.filter(guardianship=agency)
    else:
        mine = mine.filter(pk__in=stays.filter(organisation=agency).values("child_id"))
    return mine.annotate(waits_since=_waits_since(stays), wants=_wants()).order_by("waits_since", "pk")


def with_mentor(assignments: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    """What counts as a child with a mentor, everywhere: mentoring goes on or trial meetings are held, and the last day
    is not past. A pair at rest counts neither here nor among the children without a mentor."""
    return assignments.filter(still_runs(on), state__in=MENTORS)


def without_mentor(on: date) -> QuerySet[Child]:
    """All children whom the Law allows a mentor and who have none: from ten on, in an orphan organisation."""
    stays = Placement.objects.on(on).filter(organisation__kind=AgencyKind.ORPHAN_ORG)
    paired = Assignment.objects.standing().filter(still_runs(on)).values("child_id")
    of_age = Q(birth_date__lte=years_before(on, MENTORED_FROM), birth_date__gt=years_before(on, 18))
    return Child.objects.filter(of_age, pk__in=stays.values("child_id")).exclude(pk__in=paired)


def _waits_since(stays: QuerySet[Placement]) -> Greatest:
    mine = {"child": OuterRef("pk")}
    tenth = Func(
        F("birth_date"), template=f"(%(expressions)s + interval '{MENTORED_FROM} years')::date",
        output_field=DateField(),
    )  # fmt: skip
    moved_in = Subquery(stays.filter(**mine).order_by("-starts_on").values("starts_on")[:1])
    ended = Assignment.objects.filter(**mine, state=AssignmentState.ENDED).order_by("-ends_on")
    return Greatest(tenth, moved_in, Subquery(ended.values("ends_on")[:1]), output_field=DateField())


def _wants() -> Subquery:
    return Subquery(
        Wish.objects.filter(child=OuterRef("pk")).newest_first().values("wants")[:1], output_field=CharField()
    )


def years_before(day: date, years: int) -> date:
    """The birth date of who turns so many years old on that day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _against(candidate: Candidate, reasons: list[bool]) -> list[Refused]:
    refuse = Collector()
    is_uncleared, is_outside, is_unconsented, is_full, is_poor = reasons
    if is_uncleared:
        refuse(_("Not cleared: %(state)s") % {"state": candidate.get_state_display()}, field="candidate", rule=CLEARED)
    if is_outside:
        refuse(_("The organisation has no agreement with this body in force."), field="agreement", rule=AGREEMENT)
    if is_unconsented:
        refuse(_("No consent that this organisation knows the child."), field="consent", rule=CONSENT)
    if is_full:
        refuse(_("No room for another child."), field="candidate", rule=LOAD)
    if is_poor:
        refuse(_("The income proved is not enough on that day."), field="candidate", rule=rule_of(Ground.INCOME))
    return refuse.refusals
