"""A bar is not taken back by an older paper, by another side, or by putting another person in the place."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.core.errors import Collector, Refused, Stale
from apps.core.texts import said
from apps.mentoring.acts import applications, clearance, evidence, household
from apps.mentoring.checks.grounds import check_income, with_income
from apps.mentoring.models import Candidate
from tests.factories.mentoring import (
    a_member,
    a_paper,
    answer,
    clear,
    coordinator_of,
    make_checked,
    make_ready,
    make_submitted,
    officer_of,
    prove_income,
    reload,
    today,
)
from tests.factories.people import make_iin

pytestmark = pytest.mark.django_db
EARLIER = timedelta(days=20)


def refused(act) -> set:
    with pytest.raises(Refused) as caught:
        act()
    return {one.field for one in caught.value.all}


def by_body(candidate, ground, member=None, *, paper=True, **data):
    """An answer of the guardianship body."""
    by, now = officer_of(candidate.body), timezone.now()
    held = a_paper(candidate, by, now) if paper else None
    data = {"ground": ground, "issued_on": today(), **data}
    return evidence.record_check(candidate, member=member, data=data, paper=held, by=by, at=now)


def without_paper(candidate, ground):
    data = {"ground": ground, "answer": "PASSED", "issued_on": today()}
    by = coordinator_of(candidate.organisation.agency)
    return evidence.record_check(candidate, data=data, by=by, at=timezone.now())


@pytest.mark.parametrize("ground", [5, 6])
def test_what_the_body_knows_is_not_passed_on_the_organisations_word(ground):
    candidate = make_checked()
    assert refused(lambda: without_paper(candidate, ground)) == {"paper"}
    assert by_body(candidate, ground, paper=False, answer="PASSED").answer == "PASSED"
    assert answer(candidate, ground).paper_id


def test_an_older_extract_does_not_cancel_a_newer_conviction():
    candidate = make_checked()
    answer(candidate, 10, detail="OUTSTANDING")
    assert refused(lambda: answer(candidate, 10, issued_on=today() - EARLIER)) == {"issued_on"}
    answer(candidate, 8, answer="BARRED")
    assert refused(lambda: without_paper(candidate, 8)) == {"paper"}
    assert answer(candidate, 8).answer == answer(candidate, 10).answer == "PASSED"


def test_what_the_body_barred_is_lifted_by_the_body_alone():
    candidate = make_submitted()
    by_body(candidate, 5, answer="BARRED")
    by_body(candidate, 10, detail="OUTSTANDING")
    assert refused(lambda: answer(candidate, 5)) == {"answer"}
    assert refused(lambda: answer(candidate, 10)) == {"detail"}
    answer(candidate, 10, detail="OUTSTANDING")
    assert refused(lambda: answer(candidate, 10)) == {"detail"}
    assert refused(lambda: clear(candidate)) == {"ground_5", "ground_10"}
    assert refused(lambda: by_body(candidate, 5, paper=False, answer="PASSED")) == {"paper"}
    by_body(candidate, 5, answer="PASSED")
    by_body(candidate, 10, detail="NONE")
    assert clear(candidate).candidate_id == candidate.pk
    assert answer(candidate, 10).answer == "PASSED"


def test_a_record_for_life_is_corrected_by_the_body_as_an_error():
    candidate = make_checked()
    answer(candidate, 13, detail="PROSECUTED")
    assert refused(lambda: answer(candidate, 13)) == {"detail"}
    assert refused(lambda: by_body(candidate, 13, detail="NEVER", note="\u200b")) == {"note"}
    older = {"detail": "NEVER", "note": "Аттас адам", "issued_on": today() - EARLIER}
    assert refused(lambda: by_body(candidate, 13, **older)) == {"issued_on"}
    assert by_body(candidate, 13, detail="NEVER", note="Аттас адам").answer == "PASSED"


def test_a_person_who_leaves_the_household_and_comes_back_brings_the_bar_along():
    candidate = make_checked(lives_alone=False, members=[a_member()])
    by, member = coordinator_of(candidate.organisation.agency), candidate.household.get()
    by_body(candidate, 4, member, answer="BARRED")
    household.end_member(member, ends_on=today(), by=by, at=timezone.now())
    again = household.add_member(reload(candidate), data=a_member(starts_on=today()), by=by, at=timezone.now())
    assert refused(lambda: answer(candidate, 4, again)) == {"answer"}


def test_an_income_without_a_paper_proves_nothing_when_mentoring_is_established():
    candidate = make_ready()
    by, data = coordinator_of(candidate.organisation.agency), {"monthly": 300_000, "months": 6, "issued_on": today()}
    mine = Candidate.objects.filter(pk=candidate.pk)
    evidence.record_income(candidate, data=data, by=by, at=timezone.now())
    refuse = Collector()
    check_income(candidate, today(), refuse)
    assert [one.rule for one in refuse.refusals] == ["kz345.a28-2.p3.s11"]
    assert with_income(mine, today()) == set()
    prove_income(candidate)
    check_income(candidate, today(), proved := Collector())
    assert not proved.refusals
    assert with_income(mine, today()) == {candidate.pk}


def found(record):
    def act(one):
        record(one, findings="Жақсы.", is_favourable=True, by=officer_of(one.body), at=timezone.now())

    return act


ADDED = {
    "answer": lambda one: answer(one, 8),
    "income": prove_income,
    "interview": found(lambda one, **said: evidence.record_interview(one, held_on=today(), **said)),
    "survey": found(lambda one, **said: evidence.record_survey(one, made_on=today(), address="Абай, 5", **said)),
    "household": lambda one: household.add_member(
        one, data=a_member(birth_date=today()), by=coordinator_of(one.organisation.agency), at=timezone.now()
    ),
}


@pytest.mark.parametrize("kind", ADDED)
def test_nobody_decides_on_less_than_is_known(kind):
    candidate = make_submitted()
    ADDED[kind](candidate)
    with pytest.raises(Stale):
        clearance.approve(candidate, version=candidate.version, by=officer_of(candidate.body), at=timezone.now())


def correct(candidate, **data):
    by = coordinator_of(candidate.organisation.agency)
    return applications.correct(reload(candidate), data=data, by=by, at=timezone.now())


BORN, LATER = date(1990, 4, 12), date(1990, 4, 21)


@pytest.mark.parametrize("changed", [
    {"surname": "Басқаева"}, {"given_name": "Айгүл"}, {"birth_date": LATER}, {"iin": make_iin(LATER, "FEMALE")},
])  # fmt: skip
@pytest.mark.parametrize("stage", ["CHECKING", "RETURNED"])
def test_another_person_is_not_put_in_the_place_of_the_one_who_was_checked(changed, stage):
    candidate = make_submitted() if stage == "RETURNED" else make_checked(iin=make_iin(BORN, "FEMALE"))
    if stage == "RETURNED":
        correct_iin = {"iin": make_iin(BORN, "FEMALE")}
        clearance.send_back(candidate, reason="Толықтыру", by=officer_of(candidate.body), at=timezone.now())
        correct(candidate, **correct_iin)
    answer(candidate, 1)
    if "surname" in changed:
        changed = {**changed, "iin": ""}
    assert refused(lambda: correct(candidate, **changed)) <= set(changed)
    assert reload(candidate).state == stage


def test_the_same_person_is_still_corrected():
    candidate = make_checked()
    assert correct(candidate, surname="Басқаева").surname == "Басқаева"
    answer(candidate, 1)
    assert refused(lambda: correct(candidate, surname="Жаңаева")) == {"surname"}
    correct(candidate, surname="Баскаева", iin=make_iin(LATER, "FEMALE"))
    assert correct(candidate, surname="Жаңаева", birth_date=LATER).birth_date == LATER


def test_a_text_of_which_nothing_is_seen_is_no_text():
    for nothing in ("", None, " \n", "\u200b", "\u2060\ufeff", "\u3164", "\u2800 ", "\u00ad", "\u0301"):
        assert said(nothing) == ""
    assert said(" а\u200dб ") == "а\u200dб"
    assert said("—") == "—"
    candidate = make_submitted()
    by = officer_of(candidate.body)
    assert refused(lambda: clearance.send_back(candidate, reason="\u200b", by=by, at=timezone.now())) == {"reason"}
