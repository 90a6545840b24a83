"""What pages and the API ask about an incident: whom it obliges to tell, and why no statutory clock runs."""

from dataclasses import dataclass, field

from apps.accounts.models import Agency
from apps.incidents import routes
from apps.incidents.acts.sending import INFORMING
from apps.incidents.models import Incident
from apps.obligations import engine
from apps.obligations.models import Obligation, Rule


@dataclass
class ToTell:
    """One recipient: an agency, a name outside the system, or a role nobody was found for."""

    role: str
    agency: Agency | None = None
    name: str = ""
    rules: list[Rule] = field(default_factory=list)

    @property
    def is_found(self) -> bool:
        return self.agency is not None or bool(self.name)


def informing_duties(incident: Incident) -> list[Obligation]:
    """The live duties to tell somebody, soonest first, the Law's before others of the same instant."""
    duties = (
        Obligation.objects.about(incident.subject).filter(rule__met_on=INFORMING)
        .exclude(state=Obligation.State.CANCELLED).select_related("rule", "party", "notice")
    )  # fmt: skip
    return sorted(duties, key=lambda duty: (duty.due_at, duty.rule.basis != "LAW", duty.pk))


def to_tell(incident: Incident, duties: list[Obligation] | None = None) -> list[ToTell]:
    """Everybody who will be, or was, told: what the rules name, then what people added."""
    if not incident.kind or not incident.established_at:
        return []
    own = {report.agency.pk for report in routes.reports_of(incident)}
    found: dict[object, ToTell] = {}
    for duty in informing_duties(incident) if duties is None else duties:
        for role, agency in _named_by(duty, incident):
            if agency is None or agency.pk not in own:
                one = found.setdefault(agency.pk if agency else role, ToTell(role, agency))
                one.rules.append(duty.rule)
    for extra in incident.extra_recipients.select_related("agency").order_by("pk"):
        found.setdefault(extra.agency_id or extra.name, ToTell(extra.role, extra.agency, extra.name))
    return list(found.values())


def rules_not_in_force(incident: Incident) -> list[Rule]:
    """Rules that would oblige to tell, had the fact been established while some version of them was in force."""
    facts = routes.facts_of(incident)
    opened = engine.rules_opened_by(fact.event for fact in facts)
    missing: dict[str, Rule] = {}
    held: set[str] = set()
    for fact in facts:
        for rule in opened.get(fact.event, []):
            if engine.in_force(rule, fact.at):
                held.add(rule.code)
            elif rule.met_on == INFORMING:
                missing[rule.code] = rule
    return [rule for code, rule in missing.items() if code not in held]


def _named_by(duty: Obligation, incident: Incident) -> list[tuple[str, Agency | None]]:
    """Whom one duty names. A duty towards any of several roles names the agencies found for each."""
    if duty.rule.recipient_rule != Rule.Recipients.ANY:
        return [(duty.role, duty.party)]
    parties = [party for party in routes.surroundings(incident).parties() if party.role in duty.rule.recipients]
    agencies = Agency.objects.in_bulk([party.agency_id for party in parties])
    return [(party.role, agencies[party.agency_id]) for party in parties]
