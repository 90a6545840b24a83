"""The way of a meeting through its pages; rows 12 and 13 of the bad inputs at their fields."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from apps.mentoring.models import Meeting
from apps.mentoring.states import MeetingState
from apps.web.mentoring.meetings.forms import FOR_OUTING
from tests.web.mentoring.meetings.conftest import (
    FRIDAY,
    SATURDAY,
    agreed_outing,
    ask_outing,
    errors,
    get,
    post,
    typed,
    visit,
    when,
)

pytestmark = pytest.mark.django_db


def moved(answer, meeting) -> bool:
    """Done, and back at the meeting; not at the sign-in, though days passed."""
    return answer.status_code == 302 and answer.url == f"/mentoring/meetings/{meeting.number}/"


def test_what_an_outing_demands_is_said_to_be_demanded(cast, as_):
    page = get(as_(cast.mentor), "meeting_new", cast.assignment.number).content.decode()
    with translation.override("ru"):
        said = str(FOR_OUTING)
    for name in ("area", "place", "purpose"):
        assert said in page.split(f'for="id_{name}"')[1].split("</label>")[0]


def test_an_outing_from_asking_to_the_record(cast, as_, clock):
    mentor = as_(cast.mentor)
    assert post(mentor, "meeting_new", cast.assignment.number, **typed(cast)).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.state == MeetingState.ASKED
    assert post(mentor, "meeting_agree", meeting.number).status_code == 403
    assert post(mentor, "meeting_child_agrees", meeting.number).status_code == 403
    home = as_(cast.orphanage)
    assert post(home, "meeting_agree", meeting.number).status_code == 403
    assert get(home, "meeting_child_agrees", meeting.number).status_code == 200
    assert post(home, "meeting_child_agrees", meeting.number).status_code == 302
    head = as_(cast.head)
    page = get(head, "meeting", meeting.number)
    assert page.context["offers"][0]["url"].endswith("/agree/")
    assert cast.home.name in page.context["next"]["who"]
    assert post(head, "meeting_agree", meeting.number).status_code == 302
    clock.move_to(SATURDAY)
    assert moved(post(as_(cast.head), "meeting_left", meeting.number, **when("left_at", SATURDAY)), meeting)
    clock.move_to(SATURDAY + timedelta(hours=3))
    back = SATURDAY + timedelta(hours=3)
    assert moved(post(as_(cast.head), "meeting_returned", meeting.number, **when("returned_at", back)), meeting)
    mentor = as_(cast.mentor)
    assert get(mentor, "meeting", meeting.number).context["offers"][0]["url"].endswith("/held/")
    times = {**when("left_at", SATURDAY), **when("returned_at", back)}
    assert moved(post(mentor, "meeting_held", meeting.number, **times, third_party="NONE"), meeting)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.breaches, meeting.left_at) == (MeetingState.HELD, [], SATURDAY)
    assert get(mentor, "meeting", meeting.number).context["next"]["who"] == meeting.assignment.mentor_name


def test_row_12_abroad_is_refused_at_the_field_with_the_article(cast, as_):
    answer = post(as_(cast.mentor), "meeting_new", cast.assignment.number, **typed(cast, is_abroad="on"))
    assert answer.status_code == 422
    assert errors(answer) == {"is_abroad": ["kz345.a28-2.p5.s1"]}
    assert "28-2" in answer.content.decode()
    answer = post(as_(cast.mentor), "meeting_new", cast.assignment.number, **typed(cast, area=""))
    assert errors(answer) == {"area": ["kz345.a28-2.p5.s1"]}
    assert not Meeting.objects.exists()


def test_row_13_without_the_heads_consent_nothing_is_planned_and_the_child_does_not_leave(cast, as_, clock):
    home = as_(cast.orphanage)
    answer = post(home, "meeting_new", cast.assignment.number, **typed(cast, agreed="on", child_consent="on"))
    assert answer.status_code == 422
    assert errors(answer) == {"head_consent": ["kz345.a28-2.p4.s1"]}
    assert "28-2" in answer.content.decode()
    answer = post(home, "meeting_new", cast.assignment.number, **typed(cast, agreed="on", head_consent=cast.head.pk))
    assert errors(answer) == {"child_consent": ["kz345.a28-2.p4.s1"]}
    assert not Meeting.objects.exists()
    meeting = ask_outing(cast)
    clock.move_to(SATURDAY)
    answer = post(as_(cast.mentor), "meeting_left", meeting.number, **when("left_at", SATURDAY))
    assert answer.status_code == 422
    assert errors(answer) == {"left_at": ["kz345.a28-2.p4.s1"] * 2}
    meeting.refresh_from_db()
    assert meeting.left_at is None


def test_an_outing_that_waits_for_consents_is_not_said_to_be_planned(cast, as_):
    mentor = as_(cast.mentor)
    post(mentor, "meeting_new", cast.assignment.number, **typed(cast))
    asked = Meeting.objects.get()
    assert asked.state == MeetingState.ASKED
    (waits,) = (str(one) for one in get(mentor, "meeting", asked.number).context["messages"])
    post(mentor, "meeting_new", cast.assignment.number, **typed(cast, FRIDAY + timedelta(days=8), kind="INSIDE"))
    (planned,) = (str(one) for one in get(mentor, "meeting", asked.number).context["messages"])
    assert waits != planned, "an outing without its consents is not planned"


def test_the_home_enters_both_consents_at_once(cast, as_):
    data = typed(cast, agreed="on", head_consent=cast.head.pk, child_consent="on")
    assert post(as_(cast.orphanage), "meeting_new", cast.assignment.number, **data).status_code == 302
    made = Meeting.objects.get()
    assert (made.state, made.head_consent_by, made.child_consent_by) == (
        MeetingState.PLANNED,
        cast.head,
        cast.orphanage,
    )


def test_the_mentor_is_not_asked_for_consents_of_others(cast, as_):
    form = get(as_(cast.mentor), "meeting_new", cast.assignment.number).context["form"]
    assert "head_consent" not in form.fields


def test_refused_missed_and_called_off_say_why(cast, as_, clock):
    refused = ask_outing(cast)
    assert post(as_(cast.head), "meeting_refuse", refused.number, reason="").status_code == 422
    assert post(as_(cast.head), "meeting_refuse", refused.number, reason="Сынақ").status_code == 302
    off, missed = visit(cast, SATURDAY + timedelta(days=1)), visit(cast)
    assert post(as_(cast.mentor), "meeting_call_off", off.number, reason="Ауырдым").status_code == 302
    clock.move_to(SATURDAY + timedelta(hours=3))
    assert post(as_(cast.mentor), "meeting_missed", missed.number, reason="Бала келмеді").status_code == 302
    found = dict(Meeting.objects.values_list("number", "state"))
    assert found == {
        refused.number: MeetingState.CANCELLED, off.number: MeetingState.CANCELLED, missed.number: MeetingState.MISSED,
    }  # fmt: skip
    page = get(as_(cast.coordinator), "meeting", missed.number).content.decode()
    assert "Бала келмеді" in page


def test_what_nobody_planned_is_recorded_with_its_breach_and_told_of(cast, as_):
    yesterday = FRIDAY - timedelta(days=1)
    data = typed(cast, yesterday, third_party="OTHER", third_party_text="Көршіде") | {
        **when("left_at", yesterday), **when("returned_at", yesterday + timedelta(hours=4)),
    }  # fmt: skip
    answer = post(as_(cast.mentor), "meeting_record", cast.assignment.number, **data)
    assert answer.status_code == 302, errors(answer)
    made = Meeting.objects.get()
    assert set(made.breaches) == {"NO_HEAD_CONSENT", "NO_CHILD_CONSENT", "THIRD_PARTY"}
    page = get(as_(cast.officer), "meeting", made.number)
    assert {one["rule"] for one in page.context["breaches"]} == {"kz345.a28-2.p4.s1", "kz345.a28-2.p5.s2"}
    listed = get(as_(cast.officer), "meetings", tab="breach")
    assert [row["meeting"] for row in listed.context["rows"]] == [made]


def test_every_page_answers_in_each_state(cast, as_, clock):
    asked, agreed, plain = ask_outing(cast), agreed_outing(cast), visit(cast, SATURDAY + timedelta(days=2))
    for person in (cast.mentor, cast.coordinator, cast.orphanage, cast.head, cast.officer):
        client = as_(person)
        for meeting in (asked, agreed, plain):
            assert get(client, "meeting", meeting.number).status_code == 200
        for tab in ("", "record", "consent", "ahead", "held", "missed", "breach"):
            assert get(client, "meetings", tab=tab).status_code == 200, tab
        assert get(client, "meetings", week="2026-04-01", sort="-from").status_code == 200
        assert get(client, "meetings", day="2026-04-04").status_code == 200
        assert get(client, "meetings", day="vendredi", week="9999-99-99").status_code == 200
        assert get(client, "meetings", q=cast.assignment.number, kind="INSIDE").status_code == 200
    mentor = as_(cast.mentor)
    for name in ("left", "returned", "held", "missed", "call_off", "note"):
        assert get(mentor, f"meeting_{name}", agreed.number).status_code == 200, name
    assert get(as_(cast.head), "meeting_agree", asked.number).status_code == 200
    assert get(as_(cast.head), "meeting_refuse", asked.number).status_code == 200
    assert get(as_(cast.mentor), "meeting_pairs").status_code == 302
    assert get(as_(cast.mentor), "meeting_pairs", q="P-99").status_code == 200
    assert get(as_(cast.mentor), "meeting_record", cast.assignment.number).status_code == 200


def test_a_week_shows_its_days_and_a_day_its_meetings(cast, as_):
    visit(cast)
    visit(cast, SATURDAY + timedelta(days=9))
    page = get(as_(cast.mentor), "meetings")
    assert [one["count"] for one in page.context["days"]] == [0, 0, 0, 0, 0, 1, 0]
    assert len(page.context["rows"]) == 1
    assert get(as_(cast.mentor), "meetings", day="2026-04-05").context["rows"] == []


def test_strangers_find_nothing(cast, as_):
    meeting = visit(cast)
    for person in (cast.police, cast.ombudsman):
        assert get(as_(person), "meetings").status_code == 403
    for person in (cast.police, cast.ombudsman, *cast.outsiders):
        assert get(as_(person), "meeting", meeting.number).status_code == 404
        assert get(as_(person), "meeting_new", cast.assignment.number).status_code == 404
        assert post(as_(person), "meeting_call_off", meeting.number, reason="Жоқ").status_code == 404
    assert get(as_(cast.coordinator2), "meetings").context["rows"] == []
    assert get(as_(cast.officer), "meeting_new", cast.assignment.number).status_code == 403


@pytest.mark.parametrize("who", ["mentor", "coordinator", "orphanage"])
def test_a_list_takes_as_many_queries_for_one_row_as_for_twenty(cast, as_, who):
    def count() -> int:
        client = as_(getattr(cast, who))
        get(client, "meetings")
        with CaptureQueriesContext(connection) as seen:
            assert get(client, "meetings", tab="ahead").status_code == 200
            assert get(client, "meetings").status_code == 200
        return len(seen)

    visit(cast)
    one = count()
    for n in range(1, 20):
        visit(cast, SATURDAY + timedelta(minutes=n))
    assert count() == one


@pytest.mark.parametrize("act", ["meeting_call_off", "meeting_missed"])
def test_once_the_child_left_it_is_neither_offered_nor_taken_to_undo_that(cast, as_, clock, act):
    meeting = agreed_outing(cast)
    clock.move_to(SATURDAY + timedelta(minutes=5))
    mentor = as_(cast.mentor)
    post(mentor, "meeting_left", meeting.number, **when("left_at", SATURDAY))
    offered = {one["url"] for one in get(mentor, "meeting", meeting.number).context["offers"]}
    assert f"/mentoring/meetings/{meeting.number}/returned/" in offered
    assert not {f"/mentoring/meetings/{meeting.number}/{one}/" for one in ("call-off", "missed")} & offered
    assert post(mentor, act, meeting.number, reason="Болмады").status_code == 422
    meeting.refresh_from_db()
    assert (meeting.state, meeting.left_at) == (MeetingState.PLANNED, SATURDAY)
