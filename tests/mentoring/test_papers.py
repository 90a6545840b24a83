"""The papers of candidates, agreements and organisations: who adds them, who sees them, what rests on them."""

from datetime import date

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.core.errors import NotAllowed, Refused
from apps.documents.models import Paper
from apps.mentoring.acts import agreements, applications, evidence, organisations, papers
from tests.factories.accounts import make_agency, make_officer, make_user
from tests.factories.mentoring import (
    coordinator_of,
    make_agreement,
    make_candidate,
    make_checked,
    officer_of,
    reload,
    today,
)
from tests.factories.papers import upload

pytestmark = pytest.mark.django_db
OTHER = {"kind": Paper.Kind.OTHER}


@pytest.fixture
def candidate():
    return make_checked()


def add(candidate, by=None):
    by = by or coordinator_of(candidate.organisation.agency)
    return papers.add_paper_of_candidate(candidate, upload=upload(), data=OTHER, by=by, at=timezone.now())


def sees(person) -> set:
    return set(Paper.objects.visible_to(person))


def test_both_sides_add_papers_of_a_candidate_and_both_see_them(candidate):
    keeper, officer = coordinator_of(candidate.organisation.agency), officer_of(candidate.body)
    made = {add(candidate, keeper), add(candidate, officer)}
    assert sees(keeper) == sees(officer) == made
    assert not sees(make_officer())
    assert not sees(coordinator_of(make_agency(AgencyKind.MENTORING_ORG)))
    with pytest.raises(NotAllowed):
        add(candidate, make_officer())


def test_an_answer_rests_on_a_paper_of_this_very_candidate(candidate):
    keeper = coordinator_of(candidate.organisation.agency)
    paper, foreign = add(candidate), add(make_checked(candidate.organisation, candidate.body))
    data = {"ground": 8, "answer": "PASSED", "issued_on": today()}
    made = evidence.record_check(candidate, data=data, paper=paper, by=keeper, at=timezone.now())
    assert made.paper == paper
    with pytest.raises(Refused) as caught:
        evidence.record_check(candidate, data=data, paper=foreign, by=keeper, at=timezone.now())
    assert caught.value.field == "paper"


def test_a_closed_application_takes_no_paper(candidate):
    keeper = coordinator_of(candidate.organisation.agency)
    applications.withdraw(candidate, reason="Көшті", by=keeper, at=timezone.now())
    with pytest.raises(NotAllowed):
        add(reload(candidate), keeper)


def test_a_paper_is_handed_out_with_a_row_in_the_ledger(candidate):
    version = add(candidate).versions.get()
    officer = officer_of(candidate.body)
    document = papers.open_paper(version, by=officer, at=timezone.now())
    assert document == version.document


def test_the_text_of_an_agreement_is_seen_by_its_two_sides():
    held = make_agreement()
    keeper, officer = coordinator_of(held.organisation.agency), officer_of(held.body)
    paper = papers.add_paper_of_agreement(held, upload=upload(), data=OTHER, by=keeper, at=timezone.now())
    agreements.attach(held, paper=paper, by=officer, at=timezone.now())
    held.refresh_from_db()
    assert held.document == paper
    assert sees(keeper) == sees(officer) == {paper}
    assert not sees(make_officer())
    with pytest.raises(Refused):
        agreements.attach(make_agreement(held.organisation), paper=paper, by=keeper, at=timezone.now())


def test_the_charter_belongs_to_the_organisation():
    held = make_candidate().organisation
    keeper = coordinator_of(held.agency)
    paper = papers.add_paper_of_organisation(held, upload=upload(), data=OTHER, by=keeper, at=timezone.now())
    data = {"legal_form": "FOUNDATION", "registered_on": date(2021, 1, 1), "areas": [held.agency.area]}
    organisations.correct_organisation(held, charter=paper, by=keeper, at=timezone.now(), **data)
    held.refresh_from_db()
    assert held.charter == paper
    stranger = make_user(make_agency(AgencyKind.SCHOOL), "OFFICIAL")
    with pytest.raises(NotAllowed):
        papers.add_paper_of_organisation(held, upload=upload(), data=OTHER, by=stranger, at=timezone.now())
