"""The only writers of purposes, emergency openings, consents and the verdicts on alerts."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.models import LedgerEntry
from apps.core.db import one_at_a_time
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.core.names import clean_name
from apps.core.subjects import Subject
from apps.disclosure import overseers, policies
from apps.disclosure.finding import exact_child
from apps.disclosure.models import Consent, EmergencyOpening, Purpose, ReadingAlert
from apps.notices.models import Message
from apps.obligations import engine
from apps.people.access import access_row
from apps.people.models import Child, ChildAccess, Ground, access_rows
from apps.people.reach import in_use

OPEN_FOR = timedelta(hours=3)
SHORTEST_REASON = 20
SEARCHES_AN_HOUR = 10
"""A search for a hidden file answers whether it exists: more than this in an hour is fishing."""
OFFICES = (AgencyKind.REGIONAL_OMBUDSMAN, "REGIONAL_OMBUDSMAN")


@action
def state_purpose(child: Child, *, kind: str, text: str = "", by: User, at: datetime) -> Purpose:
    """Say why a file is opened that is not one's daily work; holds for today. What was said first stays."""
    if not access_rows(by).filter(child=child).exists():
        raise Refused(_("Your present post gives no ground to open this file."))
    refuse = Collector()
    text = " ".join(text.split())[:500]
    if kind not in Purpose.STATED:
        refuse(_("Choose the purpose."), field="kind")
    elif kind == Purpose.Kind.OTHER and not text:
        refuse(_("Say in your words what for."), field="text")
    refuse.done()
    purpose, is_new = Purpose.objects.get_or_create(
        child=child, user=by, agency=by.agency, day=local_day(at), defaults={"kind": kind, "text": text, "at": at}
    )
    if is_new:
        log.record("child.purpose_stated", child.subject, by=by, at=at, purpose=kind, purpose_id=purpose.pk)
    return purpose


def checked_emergency(kind: str, reason: str) -> str:
    """The reason as it is stored. Raises Refusals; asked before a search: one without a reason finds nothing."""
    refuse = Collector()
    reason = " ".join(reason.split())[:1000]
    if kind not in EmergencyOpening.Kind.values:
        refuse(_("Choose the kind of emergency."), field="kind")
    if len(reason) < SHORTEST_REASON:
        refuse(_("Say in at least twenty characters what happened: the responsible body reads it."), field="reason")
    refuse.done()
    return reason


@action
def search_hidden(text: str, *, by: User, at: datetime) -> Child | None:
    """The file with exactly this number or IIN, seen or not; each search is noted, and few are allowed an hour."""
    policies.check_can_break_glass(by)
    one_at_a_time(f"emergency.searched:{by.pk}")
    before = LedgerEntry.objects.filter(actor_id=by.pk, verb="emergency.searched", at__gt=at - timedelta(hours=1))
    if before.count() >= SEARCHES_AN_HOUR:
        raise Refused(_("Too many searches in an hour. Telephone the guardianship body."), field="q")
    child = exact_child(text)
    about = child.subject if child else Subject("child", None, "")
    log.record("emergency.searched", about, by=by, at=at, found=child is not None)
    return child


@action
def break_glass(child: Child, *, kind: str, reason: str, by: User, at: datetime) -> EmergencyOpening:
    """Open a file without a ground for three hours. The responsible body is told at once and reviews it.

    Opens no compartment (health, adoption, reporter) and no note kept to the responsible body.
    """
    policies.check_can_break_glass(by)
    reason = checked_emergency(kind, reason)
    Child.objects.select_for_update().get(pk=child.pk)
    if in_use(child) != child:
        raise Refused(_("There is no file with exactly this number or IIN."))
    if access_rows(by).filter(child=child).exists():
        raise Refused(_("You have a ground to open this file already."))
    access = access_row(child, by.agency, Ground.EMERGENCY, valid_from=at, valid_to=at + OPEN_FOR, user=by, by=by)
    access.save()
    opening = EmergencyOpening.objects.create(
        child=child, user=by, agency=by.agency, responsible=child.guardianship, access=access, kind=kind,
        reason=reason, starts_at=at, ends_at=at + OPEN_FOR,
    )  # fmt: skip
    _purposes_of(opening)
    log.record("child.emergency_opened", child.subject, by=by, at=at, emergency=opening.pk, kind=kind)
    overseers.tell(child.guardianship, Message.Kind.EMERGENCY, opening.subject, at=at, besides=[by.pk])
    fact = engine.Fact("EMERGENCY_OPENED", at, owner=child.guardianship, escalation=_ombudsman(child.guardianship))
    engine.open_duties(opening.subject, [fact], by=by, at=at)
    return opening


@action
def end_emergency(opening: EmergencyOpening, *, by: User, at: datetime) -> EmergencyOpening:
    """The person needs the file no longer. A second time changes nothing."""
    policies.check_can_end(by, opening)
    stored = EmergencyOpening.objects.select_for_update(of=("self",)).select_related("child").get(pk=opening.pk)
    if stored.is_in_force(at):
        stored.ended_at = at
        stored.save(update_fields=["ended_at"])
        ChildAccess.objects.filter(pk=stored.access_id).update(valid_to=at)
        log.record("child.emergency_ended", stored.child.subject, by=by, at=at, emergency=stored.pk)
    return stored


@action
def review_emergency(
    opening: EmergencyOpening, *, verdict: str, note: str = "", by: User, at: datetime
) -> EmergencyOpening:
    """Record whether the opening was justified. Asking for an explanation leaves the review open."""
    stored = EmergencyOpening.objects.select_for_update(of=("self",)).select_related("child").get(pk=opening.pk)
    policies.check_can_review(by, stored)
    note = _checked_verdict(stored, verdict, note, EmergencyOpening.Verdict)
    stored.verdict, stored.note, stored.reviewed_by, stored.reviewed_at = verdict, note, by, at
    stored.save(update_fields=["verdict", "note", "reviewed_by", "reviewed_at"])
    log.record(
        "child.emergency_reviewed", stored.child.subject, by=by, at=at, emergency=stored.pk, verdict=verdict
    )  # fmt: skip
    if verdict != EmergencyOpening.Verdict.ASKED:
        engine.meet("EMERGENCY_REVIEWED", stored.subject, by=by, at=at)
    return stored


@action
def review_alert(alert: ReadingAlert, *, verdict: str, note: str = "", by: User, at: datetime) -> ReadingAlert:
    """Record what came of an alert of unusual reading."""
    stored = ReadingAlert.objects.select_for_update().get(pk=alert.pk)
    policies.check_can_review_alert(by, stored)
    note = _checked_verdict(stored, verdict, note, ReadingAlert.Verdict)
    stored.verdict, stored.note, stored.reviewed_by, stored.reviewed_at = verdict, note, by, at
    stored.save(update_fields=["verdict", "note", "reviewed_by", "reviewed_at"])
    log.record("reading.reviewed", stored.subject, by=by, at=at, verdict=verdict, reader=stored.user_id)
    return stored


@action
def record_consent(
    child: Child, *, agency: Agency, scope: Sequence[str], given_relation: str, given_by: str, given_on: date,
    expires_on: date | None = None, paper: Any = None, by: User, at: datetime,
) -> Consent:  # fmt: skip
    """Leave that a mentoring organisation learns who the child is, in this scope (Article 28-2(9)(1))."""
    policies.check_can_record_consent(by, child)
    Child.objects.select_for_update().get(pk=child.pk)
    given_by = clean_name(given_by)[0][:150]
    _check_consent(agency, scope, given_relation, given_by, given_on, expires_on, local_day(at))
    if paper is not None and (paper.subject_kind, paper.subject_id) != ("child", child.pk):
        raise Refused(_("This paper does not belong to the child's file."), field="paper")
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                child=child, agency=agency, scope=sorted(set(scope)), given_relation=given_relation,
                given_by=given_by, given_on=given_on, expires_on=expires_on, paper=paper, recorded_by=by,
                recorded_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            _("A consent for this organisation covers these days already: withdraw it first."), field="given_on"
        ) from error
    log.record(
        "child.consent_recorded", child.subject, by=by, at=at, consent=consent.pk, organisation=agency.pk,
        scope=consent.scope,
    )  # fmt: skip
    return consent


@action
def withdraw_consent(consent: Consent, *, reason: str, by: User, at: datetime) -> Consent:
    """The consent ends now: the organisation sees the child masked from this instant."""
    stored = Consent.objects.select_for_update(of=("self",)).select_related("child").get(pk=consent.pk)
    policies.check_can_record_consent(by, stored.child)
    if not reason.strip():
        raise Refused(_("Give the reason: it stays on record."), field="reason")
    if stored.withdrawn_at:
        raise Refused(_("This consent was withdrawn already."))
    stored.withdrawn_at, stored.withdrawn_by, stored.withdraw_reason = at, by, reason.strip()[:500]
    stored.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    log.record(
        "child.consent_withdrawn", stored.child.subject, by=by, at=at, consent=stored.pk, organisation=stored.agency_id
    )  # fmt: skip
    return stored


def _checked_verdict(record: Any, verdict: str, note: str, verdicts: Any) -> str:
    """The note as it is stored; a final verdict is not changed, and one against a person needs words."""
    note = note.strip()[:1000]
    if record.verdict and record.verdict != "ASKED":
        raise Refused(_("This was reviewed already and stays as it was recorded."))
    if verdict not in verdicts.values:
        raise Refused(_("Choose the verdict."), field="verdict")
    if verdict not in ("JUSTIFIED", "EXPLAINED") and not note:
        raise Refused(_("Say why in your words."), field="note")
    return note


def _check_consent(
    agency: Agency, scope: Sequence[str], relation: str, given_by: str, given_on: date, expires_on: date | None,
    today: date,
) -> None:  # fmt: skip
    refuse = Collector()
    if agency.kind != AgencyKind.MENTORING_ORG:
        refuse(_("Consent is given for a mentoring organisation."), field="agency")
    if not scope or not set(scope) <= set(Consent.Scope.values):
        refuse(_("Choose what may be seen."), field="scope")
    if relation not in Consent.Relation.values:
        refuse(_("Say who gave the consent."), field="given_relation")
    if not given_by:
        refuse(_("Enter the name of the person who gave the consent."), field="given_by")
    if given_on > today:
        refuse(_("A consent is recorded after it was given."), field="given_on")
    if expires_on and expires_on < given_on:
        refuse(_("The last day cannot be before the first."), field="expires_on")
    refuse.done()


def _purposes_of(opening: EmergencyOpening) -> None:
    """The reason typed is the purpose of the days the opening touches; nobody is asked twice."""
    days = {local_day(opening.starts_at), local_day(opening.ends_at)}
    Purpose.objects.bulk_create(
        [
            Purpose(
                child=opening.child, user=opening.user, agency=opening.agency, day=day,
                kind=Purpose.Kind.EMERGENCY, text=opening.reason[:500], at=opening.starts_at,
            )
            for day in sorted(days)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _ombudsman(body: Agency) -> dict[str, int]:
    """Who hears when the review does not come."""
    kind, audience = OFFICES
    office = Agency.objects.active().of_kind(kind).filter(area=body.area.region).order_by("pk").first()
    return {audience: office.pk} if office else {}
