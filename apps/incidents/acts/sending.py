"""Establishing an incident, and the people who are told of it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.core.errors import Refused
from apps.incidents import policies, routes
from apps.incidents.acts.access import end_access, grant_all
from apps.incidents.acts.drafts import Saved, begin, set_children, store, take_over, warnings_about
from apps.incidents.acts.steps import bump, lock, reconcile
from apps.incidents.checks import check_facts, check_whole
from apps.incidents.models import ExtraRecipient, Ground, Incident
from apps.incidents.states import LIVE, State
from apps.notices import actions as notices
from apps.notices.models import Notice
from apps.obligations import engine
from apps.obligations.models import Obligation
from apps.people.models import Child

INFORMING = "NOTICE_DELIVERED"


@action
def submit(incident: Incident, *, version: int | None = None, by: User, at: datetime) -> Incident:
    """Establish the incident and send every recipient found its notice, at once."""
    incident = lock(incident, version)
    policies.check_can_submit(by, incident)
    check_whole(incident, at)
    incident.submitted_at = at
    bump(incident, "submitted_at")
    _establish(incident, routes.surroundings(incident), by=by, at=at)
    return incident


@action
def log_incident(
    *, data: dict, children: Sequence[Child], unknown: Sequence[str] = (), by: User, at: datetime
) -> Saved:  # fmt: skip
    """Draft and submit in one: how another system reports through the API."""
    policies.check_can_log(by)
    incident = begin(by, at)
    take_over(incident, data)
    check_facts(incident, at).done()
    incident.submitted_at = at
    store(incident, by=by, at=at)
    set_children(incident, children, unknown, is_new=True)
    check_whole(incident, at)
    around = routes.surroundings(incident)
    duties, sent = _establish(incident, around, by=by, at=at)
    return Saved(incident, warnings=warnings_about(incident, around), duties=duties, sent=sent)


@action
def add_recipient(
    incident: Incident, *, agency: Agency | None = None, name: str = "", role: str = "", by: User, at: datetime
) -> Notice | None:  # fmt: skip
    """Tell one more: a body the rules could not find (`role`), or anybody else who should know."""
    incident = lock(incident, None)
    policies.check_can_change_recipients(by, incident)
    if agency is None and not name.strip():
        raise Refused(_("Choose an agency, or write who is to be told."), field="agency")
    if agency and (not agency.is_active or (role in AgencyKind.values and agency.kind != role)):
        raise Refused(_("Choose the right agency, or write who is to be told."), field="agency")
    if agency and incident_notices(incident).filter(recipient=agency).exists():
        raise Refused(_("This agency has a notice about this incident already."), field="agency")
    ExtraRecipient.objects.create(incident=incident, role=role, agency=agency, name=name.strip())
    log.record("incident.recipient_added", incident.subject, by=by, at=at, agency=agency and agency.pk, role=role)
    reconcile(incident, by=by, at=at)
    sent = tell_everyone(incident, by=by, at=at)
    return sent[0] if sent else None


@action
def replace_recipient(
    notice: Notice, *, incident: Incident, agency: Agency | None = None, name: str = "", reason: str, by: User,
    at: datetime,
) -> Notice | None:  # fmt: skip
    """The wrong body was told: withdraw its notice and access, tell the right one; the history keeps both."""
    incident = lock(incident, None)
    policies.check_can_change_recipients(by, incident)
    if agency is None and not name.strip():
        raise Refused(_("Choose the right agency, or write who is to be told."), field="agency")
    if agency and agency.pk == notice.recipient_id:
        raise Refused(_("This is the recipient the notice went to."), field="agency")
    notices.withdraw(notice, reason=reason, by=by, at=at)
    end_access(incident, notice.recipient_id, at)
    wrong = Obligation.objects.filter(notice=notice).exclude(state=Obligation.State.CANCELLED).select_related("rule")
    engine.cancel(list(wrong), Obligation.CancelReason.WRONG_RECIPIENT, by=by, at=at)
    incident.extra_recipients.filter(role=notice.role, agency=notice.recipient).delete()
    new = add_recipient(incident, agency=agency, name=name, role=notice.role, by=by, at=at)
    Notice.objects.filter(pk=notice.pk).update(replaced_by=new)
    return new


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


def tell_everyone(
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


def _establish(
    incident: Incident, around: routes.Surroundings, *, by: User, at: datetime
) -> tuple[list[Obligation], list[Notice]]:
    """Open the clocks of the fact and tell everybody; returns the clocks and the notices sent."""
    move(incident, State.ESTABLISHED, by=by, at=at)
    duties = reconcile(incident, by=by, at=at, around=around)
    parties = Agency.objects.in_bulk({duty.party_id for duty in duties if duty.party_id})
    for duty in duties:
        duty.party = parties.get(duty.party_id)
    return duties, tell_everyone(incident, by=by, at=at, around=around, duties=duties)


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
