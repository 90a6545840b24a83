"""Every duty of mentoring stands on the day of whoever owes it, with a link that opens the record."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
import yaml
from django.conf import settings
from django.utils import timezone

from apps.core.localtime import ALMATY, local_day
from apps.mentoring.acts import applications, assignments, clearance, meetings, notes, reports
from apps.mentoring.models import Assignment, Clearance
from apps.obligations.models import Obligation
from apps.web.day import duties
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.mentoring import candidate_data, clear, make_submitted, reload
from tests.factories.mentors import known_mentor, ready_for_a_mentor
from tests.factories.obligations import make_law
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 4, 3, 10, tzinfo=ALMATY)
SATURDAY = datetime(2026, 4, 4, 11, tzinfo=ALMATY)


@pytest.fixture
def cast():
    make_law()
    with time_machine.travel(FRIDAY, tick=True):
        cast = make_cast()
        cast.assignment = Assignment.objects.get(child=cast.child)
        yield cast


def who(person):
    return {"by": fresh(person), "at": timezone.now()}


def applied(cast):
    data = candidate_data(area=cast.district)
    applications.apply(cast.candidate.organisation, body=cast.body, data=data, **who(cast.coordinator))


def submitted(cast):
    return make_submitted(cast.candidate.organisation, cast.body, area=cast.district)


def cleared(cast):
    candidate = submitted(cast)
    clear(candidate)
    return reload(candidate)


def reopened(cast):
    clearance.report(cast.candidate, cause="REGISTER", text="Есепте тұр", **who(cast.coordinator))


def report(cast):
    named = {"organisation": cast.organisation, "body": cast.body, "year": 2026, "quarter": 1}
    return reports.draw_up(**named, **who(cast.coordinator))


def handed_in(cast):
    drawn = report(cast)
    drawn = reports.save_texts(drawn, data={"help_given": "Кеңес"}, version=drawn.version, **who(cast.coordinator))
    return reports.submit(drawn, version=drawn.version, **who(cast.coordinator))


def returned(cast):
    signed = handed_in(cast)
    reports.send_back(getattr(signed, "report", signed), reason="Толықтырыңыз", **who(cast.officer))


def proposed(cast):
    from apps.care.actions import place_child

    child = make_child(cast.officer, age=12, at=timezone.now(), area=cast.district)
    today = local_day(timezone.now())
    place_child(child, organisation=cast.home, starts_on=today, **who(cast.officer))
    ready_for_a_mentor(child, cast.organisation, on=today, **who(cast.officer))
    assignments.propose(child, candidate=cast.candidate, **who(cast.officer))


def plan(**fields):
    return {
        "kind": "INSIDE", "planned_from": SATURDAY, "planned_to": SATURDAY + timedelta(hours=2), "area": None,
        "place": "Балалар үйі", "purpose": "Сабақ", **fields,
    }  # fmt: skip


def met(cast):
    return meetings.plan_meeting(cast.assignment, data=plan(), **who(cast.mentor))


def outing(cast):
    data = plan(area=cast.district, place="Саябақ")
    return meetings.ask_outing(cast.assignment, data=data, **who(cast.mentor))


def questioned(cast):
    meeting = met(cast)
    with time_machine.travel(SATURDAY + timedelta(hours=3)):
        meetings.record_held(meeting, data={}, **who(cast.mentor))
        note = notes.write_note(meeting, text="Бәрі жақсы", **who(cast.mentor))
        notes.ask(note, text="Не істедіңіздер?", **who(cast.coordinator))


STORIES = {
    "kz345.a28-2.p10.s1": (applied, "coordinator"),
    "caseflow.mentor.review": (submitted, "officer"),
    "caseflow.mentor.papers": (cleared, "coordinator"),
    "caseflow.mentor.reopened": (reopened, "officer"),
    "kz345.a28-2.p10.s5": (report, "coordinator"),
    "caseflow.mentoring.report_decision": (handed_in, "officer"),
    "caseflow.mentoring.report_correction": (returned, "coordinator"),
    "caseflow.mentoring.proposal": (proposed, "coordinator"),
    "caseflow.mentoring.meeting": (met, "mentor"),
    "caseflow.mentoring.outing": (outing, "orphanage"),
    "caseflow.mentoring.question": (questioned, "mentor"),
}


def rows_of(person, rule, at=None):
    at = at or timezone.now()
    made = duties.rows(duties.soonest(fresh(person), at), fresh(person))
    return [row for row in made if row.duty.rule.code == rule]


def test_no_rule_of_mentoring_is_left_out():
    rules = set()
    for name in ("mentoring", "mentoring-life"):
        text = (Path(settings.BASE_DIR) / "fixtures" / "rules" / f"{name}.yaml").read_text(encoding="utf-8")
        rules |= {one["code"] for one in yaml.safe_load(text)["rules"]}
    assert rules == set(STORIES)


@pytest.mark.parametrize("rule", STORIES)
def test_the_duty_stands_on_the_day_of_who_owes_it_and_opens_the_record(client, cast, rule):
    story, person = STORIES[rule]
    story(cast)
    owner = getattr(cast, person)
    (row,) = rows_of(owner, rule)
    client.force_login(fresh(owner))
    assert client.get(row.url).status_code == 200
    assert client.get(row.act_url).status_code == 200
    assert row.duty.subject_no in client.get("/").content.decode()
    assert row.act
    for other in cast.outsiders:
        assert rows_of(other, rule) == []


def test_what_a_mentor_owes_is_the_coordinators_only_when_it_is_late(cast):
    met(cast)
    rule = "caseflow.mentoring.meeting"
    assert rows_of(cast.coordinator, rule) == []
    due = Obligation.objects.get(rule__code=rule).due_at
    with time_machine.travel(due + timedelta(minutes=1)):
        assert len(rows_of(cast.coordinator, rule)) == 1
        assert duties.count_near(fresh(cast.coordinator), timezone.now(), 99) >= 1


def test_after_a_suspension_the_organisation_records_what_the_mentor_could_not(cast):
    rule = "caseflow.mentoring.meeting"
    meeting = met(cast)
    with time_machine.travel(SATURDAY + timedelta(hours=3)):
        assignments.suspend(cast.assignment, reason="SAFETY", text="Тексеріледі", **who(cast.officer))
        assert rows_of(cast.mentor, rule) == []
        assert [row.duty.subject_no for row in rows_of(cast.coordinator, rule)] == [meeting.number]


def test_a_row_says_whom_it_is_about(cast):
    candidate = submitted(cast)
    (row,) = rows_of(cast.officer, "caseflow.mentor.review")
    assert candidate.full_name in row.meta


def test_the_answer_to_an_outing_ends_the_duty_of_the_home(cast):
    meeting = outing(cast)
    duty = Obligation.objects.get(rule__code="caseflow.mentoring.outing")
    assert duty.due_at == SATURDAY - timedelta(hours=2)
    meetings.child_agrees(meeting, **who(cast.orphanage))
    assert rows_of(cast.orphanage, duty.rule.code)
    meetings.head_agrees(meeting, **who(cast.heads["ORPHAN_ORG"]))
    duty.refresh_from_db()
    assert duty.state == "MET"


def test_a_refused_outing_is_answered_and_one_held_without_consents_is_answered_no_more(cast):
    refused, held = outing(cast), outing(cast)
    meetings.refuse_outing(refused, reason="Ауырып қалды", **who(cast.orphanage))
    assert Obligation.objects.get(subject_id=refused.pk, rule__code="caseflow.mentoring.outing").state == "MET"
    with time_machine.travel(SATURDAY + timedelta(hours=5)):
        times = {"left_at": SATURDAY, "returned_at": SATURDAY + timedelta(hours=1)}
        meetings.record_held(held, data=times, **who(cast.mentor))
    assert Obligation.objects.get(subject_id=held.pk, rule__code="caseflow.mentoring.outing").state == "CANCELLED"


def test_an_outing_asked_for_at_short_notice_leaves_an_hour_to_answer(cast):
    soon = timezone.now() + timedelta(minutes=40)
    data = plan(area=cast.district, place="Саябақ", planned_from=soon, planned_to=soon + timedelta(hours=1))
    meetings.ask_outing(cast.assignment, data=data, **who(cast.mentor))
    duty = Obligation.objects.get(rule__code="caseflow.mentoring.outing")
    assert timezone.now() + timedelta(minutes=55) < duty.due_at < timezone.now() + timedelta(minutes=65)


def test_a_cleared_mentor_without_an_end_of_papers_owes_nothing(cast):
    known_mentor(cast.organisation, cast.body, on=local_day(timezone.now()), by=cast.officer, at=timezone.now())
    assert Clearance.objects.filter(valid_until=None).exists()
    assert rows_of(cast.coordinator, "caseflow.mentor.papers") == []
