"""A child of the cast without a mentor, and on each step of the way to one, made by the real actions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from apps.core.localtime import local_day
from apps.mentoring.actions import end_assignment
from apps.mentoring.acts import assignments as life
from apps.mentoring.models import Agreement, Assignment, Candidate, Organisation, Proposal
from tests.cast import Cast, make_cast
from tests.factories.accounts import fresh
from tests.factories.mentoring import make_cleared


@dataclass
class Scene:
    """The cast, its child whose mentor left yesterday, and another mentor, cleared today in the whole."""

    cast: Cast
    now: datetime
    today: date
    before: Assignment
    agreement: Agreement
    candidate: Candidate


def make_scene(*, hears: bool = True) -> Scene:
    """`hears`: the child said today that it wants a mentor."""
    cast, now = make_cast(), timezone.now()
    today, old = local_day(now), Assignment.objects.get(child=cast.child)
    end_assignment(old, ends_on=today - timedelta(days=1), reason="REQUEST", by=fresh(cast.officer), at=now)
    register = Organisation.objects.get(agency=cast.organisation)
    candidate = make_cleared(register, cast.body, capacity=1, area=cast.district)
    if hears:
        life.record_wish(cast.child, wants="YES", heard_on=today, by=fresh(cast.orphanage), at=now)
    agreement = Agreement.objects.in_force(today).get(organisation=register, body=cast.body)
    return Scene(cast, now, today, old, agreement, candidate)


def proposed(scene: Scene) -> Proposal:
    """The mentor is proposed for the child."""
    cast = scene.cast
    said = "Сол ауданда тұрады."
    return life.propose(cast.child, candidate=scene.candidate, text=said, by=fresh(cast.officer), at=scene.now)


def accepted(scene: Scene) -> Proposal:
    """The organisation agreed."""
    return life.accept_proposal(proposed(scene), by=fresh(scene.cast.coordinator), at=scene.now)


def tried(scene: Scene) -> Assignment:
    """The trial meetings run since today."""
    return life.begin_trial(accepted(scene), starts_on=scene.today, by=fresh(scene.cast.officer), at=scene.now)


def paired(scene: Scene) -> Assignment:
    """The three-party agreement is signed."""
    by = fresh(scene.cast.officer)
    return life.activate(tried(scene), contract_no="7/26", contract_on=scene.today, by=by, at=scene.now)
