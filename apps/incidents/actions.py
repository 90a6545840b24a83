"""The writers of incidents, first half: the draft, submitting, and the people who are told."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.core.errors import Collector, Refusals, Refused, Stale
from apps.core.numbers import next_number
from apps.incidents import policies, routes
from apps.incidents.checks import DUTY, check_facts, check_whole
from apps.incidents.models import Correction, ExtraRecipient, Ground, Incident, IncidentAccess, IncidentChild
from apps.incidents.states import HARM, LIVE, State
from apps.notices import actions as notices
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
INFORMING = "NOTICE_DELIVERED"


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
    draft = _new(by, at)
    if incident is not None:
        draft = _lock(incident, version)
        policies.check_can_edit_draft(by, draft)
    before, old_established_at = copy(draft), draft.established_at
    _take_over(draft, data)
    refused = _check(draft, before, at, reason, lenient=lenient)
    _store(draft, by=by, at=at)
    _set_children(draft, children, unknown)
    _note_correction(draft, old_established_at, reason, by=by, at=at)
    _reconcile(draft, by=by, at=at, reason=reason)
    return Saved(draft, refused, warnings_about(draft))


@action
def submit(incident: Incident, *, version: int | None = None, by: User, at: datetime) -> Incident:
    """Establish the incident and send every recipient found its notice, at once."""
    incident = _lock(incident, version)
    policies.check_can_submit(by, incident)
    check_whole(incident, at)
    incident.submitted_at = at
    _bump(incident, "submitted_at")
    _establish(incident, routes.surroundings(incident), by=by, at=at)
    return incident


@action
def log_incident(
    *, data: dict, children: Sequence[Child], unknown: Sequence[str] = (), by: User, at: datetime
) -> Saved:  # fmt: skip
    """Draft and submit in one: how another system reports through the API."""
    policies.check_can_log(by)
    incident = _new(by, at)
    _take_over(incident, data)
    check_facts(incident, at).done()
    incident.submitted_at = at
    _store(incident, by=by, at=at)
    _set_children(incident, children, unknown, is_new=True)
    check_whole(incident, at)
    around = routes.surroundings(incident)
    duties, sent = _establish(incident, around, by=by, at=at)
    return Saved(incident, warnings=warnings_about(incident, around), duties=duties, sent=sent)


@action
def discard(incident: Incident, *, reason: str, by: User, at: datetime) -> Incident:
    """Give a draft up. Its clocks end; a breach that happened stays on record."""
    incident = _lock(incident, None)
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
    incident = _lock(incident, None)
    policies.check_can_restore(by, incident)
    move(incident, State.DRAFT, by=by, at=at)
    _reconcile(incident, by=by, at=at)
    return incident


@action
def correct_established_at(
    incident: Incident, *, established_at: datetime, reason: str, version: int | None = None, by: User, at: datetime
) -> Incident:  # fmt: skip
    """Correct the instant the clock counts from. The old one, its author and both due instants stay visible."""
    incident = _lock(incident, version)
    policies.check_can_correct(by, incident)
    old, incident.established_at = incident.established_at, established_at
    refuse = check_facts(incident, at)
    if not reason.strip():
        refuse(_("Give the reason: the old time stays visible beside it."), field="reason", rule=DUTY)
    if old == established_at:
        refuse(_("This is the time already recorded."), field="established_at")
    refuse.done()
    _bump(incident, "established_at")
    _note_correction(incident, old, reason, by=by, at=at)
    _reconcile(incident, by=by, at=at, reason=reason)
    _tell_everyone(incident, by=by, at=at)
    return incident


@action
def add_recipient(
    incident: Incident, *, agency: Agency | None = None, name: str = "", role: str = "", by: User, at: datetime
) -> Notice | None:  # fmt: skip
    """Tell one more: a body the rules could not find (`role`), or anybody else who should know."""
    incident = _lock(incident, None)
    policies.check_can_change_recipients(by, incident)
    if agency is None and not name.strip():
        raise Refused(_("Choose an agency, or write who is to be told."), field="agency")
    if agency and (not agency.is_active or (role in AgencyKind.values and agency.kind != role)):
        raise Refused(_("Choose the right agency, or write who is to be told."), field="agency")
    if agency and incident_notices(incident).filter(recipient=agency).exists():
        raise Refused(_("This agency has a notice about this incident already."), field="agency")
    ExtraRecipient.objects.create(incident=incident, role=role, agency=agency, name=name.strip())
    log.record("incident.recipient_added", incident.subject, by=by, at=at, agency=agency and agency.pk, role=role)
    _reconcile(incident, by=by, at=at)
    sent = _tell_everyone(incident, by=by, at=at)
    return sent[0] if sent else None


@action
def replace_recipient(
    notice: Notice, *, incident: Incident, agency: Agency | None = None, name: str = "", reason: str, by: User,
    at: datetime,
) -> Notice | None:  # fmt: skip
    """The wrong body was told: withdraw its notice and access, tell the right one; the history keeps both."""
    incident = _lock(incident, None)
    policies.check_can_change_recipients(by, incident)
    if agency is None and not name.strip():
        raise Refused(_("Choose the right agency, or write who is to be told."), field="agency")
    if agency and agency.pk == notice.recipient_id:
        raise Refused(_("This is the recipient the notice went to."), field="agency")
    notices.withdraw(notice, reason=reason, by=by, at=at)
    _end_access(incident, notice.recipient_id, at)
    wrong = Obligation.objects.filter(notice=notice).exclude(state=Obligation.State.CANCELLED).select_related("rule")
    engine.cancel(list(wrong), Obligation.CancelReason.WRONG_RECIPIENT, by=by, at=at)
    incident.extra_recipients.filter(role=notice.role, agency=notice.recipient).delete()
    new = add_recipient(incident, agency=agency, name=name, role=notice.role, by=by, at=at)
    Notice.objects.filter(pk=notice.pk).update(replaced_by=new)
    return new


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


def incident_notices(incident: Incident):
    return Notice.objects.valid().filter(subject_kind="incident", subject_id=incident.pk)


def refresh_state(incident: Incident, *, by: User | None, at: datetime) -> None:
    """Notifying, notified or notified late, as notices and clocks now say. Late stays late."""
    if incident.state not in LIVE:
        return
    duties = Obligation.objects.about(incident.subject).filter(rule__met_on=INFORMING)
    clocks = list(duties.values_list("state", "breached_at"))
    delivered = list(incident_notices(incident).values_list("delivered_at", flat=True))
    waiting = Obligation.State.OPEN in [state for state, _breached_at in clocks] or None in delivered
    late = any(breached_at for _state, breached_at in clocks)
    told = State.NOTIFIED_LATE if late else State.NOTIFIED
    target = State.NOTIFYING if waiting else told if delivered else None
    if target is None or target == incident.state or (incident.state == State.FOLLOW_UP and target != State.NOTIFYING):
        return
    if incident.state == State.ESTABLISHED and target != State.NOTIFYING:
        move(incident, State.NOTIFYING, by=by, at=at)
    move(incident, target, by=by, at=at)
    if target != State.NOTIFYING and incident.follow_ups.exists():
        move(incident, State.FOLLOW_UP, by=by, at=at)


def grant(
    incident: Incident, agency_id: int, ground: str, *, by: User | None, at: datetime, user: User | None = None
) -> None:  # fmt: skip
    """Open the incident to an agency, or to one person of it, on a ground. A second time changes nothing."""
    held = IncidentAccess.objects.filter(
        incident=incident, agency_id=agency_id, user=user, ground=ground, valid_to__isnull=True
    )
    if not held.exists():
        access_row(incident, agency_id, ground, by=by, at=at, user=user).save()


def grant_all(incident: Incident, agency_ids: Iterable[int], ground: str, *, by: User | None, at: datetime) -> None:
    """`grant` for several agencies at once."""
    open_now = IncidentAccess.objects.filter(incident=incident, user=None, ground=ground, valid_to__isnull=True)
    held = set(open_now.values_list("agency_id", flat=True))
    IncidentAccess.objects.bulk_create(
        access_row(incident, agency_id, ground, by=by, at=at) for agency_id in agency_ids if agency_id not in held
    )


def access_row(
    incident: Incident, agency_id: int, ground: str, *, by: User | None, at: datetime, user: User | None = None
) -> IncidentAccess:  # fmt: skip
    """An unsaved row of access."""
    return IncidentAccess(
        incident=incident, agency_id=agency_id, user=user, ground=ground, valid_from=at, granted_by=by,
        sort_at=incident.created_at,
    )  # fmt: skip


def _new(by: User, at: datetime) -> Incident:
    return Incident(agency=by.agency, author=by, created_at=at, reporter_name=by.get_full_name())


def _take_over(draft: Incident, data: dict) -> None:
    for name in FIELDS:
        if name in data:
            setattr(draft, name, data[name])


def _establish(
    incident: Incident, around: routes.Surroundings, *, by: User, at: datetime
) -> tuple[list[Obligation], list[Notice]]:
    """Open the clocks of the fact and tell everybody; returns the clocks and the notices sent."""
    move(incident, State.ESTABLISHED, by=by, at=at)
    duties = _reconcile(incident, by=by, at=at, around=around)
    parties = Agency.objects.in_bulk({duty.party_id for duty in duties if duty.party_id})
    for duty in duties:
        duty.party = parties.get(duty.party_id)
    return duties, _tell_everyone(incident, by=by, at=at, around=around, duties=duties)


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


def _store(draft: Incident, *, by: User, at: datetime) -> None:
    if draft.pk:
        _bump(draft, *FIELDS)
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


def _bump(incident: Incident, *fields: str) -> None:
    incident.version += 1
    incident.save(update_fields=[*fields, "version"])


def _lock(incident: Incident, version: int | None) -> Incident:
    locked = (
        Incident.objects.select_for_update(of=("self",)).select_related("agency", "author", "area").get(pk=incident.pk)
    )
    if version is not None and locked.version != version:
        raise Stale()
    return locked


def _set_children(
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


def _keep_only(draft: Incident, children: Sequence[Child]) -> set[int | None]:
    """Take the others away; returns the ids of those that were there already."""
    draft.concerned.filter(child__isnull=False).exclude(child__in=children).delete()
    return set(draft.concerned.values_list("child_id", flat=True))


def _note_correction(incident: Incident, old: datetime | None, reason: str, *, by: User, at: datetime) -> None:
    if old and incident.established_at and incident.established_at != old:
        Correction.objects.create(
            incident=incident, old_established_at=old, new_established_at=incident.established_at,
            reason=reason.strip(), by=by, at=at,
        )  # fmt: skip
        log.record(
            "incident.established_at_corrected",
            incident.subject,
            by=by,
            at=at,
            old=old,
            new=incident.established_at,
        )


def _reconcile(
    incident: Incident, *, by: User | None, at: datetime, reason: str = "", around: routes.Surroundings | None = None
) -> list[Obligation]:  # fmt: skip
    facts = routes.facts_of(incident, around)
    return engine.reconcile(incident.subject, facts, events=routes.EVENTS, by=by, at=at, reason=reason)


def _tell_everyone(
    incident: Incident, *, by: User | None, at: datetime, around: routes.Surroundings | None = None,
    duties: list[Obligation] | None = None,
) -> list[Notice]:  # fmt: skip
    """Send a notice to every recipient that has none yet, open the incident to it, tie the clocks to it.

    `duties`: the live ones with rule and party, where they are known already.
    """
    if duties is None:
        live = Obligation.objects.about(incident.subject).exclude(state=Obligation.State.CANCELLED)
        duties = list(live.select_related("rule", "party").order_by("pk"))
    duties = [duty for duty in duties if duty.rule.met_on == INFORMING]
    known = list(incident_notices(incident))
    held = {n.recipient_id or n.recipient_name for n in known}
    wanted = _addressees(incident, duties, around)
    fresh = [a for a in wanted if (a.agency.pk if a.agency else a.name) not in held]
    sent = notices.send(incident.subject, fresh, sender=incident.agency, by=by, at=at) if fresh else []
    told = [n.recipient_id for n in sent if n.recipient_id]
    if told:
        grant_all(incident, told, Ground.NOTICE, by=by, at=at)
    _tie(duties, [*known, *sent], by=by, at=at)
    refresh_state(incident, by=by, at=at)
    return sent


def _addressees(
    incident: Incident, duties: list[Obligation], around: routes.Surroundings | None
) -> list[notices.Addressee]:  # fmt: skip
    """Everybody some duty or some person names, once each; never the reporting agencies themselves."""
    own = {report.agency.pk for report in routes.reports_of(incident)}
    found: dict[object, notices.Addressee] = {}
    for duty in duties:
        if duty.party:
            found.setdefault(duty.party_id, notices.Addressee(duty.role, duty.party))
    any_roles = {role for d in duties if d.rule.recipient_rule == "ANY" for role in d.rule.recipients}
    if any_roles:
        parties = [p for p in (around or routes.surroundings(incident)).parties() if p.role in any_roles]
        agencies = Agency.objects.in_bulk([p.agency_id for p in parties])
        for party in parties:
            found.setdefault(party.agency_id, notices.Addressee(party.role, agencies[party.agency_id]))
    for extra in incident.extra_recipients.select_related("agency").order_by("pk"):
        found.setdefault(extra.agency_id or extra.name, notices.Addressee(extra.role, extra.agency, extra.name))
    return [a for key, a in found.items() if key not in own]


def _tie(duties: list[Obligation], sent: list[Notice], *, by: User | None, at: datetime) -> None:
    """Give each clock the notice that meets it; one that was delivered already meets it at that instant."""
    to_agency = {notice.recipient_id: notice for notice in sent if notice.recipient_id}
    outside = {notice.role: notice for notice in sent if not notice.recipient_id}
    notice_of = {
        duty.pk: to_agency.get(duty.party_id) if duty.party_id else outside.get(duty.role) if duty.role else None
        for duty in duties
    }
    untied = [duty for duty in duties if notice_of[duty.pk] and notice_of[duty.pk].pk != duty.notice_id]
    for duty in untied:
        duty.notice = notice_of[duty.pk]
    Obligation.objects.bulk_update(untied, ["notice"])
    for duty in duties:
        delivered = notice_of[duty.pk].delivered_at if notice_of[duty.pk] else None
        if duty.state == Obligation.State.OPEN and delivered:
            engine.settle(duty, by=by, at=max(delivered, duty.started_at))


def _end_access(incident: Incident, agency_id: int | None, at: datetime) -> None:
    """The ground of a withdrawn notice ends now; other grounds the agency may have stay."""
    IncidentAccess.objects.filter(
        incident=incident, agency_id=agency_id, ground=Ground.NOTICE, valid_to__isnull=True
    ).update(valid_to=at)
