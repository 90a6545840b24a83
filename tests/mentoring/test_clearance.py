"""Clearance: the decision of the body, the snapshot, and everything that opens it again."""

import json
from datetime import date, timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.errors import Collector, NotAllowed, Refused, Stale
from apps.core.localtime import local_day
from apps.mentoring import clocks
from apps.mentoring.acts import agreements, applications, clearance, evidence, household, nightly, training
from apps.mentoring.checks.clearance import check_cleared, clearance_on, cleared, expiring
from apps.mentoring.checks.next_step import next_step
from apps.mentoring.checks.progress import missing
from apps.mentoring.models import Agreement, Assignment, Candidate, Clearance, Reopening, Review
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.people.models import Child
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_officer, make_user
from tests.factories.mentoring import (
    a_member,
    answer,
    answer_all,
    certify,
    clear,
    coordinator_of,
    make_agreement,
    make_cleared,
    make_organisation,
    make_ready,
    make_submitted,
    officer_of,
    prove_income,
    reload,
    today,
    trainer_of,
    visit,
)
from tests.factories.obligations import make_law
from tests.factories.people import make_iin

pytestmark = pytest.mark.django_db


def put_forward(candidate):
    return clearance.submit(candidate, by=coordinator_of(candidate.organisation.agency), at=timezone.now())


def duties(candidate) -> dict[str, str]:
    numbers = Obligation.objects.filter(subject_no=candidate.number).select_related("rule").order_by("pk")
    return {one.rule.code: one.state for one in numbers}


def told(kind: str) -> set:
    return {one.recipient for one in Notice.objects.filter(subject_kind=kind)}


@pytest.fixture
def law():
    make_law()


@pytest.fixture
def cast(law):
    """The cast, with its mentor cleared under an agreement with the child's body."""
    cast = make_cast()
    organisation = make_organisation(cast.organisation)
    cast.agreement = make_agreement(organisation, cast.body)
    Candidate.objects.filter(pk=cast.candidate.pk).update(account=None)
    candidate = make_ready(organisation, cast.body)
    applications.link_account(candidate, account=cast.mentor, by=fresh(cast.coordinator), at=timezone.now())
    Assignment.objects.filter(child=cast.child).update(candidate=candidate)
    put_forward(candidate)
    visit(candidate)
    clear(reload(candidate))
    cast.candidate = reload(candidate)
    return cast


def sees(person, child) -> bool:
    return Child.objects.visible_to(fresh(person)).filter(pk=child.pk).exists()


def has_access(cast, at) -> bool:
    """Whether a row opens the child's file to the mentor or the organisation at an instant, by the story's clock."""
    held = cast.child.access.filter(ground="MENTORING", valid_from__lte=at)
    return held.filter(Q(valid_to=None) | Q(valid_to__gt=at)).exists()


def assert_access_ended(cast, at=None):
    """That second the mentor sees nothing; the child's home and the body were told and the officer has a term."""
    assert reload(cast.candidate).state == "SUSPENDED"
    assert not (has_access(cast, at) if at else sees(cast.mentor, cast.child))
    assert clearance_on(reload(cast.candidate), today()) is None
    assert {cast.home} <= told("mentor_reopening")
    assert duties(cast.candidate)["caseflow.mentor.reopened"] == "OPEN"
    assert Assignment.objects.filter(child=cast.child).count() == 1


def test_the_body_clears_who_lacks_nothing(law):
    candidate = make_submitted()
    assert duties(candidate)["caseflow.mentor.review"] == "OPEN"
    assert told("mentor_review") == {candidate.body}
    made = clear(candidate)
    candidate = reload(candidate)
    assert (candidate.state, clearance_on(candidate, today()) is not None) == ("CLEARED", True)
    assert made.valid_until == today() + timedelta(days=180)
    assert duties(candidate)["caseflow.mentor.review"] == "MET"
    assert duties(candidate)["caseflow.mentor.papers"] == "OPEN"
    assert list(cleared(today())) == [candidate]
    assert clearance_on(candidate, made.valid_until + timedelta(days=1)) is None


def test_the_snapshot_holds_codes_and_ids_and_nothing_of_a_person():
    candidate = make_cleared(is_married=True, lives_alone=False, members=[a_member("SPOUSE")])
    held = Clearance.objects.get().snapshot
    text = json.dumps(held, ensure_ascii=False)
    member = candidate.household.get()
    for word in (candidate.surname, candidate.given_name, candidate.phone, candidate.address, member.name, "1990"):
        assert word not in text
    assert {one["ground"] for one in held["grounds"] if one["member"] is None} == set(range(1, 15))
    assert {one["ground"] for one in held["grounds"] if one["member"] == member.pk} == {4, 5, 6, 10, 12, 13}


def test_nobody_is_cleared_unseen():
    candidate = make_ready()
    put_forward(candidate)
    with pytest.raises(Refused) as caught:
        clear(candidate)
    assert {one.field for one in caught.value.all} == {"interview", "survey"}


def test_only_the_own_body_decides_and_nobody_about_oneself():
    candidate = make_submitted()
    with pytest.raises(NotAllowed):
        clearance.approve(candidate, by=make_officer(), at=timezone.now())
    with pytest.raises(NotAllowed):
        clearance.approve(candidate, by=coordinator_of(candidate.organisation.agency), at=timezone.now())
    Candidate.objects.update(account=officer_of(candidate.body))
    with pytest.raises(NotAllowed):
        clear(candidate)
    with pytest.raises(Stale):
        clearance.send_back(candidate, reason="?", version=1, by=make_officer(), at=timezone.now())


def test_a_returned_application_comes_again_with_a_new_term(law):
    candidate = make_submitted()
    with pytest.raises(Refused):
        clearance.send_back(candidate, reason=" ", by=officer_of(candidate.body), at=timezone.now())
    clearance.send_back(candidate, reason="Мекенжай дәлелденбеген", by=officer_of(candidate.body), at=timezone.now())
    assert reload(candidate).state == "RETURNED"
    put_forward(candidate)
    clear(candidate)
    assert list(Review.objects.order_by("pk").values_list("outcome", flat=True)) == ["RETURNED", "APPROVED"]
    assert candidate.organisation.agency in told("mentor_review")


def test_a_refusal_says_why_and_is_final():
    candidate = make_submitted()
    with pytest.raises(Refused):
        clearance.refuse_candidate(candidate, reason="", by=officer_of(candidate.body), at=timezone.now())
    clearance.refuse_candidate(candidate, reason="Әңгімелесу", by=officer_of(candidate.body), at=timezone.now())
    assert (reload(candidate).state, Review.objects.get().outcome) == ("REFUSED", "REFUSED")
    with pytest.raises(Refused):
        put_forward(candidate)


def test_a_conviction_that_became_known_ends_access_that_second(cast):
    assert sees(cast.mentor, cast.child)
    answer(cast.candidate, 13, detail="PROSECUTED")
    assert_access_ended(cast)
    assert Reopening.objects.get().cause == "CONVICTION"


def test_an_entry_in_a_register_reported_in_words_does_the_same(cast):
    with pytest.raises(Refused):
        clearance.report(cast.candidate, cause="REGISTER", text="", by=fresh(cast.officer), at=timezone.now())
    with pytest.raises(Refused):
        clearance.report(cast.candidate, cause="PAPER_EXPIRED", text="x", by=fresh(cast.officer), at=timezone.now())
    clearance.report(cast.candidate, cause="REGISTER", text="Есепке алынды", by=fresh(cast.officer), at=timezone.now())
    assert_access_ended(cast)
    assert cast.organisation in told("mentor_reopening")


def test_a_new_adult_in_the_household_reopens_and_a_baby_does_not(cast):
    by = fresh(cast.coordinator)
    household.add_member(cast.candidate, data=a_member(birth_date=today()), by=by, at=timezone.now())
    assert reload(cast.candidate).state == "CLEARED"
    household.add_member(cast.candidate, data=a_member("SPOUSE"), by=by, at=timezone.now())
    assert_access_ended(cast)
    assert (Reopening.objects.get().cause, reload(cast.candidate).is_married) == ("NEW_MEMBER", True)


def test_a_cohabitant_who_turns_18_reopens_that_night(cast):
    birthday = today() + timedelta(days=10)
    member = household.add_member(
        cast.candidate, data=a_member(birth_date=birthday.replace(year=birthday.year - 18)),
        by=fresh(cast.coordinator), at=timezone.now(),
    )  # fmt: skip
    night = timezone.now() + timedelta(days=9)
    assert nightly.reopen_expired(at=night) == []
    night += timedelta(days=1)
    assert has_access(cast, night)
    (made,) = nightly.reopen_expired(at=night)
    assert (made.cause, made.member) == ("MEMBER_OF_AGE", member)
    assert_access_ended(cast, night)
    assert nightly.reopen_expired(at=night + timedelta(days=1)) == []


def test_a_cohabitant_whose_checks_were_made_before_the_birthday_changes_nothing(cast):
    birthday = today() + timedelta(days=10)
    member = household.add_member(
        cast.candidate, data=a_member(birth_date=birthday.replace(year=birthday.year - 18)),
        by=fresh(cast.coordinator), at=timezone.now(),
    )  # fmt: skip
    for ground in (4, 5, 6, 10, 12, 13):
        answer(cast.candidate, ground, member)
    assert nightly.reopen_expired(at=timezone.now() + timedelta(days=11)) == []


def test_a_certificate_that_expires_during_the_assignment_suspends_it(cast):
    certify(cast.candidate, valid_until=today() + timedelta(days=20))
    clearance.renew(cast.candidate, by=fresh(cast.officer), at=timezone.now())
    last = timezone.now() + timedelta(days=20)
    assert nightly.reopen_expired(at=last) == []
    assert has_access(cast, last + timedelta(days=1))
    (made,) = nightly.reopen_expired(at=last + timedelta(days=1))
    assert (made.cause, made.by) == ("PAPER_EXPIRED", None)
    assert_access_ended(cast, last + timedelta(days=1))
    assert {cast.home, cast.body, cast.organisation} == told("mentor_reopening")


def test_one_that_fails_does_not_hold_up_the_others_of_the_night(monkeypatch):
    first = make_cleared()
    second = make_cleared(first.organisation, first.body)
    reopened = nightly.reopen

    def stumbling(candidate, **fields):
        if candidate.pk == first.pk:
            raise RuntimeError("stumbled")
        return reopened(candidate, **fields)

    monkeypatch.setattr(nightly, "reopen", stumbling)
    night = timezone.now() + timedelta(days=200)
    assert [one.candidate for one in nightly.reopen_expired(at=night)] == [second]
    assert reload(first).state == "CLEARED"
    monkeypatch.undo()
    assert [one.candidate for one in nightly.reopen_expired(at=night)] == [first]


def test_a_revoked_certificate_reopens(cast):
    held = cast.candidate.certificates.get()
    training.revoke(held, reason="Тест қате", by=trainer_of(cast.organisation), at=timezone.now())
    assert_access_ended(cast)


def test_citizenship_lost_is_recorded_and_reopens(cast):
    applications.correct(cast.candidate, data={"citizenship": "RUS"}, by=fresh(cast.coordinator), at=timezone.now())
    assert_access_ended(cast)
    put_again = reload(cast.candidate)
    with pytest.raises(Refused) as caught:
        put_forward(put_again)
    assert "kz345.a28-2.p3.s1" in {one.rule for one in caught.value.all}


def test_a_suspended_mentor_is_cleared_again_by_a_new_review(cast):
    clearance.report(cast.candidate, cause="OTHER", text="Шағым", by=fresh(cast.officer), at=timezone.now())
    put_forward(cast.candidate)
    clear(cast.candidate)
    assert reload(cast.candidate).state == "CLEARED"
    assert Reopening.objects.get().outcome == "CLEARED"
    assert duties(cast.candidate)["caseflow.mentor.reopened"] == "MET"
    assert Clearance.objects.filter(candidate=cast.candidate).count() == 2
    assert sees(cast.mentor, cast.child)


def test_a_suspended_mentor_is_refused_and_the_assignment_ends(cast):
    answer(cast.candidate, 13, detail="CONVICTED")
    clearance.refuse_candidate(cast.candidate, reason="13-негіз", by=fresh(cast.officer), at=timezone.now())
    assert Assignment.objects.get(child=cast.child).ends_on == today()
    assert Reopening.objects.get().outcome == "REFUSED"
    assert duties(cast.candidate)["caseflow.mentor.reopened"] == "MET"
    assert not sees(cast.mentor, cast.child)
    assert sees(cast.officer, cast.child)


def test_a_mentor_who_withdraws_leaves_no_open_clock(cast):
    applications.withdraw(cast.candidate, reason="Көшемін", by=fresh(cast.mentor), at=timezone.now())
    assert not sees(cast.mentor, cast.child)
    assert "OPEN" not in duties(cast.candidate).values()
    assert {cast.home, cast.body} <= told("candidate_end")


def test_renewed_papers_make_another_photograph_without_a_gap(law):
    candidate = make_cleared()
    later = timezone.now() + timedelta(days=160)
    answer_all(candidate, at=later)
    prove_income(candidate, at=later)
    made = clearance.renew(candidate, by=officer_of(candidate.body), at=later)
    assert made.valid_until == local_day(later) + timedelta(days=180)
    assert Clearance.objects.get(ended_at__isnull=False).pk != made.pk
    rows = Obligation.objects.filter(rule__code="caseflow.mentor.papers").order_by("pk")
    assert [one.state for one in rows] == ["MET", "OPEN"]
    assert nightly.reopen_expired(at=later + timedelta(days=30)) == []


def test_what_runs_out_is_listed_thirty_days_ahead():
    candidate = make_cleared()
    last = Clearance.objects.get().valid_until
    for agency in (candidate.body, candidate.organisation.agency):
        assert not expiring(agency, last - timedelta(days=31)).exists()
        assert [one.candidate for one in expiring(agency, last - timedelta(days=30))] == [candidate]
        assert expiring(agency, today(), within=365).count() == 1
    assert not expiring(make_officer().agency, last).exists()


def test_an_assignment_asks_whether_the_mentor_is_cleared_on_that_day():
    candidate = make_submitted()
    refuse = Collector()
    check_cleared(candidate, today(), refuse)
    assert [one.field for one in refuse.refusals] == ["candidate"]
    clear(candidate)
    refuse = Collector()
    check_cleared(reload(candidate), today(), refuse)
    assert not refuse.refusals


def test_when_the_agreement_ends_the_clearance_stands_and_the_access_does_not(cast):
    agreements.end(cast.agreement, reason="BY_BODY", by=fresh(cast.officer), at=timezone.now())
    assert Agreement.objects.get().state == "ENDED"
    assert not sees(cast.mentor, cast.child)
    assert reload(cast.candidate).state == "CLEARED"


OTHER_PERSON = {
    "surname": "Басқаева", "given_name": "Айгүл", "iin": make_iin(date(1991, 5, 6), "FEMALE"),
    "birth_date": date(1991, 5, 6), "citizenship": "RUS",
}  # fmt: skip


@pytest.mark.parametrize("field", OTHER_PERSON)
def test_a_cleared_mentor_does_not_become_another_person(cast, field):
    by, data = fresh(cast.coordinator), {field: OTHER_PERSON[field]}
    applications.correct(cast.candidate, data={"capacity": 3}, by=by, at=timezone.now())
    assert reload(cast.candidate).state == "CLEARED"
    applications.correct(cast.candidate, data=data, by=by, at=timezone.now())
    assert_access_ended(cast)
    assert Reopening.objects.get().cause == ("GROUND" if field == "citizenship" else "PERSON")
    with pytest.raises(Refused) as caught:
        put_forward(cast.candidate)
    assert {one.field for one in caught.value.all} == {"ground_1"}


def test_a_corrected_person_is_cleared_again_on_the_own_identity_document(cast):
    applications.correct(cast.candidate, data={"surname": "Басқаева"}, by=fresh(cast.coordinator), at=timezone.now())
    applications.correct(cast.candidate, data={"given_name": "Айгүл"}, by=fresh(cast.coordinator), at=timezone.now())
    answer(cast.candidate, 1, issued_on=today() - timedelta(days=900))
    put_forward(cast.candidate)
    clear(cast.candidate)
    assert sees(cast.mentor, cast.child)
    assert set(Reopening.objects.values_list("outcome", flat=True)) == {"CLEARED"}


def test_who_stands_before_the_body_is_not_changed_under_its_eyes():
    candidate = make_submitted()
    by = coordinator_of(candidate.organisation.agency)
    with pytest.raises(Refused) as caught:
        applications.correct(candidate, data={"surname": "Басқаева", "iin": OTHER_PERSON["iin"]}, by=by,
                             at=timezone.now())  # fmt: skip
    assert {one.field for one in caught.value.all} == {"surname", "iin"}
    applications.correct(candidate, data={"capacity": 3}, by=by, at=timezone.now())


def test_the_account_stays_with_the_mentor_while_a_pair_stands(cast):
    by, another = fresh(cast.coordinator), make_user(cast.organisation, Role.MENTOR)
    for account in (another, None):
        with pytest.raises(Refused) as caught:
            applications.link_account(cast.candidate, account=account, by=by, at=timezone.now())
        assert caught.value.field == "account"
    applications.link_account(cast.candidate, account=cast.mentor, by=by, at=timezone.now())
    agreements.end(cast.agreement, reason="BY_BODY", by=fresh(cast.officer), at=timezone.now())
    applications.link_account(cast.candidate, account=another, by=by, at=timezone.now())
    assert not sees(cast.mentor, cast.child)


def test_a_clearance_without_a_near_end_opens_no_duty(law):
    candidate = make_cleared()
    held = Clearance.objects.get()
    held.valid_until = date.max
    count = Obligation.objects.count()
    clocks.watch(held, by=None, at=timezone.now())
    assert Obligation.objects.count() == count
    assert candidate.state == "CLEARED"


@pytest.mark.parametrize(("cause", "grounds"), [("CONVICTION", {10, 13}), ("REGISTER", {12})])
def test_what_became_known_is_answered_by_newer_extracts(cast, cause, grounds):
    officer = fresh(cast.officer)
    clearance.report(cast.candidate, cause=cause, text="Хабар түсті", by=officer, at=timezone.now())
    for issued_on in (None, today() - timedelta(days=1)):
        if issued_on:
            for ground in grounds:
                answer(cast.candidate, ground, issued_on=issued_on)
        with pytest.raises(Refused) as caught:
            put_forward(cast.candidate)
        assert {one.field for one in caught.value.all} == {f"ground_{ground}" for ground in grounds}
    for ground in grounds:
        answer(cast.candidate, ground)
    put_forward(cast.candidate)
    clear(cast.candidate)
    assert reload(cast.candidate).state == "CLEARED"


def test_a_conviction_of_one_of_the_household_is_answered_about_that_person():
    candidate = make_cleared(is_married=True, lives_alone=False, members=[a_member("SPOUSE")])
    member, by = candidate.household.get(), officer_of(candidate.body)
    clearance.report(candidate, cause="CONVICTION", text="Хабар", member=member, by=by, at=timezone.now())
    answer(candidate, 10)
    answer(candidate, 13)
    with pytest.raises(Refused) as caught:
        put_forward(candidate)
    assert {one.field for one in caught.value.all} == {"household", "ground_10", "ground_13"}
    answer(candidate, 10, member)
    answer(candidate, 13, member)
    put_forward(candidate)


@pytest.mark.parametrize("code", ["interview", "survey"])
def test_a_body_that_is_not_in_favour_clears_nobody(code):
    candidate = make_ready()
    put_forward(candidate)
    visit(candidate)
    again = {
        "interview": lambda **said: interviewed(candidate, **said),
        "survey": lambda **said: surveyed(candidate, **said),
    }
    again[code](is_favourable=False)
    with pytest.raises(Refused) as caught:
        clear(candidate)
    assert [one.field for one in caught.value.all] == [code]
    progress = missing(reload(candidate), today())
    assert next_step(reload(candidate), progress).code == "DECIDE"
    with pytest.raises(Refused):
        again[code](is_favourable=True, day=today() - timedelta(days=30))
    again[code](is_favourable=True)
    clear(candidate)


def interviewed(candidate, *, is_favourable: bool, day: date | None = None) -> None:
    said = {"held_on": day or today(), "findings": "Әңгіме", "is_favourable": is_favourable}
    evidence.record_interview(candidate, **said, by=officer_of(candidate.body), at=timezone.now())


def surveyed(candidate, *, is_favourable: bool, day: date | None = None) -> None:
    said = {"made_on": day or today(), "address": "Абай, 5", "findings": "Екі бөлме", "is_favourable": is_favourable}
    evidence.record_survey(candidate, **said, by=officer_of(candidate.body), at=timezone.now())
