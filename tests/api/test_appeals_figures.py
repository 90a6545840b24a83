"""Figures of appeals over the API: the same sums, the same numbers hidden, for the same people."""

import pytest
import time_machine

from apps.complaints.acts import calls
from apps.obligations.law import load_law
from tests.api.appeals import APPEALS, done, refused
from tests.complaints.test_life import MONDAY
from tests.factories.accounts import fresh
from tests.factories.appeals import against, file_appeal
from tests.factories.offices import Offices, make_offices

FIGURES = f"{APPEALS}figures/"


@pytest.fixture
def offices(db) -> Offices:
    load_law()
    with time_machine.travel(MONDAY, tick=True):
        yield make_offices()


def test_the_own_office(as_, offices):
    for _n in range(6):
        file_appeal(at=MONDAY, area=offices.district, respondents=against(offices.education))
    file_appeal(at=MONDAY, area=offices.district, by_child=False)
    told = done(as_(offices.head).get(FIGURES, {"period": "2026-10"}))
    assert told["office"]["id"] == offices.regional.pk
    assert told["received"]["value"] == 7
    assert told["terms"] == {"in_term": 0, "late": 0, "running": 7}
    assert {cell["key"]: cell["value"] for cell in told["groups"]["sender"]} == {"CHILD": None, "ADULT": None}
    assert told["groups"]["area"] == [{"key": str(offices.district.pk), "value": 7, "is_small": False}]
    assert [(one["body"]["id"], one["count"]) for one in told["bodies"]] == [(offices.education.pk, 6)]
    assert len(told["months"]) == 12


def test_the_country(as_, offices):
    for _n in range(5):
        calls.log_call(data={"category": "FAMILY", "language": "kk"}, by=fresh(offices.operator), at=MONDAY)
    told = done(as_(offices.commissioner).get(FIGURES))
    assert told["office"] is None
    assert {one["office"]["id"] for one in told["offices"]} >= {offices.regional.pk, offices.republic.pk}
    assert told["calls"]["category"] == [{"key": "FAMILY", "value": 5, "is_small": False}]


def test_who_may_not_and_what_makes_no_sense(as_, offices):
    for person in (offices.official, offices.officer, offices.operator):
        assert as_(person).get(FIGURES).status_code == 403
    refused(as_(offices.head).get(FIGURES, {"period": "2031"}), "period")
    refused(as_(offices.commissioner).get(FIGURES, {"office": offices.education.pk}), "office")
    assert as_(offices.head).get(FIGURES, {"office": offices.republic.pk}).status_code == 403
