"""Behind the wall a query of mentoring that forgets its filter gives what `visible_to` gives, whoever asks."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core import wall
from apps.core.errors import Collector
from apps.documents.models import Paper
from apps.mentoring import reading, rollup, trainees
from apps.mentoring.acts import applications
from apps.mentoring.checks.assignments import check_goes_on
from apps.mentoring.models import (
    Agreement,
    Attendance,
    Candidate,
    Certificate,
    Clearance,
    GroundCheck,
    HouseholdMember,
    HousingSurvey,
    Income,
    Interview,
    Programme,
    QuarterlyReport,
    ReportFigure,
    ReportVersion,
    Review,
    TestResult,
)
from apps.mentoring.quarters import Quarter
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.mentoring import (
    a_member,
    coordinator_of,
    make_agreement,
    make_candidate,
    make_cleared,
    make_programme,
    train,
)
from tests.factories.obligations import make_law

WITH_A_FILTER = (Candidate, Agreement, Certificate, QuarterlyReport)
OF_A_CANDIDATE = (Clearance, GroundCheck, HouseholdMember, HousingSurvey, Income, Interview, Review)
OF_MENTORING = ("candidate", "mentor_agreement")
TRAINED = (Attendance, TestResult)
FIRST = Quarter(2026, 1)


class Scene:
    """Two organisations, each with an agreement, two reports and one who only applied; a home that trained one."""

    def __init__(self) -> None:
        make_law()
        self.agreements = [make_agreement(), make_agreement()]
        self.home = make_agency(AgencyKind.ORPHAN_ORG)
        self.fresh = [make_candidate(one.organisation, one.body) for one in self.agreements]
        train(self.fresh[0], make_programme(self.home))
        for one in self.agreements:
            _report(one, 1, handed_in=True)
            _report(one, 2, handed_in=False)

    def clear(self) -> None:
        """Each organisation has a cleared mentor besides, who lives with somebody."""
        at_home = {"lives_alone": False, "members": [a_member()]}
        self.cleared = [make_cleared(one.organisation, one.body, **at_home) for one in self.agreements]

    @property
    def organisation(self) -> Any:
        return self.agreements[0].organisation.agency

    @property
    def body(self) -> Any:
        return self.agreements[0].body

    def people(self) -> list[User]:
        """Every role of both sides of the first agreement and of the home; strangers; the mentor of the organisation
        and the candidate in one person."""
        agencies = [self.organisation, self.body, self.home, make_agency(AgencyKind.MENTORING_ORG),
                    make_agency(AgencyKind.GUARDIANSHIP), make_agency(AgencyKind.POLICE),
                    make_agency(AgencyKind.CENTRAL_AUTHORITY)]  # fmt: skip
        found = [make_user(agency, role) for agency in agencies for role in sorted(roles_for(agency.kind))]
        mentor = make_user(self.organisation, Role.MENTOR)
        by = coordinator_of(self.organisation)
        applications.link_account(self.cleared[0], account=mentor, by=by, at=timezone.now())
        return [fresh(one) for one in [*found, mentor]]


def _report(agreement: Agreement, quarter: int, *, handed_in: bool) -> QuarterlyReport:
    at = timezone.now()
    state = {"state": "SUBMITTED", "first_submitted_at": at} if handed_in else {}
    organisation, body = agreement.organisation.agency, agreement.body
    report = QuarterlyReport.objects.create(
        number=f"R-{agreement.pk}-{quarter}", organisation=organisation, body=body, year=2026, quarter=quarter,
        created_at=at, figures_at=at, **state,
    )  # fmt: skip
    ReportFigure.objects.create(report=report, code="MENTORS", computed=1, value=1)
    if handed_in:
        by = coordinator_of(organisation)
        ReportVersion.objects.create(
            report=report, no=1, figures=[], texts={}, digest="1" * 64, submitted_by=by, submitted_at=at
        )
    return report


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()


@pytest.fixture
def whole(scene: Scene) -> Scene:
    scene.clear()
    return scene


def behind(person: User) -> Any:
    return wall.standing(person.post.agency_id, person.pk)


def unfiltered(*models: type[Model]) -> dict[str, set[int]]:
    """Every row a query without a filter gives."""
    return {model.__name__: ids(model._default_manager.all()) for model in models}


def ids(rows: Any) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def allowed(person: User) -> dict[str, set[int]]:
    """What the first wall gives, in the role that no policy binds."""
    found = {model.__name__: ids(model.objects.visible_to(person)) for model in WITH_A_FILTER}
    of = {"candidate__in": found["Candidate"]}
    found |= {model.__name__: ids(model.objects.filter(**of)) for model in OF_A_CANDIDATE}
    for model in TRAINED:
        found[model.__name__] = ids(model.objects.visible_to(person)) | ids(model.objects.filter(**of))
    reports = {"report__in": found["QuarterlyReport"]}
    found["ReportVersion"] = ids(ReportVersion.objects.filter(**reports))
    found["ReportFigure"] = ids(ReportFigure.objects.filter(**reports, report__organisation=person.agency))
    found["Paper"] = ids(Paper.objects.visible_to(person).filter(subject_kind__in=OF_MENTORING))
    return found


def test_every_role_reads_its_own_and_no_more(whole: Scene) -> None:
    tables = (*WITH_A_FILTER, *OF_A_CANDIDATE, *TRAINED, ReportVersion, ReportFigure)
    seen = {}
    for person in whole.people():
        expected = allowed(person)
        with behind(person):
            found = unfiltered(*tables, Paper)
        found["Paper"] -= ids(Paper.objects.exclude(subject_kind__in=OF_MENTORING))
        assert found == expected, (person.post.role, person.agency.kind)
        seen[person.post.role, person.agency.pk] = len(found["Candidate"]), len(found["GroundCheck"])
    assert seen[Role.MENTORING_COORDINATOR, whole.organisation.pk][0] == 2
    assert seen[Role.GUARDIANSHIP_OFFICER, whole.body.pk][0] == 1
    assert seen[Role.MENTOR, whole.organisation.pk][0] == 1
    assert seen[Role.AGENCY_ADMIN, whole.organisation.pk] == (0, 0)
    assert all(unfiltered(*tables).values()), "there is a row in each"
    with wall.standing():
        assert not any(unfiltered(*tables).values())


def test_a_home_knows_whom_it_trains_and_nothing_else_of_them(scene: Scene) -> None:
    trainer = fresh(make_user(scene.home, Role.ORG_STAFF))
    programme = Programme.objects.get(agency=scene.home)
    with behind(trainer):
        assert not Candidate.objects.exists()
        assert list(trainees.trainees_of(programme)) == [scene.fresh[0]]
        assert list(trainees.trainees_of(programme).iterator()) == [scene.fresh[0]]
        names = Attendance.objects.visible_to(trainer).select_related("candidate")
        assert [one.candidate.surname for one in names] == [scene.fresh[0].surname]
        assert not HouseholdMember.objects.exists()


def test_a_body_knows_who_owes_it_a_report_and_not_what_is_in_it(scene: Scene) -> None:
    officer = fresh(make_user(scene.body, Role.GUARDIANSHIP_OFFICER))
    with behind(officer):
        assert not QuarterlyReport.objects.filter(first_submitted_at=None).exists()
        owed = reading.owed_to(scene.body, date(2026, 10, 1))
        assert [one.period for one in owed] == [FIRST.after]
        assert owed.count() == 1
        assert not ReportFigure.objects.exists()


def test_sums_of_the_country_are_read_without_a_row_of_a_report(scene: Scene) -> None:
    inspector = fresh(make_user(make_agency(AgencyKind.CENTRAL_AUTHORITY), Role.INSPECTOR))
    with behind(inspector):
        whole = rollup.total(rollup.by_region(FIRST, on=date(2026, 10, 1)))
        assert (whole.expected, whole.submitted, whole.figures["MENTORS"]) == (2, 2, 2)
        assert rollup.over_time("MENTORS", FIRST)[-1] == (FIRST, 2)
        assert len(rollup.not_reported(FIRST.after)) == 2
        assert not QuarterlyReport.objects.exists()


def test_who_sees_a_pair_sees_its_clearance_and_the_mentor_its_agreement(db: None, client: Client) -> None:
    cast = make_cast()
    pair = cast.child.assignments.select_related("agreement").get()
    Clearance.objects.update(valid_until=date(2031, 2, 3))
    for person in (cast.orphanage, cast.mentor, cast.officer, cast.coordinator):
        client.force_login(person)
        answer = client.get(f"/mentoring/assignments/{pair.number}/")
        assert answer.status_code == 200
        for said in ("03.02.2031", pair.agreement.number):
            assert said in answer.content.decode(), (person.post.role, said)


def test_the_body_of_a_child_who_moved_judges_a_mentor_of_another_body(db: None) -> None:
    cast = make_cast()
    pair = cast.child.assignments.select_related("candidate__organisation__agency").get()
    moved = fresh(cast.officer2)
    before, behind_it = Collector(), Collector()
    check_goes_on(pair, date(2026, 3, 2), before)
    with behind(moved):
        assert not Income.objects.exists()
        check_goes_on(pair, date(2026, 3, 2), behind_it)
    assert {one.rule for one in behind_it.refusals} == {one.rule for one in before.refusals}


def test_a_policy_asks_for_rights_once_a_query(whole: Scene) -> None:
    """The right and the own organisation are sub-selects of the query, not of its rows."""
    officer = fresh(make_user(whole.body, Role.GUARDIANSHIP_OFFICER))
    for model in (Candidate, GroundCheck, Attendance, ReportVersion):
        sql, params = model.objects.order_by("-pk").query.sql_with_params()
        with behind(officer), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0][0]["Plan"]
        asked = [node for node in _nodes(plan) if node.get("Parent Relationship") == "InitPlan"]
        assert asked, model
        assert all(node["Actual Loops"] <= 1 for node in asked), model


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]
