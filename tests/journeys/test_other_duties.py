"""The other rows of the domain's table of incidents: who owes what to whom, on what basis, and what meets it."""

from datetime import timedelta

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.core.localtime import local
from apps.incidents import aftermath
from apps.incidents.acts import drafts, sending
from apps.incidents.models import Incident
from apps.notices.actions import acknowledge
from apps.notices.models import Notice
from apps.obligations.calculator import calculate, parse_start
from apps.obligations.law import load_law
from apps.obligations.models import Obligation
from tests.cast import FRIDAY, facts, log_harm, make_cast
from tests.factories.accounts import fresh, make_agency, make_user

HOUR = timedelta(hours=1)


@pytest.fixture
def cast(db):
    load_law()
    return make_cast()


def owed(incident: Incident, code: str):
    return Obligation.objects.about(incident.subject).filter(rule__code=code).order_by("pk")


def test_mentor_tells_at_once_and_one_of_two_is_enough(cast):
    incident = log_harm(cast, by=cast.mentor, kind="INJURY", occurred_from=FRIDAY - HOUR / 4)
    duty = owed(incident, "kz345.a28-2.p6.s2").get()
    assert (duty.rule.basis, duty.rule.term_basis) == ("LAW", "POLICY")
    assert (duty.started_at, duty.due_at) == (FRIDAY - HOUR / 4, FRIDAY + HOUR * 3 / 4)
    assert set(Notice.objects.values_list("recipient", flat=True)) == {cast.body.pk, cast.home.pk}
    acknowledge(Notice.objects.get(recipient=cast.home), by=fresh(cast.orphanage), at=FRIDAY + HOUR / 2)
    duty.refresh_from_db()
    assert duty.state == "MET"


def test_home_tells_body_and_police_of_harm_to_a_resident_by_a_rule_of_the_system(cast):
    incident = log_harm(cast, by=cast.orphanage)
    duties = owed(incident, "caseflow.a30.notice")
    assert {d.party for d in duties} == {cast.body, cast.department}
    assert {d.rule.basis for d in duties} == {"POLICY"}
    assert not owed(incident, "kz345.a28-2.p10.s7").exists()
    assert owed(incident, "caseflow.a7-2.notice").get().party == cast.ombudsman_office


def test_school_that_learns_of_violence_tells_police_and_body(cast):
    school = make_agency(AgencyKind.SCHOOL, cast.district)
    teacher = make_user(school, Role.OFFICIAL)
    incident = log_harm(cast, by=teacher, kind="VIOLENCE")
    duties = owed(incident, "caseflow.violence.professional")
    assert {d.party for d in duties} == {cast.department, cast.body}
    assert not owed(incident, "caseflow.a30.notice").exists()


def test_found_child_opens_the_data_bank_duty_of_the_body(cast):
    incident = sending.log_incident(
        data=facts(cast, kind="CHILD_FOUND"), children=[], unknown=["ұл бала, шамамен 4 жаста"], by=fresh(cast.police),
        at=FRIDAY,
    ).incident  # fmt: skip
    notice = owed(incident, "order.2025-08-29.found.notice").get()
    bank = owed(incident, "order.2025-08-29.databank").get()
    assert notice.party == bank.owner == cast.body
    assert (notice.rule.basis, bank.rule.basis) == ("BYLAW", "BYLAW")
    # Friday 20 March; 21-25 March are free in 2026 (Nauryz and transferred days)
    assert local(bank.due_at).isoformat() == "2026-03-26T23:59:59+05:00"
    acknowledge(Notice.objects.visible_to(fresh(cast.officer)).get(), by=fresh(cast.officer), at=FRIDAY + HOUR / 2)
    done = FRIDAY + timedelta(days=3)
    aftermath.add_follow_up(
        incident, kind="DATABANK", text="Деректер банкіне енгізілді", by=fresh(cast.officer), at=done
    )
    bank.refresh_from_db()
    assert bank.state == "MET"


def test_bullying_names_a_school_nobody_could_find_and_a_person_fills_it_in(cast):
    incident = log_harm(cast, by=cast.officer, kind="BULLYING", episodes=2)
    open_duty = owed(incident, "caseflow.bullying.notice").get(role="SCHOOL")
    assert open_duty.party is None
    school = make_agency(AgencyKind.SCHOOL, cast.district)
    sending.add_recipient(incident, agency=school, role="SCHOOL", by=fresh(cast.officer), at=FRIDAY + HOUR)
    open_duty.refresh_from_db()
    assert open_duty.party == school
    assert open_duty.notice.recipient == school
    assert open_duty.due_at == FRIDAY + 24 * HOUR


def test_night_stay_is_recorded_and_owes_nothing(cast):
    incident = log_harm(cast, by=cast.police, kind="NIGHT_OUTSIDE", occurred_from=FRIDAY)
    assert not Obligation.objects.about(incident.subject).exists()
    assert incident.state == "ESTABLISHED"


def test_recommendation_of_article_52_over_nauryz(db):
    load_law()
    start = parse_start("2026-03-20")
    ends = {code: local(calculate(code, start).computation.due_at).date().isoformat() for code in (
        "kz345.a52.p11", "kz345.a52.p10",
    )}  # fmt: skip
    assert ends == {"kz345.a52.p11": "2026-04-01", "kz345.a52.p10": "2026-04-08"}


def test_discarded_draft_keeps_its_breach_and_can_come_back(cast):
    draft = drafts.save_draft(
        None, data=facts(cast), children=[cast.child], by=fresh(cast.coordinator), at=FRIDAY
    ).incident
    drafts.discard(draft, reason="Қате жазба", by=fresh(cast.coordinator), at=FRIDAY + 25 * HOUR)
    gone = owed(draft, "kz345.a28-2.p10.s7")
    assert set(gone.values_list("state", "breached_at")) == {("CANCELLED", FRIDAY + 24 * HOUR)}
    drafts.restore(draft, by=fresh(cast.coordinator), at=FRIDAY + 26 * HOUR)
    assert gone.filter(state="OPEN").count() == 3


def test_changing_a_running_draft_moves_its_clocks_only_with_a_reason(cast):
    by = fresh(cast.coordinator)
    draft = drafts.save_draft(None, data=facts(cast), children=[cast.child], by=by, at=FRIDAY).incident
    earlier = {"established_at": FRIDAY - HOUR}
    saved = drafts.save_draft(draft, data=earlier, by=by, at=FRIDAY, lenient=True)
    assert [r.field for r in saved.refused] == ["reason"]
    assert saved.incident.established_at == FRIDAY
    drafts.save_draft(draft, data=earlier, reason="Қоңырау журналы", by=by, at=FRIDAY)
    duty = owed(draft, "kz345.a28-2.p10.s7").first()
    assert duty.due_at == FRIDAY + 23 * HOUR
    assert duty.changes.get().reason == "Қоңырау журналы"
    drafts.save_draft(draft, data={"kind": "DEATH"}, by=by, at=FRIDAY)
    assert owed(draft, "kz345.a28-2.p10.s7").filter(state="OPEN").count() == 3
    drafts.save_draft(draft, data={"kind": "NIGHT_VENUE"}, by=by, at=FRIDAY)
    assert not Obligation.objects.about(draft.subject).open().exists()
