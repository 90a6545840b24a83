"""Who sees assignments, meetings, notes, wishes, reports and help: roles by relations, written out by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.core.localtime import local_day
from apps.mentoring.acts import assignments as life
from apps.mentoring.acts import meetings, notes, reports
from apps.mentoring.models import Assignment, Help, Meeting, MeetingNote, Proposal, QuarterlyReport, Wish
from apps.mentoring.quarters import quarter_of
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_agency, make_district, make_user
from tests.factories.obligations import make_law

pytestmark = pytest.mark.django_db

PAIR = {Assignment, Meeting, MeetingNote}
ALL = {*PAIR, Wish, Proposal, QuarterlyReport, Help}
SEEN = {
    AgencyKind.GUARDIANSHIP: {
        Role.GUARDIANSHIP_OFFICER: {*PAIR, Wish, QuarterlyReport},
        Role.GUARDIANSHIP_HEAD: {*PAIR, Wish, QuarterlyReport},
    },
    AgencyKind.ORPHAN_ORG: {Role.ORG_STAFF: {*PAIR, Wish}, Role.ORG_HEAD: {*PAIR, Wish}},
    AgencyKind.MENTORING_ORG: {
        Role.MENTORING_COORDINATOR: {*PAIR, QuarterlyReport}, Role.MENTORING_HEAD: {*PAIR, QuarterlyReport},
        Role.MENTOR: set(),
    },
}  # fmt: skip


@pytest.fixture
def cast():
    make_law()
    cast = make_cast()
    now = timezone.now()
    cast.assignment = Assignment.objects.get(child=cast.child)
    life.record_wish(cast.child, wants="YES", heard_on=local_day(now), by=fresh(cast.officer), at=now)
    data = {"kind": "INSIDE", "planned_from": now - timedelta(hours=2), "planned_to": now - timedelta(hours=1)}
    held = meetings.record_unplanned(cast.assignment, data=data, by=fresh(cast.mentor), at=now)
    notes.write_note(held, text="Кездестік", by=fresh(cast.mentor), at=now)
    before = quarter_of(local_day(now)).before
    coordinator = fresh(cast.coordinator)
    report = reports.draw_up(
        organisation=cast.organisation, body=cast.body, year=before.year, quarter=before.no, by=coordinator, at=now
    )
    report = reports.save_texts(report, data={"help_given": "Кеңес"}, version=report.version, by=coordinator, at=now)
    reports.submit(report, version=report.version, by=coordinator, at=now)
    return cast


def seen(person) -> set:
    return {model for model in ALL if model.objects.visible_to(fresh(person)).exists()}


@pytest.mark.parametrize("kind", SEEN)
def test_those_around_the_child(cast, kind):
    agency = {
        AgencyKind.GUARDIANSHIP: cast.body, AgencyKind.ORPHAN_ORG: cast.home,
        AgencyKind.MENTORING_ORG: cast.organisation,
    }[kind]  # fmt: skip
    for role in sorted(roles_for(kind)):
        assert seen(make_user(agency, role)) == SEEN[kind].get(role, set()), role


def test_the_mentor_the_own_child_while_it_runs(cast):
    assert seen(cast.mentor) == PAIR
    life.suspend(cast.assignment, reason="SAFETY", text="Тексеру", by=fresh(cast.officer), at=timezone.now())
    assert seen(cast.mentor) == set()


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_outsiders_of_every_kind(cast, kind):
    for agency in (make_agency(kind, cast.district), make_agency(kind, make_district(cast.district.parent))):
        for role in sorted(roles_for(kind)):
            assert seen(make_user(agency, role)) == set(), role
