"""The fourteen grounds of Article 28-2(3): rows 5 to 8, 10 and 11 of section 19, and what is missing of a candidate."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.core.errors import Collector, NotAllowed, Refused
from apps.core.localtime import local_day
from apps.mentoring import dated
from apps.mentoring.acts import applications, clearance, evidence, training
from apps.mentoring.checks.assignments import check_contract
from apps.mentoring.checks.grounds import check_income
from apps.mentoring.checks.progress import missing, progress_of
from apps.mentoring.models import Candidate, Ground, GroundCheck, Income
from apps.mentoring.models.grounds import REACH_HOUSEHOLD
from tests.factories.accounts import make_agency, make_officer
from tests.factories.mentoring import (
    a_member,
    answer,
    answer_all,
    answer_member,
    certify,
    coordinator_of,
    make_candidate,
    make_checked,
    make_organisation,
    make_programme,
    make_ready,
    make_submitted,
    officer_of,
    prove_income,
    reload,
    today,
    train,
    trainer_of,
)

pytestmark = pytest.mark.django_db
HOUSEHOLD = ("household", "kz345.a28-2.p3.pthousehold")


def rule(ground: int) -> tuple[str, str]:
    return f"ground_{ground}", f"kz345.a28-2.p3.s{ground}"


def rules(caught) -> set:
    return {(refusal.field, refusal.rule) for refusal in caught.value.all}


def line(candidate, ground, on=None, member=None):
    (found,) = [
        one for one in missing(reload(candidate), on or today()).lines if (one.ground, one.member) == (ground, member)
    ]
    return found


def test_no_talk_look_or_advice_is_older_than_the_application():
    candidate = make_checked()
    officer, at = officer_of(candidate.body), timezone.now()
    early, found = today() - timedelta(days=1), {"findings": "Жақсы.", "is_favourable": True}
    acts = {
        "held_on": [
            lambda day: evidence.record_interview(candidate, held_on=day, **found, by=officer, at=at),
            lambda day: applications.consult(
                candidate, held_on=day, by=coordinator_of(candidate.organisation.agency), at=at
            ),
        ],
        "made_on": [
            lambda day: evidence.record_survey(candidate, made_on=day, address="Абай, 5", **found, by=officer, at=at)
        ],
    }  # fmt: skip
    for field, same in acts.items():
        for act in same:
            with pytest.raises(Refused) as caught:
                act(early)
            assert rules(caught) == {(field, None)}
            act(today())


def test_no_text_is_cut():
    candidate = make_checked()
    by, at = coordinator_of(candidate.organisation.agency), timezone.now()
    with pytest.raises(Refused) as caught:
        applications.consult(candidate, held_on=today(), note="х" * 2001, by=by, at=at)
    assert rules(caught) == {("note", None)}
    with pytest.raises(Refused) as caught:
        applications.withdraw(candidate, reason="х" * 1001, by=by, at=at)
    assert rules(caught) == {("reason", None)}
    with pytest.raises(Refused) as caught:
        applications.correct(candidate, data={"address": "х" * 251, "patronymic": "х" * 101}, by=by, at=at)
    assert rules(caught) == {("address", None), ("patronymic", None)}


def put_forward(candidate):
    return clearance.submit(candidate, by=coordinator_of(candidate.organisation.agency), at=timezone.now())


def decide(candidate):
    return clearance.approve(candidate, by=officer_of(candidate.body), at=timezone.now())


def refused_at_both_gates(ready: Candidate, record) -> set:
    """What the organisation hears when it puts the candidate forward, and the body when it would clear."""
    submitted = make_submitted(ready.organisation, ready.body)
    record(ready)
    record(submitted)
    with pytest.raises(Refused) as first:
        put_forward(ready)
    with pytest.raises(Refused) as second:
        decide(submitted)
    assert rules(first) == rules(second)
    assert reload(submitted).state == "REVIEW"
    return rules(second)


def test_row_5_an_outstanding_conviction_for_an_intentional_crime_bars():
    ready = make_ready()
    found = refused_at_both_gates(ready, lambda one: answer(one, 10, detail="OUTSTANDING"))
    assert found == {rule(10)}


def test_row_6_a_prosecution_without_a_rehabilitating_ground_bars_for_life():
    found = refused_at_both_gates(make_ready(), lambda one: answer(one, 13, detail="PROSECUTED"))
    assert found == {rule(13)}


def test_a_lifted_conviction_passes_ground_10_and_bars_ground_13():
    candidate = make_ready()
    answer(candidate, 10, detail="EXPUNGED")
    assert line(candidate, 10).state == "PASSED"
    put_forward(candidate)
    answer(candidate, 13, detail="CONVICTED")
    assert line(candidate, 13).state == "BARRED"
    assert line(candidate, 10).state == "PASSED"
    with pytest.raises(Refused) as caught:
        decide(candidate)
    assert rule(13) in rules(caught)
    assert rule(10) not in rules(caught)


def test_a_prosecution_ended_on_a_rehabilitating_ground_passes():
    candidate = make_ready()
    answer(candidate, 13, detail="REHABILITATED")
    assert line(candidate, 13).state == "PASSED"


def test_row_7_a_spouse_deprived_of_parental_rights_bars():
    def record(one):
        answer(one, 4, one.household.get(), answer="BARRED")

    ready = make_ready(is_married=True, lives_alone=False, members=[a_member("SPOUSE")])
    submitted = make_submitted(is_married=True, lives_alone=False, members=[a_member("SPOUSE")])
    record(ready)
    record(submitted)
    for gate, candidate in ((put_forward, ready), (decide, submitted)):
        with pytest.raises(Refused) as caught:
            gate(candidate)
        assert rules(caught) == {HOUSEHOLD, rule(4)}


def test_row_8_a_cohabitant_registered_in_a_dispensary_bars():
    candidate = make_submitted(lives_alone=False, members=[a_member()])
    answer(candidate, 12, candidate.household.get(), answer="BARRED")
    with pytest.raises(Refused) as caught:
        decide(candidate)
    assert rules(caught) == {HOUSEHOLD, rule(12)}


def test_row_9_no_candidate_is_cleared_while_the_household_is_not_declared():
    candidate = make_submitted()
    Candidate.objects.update(is_married=True)
    with pytest.raises(Refused) as caught:
        decide(candidate)
    assert HOUSEHOLD in rules(caught)


def test_row_10_without_a_certificate_nobody_is_put_forward():
    candidate = make_checked()
    answer_all(candidate)
    prove_income(candidate)
    with pytest.raises(Refused) as caught:
        put_forward(candidate)
    assert rules(caught) == {rule(14)}


def refused_contract(candidate, signed_on):
    refuse = Collector()
    check_contract(candidate, "7/26", signed_on, signed_on, refuse)
    return [(one.field, one.rule) for one in refuse.refusals]


def test_row_10_a_certificate_dated_after_the_agreement_is_refused():
    candidate = make_checked()
    wrong = [("contract_on", "kz345.a28-2.p3.s14")]
    assert refused_contract(candidate, today()) == wrong
    certify(candidate)
    assert refused_contract(candidate, today() - timedelta(days=1)) == wrong
    assert refused_contract(candidate, today()) == []
    assert refused_contract(candidate, today() + timedelta(days=4000)) == wrong


def test_row_11_an_income_below_the_minimum_of_that_day_bars():
    minimum = dated.minimum_on(today()).tenge
    candidate = make_submitted()
    prove_income(candidate, monthly=minimum - 1)
    with pytest.raises(Refused) as caught:
        decide(candidate)
    assert rules(caught) == {rule(11)}
    prove_income(candidate, monthly=minimum)
    assert decide(candidate).snapshot["subsistence_minimum"] == minimum


def test_the_minimum_is_that_of_the_day():
    assert [dated.minimum_on(date(year, 6, 1)).tenge for year in (2024, 2025, 2026)] == [43407, 46228, 50851]
    assert dated.minimum_on(date(2023, 12, 31)) is None
    candidate = make_checked()
    prove_income(candidate, monthly=46_500, issued_on=date(2025, 12, 1), valid_until=date(2026, 12, 1))
    on_that_day, later = Collector(), Collector()
    check_income(candidate, date(2025, 12, 31), on_that_day)
    check_income(candidate, date(2026, 1, 1), later)
    assert not on_that_day.refusals
    assert [one.rule for one in later.refusals] == ["kz345.a28-2.p3.s11"]


def test_for_the_ninth_ground_nothing_is_asked_and_nothing_can_be_held():
    candidate = make_checked()
    with pytest.raises(Refused) as caught:
        answer(candidate, 9, answer="PASSED")
    assert caught.value.field == "ground"
    assert line(candidate, 9).state == "NOT_ASKED"
    assert line(candidate, 9).is_settled
    stored = answer(candidate, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroundCheck.objects.create(
            candidate=candidate, ground=9, answer="PASSED", issued_on=today(), by=stored.by, at=timezone.now()
        )


def test_an_answer_is_written_once_and_the_newest_counts():
    candidate = make_checked()
    first = answer(candidate, 8, answer="BARRED")
    assert line(candidate, 8).state == "BARRED"
    answer(candidate, 8)
    assert line(candidate, 8).state == "PASSED"
    assert candidate.ground_checks.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        GroundCheck.objects.filter(pk=first.pk).update(answer="PASSED")
    with pytest.raises(DatabaseError), transaction.atomic():
        Income.objects.filter(pk=prove_income(candidate).pk).delete()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"ground": 11, "answer": "PASSED"}, "ground"),
        ({"ground": 14, "answer": "PASSED"}, "ground"),
        ({"ground": 99, "answer": "PASSED"}, "ground"),
        ({"ground": 2, "answer": "MAYBE"}, "answer"),
        ({"ground": 10, "detail": "NEVER"}, "detail"),
        ({"ground": 13, "detail": ""}, "detail"),
        ({"ground": 10, "detail": "OUTSTANDING", "answer": "PASSED"}, "answer"),
        ({"ground": 2, "answer": "PASSED", "issued_on": None}, "issued_on"),
        ({"ground": 2, "answer": "PASSED", "issued_on": date(2999, 1, 1)}, "issued_on"),
        ({"ground": 2, "answer": "PASSED", "valid_until": date(2001, 1, 1)}, "valid_until"),
    ],
)
def test_answers_that_make_no_sense_are_refused(data, field):
    candidate = make_checked()
    data = {"issued_on": today(), **data}
    with pytest.raises(Refused) as caught:
        evidence.record_check(candidate, data=data, by=coordinator_of(candidate.organisation.agency), at=timezone.now())
    assert caught.value.field == field


def test_the_household_is_asked_six_grounds_and_no_others():
    candidate = make_checked(lives_alone=False, members=[a_member()])
    member = candidate.household.get()
    asked = {one.ground for one in missing(candidate, today()).lines if one.member}
    assert asked == set(REACH_HOUSEHOLD) == {4, 5, 6, 10, 12, 13}
    with pytest.raises(Refused) as caught:
        answer(candidate, 2, member, answer="PASSED")
    assert caught.value.field == "member"
    another = make_checked(lives_alone=False, members=[a_member()])
    with pytest.raises(Refused):
        answer(another, 4, member)


def test_a_minor_of_the_household_is_asked_nothing_until_the_birthday():
    birthday = today() + timedelta(days=30)
    born = birthday.replace(year=birthday.year - 18)
    candidate = make_checked(lives_alone=False, members=[a_member(birth_date=born)])
    before = [one for one in missing(candidate, birthday - timedelta(days=1)).lines if one.member]
    after = [one for one in missing(candidate, birthday).lines if one.member]
    assert (len(before), len(after)) == (0, 6)


def test_what_is_missing_says_what_to_do_and_what_ran_out():
    candidate = make_checked()
    progress = missing(candidate, today())
    assert (progress.done, progress.total) == (3, 17)
    assert {one.state for one in progress.lines} == {"OPEN", "NOT_ASKED", "NOT_NEEDED"}
    assert all(str(one.what) for one in progress.lines if not one.is_settled)
    answer(candidate, 12)
    until = today() + timedelta(days=180)
    assert (line(candidate, 12).state, line(candidate, 12).valid_until) == ("PASSED", until)
    assert line(candidate, 12, until).state == "PASSED"
    assert line(candidate, 12, until + timedelta(days=1)).state == "EXPIRED"
    answer(candidate, 12, answer="BARRED")
    assert line(candidate, 12, until + timedelta(days=1)).state == "BARRED"


def test_a_paper_says_itself_until_when_it_holds():
    candidate = make_checked()
    answer(candidate, 8, valid_until=today() + timedelta(days=5))
    assert line(candidate, 8).valid_until == today() + timedelta(days=5)


def test_the_progress_of_many_costs_as_much_as_of_one(django_assert_num_queries):
    organisation, body = make_organisation(), make_agency(AgencyKind.GUARDIANSHIP)
    made = [make_checked(organisation, body, lives_alone=False, members=[a_member()]) for _ in range(4)]
    answer_member(made[0], made[0].household.get())
    with django_assert_num_queries(7):
        progress_of(made[:1], today())
    with django_assert_num_queries(7):
        assert set(progress_of(made, today())) == {one.pk for one in made}


def test_checks_begin_with_the_declaration_and_are_recorded_by_both_sides_only():
    with pytest.raises(Refused):
        answer(make_candidate(), 2)
    candidate = make_checked()
    data = {"ground": 5, "answer": "PASSED", "issued_on": today()}
    made = evidence.record_check(candidate, data=data, by=officer_of(candidate.body), at=timezone.now())
    assert made.valid_until == today() + timedelta(days=365)
    with pytest.raises(NotAllowed):
        evidence.record_check(candidate, data=data, by=make_officer(), at=timezone.now())


def test_the_certificate_follows_attendance_and_a_passed_test():
    candidate = make_checked()
    programme = make_programme(candidate.organisation.agency)
    by, now = trainer_of(programme.agency), timezone.now()
    with pytest.raises(Refused) as caught:
        training.certify(candidate, programme=programme, data={"issued_on": today()}, by=by, at=now)
    assert rules(caught) == {("result", "kz345.a28-2.p7"), ("programme", "kz345.a28-2.p7")}
    failed = training.record_test(candidate, programme=programme, taken_on=today(), score=69, by=by, at=now)
    assert not failed.is_passed
    train(candidate, programme)
    with pytest.raises(Refused):
        training.certify(candidate, programme=programme, data={"issued_on": today() - timedelta(days=9)}, by=by, at=now)
    made = training.certify(candidate, programme=programme, data={"issued_on": today()}, by=by, at=now)
    assert made.number.startswith("T-")
    assert line(candidate, 14).state == "PASSED"


def test_an_orphan_organisation_trains_too_and_a_guardianship_body_does_not():
    candidate, home = make_checked(), make_agency(AgencyKind.ORPHAN_ORG)
    train(candidate, make_programme(home))
    with pytest.raises(NotAllowed):
        training.save_programme(None, data={}, by=make_officer(), at=timezone.now())


def test_training_has_no_price():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name IN "
            "('mentoring_programme', 'mentoring_session', 'mentoring_certificate', 'mentoring_attendance')"
        )
        columns = {row[0] for row in cursor.fetchall()}
    assert not {name for name in columns if any(word in name for word in ("fee", "price", "cost", "paid", "amount"))}


def test_every_ground_but_the_ninth_has_its_word_of_what_to_do():
    candidate = make_checked(is_married=True, lives_alone=False, members=[a_member("SPOUSE")])
    lines = missing(candidate, today()).lines
    assert {one.ground for one in lines if not one.member} == set(Ground)
    assert all(str(one.what) for one in lines if one.ground != 9)


def test_a_test_and_a_certificate_follow_the_training():
    candidate = make_checked()
    programme = make_programme(candidate.organisation.agency)
    by, now, early = trainer_of(programme.agency), timezone.now(), today() - timedelta(days=5)
    training.record_test(candidate, programme=programme, taken_on=early, score=100, by=by, at=now)
    for ago in (2, 0):
        day = now - timedelta(days=ago, hours=1)
        data = {"starts_at": day, "ends_at": day + timedelta(minutes=30), "hours": 1, "place": "Зал", "trainer": "С"}
        session = training.plan_session(programme, data=data, by=by, at=now)
        there = training.enrol(session, candidate=candidate, by=coordinator_of(programme.agency), at=now)
        training.record_attendance(there, was_there=True, by=by, at=now)
        last = local_day(day)
    with pytest.raises(Refused) as caught:
        training.certify(candidate, programme=programme, data={"issued_on": last}, by=by, at=now)
    assert caught.value.field == "result"
    with pytest.raises(Refused) as caught:
        training.record_test(candidate, programme=programme, taken_on=early, score=90, by=by, at=now)
    assert caught.value.field == "taken_on"
    between = last - timedelta(days=1)
    training.record_test(candidate, programme=programme, taken_on=between, score=90, by=by, at=now)
    with pytest.raises(Refused) as caught:
        training.certify(candidate, programme=programme, data={"issued_on": between}, by=by, at=now)
    assert rules(caught) == {("issued_on", "kz345.a28-2.p7")}
    assert training.certify(candidate, programme=programme, data={"issued_on": last}, by=by, at=now).number


def test_a_paper_ends_within_its_dated_term_and_within_twenty_years():
    candidate = make_checked()
    assert answer(candidate, 10, valid_until=today() + timedelta(days=4000)).valid_until == dated.last_day(10, today())
    assert prove_income(candidate, valid_until=today() + timedelta(days=4000)).valid_until == dated.last_day(
        11, today()
    )
    assert answer(candidate, 1, valid_until=today() + timedelta(days=4000)).valid_until == today() + timedelta(
        days=4000
    )
    old = answer(candidate, 10, issued_on=today() - timedelta(days=200), valid_until=today() + timedelta(days=4000))
    assert line(candidate, 10).state == "EXPIRED", old
    programme = train(candidate)
    by = trainer_of(programme.agency)
    for act in (
        lambda data: answer(candidate, 1, **data),
        lambda data: prove_income(candidate, **data),
        lambda data: training.certify(
            candidate, programme=programme, data={"issued_on": today(), **data}, by=by, at=timezone.now()
        ),
    ):
        with pytest.raises(Refused) as caught:
            act({"valid_until": date.max})
        assert caught.value.field == "valid_until"


def test_no_paper_is_older_than_its_person():
    candidate = make_checked(lives_alone=False, members=[a_member(birth_date=date(2001, 1, 1))])
    before = candidate.birth_date - timedelta(days=1)
    for act in (
        lambda: answer(candidate, 1, issued_on=before),
        lambda: answer(candidate, 5, candidate.household.get(), issued_on=date(2000, 12, 31)),
        lambda: prove_income(candidate, issued_on=before),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.field == "issued_on"


def test_nobody_is_put_forward_on_answers_without_papers():
    candidate = make_ready()
    by, now = coordinator_of(candidate.organisation.agency), timezone.now()
    for ground in (1, 8):
        data = {"ground": ground, "answer": "PASSED", "issued_on": today()}
        evidence.record_check(candidate, data=data, by=by, at=now)
    evidence.record_income(candidate, data={"monthly": 300_000, "months": 6, "issued_on": today()}, by=by, at=now)
    with pytest.raises(Refused) as caught:
        put_forward(candidate)
    assert rules(caught) == {rule(1), rule(8), rule(11)}
