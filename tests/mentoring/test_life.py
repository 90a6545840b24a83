"""The life of an assignment: what it demands, how it rests, and how it ends by itself."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.care.actions import end_placement
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day
from apps.disclosure.models import Consent
from apps.mentoring import actions
from apps.mentoring.acts import assignments as life
from apps.mentoring.models import Agreement, Assignment, Suspension
from apps.mentoring.states import AssignmentState
from apps.notices.models import Notice
from apps.people.models import Child
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    make_law()
    cast = make_cast()
    cast.assignment = Assignment.objects.get(child=cast.child)
    return cast


def sees(user, child) -> bool:
    return Child.objects.visible_to(fresh(user)).filter(pk=child.pk).exists()


def told(subject) -> set:
    return {notice.recipient_id for notice in Notice.objects.filter(subject_kind=subject)}


def test_an_assignment_has_a_number_and_keeps_the_body_that_made_it(cast):
    assert cast.assignment.number.startswith("P-25-")
    assert (cast.assignment.body, cast.assignment.state) == (cast.body, AssignmentState.ACTIVE)


def test_ending_closes_access_and_tells_organisation_and_home(cast):
    now = timezone.now() - timedelta(seconds=1)
    actions.end_assignment(
        cast.assignment, ends_on=local_day(now), reason="WISH", text="Қаламайды", by=fresh(cast.officer), at=now
    )
    cast.assignment.refresh_from_db()
    assert (cast.assignment.state, cast.assignment.end_reason) == (AssignmentState.ENDED, "WISH")
    assert not sees(cast.mentor, cast.child)
    assert not sees(cast.coordinator, cast.child)
    assert told("assignment_end") == {cast.organisation.pk, cast.home.pk}
    assert not Assignment.objects.visible_to(fresh(cast.mentor)).exists()
    assert list(Assignment.objects.visible_to(fresh(cast.coordinator))) == [cast.assignment]


def test_what_ended_stays_ended(cast):
    now = timezone.now()
    actions.end_assignment(cast.assignment, ends_on=local_day(now), by=fresh(cast.officer), at=now)
    with pytest.raises(Refused):
        actions.end_assignment(cast.assignment, ends_on=local_day(now), by=fresh(cast.officer), at=now)


def test_suspended_the_mentor_sees_nothing_from_that_second_and_again_when_lifted(cast):
    now = timezone.now() - timedelta(seconds=2)
    life.suspend(cast.assignment, reason="SAFETY", text="Тексеру", by=fresh(cast.coordinator), at=now)
    assert not sees(cast.mentor, cast.child)
    assert not sees(cast.coordinator, cast.child)
    assert told("suspension") == {cast.home.pk, cast.body.pk}
    with pytest.raises(NotAllowed):
        life.lift(cast.assignment, by=fresh(cast.coordinator), at=now)
    life.lift(cast.assignment, by=fresh(cast.officer), at=now + timedelta(seconds=1))
    cast.assignment.refresh_from_db()
    assert cast.assignment.state == AssignmentState.ACTIVE
    assert sees(cast.mentor, cast.child)
    assert sees(cast.coordinator, cast.child)
    assert Suspension.objects.get().until == now + timedelta(seconds=1)


def test_a_suspension_lifted_and_then_an_end_leave_no_access(cast):
    now = timezone.now() - timedelta(seconds=3)
    life.suspend(cast.assignment, reason="SAFETY", text="Тексеру", by=fresh(cast.officer), at=now)
    life.lift(cast.assignment, by=fresh(cast.officer), at=now + timedelta(seconds=1))
    actions.end_assignment(
        cast.assignment, ends_on=local_day(now), by=fresh(cast.officer), at=now + timedelta(seconds=2)
    )
    assert not sees(cast.mentor, cast.child)
    assert not sees(cast.coordinator, cast.child)


def test_an_outsider_suspends_nothing(cast):
    for person in (*cast.outsiders, cast.mentor, cast.orphanage):
        with pytest.raises(NotAllowed):
            life.suspend(cast.assignment, reason="SAFETY", text="x", by=fresh(person), at=timezone.now())


def test_when_the_child_leaves_the_organisation_mentoring_ends_and_everybody_is_told(cast):
    now = timezone.now() - timedelta(seconds=1)
    end_placement(cast.child.placements.get(), ends_on=local_day(now), by=fresh(cast.officer), at=now)
    cast.assignment.refresh_from_db()
    assert (cast.assignment.state, cast.assignment.end_reason) == (AssignmentState.ENDED, "LEFT")
    assert not sees(cast.mentor, cast.child)
    assert told("assignment_end") == {cast.organisation.pk, cast.home.pk}


def test_a_stay_that_will_end_sets_the_last_day_and_the_night_after_ends_it(cast):
    now = timezone.now()
    last = local_day(now) + timedelta(days=5)
    end_placement(cast.child.placements.get(), ends_on=last, by=fresh(cast.officer), at=now)
    cast.assignment.refresh_from_db()
    assert (cast.assignment.state, cast.assignment.ends_on) == (AssignmentState.ACTIVE, last)
    assert sees(cast.mentor, cast.child)
    assert life.end_of_day(now + timedelta(days=5)) == 0
    assert life.end_of_day(now + timedelta(days=6)) == 1
    cast.assignment.refresh_from_db()
    assert (cast.assignment.state, cast.assignment.end_reason) == (AssignmentState.ENDED, "LEFT")
    assert told("assignment_end") == {cast.organisation.pk, cast.home.pk, cast.body.pk}
    assert life.end_of_day(now + timedelta(days=6)) == 0


@pytest.mark.parametrize(
    ("born", "last"), [(date(2013, 1, 15), date(2031, 1, 14)), (date(2012, 2, 29), date(2030, 2, 28))]
)
def test_at_eighteen_it_ends_by_itself(cast, born, last):
    Child.objects.filter(pk=cast.child.pk).update(birth_date=born)
    on = timezone.now().replace(year=last.year, month=last.month, day=last.day, hour=6)
    assert life.end_of_day(on) == 0
    assert life.end_of_day(on + timedelta(days=1)) == 1
    cast.assignment.refresh_from_db()
    assert (cast.assignment.state, cast.assignment.end_reason, cast.assignment.ends_on) == (
        AssignmentState.ENDED,
        "MAJORITY",
        last,
    )


def test_an_ended_pair_may_begin_anew_in_a_row_of_its_own(cast):
    now = timezone.now()
    actions.end_assignment(cast.assignment, ends_on=local_day(now) - timedelta(days=1), by=fresh(cast.officer), at=now)
    again = actions.assign_mentor(
        cast.child, candidate=cast.candidate, contract_no="4/26", contract_on=local_day(now), starts_on=local_day(now),
        by=fresh(cast.officer), at=now,
    )  # fmt: skip
    assert set(Assignment.objects.filter(child=cast.child)) == {cast.assignment, again}
    assert sees(cast.mentor, cast.child)


def test_a_wish_is_written_by_those_who_care_and_a_no_in_the_childs_words(cast):
    today = local_day(timezone.now())
    with pytest.raises(Refused) as caught:
        life.record_wish(cast.child, wants="NO", heard_on=today, by=fresh(cast.orphanage), at=timezone.now())
    assert caught.value.field == "text"
    life.record_wish(cast.child, wants="YES", heard_on=today, by=fresh(cast.orphanage), at=timezone.now())
    with pytest.raises(NotAllowed):
        life.record_wish(cast.child, wants="YES", heard_on=today, by=fresh(cast.coordinator), at=timezone.now())
    with pytest.raises(Refused):
        life.record_wish(
            cast.child, wants="YES", heard_on=today + timedelta(days=1), by=fresh(cast.officer), at=timezone.now()
        )


def begins_five_days_ago(cast, now) -> set:
    """What is said against a pair of five days ago, recorded now."""
    with pytest.raises(Refused) as caught:
        actions.assign_mentor(
            cast.child, candidate=cast.candidate, on_trial=True, starts_on=local_day(now) - timedelta(days=5),
            by=fresh(cast.officer), at=now,
        )  # fmt: skip
    return {one.field for one in caught.value.all}


def test_an_earlier_first_day_outruns_neither_a_no_of_today_nor_an_agreement_that_is_over(cast):
    now = timezone.now()
    today = local_day(now)
    actions.end_assignment(cast.assignment, ends_on=today - timedelta(days=10), by=fresh(cast.officer), at=now)
    life.record_wish(cast.child, wants="NO", heard_on=today, text="Ұрады", by=fresh(cast.orphanage), at=now)
    Agreement.objects.update(ends_on=today - timedelta(days=1))
    assert {"wish", "agreement"} <= begins_five_days_ago(cast, now)


def test_what_holds_on_both_days_is_recorded_later(cast):
    now = timezone.now()
    today = local_day(now)
    actions.end_assignment(cast.assignment, ends_on=today - timedelta(days=10), by=fresh(cast.officer), at=now)
    Consent.objects.filter(child=cast.child).update(given_on=today - timedelta(days=60))
    made = actions.assign_mentor(
        cast.child, candidate=cast.candidate, contract_no="4/26", contract_on=today - timedelta(days=6),
        starts_on=today - timedelta(days=5), by=fresh(cast.officer), at=now,
    )  # fmt: skip
    assert made.state == AssignmentState.ACTIVE
