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
    make_organisation,
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
    paper = papers.file_text(held, upload=upload(), by=keeper, at=timezone.now()).document
    assert (paper.number, paper.issued_on) == (held.paper_number, held.signed_on)
    assert sees(keeper) == sees(officer) == {paper}
    assert not sees(make_officer())
    with pytest.raises(NotAllowed):
        papers.file_text(held, upload=upload(), by=make_officer(), at=timezone.now())


def test_the_text_both_sides_confirmed_stays():
    held = make_agreement()
    keeper, officer = coordinator_of(held.organisation.agency), officer_of(held.body)
    papers.file_text(held, upload=upload(), by=keeper, at=timezone.now())
    with pytest.raises(Refused) as caught:
        papers.file_text(held, upload=upload(), by=officer, at=timezone.now())
    assert (caught.value.field, caught.value.rule) == ("file", "caseflow.mentoring.confirmed_text")


def test_a_text_is_filed_anew_while_the_other_side_has_not_confirmed():
    organisation, body = make_organisation(), make_agency(AgencyKind.GUARDIANSHIP)
    by, now = coordinator_of(organisation.agency), timezone.now()
    data = {"paper_number": "7", "signed_on": today(), "starts_on": today(), "ends_on": None}
    made = agreements.propose(organisation, body=body, data=data, by=by, at=now)
    first = papers.file_text(made, upload=upload(), by=by, at=now)
    again = papers.file_text(first, upload=upload(), by=officer_of(body), at=now)
    assert (again.document, again.document.versions.count(), again.version) == (first.document, 2, 3)
    agreements.withdraw(made, reason="Қате", by=by, at=now)
    with pytest.raises(Refused):
        papers.file_text(made, upload=upload(), by=by, at=now)


def test_the_charter_belongs_to_the_organisation():
    held = make_candidate().organisation
    keeper = coordinator_of(held.agency)
    paper = papers.file_charter(held, upload=upload(), by=keeper, at=timezone.now()).charter
    data = {"legal_form": "FOUNDATION", "registered_on": date(2021, 1, 1), "areas": [held.agency.area]}
    organisations.correct_organisation(held, by=keeper, at=timezone.now(), **data)
    held.refresh_from_db()
    assert held.charter == paper
    papers.file_charter(held, upload=upload(), by=keeper, at=timezone.now())
    assert paper.versions.count() == 2
    stranger = make_user(make_agency(AgencyKind.SCHOOL), "OFFICIAL")
    with pytest.raises(NotAllowed):
        papers.file_charter(held, upload=upload(), by=stranger, at=timezone.now())
