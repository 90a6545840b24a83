"""Giving a cleared mentor to a child: row 14 and what else stands against it, proposals, trial, bonds, help."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day
from apps.mentoring import actions, dated
from apps.mentoring.acts import assignments as life
from apps.mentoring.acts import bonds, helping, meetings, nightly
from apps.mentoring.finding import candidates_for, obstacles_of, waiting
from apps.mentoring.models import Agreement, Assignment, Candidate, Help, Suspension, Wish
from apps.mentoring.states import AssignmentState, CandidateState, ProposalState
from apps.notices.models import Notice
from apps.people.actions import correct_child
from apps.people.models import Child, ChildAccess
from tests.cast import make_cast, withdraw_consents
from tests.factories.accounts import fresh
from tests.factories.mentoring import make_agreement, make_checked, make_cleared, make_organisation, prove_income
from tests.factories.obligations import make_law

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """The cast's child without a mentor, heard, and a cleared mentor under an agreement."""
    make_law()
    cast = make_cast()
    cast.now = timezone.now()
    cast.today = local_day(cast.now)
    old = Assignment.objects.get(child=cast.child)
    actions.end_assignment(old, ends_on=cast.today - timedelta(days=1), by=fresh(cast.officer), at=cast.now)
    cast.register = make_organisation(cast.organisation)
    cast.agreement = make_agreement(cast.register, cast.body)
    Candidate.objects.filter(pk=cast.candidate.pk).update(state=CandidateState.WITHDRAWN)
    cast.candidate = make_cleared(cast.register, cast.body, capacity=1, area=cast.district)
    life.record_wish(cast.child, wants="YES", heard_on=cast.today, by=fresh(cast.orphanage), at=cast.now)
    return cast


def assign(cast, **fields):
    data = {
        "candidate": cast.candidate, "starts_on": cast.today, "contract_no": "7/26", "contract_on": cast.today,
        **fields,
    }  # fmt: skip
    return actions.assign_mentor(cast.child, by=fresh(cast.officer), at=cast.now, **data)


def refusals(caught) -> set:
    return {(one.field, one.rule) for one in caught.value.all}


def test_a_cleared_mentor_under_an_agreement_is_assigned(cast):
    made = assign(cast)
    assert (made.state, made.agreement, made.candidate) == (AssignmentState.ACTIVE, cast.agreement, cast.candidate)
    assert made.mentor_name == cast.candidate.full_name
    assert Child.objects.visible_to(fresh(cast.coordinator)).filter(pk=cast.child.pk).exists()


def test_everything_that_stands_against_it_is_said_at_once(cast):
    Agreement.objects.update(state="WITHDRAWN")
    Candidate.objects.update(state=CandidateState.SUSPENDED)
    withdraw_consents(cast)
    life.record_wish(
        cast.child, wants="NO", heard_on=cast.today, text="Қаламаймын", by=fresh(cast.officer), at=cast.now
    )
    with pytest.raises(Refused) as caught:
        assign(cast, contract_no="", contract_on=None)
    assert refusals(caught) == {
        ("candidate", "kz345.a28-2.p3"), ("agreement", "kz345.a28-2.p8"), ("consent", "kz345.a28-2.p9.s1"),
        ("wish", "caseflow.mentoring.child_heard"), ("contract_no", "caseflow.mentoring.contract"),
        ("contract_on", "caseflow.mentoring.contract"),
    }  # fmt: skip


def test_row_14_no_assignment_without_an_agreement_with_that_body(cast):
    Agreement.objects.update(state="WITHDRAWN")
    with pytest.raises(Refused) as caught:
        assign(cast)
    assert refusals(caught) == {("agreement", "kz345.a28-2.p8")}


def test_row_10_a_certificate_dated_after_the_agreement(cast):
    with pytest.raises(Refused) as caught:
        assign(cast, contract_on=cast.today - timedelta(days=1))
    assert refusals(caught) == {("contract_on", "kz345.a28-2.p3.s14")}


def test_row_11_the_income_is_looked_at_on_the_day_of_establishing(cast):
    """Cleared on a sufficient income; a newer paper shows less than the minimum of this day."""
    minimum, too_low = dated.minimum_on(cast.today).tenge, {("candidate", "kz345.a28-2.p3.s11")}
    prove_income(cast.candidate, monthly=minimum - 1, at=cast.now)
    with pytest.raises(Refused) as caught:
        assign(cast)
    assert refusals(caught) == too_low
    row = candidates_for(cast.child, cast.today)[0]
    assert {(one.field, one.rule) for one in row.obstacles} == too_low
    prove_income(cast.candidate, monthly=minimum, at=cast.now)
    pair = assign(cast, on_trial=True, contract_no="", contract_on=None)
    prove_income(cast.candidate, monthly=minimum - 1, at=cast.now)
    with pytest.raises(Refused) as caught:
        life.activate(pair, contract_no="7", contract_on=cast.today, by=fresh(cast.officer), at=cast.now)
    assert refusals(caught) == too_low


def test_nobody_is_heard_by_silence(cast):
    Wish.objects.all().delete()
    with pytest.raises(Refused) as caught:
        assign(cast)
    assert refusals(caught) == {("wish", "caseflow.mentoring.child_heard")}


def test_a_mentor_whose_hands_are_full(cast):
    assign(cast)
    other = candidates_for(cast.child, cast.today)
    assert [one.field for one in other[0].obstacles] == ["candidate"]
    assert (other[0].load, other[0].room) == (1, 0)


def test_a_proposal_is_answered_tried_and_made_for_good(cast):
    made = life.propose(cast.child, candidate=cast.candidate, by=fresh(cast.officer), at=cast.now)
    assert not Child.objects.visible_to(fresh(cast.coordinator)).filter(pk=cast.child.pk).exists()
    with pytest.raises(Refused):
        life.propose(cast.child, candidate=cast.candidate, by=fresh(cast.officer), at=cast.now)
    with pytest.raises(NotAllowed):
        life.accept_proposal(made, by=fresh(cast.coordinator2), at=cast.now)
    with pytest.raises(Refused):
        life.begin_trial(made, starts_on=cast.today, by=fresh(cast.officer), at=cast.now)
    assert life.accept_proposal(made, by=fresh(cast.coordinator), at=cast.now).state == ProposalState.ACCEPTED
    pair = life.begin_trial(made, starts_on=cast.today, by=fresh(cast.officer), at=cast.now)
    assert pair.state == AssignmentState.TRIAL
    with pytest.raises(Refused) as caught:
        life.activate(pair, contract_no="", contract_on=cast.today, by=fresh(cast.officer), at=cast.now)
    assert caught.value.field == "contract_no"
    pair = life.activate(pair, contract_no="7/26", contract_on=cast.today, by=fresh(cast.officer), at=cast.now)
    assert pair.state == AssignmentState.ACTIVE
    actions.end_assignment(pair, ends_on=cast.today, reason="REQUEST", by=fresh(cast.officer), at=cast.now)
    assert pair.contract_no == "7/26"


def test_declined_and_withdrawn_say_why(cast):
    made = life.propose(cast.child, candidate=cast.candidate, by=fresh(cast.officer), at=cast.now)
    with pytest.raises(Refused):
        life.decline_proposal(made, reason="", by=fresh(cast.coordinator), at=cast.now)
    life.decline_proposal(made, reason="Басқа қалада", by=fresh(cast.coordinator), at=cast.now)
    again = life.propose(cast.child, candidate=cast.candidate, by=fresh(cast.officer), at=cast.now)
    assert life.withdraw_proposal(again, reason="Қате", by=fresh(cast.officer), at=cast.now).state == "WITHDRAWN"


def test_candidates_stand_in_order_with_the_reasons_against_them(cast, django_assert_max_num_queries):
    unknown = make_checked(cast.register, cast.body)
    with django_assert_max_num_queries(7):
        first, second = candidates_for(cast.child, cast.today)
    assert (first.candidate, first.is_possible, first.is_near) == (cast.candidate, True, True)
    assert (second.candidate, second.is_possible) == (unknown, False)
    assert [one.rule for one in second.obstacles] == ["kz345.a28-2.p3", "kz345.a28-2.p3.s11"]
    assert obstacles_of(cast.child, cast.today) == []
    assert list(waiting(cast.body, cast.today)) == [cast.child]
    assign(cast)
    assert [one.field for one in obstacles_of(cast.child, cast.today)] == ["child"]
    assert not waiting(cast.body, cast.today).exists()


def test_when_the_agreement_ends_every_assignment_under_it_ends(cast):
    pair = assign(cast)
    bonds.end_under(cast.agreement, by=None, at=cast.now)
    pair.refresh_from_db()
    assert (pair.state, pair.end_reason) == (AssignmentState.ENDED, "AGREEMENT")
    assert not Child.objects.visible_to(fresh(cast.coordinator)).filter(pk=cast.child.pk).exists()


def test_a_suspended_clearance_rests_the_assignment_and_a_new_one_goes_on(cast):
    pair = assign(cast)
    past = cast.now - timedelta(seconds=5)
    assert bonds.suspend_of(cast.candidate, reason="Анықтама", by=None, at=past) == [pair]
    assert not Child.objects.visible_to(fresh(cast.coordinator)).filter(pk=cast.child.pk).exists()
    Candidate.objects.update(state=CandidateState.SUSPENDED)
    with pytest.raises(Refused) as caught:
        life.lift(pair, by=fresh(cast.officer), at=cast.now)
    assert refusals(caught) == {("candidate", "kz345.a28-2.p3")}
    Candidate.objects.update(state=CandidateState.CLEARED)
    assert bonds.resume_of(cast.candidate, by=None, at=cast.now) == [pair]
    pair.refresh_from_db()
    assert pair.state == AssignmentState.ACTIVE
    assert bonds.end_of(cast.candidate, by=None, at=cast.now) == [pair]


def test_help_is_logged_counted_and_withdrawn(cast):
    with pytest.raises(Refused) as caught:
        helping.log_help(cast.candidate, kind="X", on=None, minutes=0, by=fresh(cast.coordinator), at=cast.now)
    assert {one.field for one in caught.value.all} == {"kind", "on", "minutes"}
    with pytest.raises(NotAllowed):
        helping.log_help(
            cast.candidate, kind="LEGAL", on=cast.today, minutes=90, by=fresh(cast.coordinator2), at=cast.now
        )
    given = helping.log_help(
        cast.candidate, kind="LEGAL", on=cast.today, minutes=90, by=fresh(cast.coordinator), at=cast.now
    )
    helping.withdraw_help(given, reason="Қате", by=fresh(cast.coordinator), at=cast.now)
    assert Help.objects.get().withdrawn_at == cast.now
    assert list(Help.objects.visible_to(fresh(cast.coordinator))) == [given]
    assert not Help.objects.visible_to(fresh(cast.officer)).exists()


def says_no(cast, at):
    life.record_wish(cast.child, wants="NO", heard_on=cast.today, text="Ұрады", by=fresh(cast.orphanage), at=at)


def test_a_child_that_said_no_meanwhile_is_not_given_back_with_the_clearance(cast):
    pair = assign(cast)
    bonds.suspend_of(cast.candidate, reason="Анықтама", by=None, at=cast.now - timedelta(seconds=5))
    says_no(cast, cast.now)
    assert bonds.resume_of(cast.candidate, by=fresh(cast.officer), at=cast.now) == []
    pair.refresh_from_db()
    assert pair.state == AssignmentState.SUSPENDED
    assert not Child.objects.visible_to(fresh(cast.coordinator)).filter(pk=cast.child.pk).exists()
    paused = Suspension.objects.get(until=None)
    told = Notice.objects.filter(subject_kind="suspension", subject_id=paused.pk)
    assert {one.recipient_id for one in told} == {cast.organisation.pk, cast.home.pk, cast.body.pk}
    with pytest.raises(Refused) as caught:
        life.lift(pair, by=fresh(cast.officer), at=cast.now)
    assert refusals(caught) == {("wish", "caseflow.mentoring.child_heard")}
    life.record_wish(cast.child, wants="YES", heard_on=cast.today, by=fresh(cast.orphanage), at=cast.now)
    assert life.lift(pair, by=fresh(cast.officer), at=cast.now).state == AssignmentState.ACTIVE


def test_a_danger_learned_while_the_clearance_rests_holds_the_pair_back(cast):
    pair, past = assign(cast), cast.now - timedelta(seconds=5)
    bonds.suspend_of(cast.candidate, reason="Анықтама", by=None, at=past)
    paused = life.suspend(pair, reason="SAFETY", text="Ұрады дейді", by=fresh(cast.officer), at=cast.now)
    assert (paused.came_from, paused.text) == (AssignmentState.ACTIVE, "Ұрады дейді")
    assert [one.reason for one in pair.suspensions.order_by("pk")] == ["CLEARANCE", "SAFETY"]
    assert bonds.resume_of(cast.candidate, by=None, at=cast.now) == []
    pair.refresh_from_db()
    assert pair.state == AssignmentState.SUSPENDED
    with pytest.raises(Refused) as caught:
        life.suspend(pair, reason="CLEARANCE", text="Анықтама", by=fresh(cast.coordinator), at=cast.now)
    assert caught.value.field == "reason"


def test_the_agreement_is_held_before_a_pair_is_made_to_stand_under_it(cast):
    def holds_first(act, then):
        with CaptureQueriesContext(connection) as said:
            made = act()
        asked = [one["sql"] for one in said.captured_queries]
        held = [n for n, sql in enumerate(asked) if 'FROM "mentoring_agreement"' in sql and "FOR UPDATE" in sql]
        assert held
        assert held[0] < min(n for n, sql in enumerate(asked) if then in sql)
        return made

    pair = holds_first(
        lambda: assign(cast, on_trial=True, contract_no="", contract_on=None), 'INSERT INTO "mentoring_assignment"'
    )
    officer, change = fresh(cast.officer), 'UPDATE "mentoring_assignment"'
    contract = {"contract_no": "7/26", "contract_on": cast.today}
    holds_first(lambda: life.activate(pair, **contract, by=officer, at=cast.now), change)
    life.suspend(pair, reason="SAFETY", text="Тексеру", by=officer, at=cast.now)
    holds_first(lambda: life.lift(pair, by=officer, at=cast.now), change)
    bonds.suspend_of(cast.candidate, reason="Анықтама", by=None, at=cast.now)
    holds_first(lambda: bonds.resume_of(cast.candidate, by=None, at=cast.now), change)


def test_a_pair_left_under_an_agreement_that_ended_ends_in_the_night(cast):
    pair = assign(cast)
    assert nightly.hold_back(at=cast.now) == []
    Agreement.objects.filter(pk=cast.agreement.pk).update(
        state="ENDED", ended_on=cast.today, ended_at=cast.now, end_reason="BOTH"
    )
    assert nightly.hold_back(at=cast.now) == [pair]
    pair.refresh_from_db()
    assert (pair.state, pair.end_reason) == (AssignmentState.ENDED, "AGREEMENT")
    assert nightly.hold_back(at=cast.now) == []


def test_a_child_under_ten_by_a_corrected_date_is_held_back(cast):
    pair = assign(cast)
    Child.objects.filter(pk=cast.child.pk).update(birth_date=cast.today - timedelta(days=9 * 365))
    starts = cast.now + timedelta(days=1)
    data = {"kind": "INSIDE", "planned_from": starts, "planned_to": starts + timedelta(hours=1)}
    with pytest.raises(Refused) as caught:
        meetings.plan_meeting(pair, data=data, by=fresh(cast.coordinator), at=cast.now)
    assert refusals(caught) == {("state", "kz345.a28-2.p1")}
    assert nightly.hold_back(at=cast.now) == [pair]
    pair.refresh_from_db()
    assert pair.state == AssignmentState.SUSPENDED
    told = Notice.objects.filter(subject_kind="suspension")
    assert {one.recipient_id for one in told} == {cast.organisation.pk, cast.home.pk, cast.body.pk}
    assert nightly.hold_back(at=cast.now) == []


def test_the_correction_itself_holds_back_a_child_that_it_makes_younger_than_ten(cast):
    pair, officer = assign(cast), fresh(cast.officer)

    def correct(**data):
        child = Child.objects.get(pk=cast.child.pk)
        correct_child(child, data=data, version=child.version, by=officer, at=cast.now)
        pair.refresh_from_db()

    correct(address="Абай 1")
    correct(birth_date=cast.today - timedelta(days=11 * 366))
    assert pair.state == AssignmentState.ACTIVE
    correct(birth_date=cast.today - timedelta(days=9 * 365))
    assert pair.state == AssignmentState.SUSPENDED
    assert pair.suspensions.get(until=None).reason == "OTHER"
    told = Notice.objects.filter(subject_kind="suspension")
    assert {one.recipient_id for one in told} == {cast.organisation.pk, cast.home.pk}
    closed = ChildAccess.objects.filter(child=cast.child, agency=cast.organisation, ground="MENTORING")
    assert not closed.filter(Q(valid_to=None) | Q(valid_to__gt=cast.now)).exists()
    correct(address="Абай 2")
    assert nightly.hold_back(at=cast.now) == []
    assert pair.suspensions.count() == 1
