"""The writers of incidents, second half: follow-up, closing, joining, and what notices and clocks report back."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.core.errors import Collector, Refused
from apps.incidents import policies, routes
from apps.incidents.acts.access import access_row, grant
from apps.incidents.acts.sending import INFORMING, incident_notices, refresh_state, tell_everyone
from apps.incidents.acts.steps import bump, lock, reconcile
from apps.incidents.checks import DUTY
from apps.incidents.models import Correction, FollowUp, Ground, Incident, IncidentAccess, IncidentChild
from apps.incidents.states import HARM, LIVE, VIOLENT, State
from apps.mentoring.models import Assignment
from apps.notices.models import Notice
from apps.obligations import engine
from apps.obligations.events import Event
from apps.obligations.models import Obligation

NEAR = timedelta(days=3)
FOLLOWED = {State.ESTABLISHED, State.NOTIFIED, State.NOTIFIED_LATE}
MEETS: dict[str, str] = {
    FollowUp.Kind.ASSISTANCE_PLAN: Event.ASSISTANCE_PLAN_RECORDED,
    FollowUp.Kind.ASSISTANCE_REFUSED: Event.ASSISTANCE_PLAN_RECORDED,
    FollowUp.Kind.DATABANK: Event.CHILD_DATABANK_REGISTERED,
}


@action
def add_follow_up(incident: Incident, *, kind: str, text: str, by: User, at: datetime) -> FollowUp:
    """Record what was done. A plan or a reasoned refusal meets Article 36(3); the data bank its own duty."""
    incident = lock(incident, None)
    policies.check_can_follow_up(by, incident)
    refuse = Collector()
    if kind not in FollowUp.Kind.values:
        refuse(_("Choose what was done."), field="kind")
    if not text.strip():
        refuse(_("Write in a few words what was done, by whom and when."), field="text")
    if kind == FollowUp.Kind.NO_VIOLENCE and incident.violence_confirmed_at:
        refuse(_("Violence was confirmed already."), field="kind", rule="kz345.a36.p3.plan")
    refuse.done()
    done = FollowUp.objects.create(incident=incident, kind=kind, text=text.strip(), agency=by.agency, by=by, at=at)
    log.record("incident.followed_up", incident.subject, by=by, at=at, kind=kind, follow_up=done.pk)
    if kind in MEETS:
        engine.meet(MEETS[kind], incident.subject, by=by, at=at)
    if incident.state in FOLLOWED:
        move(incident, State.FOLLOW_UP, by=by, at=at)
    return done


@action
def confirm_violence(incident: Incident, *, by: User, at: datetime) -> Incident:
    """Violence is confirmed: the body of the child's district owes an assistance plan (Article 36(3))."""
    incident = lock(incident, None)
    policies.check_can_follow_up(by, incident)
    if not incident.is_violent:
        raise Refused(_("This kind of incident is not violence."), rule="kz345.a36.p3.plan")
    if incident.violence_confirmed_at:
        raise Refused(_("Violence was confirmed already."), rule="kz345.a36.p3.plan")
    incident.violence_confirmed_at = at
    bump(incident, "violence_confirmed_at")
    log.record("incident.violence_confirmed", incident.subject, by=by, at=at)
    body = routes.guardianship_of(incident)
    if body:
        escalation = routes.surroundings(incident).escalation()
        grant(incident, body.pk, Ground.NOTICE, by=by, at=at)
        engine.open_duties(
            incident.subject,
            [engine.Fact(Event.VIOLENCE_CONFIRMED, at, body, escalation=escalation)],
            by=by,
            at=at,
        )
    return incident


@action
def close(incident: Incident, *, by: User, at: datetime) -> Incident:
    """Close the incident; refused until everybody was told and follow-up is on record (bad input 31)."""
    incident = lock(incident, None)
    policies.check_can_close(by, incident)
    what_is_missing(incident).done()
    check_move(incident, State.CLOSED, Incident.TRANSITIONS)
    incident.closed_at = at
    bump(incident, "closed_at")
    move(incident, State.CLOSED, by=by, at=at)
    return incident


@action
def reopen(incident: Incident, *, reason: str, by: User, at: datetime) -> Incident:
    """New facts: work goes on where it was."""
    incident = lock(incident, None)
    policies.check_can_close(by, incident)
    if not reason.strip():
        raise Refused(_("Give the reason: it stays on record."), field="reason")
    incident.closed_at = None
    move(incident, State.FOLLOW_UP, by=by, at=at, reason=reason.strip())
    bump(incident, "closed_at")
    return incident


@action
def join(incident: Incident, *, into: Incident, by: User, at: datetime) -> Incident:
    """Two reports of one event become one: both reporters and the earliest establishment are kept.

    The first report goes on; its clocks are counted from the earliest instant, and the duties of the other
    reporter are followed there.
    """
    first, second = sorted((into.pk, incident.pk))
    locked = {pk: lock(Incident(pk=pk), None) for pk in (first, second)}
    incident, into = locked[incident.pk], locked[into.pk]
    policies.check_can_join(by, incident, into)
    if incident.pk == into.pk or into.state not in LIVE or incident.state not in LIVE:
        raise Refused(_("Only two incidents that are being worked on can be joined."), field="into")
    if not _may_be_one_event(incident, into):
        raise Refused(_("No other open report about these children or this district."), field="into")
    duties = Obligation.objects.about(incident.subject).open().select_related("rule")
    engine.cancel(list(duties), Obligation.CancelReason.JOINED, by=by, at=at)
    move(incident, State.JOINED, by=by, at=at, into=into.number)
    incident.joined_to = into
    bump(incident, "joined_to")
    grant(into, incident.agency_id, Ground.JOINED, by=by, at=at)
    grant(into, incident.agency_id, Ground.AUTHOR, by=by, at=at, user=incident.author)
    _take_children(incident, into)
    reason = str(_("Joined with %(number)s, which was established earlier.") % {"number": incident.number})
    if incident.established_at < into.established_at:
        Correction.objects.create(
            incident=into, old_established_at=into.established_at, new_established_at=incident.established_at,
            reason=reason, by=by, at=at,
        )  # fmt: skip
        into.established_at = incident.established_at
        if into.occurred_from and into.occurred_from > into.established_at:
            into.occurred_from, into.occurred_to = incident.occurred_from, incident.occurred_to
    bump(into, "established_at", "occurred_from", "occurred_to")
    log.record("incident.joined_by", into.subject, by=by, at=at, other=incident.number)
    reconcile(into, by=by, at=at, reason=reason)
    tell_everyone(into, by=by, at=at)
    return into


def what_is_missing(incident: Incident) -> Collector:
    """Everything that keeps the incident from being closed, in words."""
    refuse = Collector()
    open_duties = Obligation.objects.about(incident.subject).open().filter(rule__met_on=INFORMING)
    for duty in open_duties.select_related("party", "rule"):
        refuse(
            _("Not told yet: %(who)s.") % {"who": duty.party or _role(duty.role)},
            field="notices",
            rule=duty.rule.code,
        )
    for notice in incident_notices(incident).select_related("recipient"):
        if not notice.is_settled:
            refuse(
                _("%(who)s has not confirmed yet: wait, or telephone and record it.") % {"who": notice.recipient_label},
                field="notices", rule=DUTY if incident.kind in HARM else None,
            )  # fmt: skip
    done = set(incident.follow_ups.values_list("kind", flat=True))
    plan = {FollowUp.Kind.ASSISTANCE_PLAN, FollowUp.Kind.ASSISTANCE_REFUSED}
    if incident.violence_confirmed_at and not done & plan:
        refuse(
            _("Violence was confirmed: record the assistance plan or a reasoned refusal."),
            field="follow_up",
            rule="kz345.a36.p3.plan",
        )
    elif incident.is_violent and not incident.violence_confirmed_at and FollowUp.Kind.NO_VIOLENCE not in done:
        refuse(_("Record whether violence was confirmed."), field="follow_up", rule="kz345.a36.p3.plan")
    elif not done:
        refuse(_("Record what was done afterwards."), field="follow_up")
    return refuse


def notice_delivered(notice: Notice, at: datetime) -> None:
    """The engine learns that a recipient was told; the recipient's own clock to acknowledge starts."""
    incident = Incident.objects.select_related("agency", "author").get(pk=notice.subject_id)
    engine.meet(Event.NOTICE_DELIVERED, incident.subject, by=None, at=at, notice=notice)
    if notice.recipient and notice.recipient.on_platform and notice.told_at is None:
        escalation = routes.surroundings(incident).escalation()
        fact = engine.Fact(Event.NOTICE_DELIVERED, at, notice.recipient, escalation=escalation)
        engine.open_duties(incident.subject, [fact], by=None, at=at, notice=notice)
    refresh_state(incident, by=None, at=at)


def notice_acknowledged(notice: Notice, at: datetime) -> None:
    incident = Incident.objects.select_related("agency", "author").get(pk=notice.subject_id)
    engine.meet(Event.NOTICE_ACKNOWLEDGED, incident.subject, by=notice.acknowledged_by, at=at, notice=notice)


def notice_told(notice: Notice, at: datetime) -> None:
    """A named person was told by telephone or letter: nothing is left to acknowledge here.

    Nobody can be told of a fact before it was established.
    """
    established_at = Incident.objects.values_list("established_at", flat=True).get(pk=notice.subject_id)
    if notice.told_at < established_at:
        raise Refused(_("This is before the fact was established: check the day and the time."), field="told_at")
    waiting = Obligation.objects.open().filter(notice=notice, rule__met_on=Event.NOTICE_ACKNOWLEDGED)
    engine.cancel(
        list(waiting.select_related("rule")), Obligation.CancelReason.TOLD_OTHERWISE, by=notice.told_by, at=at
    )


def terms_breached(rows: list[tuple[int, list[int]]], at: datetime) -> None:
    """Agencies told of a breach may open the incident: that is their ground. Many at once, as the sweep takes them."""
    incidents = Incident.objects.in_bulk([incident_id for incident_id, _agencies in rows])
    escalated = IncidentAccess.objects.filter(
        incident__in=incidents, ground=Ground.ESCALATION, user__isnull=True, valid_to__isnull=True
    )
    held = set(escalated.values_list("incident_id", "agency_id"))
    IncidentAccess.objects.bulk_create(
        access_row(incidents[incident_id], agency_id, Ground.ESCALATION, by=None, at=at)
        for incident_id, agencies in rows
        for agency_id in agencies
        if (incident_id, agency_id) not in held
    )


def _may_be_one_event(incident: Incident, into: Incident) -> bool:
    """The same children, or the same district within three days; and a report of harm or violence goes on in another
    one of it, so that no duty ends with nothing in its place."""
    if any(incident.kind in kinds and into.kind not in kinds for kinds in (HARM, VIOLENT)):
        return False
    children = incident.concerned.filter(child__isnull=False).values("child")
    near = abs(incident.established_at - into.established_at) <= NEAR
    return into.concerned.filter(child__in=children).exists() or (incident.area_id == into.area_id and near)


def _take_children(source: Incident, target: Incident) -> None:
    held = set(target.concerned.values_list("child_id", "description"))
    IncidentChild.objects.bulk_create(
        IncidentChild(incident=target, child_id=child, description=text)
        for child, text in source.concerned.values_list("child_id", "description")
        if (child, text) not in held
    )


def _role(code: str) -> str:
    return str(AgencyKind(code).label) if code in AgencyKind.values else code


def duties_of_mentor(assignment: Assignment, duties: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Of a mentor's duties those about incidents of the child he or she mentors no more."""
    about = IncidentChild.objects.filter(child=assignment.child_id).values("incident")
    return duties.filter(subject_kind="incident", subject_id__in=about)
