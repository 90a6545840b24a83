"""What a case may become, whom it obliges, and what is refused."""

from datetime import date, datetime, timedelta

import pytest

from apps.accounts.actions import end_membership
from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.casework import actions, planning, staffing
from apps.casework.models import Absence, Case, HandoverCase, Matter, RiskChange, Step
from apps.casework.states import PlanState, State
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import ALMATY
from apps.notices.models import Message
from apps.obligations.models import Obligation
from apps.obligations.sweep import sweep
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.casework import MONDAY, active, assessed, drafted, make_case
from tests.factories.obligations import make_law
from tests.factories.people import make_child

DAY = timedelta(days=1)


@pytest.fixture
def cast(db):
    make_law()
    return make_cast()


@pytest.fixture
def head(cast):
    return cast.heads[AgencyKind.GUARDIANSHIP]


def due(code: str) -> datetime:
    return Obligation.objects.open().get(rule__code=code).due_at.astimezone(ALMATY)


def test_opening_starts_the_clocks_of_assessment_and_review(cast):
    case = make_case(cast.child, cast.officer)
    assert due("caseflow.case.assessment") == datetime(2026, 4, 20, 23, 59, 59, tzinfo=ALMATY)
    assert case.review_on == date(2026, 7, 6)
    assert case.number.startswith("K-26-")


def test_one_open_case_for_a_child_and_a_body(cast):
    make_case(cast.child, cast.officer)
    with pytest.raises(Refused) as refused:
        make_case(cast.child, cast.officer)
    assert refused.value.rule == actions.ONCE


@pytest.mark.parametrize("who", ["coordinator", "orphanage", "police", "officer2", "ombudsman", "mentor"])
def test_nobody_else_opens_a_case(cast, who):
    with pytest.raises(NotAllowed):
        make_case(cast.child, getattr(cast, who))


def test_a_child_of_ten_is_heard_or_it_is_said_why_not(cast):
    case = make_case(cast.child, cast.officer)
    with pytest.raises(Refused) as refused:
        assessed(case, cast.officer, wishes="")
    assert [(one.field, one.rule) for one in refused.value.all] == [("wishes", "caseflow.case.child_heard")]
    assert assessed(case, cast.officer, wishes="", not_heard_reason="Ауруханада.").state == State.ASSESSED
    small = make_child(cast.officer, age=6, at=MONDAY - DAY)
    assert assessed(make_case(small, cast.officer), cast.officer, wishes="").state == State.ASSESSED


def test_critical_risk_shortens_the_review_and_keeps_its_history(cast):
    case = make_case(cast.child, cast.officer)
    later = MONDAY + 10 * DAY
    actions.set_risk(case, risk=Case.Risk.CRITICAL, reason="Қорқытты", by=fresh(cast.officer), at=later)
    case.refresh_from_db()
    assert case.review_on == date(2026, 5, 16)
    assert list(RiskChange.objects.order_by("pk").values_list("risk", flat=True)) == [2, 4]
    actions.set_risk(case, risk=Case.Risk.LOW, reason="Тынышталды", by=fresh(cast.officer), at=later + DAY)
    case.refresh_from_db()
    assert case.review_on == date(2026, 7, 6)


def test_a_review_meets_its_duty_and_starts_the_next(cast):
    case = make_case(cast.child, cast.officer)
    actions.review(case, findings="Бәрі жоспар бойынша.", by=fresh(cast.officer), at=MONDAY + 30 * DAY)
    case.refresh_from_db()
    assert case.review_on == date(2026, 8, 6)
    assert Matter.objects.filter(kind="REVIEW").count() == 2
    assert Obligation.objects.filter(rule__code="caseflow.case.review", state="MET").count() == 1


def test_the_author_does_not_approve_the_own_plan(cast, head):
    case = assessed(make_case(cast.child, head), head)
    asked = planning.submit_plan(drafted(case, head), by=fresh(head), at=MONDAY)
    with pytest.raises(NotAllowed):
        planning.approve(asked, by=fresh(head), at=MONDAY)
    with pytest.raises(NotAllowed):
        planning.approve(asked, by=fresh(cast.officer), at=MONDAY)
    second = make_user(cast.body, Role.GUARDIANSHIP_HEAD)
    assert planning.approve(asked, by=fresh(second), at=MONDAY).state == State.ACTIVE


def test_a_returned_plan_is_mended_and_submitted_again(cast, head):
    case = assessed(make_case(cast.child, cast.officer), cast.officer)
    plan = drafted(case, cast.officer)
    asked = planning.submit_plan(plan, by=fresh(cast.officer), at=MONDAY)
    with pytest.raises(Refused):
        planning.send_back(asked, reason=" ", by=fresh(head), at=MONDAY)
    assert planning.send_back(asked, reason="Мерзімі ұзақ", by=fresh(head), at=MONDAY).state == State.PLAN_DRAFTED
    again = planning.submit_plan(plan, by=fresh(cast.officer), at=MONDAY + DAY)
    assert planning.approve(again, by=fresh(head), at=MONDAY + DAY).state == State.ACTIVE
    assert case.approvals.count() == 2


def test_each_step_is_a_duty_due_at_six_in_the_evening_of_its_day(cast, head):
    active(cast.child, cast.officer, head)
    dues = Obligation.objects.open().filter(subject_kind="case_step").order_by("due_at")
    assert [d.due_at.astimezone(ALMATY) for d in dues] == [
        datetime(2026, 4, 13, 18, tzinfo=ALMATY), datetime(2026, 4, 20, 18, tzinfo=ALMATY),
    ]  # fmt: skip
    first, second = Step.objects.order_by("due_on")
    planning.finish_step(first, result="Келісілді", by=fresh(cast.officer), at=MONDAY + 2 * DAY)
    planning.drop_step(second, reason="Мектеп берді", by=fresh(cast.officer), at=MONDAY + 20 * DAY)
    states = Obligation.objects.filter(subject_kind="case_step").order_by("due_at").values_list("state", "breached_at")
    assert list(states) == [("MET", None), ("CANCELLED", datetime(2026, 4, 20, 18, tzinfo=ALMATY))]


def test_the_next_version_takes_open_steps_along_and_replaces_the_old(cast, head):
    case = active(cast.child, cast.officer, head)
    planning.finish_step(Step.objects.order_by("due_on")[0], result="", by=fresh(cast.officer), at=MONDAY)
    plan = planning.draft_plan(case, by=fresh(cast.officer), at=MONDAY + DAY)
    assert [s.text for s in Step.objects.filter(goal__plan=plan)] == ["Киім алып беру"]
    asked = planning.submit_plan(plan, by=fresh(cast.officer), at=MONDAY + DAY)
    planning.approve(asked, by=fresh(head), at=MONDAY + DAY)
    assert list(case.plans.order_by("no").values_list("state", flat=True)) == [PlanState.REPLACED, PlanState.APPROVED]
    assert Obligation.objects.open().filter(subject_kind="case_step").count() == 1


def test_a_plan_with_past_days_or_empty_goals_is_not_submitted(cast):
    case = assessed(make_case(cast.child, cast.officer), cast.officer)
    plan = drafted(case, cast.officer)
    planning.add_goal(plan, text="Бос мақсат", by=fresh(cast.officer), at=MONDAY)
    with pytest.raises(Refused) as refused:
        planning.submit_plan(plan, by=fresh(cast.officer), at=MONDAY + 10 * DAY)
    assert len(refused.value.all) == 2


def test_a_planned_visit_is_met_by_the_recorded_one_and_plans_the_next(cast):
    case = make_case(cast.child, cast.officer)
    visit = planning.plan_visit(case, kind="HOME", planned_on=date(2026, 4, 10), by=fresh(cast.officer), at=MONDAY)
    made = {"kind": "HOME", "occurred_at": MONDAY + 2 * DAY, "findings": "Үй жылы.", "seen_alone": True}
    planning.record_visit(
        case, data=made, planned=visit, next_on=date(2026, 5, 8), by=fresh(cast.officer), at=MONDAY + 3 * DAY
    )
    visit.refresh_from_db()
    assert (visit.child_seen, visit.seen_alone) == (True, True)
    states = Obligation.objects.filter(subject_kind="case_visit").order_by("due_at").values_list("state", flat=True)
    assert list(states) == ["MET", "OPEN"]
    with pytest.raises(Refused):
        planning.record_visit(case, data=made | {"occurred_at": MONDAY + 9 * DAY}, by=fresh(cast.officer), at=MONDAY)


def test_closing_needs_a_second_pair_of_eyes_and_ends_every_clock(cast, head):
    case = active(cast.child, cast.officer, head)
    asked = actions.submit_closing(
        case, reason="GOALS_REACHED", text="Бала мектепте.", by=fresh(cast.officer), at=MONDAY + DAY
    )
    assert planning.send_back(asked, reason="Бір ай күтейік", by=fresh(head), at=MONDAY + DAY).state == State.ACTIVE
    asked = actions.submit_closing(
        Case.objects.get(), reason="GOALS_REACHED", text="Бала мектепте.", by=fresh(cast.officer), at=MONDAY + 2 * DAY
    )
    assert planning.approve(asked, by=fresh(head), at=MONDAY + 2 * DAY).state == State.CLOSED
    assert not Obligation.objects.open().exists()
    case.refresh_from_db()
    assert (case.closing_reason, case.review_on) == ("GOALS_REACHED", None)


def test_reopening_asks_for_a_fresh_assessment(cast, head):
    case = active(cast.child, cast.officer, head)
    planning.plan_visit(case, kind="HOME", planned_on=date(2026, 4, 10), by=fresh(cast.officer), at=MONDAY)
    asked = actions.submit_closing(case, reason="FAMILY", text="Үйінде.", by=fresh(cast.officer), at=MONDAY)
    planning.approve(asked, by=fresh(head), at=MONDAY)
    assert not [visit for visit in case.visits.all() if visit.is_ahead]
    again = actions.reopen(case, reason="Қайта кетті", by=fresh(cast.officer), at=MONDAY + DAY)
    assert again.state == State.OPENED
    assert due("caseflow.case.assessment") == datetime(2026, 4, 21, 23, 59, 59, tzinfo=ALMATY)


def test_a_plan_left_unfinished_is_taken_up_after_reopening(cast, head):
    case = assessed(make_case(cast.child, cast.officer), cast.officer)
    plan = drafted(case, cast.officer)
    asked = actions.submit_closing(case, reason="FAMILY", text="Үйінде.", by=fresh(cast.officer), at=MONDAY)
    planning.approve(asked, by=fresh(head), at=MONDAY)
    actions.reopen(case, reason="Қайта кетті", by=fresh(cast.officer), at=MONDAY + DAY)
    assessed(case, cast.officer, at=MONDAY + DAY)
    assert planning.draft_plan(case, by=fresh(cast.officer), at=MONDAY + DAY) == plan
    again = planning.submit_plan(plan, by=fresh(cast.officer), at=MONDAY + DAY)
    assert planning.approve(again, by=fresh(head), at=MONDAY + DAY).state == State.ACTIVE


def test_bulk_hand_over_and_giving_back(cast, head):
    cases = [make_case(make_child(cast.officer, at=MONDAY - DAY), cast.officer) for _ in range(3)]
    other = make_officer(cast.body)
    ids = [case.pk for case in cases]
    handover = staffing.hand_over(ids, to=other, reason="Демалыс", by=fresh(head), at=MONDAY)
    assert set(Case.objects.values_list("officer", flat=True)) == {other.pk}
    assert set(Obligation.objects.open().values_list("author", flat=True)) == {other.pk}
    assert HandoverCase.objects.count() == 3
    assert staffing.undo_handover(handover, by=fresh(head), at=MONDAY + DAY) == 3
    assert set(Case.objects.values_list("officer", flat=True)) == {cast.officer.pk}
    with pytest.raises(Refused):
        staffing.undo_handover(handover, by=fresh(head), at=MONDAY + DAY)


def test_hand_over_is_for_supervisors_and_inside_the_body(cast, head):
    case = make_case(cast.child, cast.officer)
    with pytest.raises(NotAllowed):
        staffing.hand_over([case.pk], to=cast.officer, reason="x", by=fresh(cast.officer), at=MONDAY)
    with pytest.raises(Refused):
        staffing.hand_over([case.pk], to=cast.officer2, reason="x", by=fresh(head), at=MONDAY)
    stranger = make_user(cast.officer2.agency, Role.GUARDIANSHIP_HEAD)
    with pytest.raises(Refused):
        staffing.hand_over([case.pk], to=cast.officer2, reason="x", by=fresh(stranger), at=MONDAY)


def test_an_ended_post_leaves_no_case_behind(cast, head):
    """The head's clock counts from the end of the post, whenever it is noticed."""
    case = make_case(cast.child, cast.officer)
    post = cast.officer.memberships.get()
    end_membership(post, ends_on=date(2026, 4, 10), by=fresh(head), at=MONDAY + 5 * DAY)
    noticed = datetime(2026, 4, 12, 3, tzinfo=ALMATY)
    assert staffing.find_orphaned(at=noticed) == 1
    assert staffing.find_orphaned(at=noticed) == 0
    assert list(staffing.without_officer(Case.objects.all(), noticed.date())) == [case]
    assert due("caseflow.case.officer") == datetime(2026, 4, 13, 23, 59, 59, tzinfo=ALMATY)
    other = make_officer(cast.body)
    staffing.hand_over([case.pk], to=other, reason="Қызметтен кетті", by=fresh(head), at=noticed + DAY)
    assert not Obligation.objects.open().filter(rule__code="caseflow.case.officer").exists()
    assert not staffing.without_officer(Case.objects.all(), noticed.date()).exists()


def test_reminders_reach_the_substitute_once(cast, head):
    case = make_case(cast.child, cast.officer)
    other = make_officer(cast.body)
    absence = staffing.say_absent(
        fresh(cast.officer), substitute=other, starts_on=date(2026, 4, 13), ends_on=date(2026, 4, 24),
        by=fresh(cast.officer), at=MONDAY,
    )  # fmt: skip
    assert staffing.stands_in_for(fresh(other), date(2026, 4, 15)) == {cast.officer.pk}
    assert staffing.stands_in_for(fresh(other), date(2026, 4, 27)) == set()
    noon = datetime(2026, 4, 17, 12, tzinfo=ALMATY)
    sweep(noon)
    assert staffing.tell_substitutes(at=noon) == 1
    assert staffing.tell_substitutes(at=noon) == 0
    assert Message.objects.get(to_user=other).subject_no == case.number
    staffing.end_absence(absence, by=fresh(cast.officer), at=noon)
    assert Absence.objects.get().ends_on == date(2026, 4, 16)


def test_absences_do_not_overlap_and_somebody_present_stands_in(cast):
    other = make_officer(cast.body)
    days = {"starts_on": date(2026, 4, 13), "ends_on": date(2026, 4, 24), "by": fresh(cast.officer), "at": MONDAY}
    for wrong in (cast.officer, cast.officer2, cast.orphanage):
        with pytest.raises(Refused):
            staffing.say_absent(fresh(cast.officer), substitute=wrong, **days)
    staffing.say_absent(fresh(cast.officer), substitute=other, **days)
    with pytest.raises(Refused):
        staffing.say_absent(fresh(cast.officer), substitute=other, **days)
    with pytest.raises(NotAllowed):
        staffing.say_absent(other, substitute=fresh(cast.officer), **days)


def test_cases_are_seen_by_their_body_alone(cast, head):
    case = make_case(cast.child, cast.officer)
    for person in (cast.officer, head):
        assert case in Case.objects.visible_to(fresh(person))
    colleague = make_officer(cast.body)
    assert case in Case.objects.visible_to(colleague)
    strangers = [*cast.outsiders, cast.coordinator, cast.orphanage, cast.police, cast.ombudsman, cast.mentor]
    for person in [*strangers, make_officer(make_agency(AgencyKind.GUARDIANSHIP))]:
        assert not Case.objects.visible_to(fresh(person)).exists()


def test_wishes_together_with_why_the_child_was_not_heard_are_refused(cast):
    case = make_case(cast.child, cast.officer)
    with pytest.raises(Refused) as refused:
        assessed(case, cast.officer, not_heard_reason="Ауруханада.")
    assert refused.value.field == "not_heard_reason"
