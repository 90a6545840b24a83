"""Quarterly reports by the API: an organisation with its own system, the body's decision, rows 34 and 35, sums."""

import pytest
import time_machine

from apps.mentoring.models import QuarterlyReport
from apps.people.models import Child
from tests.api.conftest import V1, problem
from tests.cast import FRIDAY, log_harm
from tests.factories.accounts import fresh

REPORTS, SUMS = f"{V1}/mentoring/reports/", f"{V1}/mentoring/report-sums/"
RULE, ARTICLE = "kz345.a28-2.p10.s5", "28-2(10)(5)"


@pytest.fixture(autouse=True)
def april():
    with time_machine.travel("2026-04-02T10:00:00+05:00", tick=True):
        yield


@pytest.fixture
def coordinator(april, as_, cast):
    return as_(cast.coordinator)


@pytest.fixture
def officer(april, as_, cast):
    return as_(cast.officer)


def asked(cast, **changes) -> dict:
    return {
        "body": cast.body.pk, "year": 2026, "quarter": 1, "help_given": "Кеңес берілді.", "submit": True, **changes,
    }  # fmt: skip


def handed_in(coordinator, cast, **changes) -> dict:
    answer = coordinator.post(REPORTS, asked(cast, **changes))
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_a_whole_report_in_one_request_and_the_decision(coordinator, officer, cast):
    figures = [{"code": "MEETINGS", "value": 12, "reason": "Өз жүйеміздегі журнал"}]
    report = handed_in(coordinator, cast, figures=figures, problems="Психолог жоқ")
    assert (report["state"], report["read_version"], report["versions"][0]["no"]) == ("SUBMITTED", 1, 1)
    told = {figure["code"]: (figure["value"], figure["computed"]) for figure in report["figures"]}
    assert (told["MEETINGS"], told["CHILDREN"]) == ((12, 0), (1, 1))
    assert {duty["rule"]: duty["state"] for duty in report["duties"]}[RULE] == "MET"
    one = f"{REPORTS}{report['number']}/"
    theirs = officer.get(one)
    assert theirs.json()["texts"]["problems"] == "Психолог жоқ"
    refused = problem(officer.post(f"{one}return/", {"reason": " "}), 422, "refused")
    assert refused["errors"][0]["field"] == "reason"
    returned = officer.post(f"{one}return/", {"reason": "Кездесулер саны"}, headers={"If-Match": theirs["ETag"]})
    assert returned.json()["state"] == "RETURNED"
    tag = coordinator.get(one)["ETag"]
    changed = coordinator.patch(one, {"problems": "Шешілді"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["read_version"]) == (200, None)
    assert officer.get(one).json()["texts"]["problems"] == "Психолог жоқ", "never the working copy"
    back = coordinator.post(f"{one}figures/MEETINGS/", {"value": None}).json()
    assert {figure["code"]: figure["value"] for figure in back["figures"]}["MEETINGS"] == 0
    assert coordinator.post(f"{one}submit/", {}).json()["versions"][1]["no"] == 2
    accepted = officer.post(f"{one}accept/", {}).json()
    assert (accepted["state"], accepted["first_submitted_at"]) == ("ACCEPTED", report["first_submitted_at"])


def test_row_34_no_report_before_its_quarter_has_ended(coordinator, cast):
    for quarter in (2, 3):
        told = problem(coordinator.post(REPORTS, asked(cast, quarter=quarter)), 422, "refused")
        (error,) = told["errors"]
        assert (error["field"], error["rule"], error["article"]) == ("quarter", RULE, ARTICLE)
    assert not QuarterlyReport.objects.exists(), "all of it or nothing"
    draft = handed_in(coordinator, cast, quarter=2, submit=False)
    told = problem(coordinator.post(f"{REPORTS}{draft['number']}/submit/", {}), 422, "refused")
    assert (told["errors"][0]["field"], told["rule"]) == ("quarter", RULE)


def test_row_35_no_second_report_for_one_body_and_quarter(coordinator, cast):
    report = handed_in(coordinator, cast)
    for address, body in ((REPORTS, asked(cast)), (f"{REPORTS}{report['id']}/submit/", {})):
        (error,) = problem(coordinator.post(address, body), 422, "refused")["errors"]
        assert (error["field"], error["rule"], error["article"]) == ("quarter", RULE, ARTICLE)
    assert QuarterlyReport.objects.get().versions.count() == 1


def test_a_refused_figure_is_named_and_nothing_is_kept(coordinator, cast):
    figures = [{"code": "MENTORS", "value": 9}]
    told = problem(coordinator.post(REPORTS, asked(cast, figures=figures)), 422, "refused")
    assert told["errors"][0]["field"] == "figures.MENTORS.reason"
    told = problem(coordinator.post(REPORTS, asked(cast, figures=[{"code": "X", "value": 1}])), 422, "refused")
    assert told["errors"][0]["field"] == "figures.X.code"
    assert not QuarterlyReport.objects.exists()


def test_a_draft_is_gone_on_with_and_counted_before_it_is_signed(coordinator, cast):
    draft = handed_in(coordinator, cast, submit=False)
    log_harm(cast, at=FRIDAY)
    told = problem(coordinator.post(f"{REPORTS}{draft['number']}/submit/", {}), 422, "refused")
    assert told["errors"][0]["field"] == "figures"
    counted = coordinator.post(f"{REPORTS}{draft['number']}/count/", {}).json()
    assert {figure["code"]: figure["value"] for figure in counted["figures"]}["HARM"] == 1
    assert handed_in(coordinator, cast)["number"] == draft["number"]


def test_an_old_version_is_refused_and_a_repeated_post_done_once(coordinator, cast):
    key = {"Idempotency-Key": "q1"}
    first = coordinator.post(REPORTS, asked(cast, submit=False), headers=key)
    again = coordinator.post(REPORTS, asked(cast, submit=False), headers=key)
    assert (first.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    one, tag = f"{REPORTS}{first.json()['number']}/", first["ETag"]
    assert coordinator.patch(one, {"problems": "a"}).status_code == 409
    assert coordinator.patch(one, {"problems": "a"}, headers={"If-Match": tag}).status_code == 200
    stale = coordinator.patch(one, {"problems": "b"}, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]["texts"]["problems"]) == (412, "a")


def test_lists_narrow_and_each_sees_its_own(coordinator, officer, as_, cast):
    first = handed_in(coordinator, cast)
    handed_in(coordinator, cast, year=2025, quarter=4, submit=False)
    for query, found in (
        ("", 2), ("?year=2025", 1), ("?quarter=1", 1), ("?state=SUBMITTED", 1), ("?late=true", 1), ("?late=false", 1),
        (f"?body={cast.body.pk}", 2), ("?organisation=1", 0),
    ):  # fmt: skip
        assert len(coordinator.get(f"{REPORTS}{query}").json()["results"]) == found, query
    assert [row["number"] for row in officer.get(REPORTS).json()["results"]] == [first["number"]]
    for who in (cast.mentor, cast.orphanage, cast.police, cast.ombudsman):
        assert as_(who).get(REPORTS).status_code == 403
        assert as_(who).get(f"{REPORTS}{first['number']}/").status_code == 404
    for who in (cast.officer2, cast.coordinator2):
        assert as_(who).get(REPORTS).json()["results"] == []
        assert as_(who).get(f"{REPORTS}{first['id']}/").status_code == 404


def test_the_rows_behind_a_figure(coordinator, officer, cast):
    log_harm(cast, at=FRIDAY)
    one = f"{REPORTS}{handed_in(coordinator, cast)['number']}/"
    (row,) = coordinator.get(f"{one}rows/CHILDREN/").json()["results"]
    assert (row["kind"], row["on"]) == ("assignment", "2025-09-01")
    (fact,) = officer.get(f"{one}rows/HARM/").json()["results"]
    assert (fact["kind"], fact["number"][:2]) == ("obligation", "I-")
    assert coordinator.get(f"{one}rows/NONE/").status_code == 404


def test_each_side_does_its_own_acts_alone(coordinator, officer, as_, cast):
    one = f"{REPORTS}{handed_in(coordinator, cast)['number']}/"
    assert coordinator.post(f"{one}accept/", {}).status_code == 403
    assert officer.post(f"{one}submit/", {}).status_code == 403
    assert officer.post(REPORTS, asked(cast)).status_code == 403
    assert as_(cast.officer, scopes=["mentoring:read"]).post(f"{one}accept/", {}).status_code == 403


def test_sums_of_the_own_region_without_any_person(coordinator, as_, cast):
    handed_in(coordinator, cast)
    ombudsman = as_(cast.ombudsman)
    told = ombudsman.get(SUMS).json()
    assert (told["year"], told["quarter"]) == (2026, 1)
    (row,) = told["rows"]
    assert (row["body"]["id"], row["submitted"], row["figures"]["CHILDREN"]) == (cast.body.pk, 1, 1)
    child = Child.objects.get()
    assert child.number not in str(told)
    assert child.surname not in str(told)
    assert ombudsman.get(f"{SUMS}?by=region").json()["rows"][0]["area"]["id"] == cast.district.parent.pk
    elsewhere = fresh(cast.officer2).agency.area
    assert ombudsman.get(f"{SUMS}?area={elsewhere.code}").status_code in (400, 422)
    assert as_(cast.ombudsman2).get(SUMS).json()["rows"] == []
    assert coordinator.get(SUMS).status_code == 403


def test_the_same_queries_for_one_and_for_many(coordinator, cast, django_assert_max_num_queries):
    handed_in(coordinator, cast)
    coordinator.get(REPORTS)
    with django_assert_max_num_queries(12) as few:
        coordinator.get(REPORTS)
    most = len(few)
    handed_in(coordinator, cast, year=2025, quarter=4)
    with django_assert_max_num_queries(most):
        assert len(coordinator.get(REPORTS).json()["results"]) == 2
