"""Since when a child waits, what is told of a proposal taken back, and the paper of an assignment."""

from datetime import date, timedelta

import pytest

from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused
from apps.mentoring.acts import assignments as life
from apps.mentoring.acts.contracts import print_contract
from apps.mentoring.finding import candidates_for, waiting
from apps.mentoring.models import Assignment
from apps.mentoring.states import AssignmentState
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.people.models import Child
from tests.cast import withdraw_consents
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law
from tests.factories.pairs import make_scene, paired, proposed, tried
from tests.factories.people import make_child, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    make_law()
    return make_scene()


def test_a_child_waits_since_it_may_have_a_mentor_and_has_none(scene):
    """The tenth birthday, the first day in the organisation, or the day its last mentor left: the latest of them."""
    officer, home, today = fresh(scene.cast.officer), scene.cast.home, scene.today
    early = make_child(officer, birth_date=date(today.year - 12, 1, 10), area=scene.cast.district)
    make_stay(early, officer, home, starts_on=date(today.year - 3, 5, 1))
    late = make_child(officer, birth_date=date(today.year - 12, 1, 10), area=scene.cast.district)
    make_stay(late, officer, home, starts_on=today - timedelta(days=20))
    found = {child.pk: child for child in waiting(scene.cast.body, today)}
    assert found[early.pk].waits_since == date(today.year - 2, 1, 10)
    assert found[late.pk].waits_since == today - timedelta(days=20)
    assert found[scene.cast.child.pk].waits_since == today - timedelta(days=1)
    assert [child.pk for child in waiting(home, today)] == [early.pk, late.pk, scene.cast.child.pk]
    assert {pk: child.wants for pk, child in found.items()} == {
        early.pk: None, late.pk: None, scene.cast.child.pk: "YES",
    }  # fmt: skip


def test_a_mentor_of_a_child_of_another_body_has_no_room_either(scene):
    pair = paired(scene)
    Child.objects.filter(pk=pair.child_id).update(guardianship=scene.cast.officer2.agency)
    child = make_child(fresh(scene.cast.officer), age=12, area=scene.cast.district)
    loads = {one.candidate.pk: one.load for one in candidates_for(child, scene.today)}
    assert loads[scene.candidate.pk] == 1


def test_a_proposal_taken_back_is_told_and_its_clock_stops(scene):
    made = proposed(scene)
    life.withdraw_proposal(made, reason="Көшті", by=fresh(scene.cast.officer), at=scene.now)
    told = Notice.objects.filter(subject_kind="mentor_proposal_end", subject_id=made.pk)
    assert [notice.recipient for notice in told] == [scene.cast.organisation]
    assert not Obligation.objects.about(made.subject).open().exists()


def test_only_the_body_that_proposed_takes_back_and_begins(scene):
    made = proposed(scene)
    for person in (scene.cast.coordinator, scene.cast.officer2, scene.cast.orphanage):
        with pytest.raises(NotAllowed):
            life.withdraw_proposal(made, reason="x", by=fresh(person), at=scene.now)
        with pytest.raises(NotAllowed):
            life.begin_trial(made, starts_on=scene.today, by=fresh(person), at=scene.now)


def test_what_rests_is_not_signed_into_force(scene):
    pair, by = tried(scene), fresh(scene.cast.officer)
    life.suspend(pair, reason="SAFETY", text="Тексеру", by=by, at=scene.now)
    with pytest.raises(Refused) as caught:
        life.activate(pair, contract_no="7", contract_on=scene.today, by=by, at=scene.now)
    assert caught.value.field == "state"
    assert Assignment.objects.get(pk=pair.pk).state == AssignmentState.SUSPENDED


def test_printing_the_agreement_is_noted_and_only_for_those_who_know_the_name(scene):
    pair = tried(scene)
    print_contract(pair, by=fresh(scene.cast.coordinator), at=scene.now)
    entry = LedgerEntry.objects.get(verb="child.mentor_contract_printed")
    assert entry.actor_id == scene.cast.coordinator.pk
    withdraw_consents(scene.cast)
    for person in (scene.cast.coordinator, scene.cast.police, *scene.cast.outsiders):
        with pytest.raises(NotAllowed):
            print_contract(pair, by=fresh(person), at=scene.now)
