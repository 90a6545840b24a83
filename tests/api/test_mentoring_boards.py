"""The boards of mentoring through the API: what they count, for whom, and what a region may not ask."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.core.localtime import local_day
from apps.mentoring.acts import applications
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.mentoring import candidate_data

pytestmark = pytest.mark.django_db
BOARD, OVERVIEW = f"{V1}/mentoring/board/", f"{V1}/mentoring/overview/"


def apply_once(cast):
    data = candidate_data(area=cast.district)
    organisation = cast.candidate.organisation
    return applications.apply(organisation, body=cast.body, data=data, by=fresh(cast.coordinator), at=timezone.now())


def test_the_board_of_an_organisation(cast, as_):
    apply_once(cast)
    told = as_(cast.coordinator).get(BOARD).json()
    assert told["post"] == "organisation"
    assert told["candidates"] == {"APPLIED": 1, "CLEARED": 1}
    assert told["pairs"] == {"ACTIVE": 1}
    assert told["waiting"] is None
    assert told["wanted"] == [
        {"body": {"id": cast.body.pk, "kind": "GUARDIANSHIP", "name": cast.body.name}, "children": 0}
    ]
    today = local_day(timezone.now())
    assert told["week"][0]["day"] == (today - timedelta(days=today.weekday())).isoformat()
    assert len(told["week"]) == 7


def test_a_body_is_told_of_children_and_another_organisation_of_nothing(cast, as_):
    apply_once(cast)
    assert as_(cast.officer).get(BOARD).json()["waiting"]["count"] == 0
    other = as_(cast.coordinator2).get(BOARD).json()
    assert (other["candidates"], other["pairs"], other["wanted"]) == ({}, {}, [])


def test_without_a_board_nothing_is_answered(cast, as_):
    infants = make_user(make_agency(AgencyKind.INFANT_HOME, cast.district), Role.ORG_STAFF)
    for person in (cast.mentor, cast.police, infants, cast.ombudsman):
        problem(as_(person).get(BOARD), 403, "not-allowed")


def test_a_token_without_the_scope_reads_no_board(cast, as_):
    problem(as_(cast.coordinator, scopes=["children:read"]).get(BOARD), 403, "scope-missing")


def test_the_overview_names_no_person(cast, as_):
    answer = as_(cast.ombudsman).get(OVERVIEW)
    told = answer.json()
    assert told["area"]["id"] == cast.district.parent_id
    assert (told["whole"]["cleared"], told["whole"]["children"]) == (1, 1)
    assert [line["body"]["id"] for line in told["lines"]] == [cast.body.pk]
    assert len(told["past"]) == 8
    assert cast.child.number not in answer.content.decode()


def test_a_region_looks_into_no_other(cast, as_):
    other = cast.ombudsman2.agency.area_id
    told = problem(as_(cast.ombudsman).get(OVERVIEW, {"region": other}), 422, "refused")
    assert told["errors"][0]["field"] == "region"
    assert as_(cast.ombudsman2).get(OVERVIEW).json()["whole"]["children"] == 0
    problem(as_(cast.coordinator).get(OVERVIEW), 403, "not-allowed")


def test_the_country_looks_into_a_region(cast, as_):
    inspector = make_user(make_agency(AgencyKind.CENTRAL_AUTHORITY, cast.district.parent.parent), Role.INSPECTOR)
    country = as_(inspector).get(OVERVIEW).json()
    assert {line["area"]["id"]: line["children"] for line in country["lines"]} == {
        cast.district.parent_id: 1, cast.ombudsman2.agency.area_id: 0,
    }  # fmt: skip
    region = as_(inspector).get(OVERVIEW, {"region": cast.district.parent_id}).json()
    assert [line["children"] for line in region["lines"]] == [1]
