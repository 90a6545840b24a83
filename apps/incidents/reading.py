"""Looks at an incident that stay on record: opening it, and reading its restricted story."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import NotAllowed
from apps.incidents.models import Correction, FollowUp, Ground, Incident, access_rows
from apps.incidents.policies import may_name
from apps.notices import actions as notices
from apps.notices.models import Notice

WHOLE = frozenset({Ground.REPORTER, Ground.AUTHOR, Ground.JOINED, Ground.ESCALATION})
"""Grounds on which all recipients and their acts are seen; one who was only told sees what is its own."""
WHO_KNOWS_THE_CHILD = frozenset({AgencyKind.ORPHAN_ORG, AgencyKind.GUARDIANSHIP, AgencyKind.POLICE, AgencyKind.SCHOOL})
"""Roles that have to recognise the child: told in one of these, a body reads who it is beside the number."""


@action
def open_incident(incident: Incident, *, by: User, at: datetime) -> frozenset[str]:
    """Note that a person opened the incident; returns the grounds the present post has.

    A notice to the person's agency counts as opened by this, and so as delivered.
    """
    grounds = grounds_of(by, incident)
    if not grounds:
        raise NotAllowed(_("Your present post gives no ground to open this incident."))
    log.record("incident.opened", incident.subject, by=by, at=at, grounds=sorted(grounds))
    mine = Notice.objects.visible_to(by).filter(subject_kind="incident", subject_id=incident.pk, opened_at__isnull=True)
    for notice in mine:
        notices.open_notice(notice, by=by, at=at)
    return grounds


@action
def show_description(incident: Incident, *, by: User, at: datetime) -> str:
    """The restricted story, shown on request and noted."""
    if not grounds_of(by, incident):
        raise NotAllowed(_("Your present post gives no ground to open this incident."))
    log.record("incident.description_shown", incident.subject, by=by, at=at)
    return incident.description


def grounds_of(user: User, incident: Incident) -> frozenset[str]:
    return frozenset(access_rows(user).filter(incident=incident).values_list("ground", flat=True))


def corrections_of(incident: Incident, user: User) -> list[Correction]:
    """Corrected times of establishing, the oldest first. `who`: None where a confidential reporter is kept back."""
    found = list(incident.corrections.select_related("by").order_by("pk"))
    for one in found:
        one.who = one.by if may_name(user, incident, incident.agency_id) else None
    return found


def follow_ups_of(incident: Incident, user: User) -> list[FollowUp]:
    """What was done afterwards, the oldest first: all of it for those who do follow-up; others see what their own
    agency did. `who`: None where a confidential reporter is kept back."""
    done = incident.follow_ups.select_related("by", "agency").order_by("pk")
    found = list(done if allows(user, Perm.MANAGE_INCIDENTS) else done.filter(agency=user.agency))
    for one in found:
        one.who = one.by if may_name(user, incident, one.agency_id) else None
    return found


def veil(notices: list[Notice], user: User, *, incident: Incident | None = None) -> list[Notice]:
    """The same notices, about `incident` or about any, without who sent or told them where people of the reporting
    agency are not named. Not to be saved."""
    ids = {one.subject_id for one in notices if one.subject_kind == "incident"}
    confidential = Incident.objects.filter(pk__in=ids, reporter_is_confidential=True)
    incidents = {incident.pk: incident} if incident else confidential.in_bulk() if ids else {}
    for one in notices:
        about = incidents.get(one.subject_id) if one.subject_kind == "incident" else None
        if about and not may_name(user, about, one.sender_id):
            one.sent_by = one.told_by = None
    return notices


def sees_all(grounds: frozenset[str]) -> bool:
    return bool(grounds & WHOLE)
