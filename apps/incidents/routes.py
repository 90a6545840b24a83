"""From an incident to the facts the engine is told, and to the bodies each role of a rule means here.

The 24 hours of Article 28-2(10)(7) bind the mentoring organisation that established the fact, for a child it
mentors. Articles 7-2 and 30 name no hours: their notices are rules of the system.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from apps.accounts.kinds import ARTICLE_30_KINDS, AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.care.models import Placement
from apps.core.localtime import local_day
from apps.incidents.models import Incident
from apps.incidents.states import EXPLOITATIVE, HARM, SITUATIONS, VIOLENT, Kind
from apps.mentoring.models import Assignment
from apps.obligations.engine import Fact, Party
from apps.obligations.events import Event

EVENTS = frozenset({
    Event.MENTORED_CHILD_HARM_ESTABLISHED, Event.MENTOR_SITUATION_OCCURRED, Event.RESIDENT_HARM_ESTABLISHED,
    Event.CHILD_VIOLENCE_ESTABLISHED, Event.VIOLENCE_LEARNED_BY_PROFESSIONAL, Event.CHILD_FOUND,
    Event.CHILD_IDENTIFIED, Event.BULLYING_ESTABLISHED, Event.EXPLOITATION_ESTABLISHED,
})  # fmt: skip
"""Everything an incident may report to the engine by itself."""

_RECEIVERS_ONLY = {AgencyKind.POLICE, AgencyKind.REGIONAL_OMBUDSMAN, AgencyKind.REPUBLIC_OMBUDSMAN}
"""Bodies that are told of violence, and do not tell police and guardianship as teachers or doctors do."""


@dataclass(frozen=True)
class Report:
    """Who established the fact: the incident's own reporter, or one whose report was joined to it."""

    agency: Agency
    author: User


@dataclass
class Surroundings:
    """Where the children live, who mentors them, and which bodies answer for the place."""

    day: date
    placements: list[Placement]
    assignments: list[Assignment]
    bodies: dict[str, set[int]]
    concerns_somebody: bool = True

    def lives_at(self, agency: Agency) -> bool:
        return any(p.organisation_id == agency.pk for p in self.placements)

    def mentored_by(self, agency: Agency) -> bool:
        return any(a.organisation_id == agency.pk for a in self.assignments)

    def parties(self) -> tuple[Party, ...]:
        return tuple(Party(role, pk) for role, agencies in sorted(self.bodies.items()) for pk in sorted(agencies))

    def escalation(self) -> dict[str, int]:
        """The body of the district and the ombudsman of the region, for breaches."""
        roles = (AgencyKind.GUARDIANSHIP, AgencyKind.REGIONAL_OMBUDSMAN)
        return {str(role): min(self.bodies[role]) for role in roles if self.bodies.get(role)}


def surroundings(incident: Incident) -> Surroundings:
    """Look the bodies up from the children's placement and district, and from the place of the incident."""
    day = local_day(incident.established_at)
    concerned = list(incident.concerned.select_related("child__area__parent"))
    children = [c.child for c in concerned if c.child]
    placements = list(Placement.objects.on(day).filter(child__in=children).select_related("organisation"))
    found = Surroundings(
        day=day, concerns_somebody=bool(concerned), placements=placements,
        assignments=list(Assignment.objects.filter(child__in=children, starts_on__lte=day).filter(
            _covers(incident, day)
        )),
        bodies={},
    )  # fmt: skip
    found.bodies[AgencyKind.ORPHAN_ORG] = {
        p.organisation_id for p in placements if p.organisation.kind == AgencyKind.ORPHAN_ORG
    }
    found.bodies[AgencyKind.GUARDIANSHIP] = {c.guardianship_id for c in children}
    areas = {c.area for c in children} | ({incident.area} if incident.area else set())
    _add_local_bodies(found, incident, areas)
    _override(found, incident)
    return found


def facts_of(incident: Incident, around: Surroundings | None = None) -> list[Fact]:
    """What is to be told to the engine about this incident, for each agency that reported it."""
    if not incident.kind or not incident.established_at:
        return []
    around = around or surroundings(incident)
    if not around.concerns_somebody:
        return []
    facts: list[Fact] = []
    for report in reports_of(incident):
        for event, at in _events(incident, report.agency, around):
            facts.append(Fact(event, at, report.agency, report.author, around.parties(), around.escalation()))
    if incident.kind == Kind.CHILD_FOUND and around.bodies.get(AgencyKind.GUARDIANSHIP):
        body = Agency.objects.get(pk=min(around.bodies[AgencyKind.GUARDIANSHIP]))
        facts.append(Fact(Event.CHILD_IDENTIFIED, incident.established_at, body, escalation=around.escalation()))
    return facts


def reports_of(incident: Incident) -> list[Report]:
    """The incident's own reporter first, then one per agency of the reports joined to it."""
    reports = {incident.agency_id: Report(incident.agency, incident.author)}
    for other in incident.joined.only("agency", "author").order_by("pk"):  # hardly ever any
        reports.setdefault(other.agency_id, Report(other.agency, other.author))
    return list(reports.values())


def guardianship_of(incident: Incident) -> Agency | None:
    found = surroundings(incident).bodies.get(AgencyKind.GUARDIANSHIP)
    return Agency.objects.get(pk=min(found)) if found else None


def _events(incident: Incident, agency: Agency, around: Surroundings) -> list[tuple[Event, datetime]]:
    at, kind = incident.established_at, incident.kind
    events = []
    if kind in HARM and around.mentored_by(agency):
        events.append((Event.MENTORED_CHILD_HARM_ESTABLISHED, at))
    if kind in SITUATIONS and around.mentored_by(agency):
        events.append((Event.MENTOR_SITUATION_OCCURRED, incident.occurred_from or at))
    if kind in HARM and agency.kind in ARTICLE_30_KINDS and around.lives_at(agency):
        events.append((Event.RESIDENT_HARM_ESTABLISHED, at))
    if kind in HARM | VIOLENT and not events and agency.kind not in _RECEIVERS_ONLY:
        events.append((Event.VIOLENCE_LEARNED_BY_PROFESSIONAL, at))
    if kind in VIOLENT:
        events.append((Event.CHILD_VIOLENCE_ESTABLISHED, at))
    if kind == Kind.CHILD_FOUND:
        events.append((Event.CHILD_FOUND, at))
    if kind == Kind.BULLYING:
        events.append((Event.BULLYING_ESTABLISHED, at))
    if kind in EXPLOITATIVE:
        events.append((Event.EXPLOITATION_ESTABLISHED, at))
    return events


def _covers(incident: Incident, day: date):
    """An assignment counts if it ran when the fact was established or when it happened."""
    happened = local_day(incident.occurred_from) if incident.occurred_from else day
    return Q(ends_on__isnull=True) | Q(ends_on__gte=min(day, happened))


def _add_local_bodies(found: Surroundings, incident: Incident, areas: set[Area]) -> None:
    """Police of the place; guardianship of the place when no child is known; ombudsmen of the regions; 111."""
    place = {incident.area_id} if incident.area_id else {a.pk for a in areas}
    regions = {a.region.pk for a in areas if a.region}
    candidates = Agency.objects.active().of_kind(
        AgencyKind.POLICE, AgencyKind.GUARDIANSHIP, AgencyKind.REGIONAL_OMBUDSMAN, AgencyKind.CONTACT_CENTRE
    )
    for agency in candidates.filter(area__in=place | regions) | candidates.of_kind(AgencyKind.CONTACT_CENTRE):
        local = agency.area_id in place
        if agency.kind == AgencyKind.GUARDIANSHIP and (not local or found.bodies[AgencyKind.GUARDIANSHIP]):
            continue
        if agency.kind == AgencyKind.POLICE and not local:
            continue
        found.bodies.setdefault(agency.kind, set()).add(agency.pk)


def _override(found: Surroundings, incident: Incident) -> None:
    """A person's word on who a role is goes before what was looked up."""
    named: dict[str, set[int]] = {}
    for extra in incident.extra_recipients.exclude(role=""):
        named.setdefault(extra.role, set()).update({extra.agency_id} - {None})
    found.bodies.update(named)
