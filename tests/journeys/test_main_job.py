"""From fact to proof within 24 hours (Article 28-2(10)(7)): the story the system exists for."""

from datetime import timedelta

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.core.errors import Refused
from apps.core.localtime import local
from apps.incidents import aftermath
from apps.incidents.acts import corrections, drafts, sending
from apps.incidents.models import Incident
from apps.incidents.states import State
from apps.notices.actions import acknowledge, record_told
from apps.notices.delivery import deliver
from apps.notices.models import Message, Notice
from apps.obligations.law import load_rules
from apps.obligations.models import Obligation, Step
from apps.obligations.sweep import sweep
from tests.cast import FRIDAY, facts, log_harm, make_cast
from tests.factories.accounts import fresh, make_agency, make_user

HOUR = timedelta(hours=1)
LAW = "kz345.a28-2.p10.s7"


@pytest.fixture
def cast(db):
    load_rules()
    return make_cast()


def law_duties(incident):
    return Obligation.objects.about(incident.subject).filter(rule__code=LAW).order_by("pk")


def test_three_clocks_three_notices_and_nobody_else_sees(cast):
    incident = log_harm(cast)
    duties = list(law_duties(incident))
    assert [local(d.due_at).isoformat() for d in duties] == ["2026-03-21T23:10:00+05:00"] * 3
    assert {d.party for d in duties} == set(cast.told())
    assert all(d.rule.basis == "LAW" and d.owner == cast.organisation for d in duties)
    assert incident.state == State.NOTIFYING
    told = set(Notice.objects.values_list("recipient_id", flat=True))
    assert told == {a.pk for a in [*cast.told(), cast.ombudsman_office]}
    for person in (cast.coordinator, cast.orphanage, cast.officer, cast.police, cast.ombudsman):
        assert Incident.objects.visible_to(fresh(person)).count() == 1
    for person in (*cast.outsiders, cast.mentor):
        assert not Incident.objects.visible_to(fresh(person)).exists()
        assert not Notice.objects.visible_to(fresh(person)).exists()


def test_acknowledged_by_all_within_the_term(cast):
    incident = log_harm(cast)
    at = FRIDAY + HOUR
    for person in (cast.orphanage, cast.officer, cast.police, cast.ombudsman):
        notice = Notice.objects.visible_to(fresh(person)).get()
        acknowledge(notice, by=fresh(person), at=at)
    incident.refresh_from_db()
    assert incident.state == State.NOTIFIED
    assert set(law_duties(incident).values_list("state", flat=True)) == {"MET"}
    acks = Obligation.objects.filter(rule__code="caseflow.ack")
    assert acks.count() == 4
    assert set(acks.values_list("state", flat=True)) == {"MET"}


def test_delivery_by_mail_meets_the_duty_and_starts_the_recipients_clock(cast, mailoutbox):
    incident = log_harm(cast)
    deliver(lambda: FRIDAY + HOUR)
    assert set(law_duties(incident).values_list("state", flat=True)) == {"MET"}
    ack = Obligation.objects.get(rule__code="caseflow.ack", owner=cast.department)
    assert ack.started_at == FRIDAY + HOUR
    mail = next(m for m in mailoutbox if m.to == [cast.department.email])
    assert cast.child.surname not in mail.subject + mail.body
    assert cast.child.given_name not in mail.subject + mail.body


def test_reminded_escalated_and_breached_once_and_in_order(cast):
    draft = drafts.save_draft(
        None, data=facts(cast), children=[cast.child], by=fresh(cast.coordinator), at=FRIDAY
    ).incident
    for hours in (11, 12, 12.5, 20, 23, 23.5, 24, 25, 48):
        sweep(FRIDAY + hours * HOUR)
        sweep(FRIDAY + hours * HOUR)
    for duty in law_duties(draft):
        kinds = list(Step.objects.filter(duty=duty).order_by("position").values_list("kind", flat=True))
        assert kinds == ["REMINDER", "REMINDER", "REMINDER", "BREACH"]
        assert duty.breached_at == duty.due_at
        told = Message.objects.filter(duty_id=duty.pk, kind="BREACH")
        assert {m.to_agency for m in told if m.to_agency} == {cast.body, cast.ombudsman_office}
        assert {m.to_user for m in told if m.to_user} == {cast.heads["MENTORING_ORG"]}
    assert draft in Incident.objects.visible_to(fresh(cast.ombudsman))
    assert draft not in Incident.objects.visible_to(fresh(cast.ombudsman2))


def test_after_an_outage_only_the_latest_step_is_told_and_says_how_late(cast):
    draft = drafts.save_draft(
        None, data=facts(cast), children=[cast.child], by=fresh(cast.coordinator), at=FRIDAY
    ).incident
    sweep(FRIDAY + timedelta(days=3))
    duty = law_duties(draft).first()
    assert list(duty.steps.order_by("position").values_list("told", flat=True)) == [False, False, False, True]
    assert set(Message.objects.filter(duty_id=duty.pk).values_list("kind", flat=True)) == {"BREACH"}
    assert Message.objects.filter(duty_id=duty.pk).first().late_by == timedelta(days=2)


def test_late_stays_late_whatever_is_edited(cast):
    incident = log_harm(cast, at=FRIDAY + 25 * HOUR)
    acknowledge(Notice.objects.get(recipient=cast.department), by=fresh(cast.police), at=FRIDAY + 26 * HOUR)
    corrections.correct_established_at(
        incident, established_at=FRIDAY + 10 * HOUR, reason="Журналда басқа уақыт", by=fresh(cast.coordinator),
        at=FRIDAY + 27 * HOUR,
    )  # fmt: skip
    duty = law_duties(incident).get(party=cast.department)
    assert duty.state == "MET_LATE"
    assert duty.breached_at == FRIDAY + 24 * HOUR
    change = duty.changes.get()
    assert (change.old_started_at, change.new_started_at) == (FRIDAY, FRIDAY + 10 * HOUR)
    assert law_duties(incident).exclude(pk=duty.pk).filter(breached_at=FRIDAY + 24 * HOUR).count() == 2


def test_cannot_close_until_everybody_settled_and_followed_up(cast):
    incident = log_harm(cast)
    at = FRIDAY + HOUR
    for person in (cast.orphanage, cast.officer):
        acknowledge(Notice.objects.visible_to(fresh(person)).get(), by=fresh(person), at=at)
    with pytest.raises(Refused) as refusal:
        aftermath.close(incident, by=fresh(cast.coordinator), at=at)
    assert {r.rule for r in refusal.value.all} >= {LAW}
    for notice in Notice.objects.filter(recipient__in=[cast.department, cast.ombudsman_office]):
        record_told(notice, channel="PHONE", person="Сержант Б.", told_at=at, by=fresh(cast.coordinator), at=at)
    aftermath.confirm_violence(incident, by=fresh(cast.officer), at=at)
    aftermath.add_follow_up(incident, kind="MEASURE", text="Ауыстырылды", by=fresh(cast.orphanage), at=at)
    with pytest.raises(Refused):
        aftermath.close(incident, by=fresh(cast.coordinator), at=at)
    aftermath.add_follow_up(
        incident, kind="ASSISTANCE_PLAN", text="Психолог, 10 кездесу", by=fresh(cast.officer), at=at
    )
    closed = aftermath.close(incident, by=fresh(cast.coordinator), at=at)
    assert closed.state == State.CLOSED
    assert Obligation.objects.get(rule__code="kz345.a36.p3.plan").state == "MET"


def test_wrong_recipient_loses_sight_and_right_one_gains_it(cast):
    incident = log_harm(cast)
    wrong = Notice.objects.get(recipient=cast.department)
    other = fresh(make_user(make_agency(AgencyKind.POLICE, cast.officer2.agency.area), Role.POLICE_OFFICER))
    sending.replace_recipient(
        wrong,
        incident=incident,
        agency=other.agency,
        reason="Басқа аудан",
        by=fresh(cast.coordinator),
        at=FRIDAY + HOUR,
    )
    assert not Incident.objects.visible_to(fresh(cast.police)).exists()
    assert Incident.objects.visible_to(fresh(other)).exists()
    wrong.refresh_from_db()
    assert wrong.withdrawn_at
    assert wrong.replaced_by.recipient == other.agency
    duty = law_duties(incident).get(party=other.agency)
    assert duty.due_at == FRIDAY + 24 * HOUR
    assert law_duties(incident).get(party=cast.department).cancel_reason == "WRONG_RECIPIENT"


def test_before_the_rule_was_in_force_there_is_no_statutory_duty(cast):
    early = FRIDAY.replace(year=2025, month=4, day=11)
    cast.child.assignments.update(starts_on=early.date())
    incident = log_harm(cast, established_at=early)
    assert not law_duties(incident).exists()


def test_two_reports_are_joined_with_the_earliest_establishment(cast):
    first = log_harm(cast, by=cast.orphanage, established_at=FRIDAY, at=FRIDAY)
    second = log_harm(cast, established_at=FRIDAY - 2 * HOUR, at=FRIDAY)
    joined = aftermath.join(second, into=first, by=fresh(cast.officer), at=FRIDAY + HOUR)
    assert joined.established_at == FRIDAY - 2 * HOUR
    assert joined.corrections.get().old_established_at == FRIDAY
    second.refresh_from_db()
    assert (second.state, second.joined_to) == (State.JOINED, joined)
    assert Incident.objects.visible_to(fresh(cast.coordinator)).filter(pk=joined.pk).exists()
    assert law_duties(joined).filter(owner=cast.organisation).exists()


def test_a_telephone_call_ends_the_wait_for_an_acknowledgement(cast):
    log_harm(cast)
    deliver(lambda: FRIDAY + HOUR)
    notice = Notice.objects.get(recipient=cast.department)
    at = FRIDAY + 2 * HOUR
    record_told(notice, channel="PHONE", person="Сержант Б.", told_at=at, by=fresh(cast.coordinator), at=at)
    ack = Obligation.objects.get(rule__code="caseflow.ack", owner=cast.department)
    assert (ack.state, ack.cancel_reason) == ("CANCELLED", "TOLD_OTHERWISE")
    assert notice.is_settled


def test_a_recipient_added_during_follow_up_returns_to_follow_up_when_told(cast):
    incident = log_harm(cast)
    deliver(lambda: FRIDAY + HOUR)
    incident.refresh_from_db()
    aftermath.add_follow_up(incident, kind="MEASURE", text="Ауыстырылды", by=fresh(cast.orphanage), at=FRIDAY + HOUR)
    notice = sending.add_recipient(incident, name="№ 5 мектеп", by=fresh(cast.coordinator), at=FRIDAY + 2 * HOUR)
    incident.refresh_from_db()
    assert incident.state == State.NOTIFYING
    record_told(
        notice, channel="LETTER", person="Директор", told_at=FRIDAY + 3 * HOUR, by=fresh(cast.coordinator),
        at=FRIDAY + 3 * HOUR,
    )  # fmt: skip
    incident.refresh_from_db()
    assert incident.state == State.FOLLOW_UP


def test_nobody_was_told_before_the_fact_was_established(cast):
    log_harm(cast)
    notice = Notice.objects.get(recipient=cast.department)
    early = FRIDAY - HOUR
    with pytest.raises(Refused) as refusal:
        record_told(
            notice, channel="PHONE", person="Сержант Б.", told_at=early, by=fresh(cast.coordinator), at=FRIDAY + HOUR
        )
    assert refusal.value.field == "told_at"
    assert set(law_duties(Incident.objects.get()).values_list("state", flat=True)) == {"OPEN"}
