"""Consents for most mentored children: who may know whom."""

from datetime import timedelta

from apps.accounts.models import User
from apps.core.localtime import day_start
from apps.demo.world import Resident, World
from apps.disclosure.models import Consent
from apps.mentoring.models import Assignment

MASKED_EVERY = 8
"""One child in so many, of those whose mentor has no account, has no consent yet: the organisation sees initials."""


def add_consent(world: World, resident: Resident, assignment: Assignment, officer: User | None) -> None:
    """The home's leave, as representative, on the day the mentoring began; none where the body works on paper."""
    child = resident.child
    is_masked = assignment.mentor is None and int(child.number.removeprefix("C-")) % MASKED_EVERY == 0
    if officer is None or is_masked:
        return
    at = day_start(assignment.starts_on) + timedelta(hours=11, minutes=5)
    consent = world.rows.add(
        Consent(
            child=child, agency=assignment.organisation, scope=sorted(Consent.Scope.values),
            given_relation=Consent.Relation.ORGANISATION, given_by=resident.placements[0].organisation.head_name or "—",
            given_on=assignment.starts_on, expires_on=assignment.ends_on, recorded_by=officer, recorded_at=at,
        )
    )  # fmt: skip
    world.record(
        "child.consent_recorded", child.subject, by=officer, at=at, consent=consent.pk,
        organisation=assignment.organisation_id, scope=consent.scope,
    )  # fmt: skip
