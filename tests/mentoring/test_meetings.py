"""Meetings and outings (rows 12 and 13 of the bad inputs), days of school, notes with drafts, questions, help."""

from datetime import datetime, timedelta

import pytest

from apps.core.errors import NotAllowed, Refused, Stale
from apps.core.localtime import ALMATY
from apps.mentoring.actions import end_assignment
from apps.mentoring.acts import assignments as life
from apps.mentoring.acts import meetings, notes, vacations
from apps.mentoring.checks.meetings import study_days
from apps.mentoring.models import Assignment, Meeting, MeetingNote, NoteDraft
from apps.mentoring.states import MeetingState
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 3, 10, tzinfo=ALMATY)
"""A Friday; the next two days are free."""
SATURDAY = datetime(2026, 4, 4, 11, tzinfo=ALMATY)
MONDAY = datetime(2026, 4, 6, 11, tzinfo=ALMATY)


@pytest.fixture
def cast():
    make_law()
    cast = make_cast()
    cast.assignment = Assignment.objects.get(child=cast.child)
    return cast


def plan(cast, starts=SATURDAY, **fields):
    return {
        "kind": "OUTING", "planned_from": starts, "planned_to": starts + timedelta(hours=4), "area": cast.district,
        "place": "Саябақ", "purpose": "Серуен", **fields,
    }  # fmt: skip


def agreed(cast, **fields):
    head = cast.heads["ORPHAN_ORG"]
    given = {"head_consent_by": head, "head_consent_at": NOW, "child_consent_by": head, "child_consent_at": NOW}
    return plan(cast, **{**given, **fields})


def outing(cast) -> Meeting:
    asked = meetings.ask_outing(cast.assignment, data=plan(cast), by=fresh(cast.mentor), at=NOW)
    meetings.child_agrees(asked, by=fresh(cast.orphanage), at=NOW)
    return meetings.head_agrees(asked, by=fresh(cast.heads["ORPHAN_ORG"]), at=NOW)


def refusals(caught) -> set:
    return {(one.field, one.rule) for one in caught.value.all}


def test_row_12_no_outing_abroad(cast):
    with pytest.raises(Refused) as caught:
        meetings.plan_meeting(
            cast.assignment, data=agreed(cast, is_abroad=True), by=fresh(cast.heads["ORPHAN_ORG"]), at=NOW
        )
    assert refusals(caught) == {("is_abroad", "kz345.a28-2.p5.s1")}
    with pytest.raises(Refused) as caught:
        meetings.ask_outing(cast.assignment, data=plan(cast, area=None), by=fresh(cast.mentor), at=NOW)
    assert refusals(caught) == {("area", "kz345.a28-2.p5.s1")}


@pytest.mark.parametrize(
    ("left_out", "field"),
    [("head_consent_at", "head_consent"), ("head_consent_by", "head_consent"), ("child_consent_at", "child_consent")],
)
def test_row_13_no_outing_without_the_consents_of_head_and_child(cast, left_out, field):
    with pytest.raises(Refused) as caught:
        meetings.plan_meeting(
            cast.assignment, data=agreed(cast, **{left_out: None}), by=fresh(cast.heads["ORPHAN_ORG"]), at=NOW
        )
    assert (field, "kz345.a28-2.p4.s1") in refusals(caught)
    assert not Meeting.objects.exists()


def test_row_13_nobody_but_the_home_speaks_for_its_head(cast):
    for person in (cast.mentor, cast.coordinator):
        with pytest.raises(Refused) as caught:
            meetings.plan_meeting(cast.assignment, data=agreed(cast), by=fresh(person), at=NOW)
        assert refusals(caught) == {("head_consent", "kz345.a28-2.p4.s1"), ("child_consent", "kz345.a28-2.p4.s1")}
    made = meetings.plan_meeting(cast.assignment, data=agreed(cast), by=fresh(cast.orphanage), at=NOW)
    assert made.state == MeetingState.PLANNED
    staff = agreed(cast, starts=SATURDAY + timedelta(days=1), head_consent_by=cast.orphanage)
    with pytest.raises(Refused) as caught:
        meetings.plan_meeting(cast.assignment, data=staff, by=fresh(cast.orphanage), at=NOW)
    assert refusals(caught) == {("head_consent", "kz345.a28-2.p4.s1")}


def test_an_outing_is_asked_for_and_planned_once_both_agree(cast):
    asked = meetings.ask_outing(cast.assignment, data=plan(cast), by=fresh(cast.mentor), at=NOW)
    assert asked.state == MeetingState.ASKED
    with pytest.raises(Refused) as caught:
        meetings.child_leaves(asked, left_at=SATURDAY, by=fresh(cast.mentor), at=SATURDAY)
    assert ("head_consent", "kz345.a28-2.p4.s1") in refusals(caught)
    with pytest.raises(NotAllowed):
        meetings.head_agrees(asked, by=fresh(cast.orphanage), at=NOW)
    with pytest.raises(NotAllowed):
        meetings.child_agrees(asked, by=fresh(cast.mentor), at=NOW)
    assert meetings.head_agrees(asked, by=fresh(cast.heads["ORPHAN_ORG"]), at=NOW).state == MeetingState.ASKED
    assert meetings.child_agrees(asked, by=fresh(cast.orphanage), at=NOW).state == MeetingState.PLANNED


def test_out_and_in_and_held(cast):
    made, back = outing(cast), SATURDAY + timedelta(hours=3)
    meetings.child_leaves(made, left_at=SATURDAY, by=fresh(cast.orphanage), at=SATURDAY)
    with pytest.raises(Refused) as caught:
        meetings.child_returns(made, returned_at=SATURDAY - timedelta(hours=1), by=fresh(cast.orphanage), at=back)
    assert caught.value.field == "returned_at"
    meetings.child_returns(made, returned_at=back, by=fresh(cast.orphanage), at=back)
    held = meetings.record_held(made, data={}, by=fresh(cast.mentor), at=back)
    assert (held.state, held.breaches, held.left_at, held.returned_at) == (MeetingState.HELD, [], SATURDAY, back)
    assert Obligation.objects.get(rule__code="caseflow.mentoring.meeting").state == "MET"
    assert not Notice.objects.filter(subject_kind="meeting").exists()


def test_to_leave_the_child_with_others_is_not_planned_and_is_stored_as_a_breach_when_it_happened(cast):
    with pytest.raises(Refused) as caught:
        meetings.ask_outing(cast.assignment, data=plan(cast, third_party="OTHER"), by=fresh(cast.mentor), at=NOW)
    assert refusals(caught) == {("third_party", "kz345.a28-2.p5.s2")}
    back = SATURDAY + timedelta(hours=3)
    course = {
        "left_at": SATURDAY, "returned_at": back, "third_party": "OTHER", "third_party_text": "Көршіде екі сағат",
        "is_abroad": True,
    }  # fmt: skip
    asked = meetings.ask_outing(cast.assignment, data=plan(cast), by=fresh(cast.mentor), at=NOW)
    held = meetings.record_held(asked, data=course, by=fresh(cast.coordinator), at=back)
    assert set(held.breaches) == {"NO_HEAD_CONSENT", "NO_CHILD_CONSENT", "ABROAD", "THIRD_PARTY"}
    told = Notice.objects.filter(subject_kind="meeting")
    assert {notice.recipient_id for notice in told} == {cast.home.pk, cast.body.pk}


@pytest.mark.parametrize("third", ["MEDICAL", "POLICE"])
def test_hospital_and_police_are_no_breach(cast, third):
    made, back = outing(cast), SATURDAY + timedelta(hours=3)
    course = {"left_at": SATURDAY, "returned_at": back, "third_party": third, "third_party_text": "Жедел жәрдем"}
    assert meetings.record_held(made, data=course, by=fresh(cast.mentor), at=back).breaches == []


def test_services_are_for_days_outside_school(cast):
    inside = {"kind": "INSIDE", "service": "EDUCATIONAL", "planned_from": MONDAY,
              "planned_to": MONDAY + timedelta(hours=2)}  # fmt: skip
    with pytest.raises(Refused) as caught:
        meetings.plan_meeting(cast.assignment, data=inside, by=fresh(cast.mentor), at=NOW)
    assert refusals(caught) == {("service", "kz345.a28-2.p4.s2")}
    with pytest.raises(NotAllowed):
        vacations.add_vacation(
            cast.home, name="Каникул", starts_on=MONDAY.date(), ends_on=MONDAY.date(), by=fresh(cast.mentor), at=NOW
        )
    vacation = vacations.add_vacation(
        cast.home, name="Каникул", starts_on=MONDAY.date(), ends_on=MONDAY.date() + timedelta(days=6),
        by=fresh(cast.orphanage), at=NOW,
    )  # fmt: skip
    meetings.plan_meeting(cast.assignment, data=inside, by=fresh(cast.mentor), at=NOW)
    with pytest.raises(Refused):
        vacations.add_vacation(
            cast.home, name="Тағы", starts_on=vacation.ends_on, ends_on=vacation.ends_on, by=fresh(cast.orphanage),
            at=NOW,
        )  # fmt: skip
    vacations.remove_vacation(vacation, by=fresh(cast.orphanage), at=NOW)
    assert study_days(cast.home, SATURDAY.date(), MONDAY.date()) == [MONDAY.date()]


def test_a_meeting_that_nobody_planned_is_recorded(cast):
    data = {"kind": "INSIDE", "planned_from": NOW - timedelta(hours=2), "planned_to": NOW - timedelta(hours=1)}
    held = meetings.record_unplanned(cast.assignment, data=data, by=fresh(cast.mentor), at=NOW)
    assert (held.state, held.number[:5]) == (MeetingState.HELD, "V-26-")
    with pytest.raises(Refused) as caught:
        meetings.record_unplanned(
            cast.assignment, data={**data, "planned_to": NOW + timedelta(hours=1)}, by=fresh(cast.mentor), at=NOW
        )
    assert caught.value.field == "planned_to"


def test_missed_and_called_off_say_why(cast):
    made = outing(cast)
    with pytest.raises(Refused):
        meetings.record_missed(made, reason="Келмеді", by=fresh(cast.mentor), at=NOW)
    with pytest.raises(Refused) as caught:
        meetings.call_off(made, reason="", by=fresh(cast.mentor), at=NOW)
    assert caught.value.field == "reason"
    assert meetings.call_off(made, reason="Ауырды", by=fresh(cast.mentor), at=NOW).state == MeetingState.CANCELLED
    assert Obligation.objects.get(rule__code="caseflow.mentoring.meeting").state == "CANCELLED"
    with pytest.raises(Refused):
        meetings.record_held(made, data={}, by=fresh(cast.mentor), at=SATURDAY + timedelta(days=1))


def test_a_suspension_calls_off_what_is_ahead_and_nothing_is_planned_meanwhile(cast):
    made = outing(cast)
    life.suspend(cast.assignment, reason="SAFETY", text="Тексеру", by=fresh(cast.officer), at=NOW)
    made.refresh_from_db()
    assert made.state == MeetingState.CANCELLED
    with pytest.raises(NotAllowed):
        meetings.ask_outing(cast.assignment, data=plan(cast), by=fresh(cast.mentor), at=NOW)
    with pytest.raises(Refused) as caught:
        meetings.ask_outing(cast.assignment, data=plan(cast), by=fresh(cast.coordinator), at=NOW)
    assert caught.value.field == "state"


def test_who_sees_and_plans_meetings(cast):
    made = outing(cast)
    for person, sees in (
        (cast.mentor, True), (cast.coordinator, True), (cast.orphanage, True), (cast.officer, True),
        (cast.police, False), (cast.ombudsman, False), *((person, False) for person in cast.outsiders),
    ):  # fmt: skip
        assert (made in Meeting.objects.visible_to(fresh(person))) is sees, person
    for person in (cast.officer, cast.police, *cast.outsiders):
        with pytest.raises(NotAllowed):
            meetings.ask_outing(cast.assignment, data=plan(cast), by=fresh(person), at=NOW)


def test_a_draft_is_written_at_the_first_autosave_and_gone_with_the_note(cast):
    made, mentor = outing(cast), fresh(cast.mentor)
    notes.save_draft(made, text=" ", version=0, by=mentor, at=NOW)
    assert not NoteDraft.objects.exists()
    draft = notes.save_draft(made, text="Сер", version=0, by=mentor, at=NOW)
    with pytest.raises(Stale):
        notes.save_draft(made, text="Басқа терезе", version=0, by=mentor, at=NOW)
    draft = notes.save_draft(made, text="Серуендедік", version=draft.version, by=mentor, at=NOW)
    assert notes.draft_of(made, mentor, NOW).text == "Серуендедік"
    assert notes.draft_of(made, fresh(cast.coordinator), NOW) is None
    with pytest.raises(Stale):
        notes.write_note(made, text="Басқа терезе", by=mentor, at=SATURDAY)
    notes.write_note(made, text=draft.text, version=draft.version, by=mentor, at=SATURDAY)
    assert (MeetingNote.objects.get().text, NoteDraft.objects.count()) == ("Серуендедік", 0)


def test_a_draft_left_alone_expires(cast):
    made = outing(cast)
    notes.save_draft(made, text="Сер", version=0, by=fresh(cast.mentor), at=NOW)
    assert notes.forget_drafts(NOW + timedelta(days=29)) == 0
    assert notes.draft_of(made, fresh(cast.mentor), NOW + timedelta(days=31)) is None
    assert notes.forget_drafts(NOW + timedelta(days=31)) == 1


def test_a_question_on_a_note_is_the_mentors_duty_until_it_is_answered(cast):
    note = notes.write_note(outing(cast), text="Серуендедік", by=fresh(cast.mentor), at=SATURDAY)
    with pytest.raises(NotAllowed):
        notes.ask(note, text="Қайда?", by=fresh(cast.orphanage), at=SATURDAY)
    question = notes.ask(note, text="Қайда?", by=fresh(cast.coordinator), at=SATURDAY)
    duty = Obligation.objects.get(rule__code="caseflow.mentoring.question")
    assert (duty.author, duty.state) == (cast.mentor, "OPEN")
    assert duty in Obligation.objects.visible_to(fresh(cast.mentor))
    notes.answer(question, text="Саябақта", by=fresh(cast.mentor), at=SATURDAY)
    duty.refresh_from_db()
    assert duty.state == "MET"
    with pytest.raises(Refused):
        notes.answer(question, text="Тағы", by=fresh(cast.mentor), at=SATURDAY)


def test_no_note_on_a_meeting_that_is_ahead(cast):
    with pytest.raises(Refused):
        notes.write_note(outing(cast), text="Алдын ала", by=fresh(cast.mentor), at=NOW)


def test_before_the_first_day_there_was_no_meeting_and_at_rest_or_after_the_end_it_is_a_breach(cast):
    def record(starts, at=NOW + timedelta(days=3)):
        data = {"kind": "INSIDE", "planned_from": starts, "planned_to": starts + timedelta(hours=1)}
        return meetings.record_unplanned(cast.assignment, data=data, by=fresh(cast.coordinator), at=at)

    for early in (NOW.replace(year=1950), NOW - timedelta(days=1)):
        Assignment.objects.update(starts_on=NOW.date())
        with pytest.raises(Refused) as caught:
            record(early)
        assert caught.value.field == "planned_from"
    life.suspend(cast.assignment, reason="SAFETY", text="Тексеру", by=fresh(cast.officer), at=NOW)
    assert record(NOW - timedelta(hours=2)).breaches == []
    assert record(NOW + timedelta(hours=2)).breaches == ["NOT_RUNNING"]
    assert Notice.objects.filter(subject_kind="meeting", recipient=cast.body).exists()
    end_assignment(cast.assignment, ends_on=NOW.date(), by=fresh(cast.officer), at=NOW)
    assert record(NOW + timedelta(days=1)).breaches == ["NOT_RUNNING"]


def test_a_meeting_later_on_the_day_on_which_the_pair_ended_is_a_breach(cast):
    """Ended at ten, they met at eleven: what happened is recorded, and the body and the home are told."""
    end_assignment(cast.assignment, ends_on=NOW.date(), by=fresh(cast.officer), at=NOW)

    def record(starts):
        data = {"kind": "INSIDE", "planned_from": starts, "planned_to": starts + timedelta(minutes=30)}
        at = NOW + timedelta(days=1)
        return meetings.record_unplanned(cast.assignment, data=data, by=fresh(cast.coordinator), at=at)

    assert record(NOW - timedelta(hours=2)).breaches == []
    assert not Notice.objects.filter(subject_kind="meeting").exists()
    later = record(NOW + timedelta(hours=1))
    assert (later.state, later.breaches) == (MeetingState.HELD, ["NOT_RUNNING"])
    told = Notice.objects.filter(subject_kind="meeting", subject_id=later.pk)
    assert {notice.recipient for notice in told} == {cast.body, cast.home}


def test_an_outing_planned_before_the_end_that_began_after_it_is_a_breach(cast):
    made = outing(cast)
    since, back = SATURDAY + timedelta(minutes=5), SATURDAY + timedelta(hours=3)
    end_assignment(cast.assignment, ends_on=SATURDAY.date(), by=fresh(cast.officer), at=since)
    data = {"left_at": since + timedelta(minutes=5), "returned_at": back}
    assert meetings.record_held(made, data=data, by=fresh(cast.orphanage), at=back).breaches == ["NOT_RUNNING"]


def test_nobody_leaves_while_the_mentoring_rests_and_who_did_is_recorded_as_a_breach(cast):
    made = outing(cast)
    since, back = SATURDAY + timedelta(minutes=5), SATURDAY + timedelta(hours=3)
    life.suspend(cast.assignment, reason="SAFETY", text="Тексеру", by=fresh(cast.officer), at=since)
    left = since + timedelta(minutes=5)
    with pytest.raises(Refused) as caught:
        meetings.child_leaves(made, left_at=left, by=fresh(cast.orphanage), at=left)
    assert caught.value.field == "state"
    data = {"left_at": left, "returned_at": back}
    assert meetings.record_held(made, data=data, by=fresh(cast.orphanage), at=back).breaches == ["NOT_RUNNING"]
