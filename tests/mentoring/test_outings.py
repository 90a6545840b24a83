"""An outing as it happened: consents before it, out once and on its day, never called off then; days of school."""

from datetime import datetime, timedelta

import pytest

from apps.core.errors import Refused
from apps.mentoring.acts import assignments as life
from apps.mentoring.acts import meetings
from apps.mentoring.checks.meetings import ran_at
from apps.mentoring.models import Assignment, Meeting
from apps.mentoring.states import MeetingState
from apps.notices.models import Notice
from tests.factories.accounts import fresh
from tests.mentoring.test_meetings import NOW, SATURDAY, cast, outing, plan, refusals  # noqa: F401

pytestmark = pytest.mark.django_db
CONSENTS = {("head_consent", "kz345.a28-2.p4.s1"), ("child_consent", "kz345.a28-2.p4.s1")}
BACK = SATURDAY + timedelta(hours=3)
THURSDAY = SATURDAY - timedelta(days=2)


def agreed_late(cast, at: datetime) -> Meeting:  # noqa: F811
    asked = meetings.ask_outing(cast.assignment, data=plan(cast), by=fresh(cast.mentor), at=NOW)
    meetings.child_agrees(asked, by=fresh(cast.orphanage), at=at)
    return meetings.head_agrees(asked, by=fresh(cast.heads["ORPHAN_ORG"]), at=at)


def gone(cast) -> Meeting:  # noqa: F811
    made = outing(cast)
    return meetings.child_leaves(made, left_at=SATURDAY, by=fresh(cast.orphanage), at=SATURDAY)


def unplanned(cast, at=NOW + timedelta(days=9), **fields) -> Meeting:  # noqa: F811
    return meetings.record_unplanned(cast.assignment, data=plan(cast, **fields), by=fresh(cast.coordinator), at=at)


def test_who_left_before_the_consents_is_not_let_out_afterwards_and_is_recorded_as_a_breach(cast):  # noqa: F811
    consented = SATURDAY - timedelta(minutes=10)
    made, left = agreed_late(cast, consented), SATURDAY - timedelta(hours=2)
    assert made.state == MeetingState.PLANNED
    with pytest.raises(Refused) as caught:
        meetings.child_leaves(made, left_at=left, by=fresh(cast.mentor), at=SATURDAY)
    assert refusals(caught) == CONSENTS
    course = {"left_at": left, "returned_at": BACK}
    held = meetings.record_held(made, data=course, by=fresh(cast.mentor), at=BACK)
    assert held.breaches == ["NO_HEAD_CONSENT", "NO_CHILD_CONSENT"]
    assert {one.recipient_id for one in Notice.objects.filter(subject_kind="meeting")} >= {cast.home.pk, cast.body.pk}


def test_who_left_after_both_agreed_broke_nothing(cast):  # noqa: F811
    consented = SATURDAY - timedelta(minutes=10)
    course = {"left_at": consented, "returned_at": BACK}
    assert (
        meetings.record_held(agreed_late(cast, consented), data=course, by=fresh(cast.mentor), at=BACK).breaches == []
    )


@pytest.mark.parametrize("act", [meetings.call_off, meetings.record_missed])
def test_an_outing_for_which_the_child_left_neither_is_called_off_nor_did_not_take_place(cast, act):  # noqa: F811
    made = gone(cast)
    with pytest.raises(Refused) as caught:
        act(made, reason="Болмады", by=fresh(cast.mentor), at=BACK)
    assert caught.value.field == "state"
    stored = Meeting.objects.get(pk=made.pk)
    assert (stored.state, stored.left_at, stored.reason) == (MeetingState.PLANNED, SATURDAY, "")


def test_a_suspension_leaves_the_outing_for_which_the_child_left_to_be_recorded(cast):  # noqa: F811
    early = SATURDAY - timedelta(minutes=30)
    made = meetings.child_leaves(outing(cast), left_at=early, by=fresh(cast.orphanage), at=early)
    since = SATURDAY - timedelta(minutes=5)
    life.suspend(cast.assignment, reason="SAFETY", text="Тексеру", by=fresh(cast.officer), at=since)
    held = meetings.record_held(made, data={"returned_at": BACK}, by=fresh(cast.orphanage), at=BACK)
    assert (held.state, held.left_at) == (MeetingState.HELD, early)


def test_out_and_in_are_recorded_once(cast):  # noqa: F811
    made, by = gone(cast), fresh(cast.orphanage)
    again = meetings.child_leaves(made, left_at=SATURDAY + timedelta(seconds=20), by=by, at=BACK)
    assert (again.left_at, again.version) == (SATURDAY, made.version)
    other = SATURDAY + timedelta(hours=1)
    for act, data in (
        (meetings.child_leaves, {"left_at": other}),
        (meetings.record_held, {"data": {"left_at": other, "returned_at": BACK}}),
    ):
        with pytest.raises(Refused) as caught:
            act(made, **data, by=by, at=BACK)
        assert caught.value.field == "left_at"
    meetings.child_returns(made, returned_at=BACK, by=by, at=BACK)
    with pytest.raises(Refused) as caught:
        meetings.child_returns(made, returned_at=other, by=by, at=BACK)
    assert caught.value.field == "returned_at"
    stored = Meeting.objects.get(pk=made.pk)
    assert (stored.left_at, stored.returned_at) == (SATURDAY, BACK)


def test_on_another_day_the_child_leaves_for_a_meeting_of_its_own(cast):  # noqa: F811
    made, course = outing(cast), {"left_at": NOW, "returned_at": NOW + timedelta(hours=1)}
    with pytest.raises(Refused) as caught:
        meetings.child_leaves(made, left_at=NOW, by=fresh(cast.orphanage), at=NOW)
    assert caught.value.field == "left_at"
    with pytest.raises(Refused) as caught:
        meetings.record_held(made, data=course, by=fresh(cast.mentor), at=BACK)
    assert caught.value.field == "left_at"
    with pytest.raises(Refused) as caught:
        unplanned(cast, left_at=THURSDAY, returned_at=BACK)
    assert caught.value.field == "left_at"
    assert Meeting.objects.get().left_at is None


def test_who_stayed_inside_left_for_nothing(cast):  # noqa: F811
    with pytest.raises(Refused) as caught:
        unplanned(cast, kind="INSIDE", left_at=SATURDAY, returned_at=BACK)
    assert caught.value.field == "left_at"


def test_days_of_school_are_those_on_which_the_child_was_out(cast):  # noqa: F811
    until_monday = {"left_at": SATURDAY, "returned_at": SATURDAY + timedelta(days=2), "service": "EDUCATIONAL"}
    assert "STUDY_DAY" in unplanned(cast, **until_monday).breaches
    weekend = {"left_at": SATURDAY, "returned_at": BACK, "service": "EDUCATIONAL"}
    longer = SATURDAY + timedelta(days=3)
    assert "STUDY_DAY" not in unplanned(cast, planned_to=longer, **weekend).breaches


def test_before_the_first_day_the_pair_did_not_run(cast):  # noqa: F811
    Assignment.objects.update(starts_on=SATURDAY.date())
    pair = Assignment.objects.get()
    assert ran_at(pair, SATURDAY)
    assert not ran_at(pair, SATURDAY - timedelta(days=1))
