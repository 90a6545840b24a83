"""Drafts of incidents: kept while they are written, given up, brought back."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.core.errors import Collector, Refusals, Refused
from apps.core.numbers import next_number
from apps.incidents import policies, routes
from apps.incidents.acts.access import access_row
from apps.incidents.acts.steps import bump, lock, note_correction, reconcile
from apps.incidents.checks import DUTY, check_facts
from apps.incidents.models import Ground, Incident, IncidentAccess, IncidentChild
from apps.incidents.states import HARM, State
from apps.notices.models import Notice
from apps.obligations import engine
from apps.obligations.models import Obligation
from apps.people.models import Child

FIELDS = (
    "kind", "occurred_from", "occurred_to", "discovered_at", "established_at", "area", "place", "description",
    "alleged_person", "alleged_relation", "safety", "safety_measures", "reporter_name", "reporter_contact",
    "reporter_is_confidential", "episodes", "public_channel",
)  # fmt: skip
CHECKED = (
    "kind", "occurred_from", "occurred_to", "discovered_at", "established_at", "episodes", "public_channel",
)  # fmt: skip
"""What `check_facts` looks at together."""


@dataclass
class Saved:
    """A saved draft, with what was not taken over (`refused`) and what should be looked at (`warnings`).

    `duties` and `sent` are the clocks and notices of an incident logged at once, for who answers with them.
    """

    incident: Incident
    refused: list[Refused] = field(default_factory=list)
    warnings: list[Refused] = field(default_factory=list)
    duties: list[Obligation] | None = None
    sent: list[Notice] | None = None


@action
def save_draft(
    incident: Incident | None, *, data: dict, children: Sequence[Child] | None = None,
    unknown: Sequence[str] | None = None, reason: str = "", version: int | None = None, lenient: bool = False,
    by: User, at: datetime,
) -> Saved:  # fmt: skip
    """Create or change a draft. With an instant of establishing and a kind the clock runs from here on.

    `data` holds only fields that are given. `lenient` (autosave) keeps what is right and returns what is not;
    otherwise anything wrong raises and nothing is saved. `version` guards against a lost update.
    """
    policies.check_can_log(by)
    draft = begin(by, at)
    if incident is not None:
        draft = lock(incident, version)
        policies.check_can_edit_draft(by, draft)
    before, old_established_at = copy(draft), draft.established_at
    take_over(draft, data)
    refused = _check(draft, before, at, reason, lenient=lenient)
    store(draft, by=by, at=at)
    set_children(draft, children, unknown)
    note_correction(draft, old_established_at, reason, by=by, at=at)
    reconcile(draft, by=by, at=at, reason=reason)
    return Saved(draft, refused, warnings_about(draft))


@action
def discard(incident: Incident, *, reason: str, by: User, at: datetime) -> Incident:
    """Give a draft up. Its clocks end; a breach that happened stays on record."""
    incident = lock(incident, None)
    policies.check_can_edit_draft(by, incident)
    if not reason.strip():
        raise Refused(_("Give the reason: it stays on record."), field="reason")
    duties = list(Obligation.objects.about(incident.subject).open().select_related("rule"))
    engine.cancel(duties, Obligation.CancelReason.DISCARDED, by=by, at=at)
    move(incident, State.DISCARDED, by=by, at=at, reason=reason.strip())
    return incident


@action
def restore(incident: Incident, *, by: User, at: datetime) -> Incident:
    """Undo discarding: the draft comes back and its clocks run on from where they began."""
    incident = lock(incident, None)
    policies.check_can_restore(by, incident)
    move(incident, State.DRAFT, by=by, at=at)
    reconcile(incident, by=by, at=at)
    return incident


def warnings_about(incident: Incident, around: routes.Surroundings | None = None) -> list[Refused]:
    """What is allowed but should be looked at (bad input 33; a rule not yet in force)."""
    warn = Collector()
    if incident.kind in HARM and incident.established_at and incident.agency.kind == "MENTORING_ORG":
        around = around or routes.surroundings(incident)
        if around.concerns_somebody and not around.mentored_by(incident.agency):
            warn(
                _("Your organisation has no mentor assignment for this child, so the 24 hours of Article 28-2(10)(7)"
                  " do not run here. The bodies below are told under rules of the system."),
                field="children", rule=DUTY,
            )  # fmt: skip
    return warn.refusals


def begin(by: User, at: datetime) -> Incident:
    return Incident(agency=by.agency, author=by, created_at=at, reporter_name=by.get_full_name())


def take_over(draft: Incident, data: dict) -> None:
    for name in FIELDS:
        if name in data:
            setattr(draft, name, data[name])


def store(draft: Incident, *, by: User, at: datetime) -> None:
    if draft.pk:
        bump(draft, *FIELDS)
        log.record("incident.draft_saved", draft.subject, by=by, at=at)
        return
    draft.number = next_number("I", at)
    draft.save(force_insert=True)
    IncidentAccess.objects.bulk_create(
        [
            access_row(draft, draft.agency_id, Ground.REPORTER, by=by, at=at),
            access_row(draft, draft.agency_id, Ground.AUTHOR, by=by, at=at, user=by),
        ]
    )
    log.record("incident.draft_created", draft.subject, by=by, at=at)


def set_children(
    draft: Incident, children: Sequence[Child] | None, unknown: Sequence[str] | None, *, is_new: bool = False
) -> None:
    """Make the children concerned those given; None leaves them as they are. A new incident has none yet."""
    rows: list[IncidentChild] = []
    if children is not None:
        held = set() if is_new else _keep_only(draft, children)
        rows += [IncidentChild(incident=draft, child=c) for c in dict.fromkeys(children) if c.pk not in held]
    if unknown is not None:
        if not is_new:
            draft.concerned.filter(child__isnull=True).delete()
        rows += [IncidentChild(incident=draft, description=text.strip()[:250]) for text in unknown if text.strip()]
    IncidentChild.objects.bulk_create(rows)


def _check(draft: Incident, before: Incident, at: datetime, reason: str, *, lenient: bool) -> list[Refused]:
    """Check the facts and the reason for a moved clock; put wrong fields back when lenient."""
    refuse = check_facts(draft, at)
    moved = before.established_at is not None and draft.established_at != before.established_at
    if moved and not reason.strip() and Obligation.objects.about(draft.subject).exists():
        refuse(_("The clock is running. Give the reason for changing its start."), field="reason", rule=DUTY)
        if lenient:
            draft.established_at = before.established_at
    if not refuse.refusals:
        return []
    if not lenient:
        raise Refusals(refuse.refusals)
    _put_back(draft, before, {refusal.field for refusal in refuse.refusals}, at)
    return refuse.refusals


def _put_back(draft: Incident, before: Incident, wrong: set[str | None], at: datetime) -> None:
    """Undo the wrong fields; when the rest then contradicts itself, every field that was checked."""
    for names in (wrong & set(FIELDS), CHECKED):
        for name in names:
            setattr(draft, name, getattr(before, name))
        if not check_facts(draft, at).refusals:
            return


def _keep_only(draft: Incident, children: Sequence[Child]) -> set[int | None]:
    """Take the others away; returns the ids of those that were there already."""
    draft.concerned.filter(child__isnull=False).exclude(child__in=children).delete()
    return set(draft.concerned.values_list("child_id", flat=True))
