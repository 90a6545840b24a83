"""Figures recounted by hand: terms, groups, what bodies owe, and that nobody counts what he or she is shut out of."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.complaints.acts import calls, course, requests, triage
from apps.complaints.figures import Terms, figures_of, scope_of
from apps.complaints.models import Appeal
from apps.complaints.periods import Period, period_of
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import ALMATY
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.appeals import against, decided, file_appeal, replied, under_review
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 10, 5, 10, tzinfo=ALMATY)
LATER = MONDAY + timedelta(days=60)
OCTOBER = Period(2026, month=10)


def counted(person, period=OCTOBER, at=LATER):
    return figures_of(scope_of(fresh(person)), period, at=at)


def texts(cells) -> dict:
    return {cell.key: cell.text for cell in cells}


def six(offices, n=6, **changes) -> list[Appeal]:
    return [file_appeal(at=MONDAY, area=offices.district, **changes).appeal for _n in range(n)]


def test_terms_and_outcomes(offices):
    made = six(offices, 7)
    for appeal in made[:5]:
        replied(appeal, by=offices.head, at=MONDAY + timedelta(days=2))
    late = decided(made[5], by=offices.head, at=MONDAY + timedelta(days=2))
    course.reply(late, text="Жауап.", by=fresh(offices.head), at=MONDAY + timedelta(days=40))
    soon, found = counted(offices.head, at=MONDAY + timedelta(days=3)), counted(offices.head)
    assert (soon.terms.in_term, soon.terms.running) == (5, 1)
    assert found.terms == Terms(in_term=5, late=2, running=0)
    assert found.received.value == 7
    assert texts(found.group("outcome")) == {"RESTORED": "…", "": "<5"}
    assert dict(found.months)[OCTOBER.first] == Terms(5, 2, 0)
    assert sum(one.ended for first, one in found.months if first != OCTOBER.first) == 0


def test_groups_and_small_numbers(offices):
    six(offices, 6, by_child=True)
    six(offices, 14, by_child=False)
    six(offices, 8, respondents=against(offices.education))
    found = counted(offices.head)
    assert found.received.value == 28
    assert texts(found.group("sender")) == {"CHILD": "14", "ADULT": "14"}
    assert texts(found.group("area")) == {offices.district.pk: "28"}
    assert texts(found.group("respondent")) == {"EDU_MANAGEMENT": "8"}
    assert [(body.pk, cell.value) for body, cell in found.bodies] == [(offices.education.pk, 8)]


def test_a_body_with_few_is_not_named(offices):
    school = make_agency(AgencyKind.SCHOOL, offices.district)
    other = make_agency(AgencyKind.SCHOOL, offices.district)
    six(offices, 12, respondents=against(offices.education))
    six(offices, 3, respondents=against(school))
    six(offices, 9, respondents=against(other))
    found = counted(offices.head)
    assert texts(found.group("respondent")) == {"EDU_MANAGEMENT": "12", "SCHOOL": "12"}
    assert [body.pk for body, _cell in found.bodies] == [offices.education.pk]


def test_what_bodies_were_asked(offices):
    officer = make_agency(AgencyKind.GUARDIANSHIP, offices.district)
    appeal = under_review(six(offices, 1)[0], by=offices.head, at=MONDAY)
    asked = {
        "kind": "INFORMATION", "body": offices.education, "text": "Хабарлаңыз.", "by": fresh(offices.head),
        "at": MONDAY + timedelta(hours=1),
    }  # fmt: skip
    answered, _silent = requests.ask(appeal, **asked), requests.ask(appeal, **{**asked, "body": officer})
    requests.answer(answered, text="Тексерілді.", by=fresh(offices.official), at=answered.due_at + timedelta(days=1))
    found = counted(offices.head)
    (one,) = found.requests
    assert (one.kind, one.sent, one.answered, one.late, one.overdue, one.refused) == ("INFORMATION", 2, 1, 1, 1, 0)
    (owing,) = found.owing
    assert (owing.body, owing.count, owing.ages) == (officer, 1, (0, 0, 1))


def test_refusals_to_open_a_file_are_obstruction(offices):
    appeal = under_review(six(offices, 1)[0], by=offices.head, at=MONDAY)
    body = make_agency(AgencyKind.GUARDIANSHIP, offices.district)
    officer = make_user(body, Role.GUARDIANSHIP_OFFICER)
    child = make_child(officer, area=offices.district, at=MONDAY)
    request = requests.ask(
        appeal, kind="FILE", body=body, child=child, text="Ашыңыз.", by=fresh(offices.head), at=MONDAY
    )
    requests.refuse_file(request, reason="Келісім жоқ.", by=fresh(officer), at=MONDAY + timedelta(days=1))
    found = counted(offices.head)
    assert found.obstruction == [(body, 1)]
    assert counted(offices.head, Period(2026, month=11)).obstruction == []


def test_only_the_period_and_the_own_office(offices):
    six(offices, 5)
    file_appeal(at=MONDAY - timedelta(days=30), area=offices.district)
    assert counted(offices.head).received.value == 5
    assert counted(offices.head, Period(2026, quarter=4)).received.value == 5
    assert counted(offices.head, Period(2026)).received.value == 6
    assert counted(offices.head2).received.value == 0
    with pytest.raises(NotAllowed):
        scope_of(fresh(offices.head), offices.republic.pk)
    for outsider in (offices.official, offices.officer, offices.operator):
        with pytest.raises(NotAllowed):
            scope_of(fresh(outsider))


def test_the_country_by_office_and_one_office_of_it(offices):
    six(offices, 6)
    found = counted(offices.commissioner)
    assert found.scope.is_country
    assert "area" not in found.groups
    lines = {one.office.pk: one for one in found.lines}
    assert set(lines) >= {offices.regional.pk, offices.republic.pk, offices.head2.agency.pk}
    assert lines[offices.regional.pk].received.value == 6
    assert lines[offices.regional.pk].terms == Terms(late=6)
    one = figures_of(scope_of(fresh(offices.commissioner), offices.regional.pk), OCTOBER, at=LATER)
    assert one.received.value == 6
    assert one.scope.office == offices.regional
    with pytest.raises(Refused):
        scope_of(fresh(offices.commissioner), offices.education.pk)


def test_a_hidden_office_says_nothing_of_its_terms(offices):
    six(offices, 2)
    line = next(one for one in counted(offices.commissioner).lines if one.office == offices.regional)
    assert line.received.text == "<5"
    assert line.terms is None


def test_calls_are_the_countrys(offices):
    for category in ("BULLYING",) * 6 + ("FAMILY",) * 5:
        data = {"category": category, "said": "…", "language": "kk"}
        calls.log_call(data=data, by=fresh(offices.operator), at=MONDAY)
    found = counted(offices.commissioner)
    assert texts(found.calls["category"]) == {"BULLYING": "6", "FAMILY": "5"}
    assert texts(found.calls["outcome"]) == {"": "11"}
    assert counted(offices.head).calls == {}


def test_who_is_shut_out_counts_without_it(offices):
    made = six(offices, 6)
    triage.withdraw_self(made[0], reason="Туысым.", by=fresh(offices.staff), at=MONDAY)
    assert counted(offices.staff).received.value == 5
    assert counted(offices.head).received.value == 6


def test_the_number_of_queries_does_not_grow(offices):
    six(offices, 2, respondents=against(offices.education))
    with CaptureQueriesContext(connection) as few:
        counted(offices.head)
    six(offices, 12, respondents=against(make_agency(AgencyKind.SCHOOL, offices.district)))
    with CaptureQueriesContext(connection) as many:
        counted(offices.head)
    assert len(many) == len(few) <= 20


@pytest.mark.parametrize(
    ("code", "first", "after"),
    [("2026", "2026-01-01", "2027-01-01"), ("2026-q4", "2026-10-01", "2027-01-01"),
     ("2026-12", "2026-12-01", "2027-01-01"), ("", "2026-01-01", "2027-01-01"),
     ("2025-q1", "2025-01-01", "2025-04-01")],
)  # fmt: skip
def test_periods(code, first, after):
    period = period_of(code, at=LATER)
    assert (f"{period.first}", f"{period.after}") == (first, after)
    assert period_of(period.code, at=LATER) == period


@pytest.mark.parametrize(
    "code", ["2020", "2027", "2026-13", "2026-q5", "x", "2026-", "２０２６", "2026-01-01", "2026-1"]
)
def test_what_is_no_period(code):
    if code == "2026-":
        assert period_of(code, at=LATER) == Period(2026)
        return
    with pytest.raises(Refused):
        period_of(code, at=LATER)


def test_twelve_months_end_with_the_present_one():
    assert f"{Period(2026).year_to_it(MONDAY.date())[-1]}" == "2026-10-01"
    assert f"{Period(2025).year_to_it(MONDAY.date())[-1]}" == "2025-12-01"
    assert len(Period(2026, quarter=1).year_to_it(MONDAY.date())) == 12
