"""The boards of mentoring: what each post sees first, how often the database is asked, and whom a figure names."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.care.actions import place_child
from apps.core.localtime import day_start, local_day
from apps.mentoring import clocks
from apps.mentoring.acts import applications, reports
from apps.mentoring.boards.own import board_of
from apps.mentoring.boards.regions import Past, overview_of
from apps.mentoring.checks.clearance import expiring
from apps.mentoring.models import Agreement, Clearance
from apps.mentoring.quarters import Quarter, quarter_of
from apps.mentoring.states import CandidateState
from apps.obligations.models import Obligation
from apps.web.mentoring.boards import regions
from apps.web.mentoring.boards.presenting import TILES, context_of
from apps.web.mentoring.candidates.listing import expiring_rows
from apps.web.presenters.clocks import spoken
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.mentoring import candidate_data
from tests.factories.mentors import known_mentor
from tests.factories.obligations import make_law
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
URL = "/mentoring/"


@pytest.fixture
def cast():
    make_law()
    return make_cast()


def opened(client, person, **query):
    client.force_login(fresh(person))
    with translation.override("ru"):
        return client.get(URL, query)


def apply_once(cast):
    data = candidate_data(area=cast.district)
    organisation = cast.candidate.organisation
    return applications.apply(organisation, body=cast.body, data=data, by=fresh(cast.coordinator), at=timezone.now())


def waiting_child(cast, born=date(2014, 5, 5)):
    child = make_child(cast.officer, birth_date=born, area=cast.district, at=timezone.now())
    place_child(child, organisation=cast.home, starts_on=local_day(timezone.now()) - timedelta(days=200),
                by=fresh(cast.officer), at=timezone.now())  # fmt: skip
    return child


def asked(client, person) -> int:
    client.force_login(fresh(person))
    client.get(URL)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(URL).status_code == 200
    return len(queries)


def test_the_organisation_sees_its_mentors_by_stage_and_the_first_duty(client, cast):
    candidate = apply_once(cast)
    page = opened(client, cast.coordinator)
    assert page.status_code == 200
    assert page.context["board"].candidates == {CandidateState.APPLIED: 1, CandidateState.CLEARED: 1}
    assert page.context["first"][0].duty.subject_no == candidate.number
    assert page.context["board"].pairs == {"ACTIVE": 1}
    assert candidate.number in page.content.decode()


def test_a_tile_and_its_bar_count_the_same(client, cast):
    first, *_rest = (apply_once(cast) for _ in range(3))
    applications.consult(first, held_on=local_day(timezone.now()), by=fresh(cast.coordinator), at=timezone.now())
    page = opened(client, cast.coordinator)
    tile = next(one for one in page.context["tiles"] if one["url"].endswith("?tab=applied"))
    bars = {one["url"].rsplit("=", 1)[1]: one["figure"] for one in page.context["stages"]}
    assert (tile["figure"], bars["applied"], bars["advised"]) == ("2", 2, 1)
    listed = client.get(tile["url"]).context["page"].items
    assert {one.state for one in listed} == {CandidateState.APPLIED}
    assert len(listed) == 2


@pytest.mark.parametrize(("n", "said"), [(0, "many"), (1, "one"), (2, "many"), (21, "many")])
def test_the_words_of_a_tile_go_with_its_number(n, said):
    with translation.override("en"):
        found = {name: words % n for name, words in TILES.items()}
    assert found["suspended"] == {"one": "clearance suspended", "many": "clearances suspended"}[said]
    assert found["waiting"].split()[0] == {"one": "child", "many": "children"}[said]


def test_days_left_are_counted_as_the_duty_counts_them(client, cast):
    """Eleven o'clock, thirteen calendar days before the last day: the duty ends at nine of that day."""
    day = local_day(timezone.now()) + timedelta(days=13)
    at = day_start(day - timedelta(days=13)) + timedelta(hours=11)
    Clearance.objects.filter(candidate=cast.candidate).update(valid_until=day)
    clearance = Clearance.objects.get(candidate=cast.candidate)
    clocks.watch(clearance, by=None, at=at)
    duty = Obligation.objects.get(subject_kind="clearance", subject_id=clearance.pk)
    assert duty.due_at == day_start(day) + timedelta(hours=9)
    with translation.override("en"):
        board = context_of(board_of(fresh(cast.coordinator), at), fresh(cast.coordinator))
        soon = expiring(cast.organisation, local_day(at))
        (row,) = expiring_rows(list(soon), at)
        assert board["expiring"][0]["said"] == row["bar"]["figure"] == spoken(duty, at) == "12\u00a0days left"


def test_another_organisation_sees_nothing_of_it(client, cast):
    candidate = apply_once(cast)
    page = opened(client, cast.coordinator2)
    board = page.context["board"]
    assert (board.candidates, board.pairs, board.wanted) == ({}, {}, [])
    assert candidate.number not in page.content.decode()


def test_an_organisation_learns_how_many_children_wait_and_not_who(client, cast):
    child = waiting_child(cast)
    page = opened(client, cast.coordinator)
    assert [(body.pk, n) for body, n in page.context["board"].wanted] == [(cast.body.pk, 1)]
    assert child.number not in page.content.decode()


def test_the_body_sees_who_waits_the_longest_first(client, cast):
    late = waiting_child(cast, born=timezone.localdate() - timedelta(days=3653 + 20))
    long = waiting_child(cast)
    waiting_child(cast, born=date(2020, 1, 1))
    waiting = opened(client, cast.officer).context["board"].waiting
    assert [one.number for one in waiting.first] == [long.number, late.number]
    assert (waiting.count, waiting.spans, waiting.unheard) == (2, [1, 0, 0, 1], 2)


def test_a_home_sees_its_residents_and_other_homes_do_not(client, cast):
    child = waiting_child(cast)
    page = opened(client, cast.orphanage)
    assert [one.number for one in page.context["board"].waiting.first] == [child.number]
    elsewhere = make_user(make_agency(AgencyKind.ORPHAN_ORG, cast.district), Role.ORG_STAFF)
    assert opened(client, elsewhere).context["board"].waiting.count == 0


def test_staff_of_other_organisations_for_children_have_no_board(client, cast):
    staff = make_user(make_agency(AgencyKind.INFANT_HOME, cast.district), Role.ORG_STAFF)
    assert opened(client, staff).status_code == 403
    assert reverse("mentoring:index") not in client.get("/").content.decode()


def test_an_ombudsman_sees_sums_of_the_region_and_no_person(client, cast):
    child = waiting_child(cast)
    page = opened(client, cast.ombudsman)
    whole = page.context["overview"].whole
    assert (whole.cleared, whole.children, whole.waiting) == (1, 1, 1)
    text = page.content.decode()
    assert not any(word in text for word in (child.number, cast.child.number, cast.candidate.number, "Ахметов"))
    assert opened(client, cast.ombudsman2).context["overview"].whole.children == 0


def last_quarter(cast):
    """The quarter that ended last, with the agreement known since before its end."""
    last = quarter_of(local_day(timezone.now())).before
    at = day_start(last.first)
    Agreement.objects.update(starts_on=last.first, signed_on=last.first, proposed_at=at, confirmed_at=at)
    return last


def handed_in(cast, last, at):
    named = {"organisation": cast.organisation, "body": cast.body, "year": last.year, "quarter": last.no}
    by = fresh(cast.coordinator)
    made = reports.draw_up(**named, by=by, at=at)
    made = reports.save_texts(made, data={"help_given": "Кеңес берілді."}, version=made.version, by=by, at=at)
    reports.submit(made, version=made.version, by=by, at=at)
    return made


def test_the_region_counts_a_report_that_does_not_even_exist_as_not_handed_in(client, cast):
    last = last_quarter(cast)
    page = opened(client, cast.ombudsman)
    whole, past = page.context["overview"].whole, page.context["overview"].past[-1]
    assert (whole.expected, whole.in_time, whole.missing) == (1, 0, 1)
    assert (past.quarter, past.expected, past.submitted) == (last, 1, 0)
    assert opened(client, cast.officer).context["board"].reports.missing == 1
    assert client.get("/mentoring/reports/?tab=missing").context["unopened"][0]["agency"] == cast.organisation
    own = opened(client, cast.coordinator).context["board"].reports
    listed = client.get("/mentoring/reports/").context
    assert (own.to_do, listed["tabs"][0]["count"], listed["unopened"][0]["agency"]) == (1, "1", cast.body)


def test_the_region_says_what_was_returned_and_that_the_correction_is_late(client, cast):
    last = last_quarter(cast)
    at = day_start(last.after.first) + timedelta(hours=10)
    made = handed_in(cast, last, at)
    reports.send_back(made, reason="Кездесулер жоқ", by=fresh(cast.officer), at=at)
    duty = Obligation.objects.get(rule__code="caseflow.mentoring.report_correction")
    for now, overdue in ((duty.due_at - timedelta(hours=1), 0), (duty.due_at + timedelta(hours=1), 1)):
        whole = overview_of(cast.district.parent, now).whole
        assert (whole.in_time, whole.returned, whole.overdue) == (1, 1, overdue)
    with translation.override("en"):
        words = [tile["label"] for tile in regions.context_of(overview_of(cast.district.parent, now))["tiles"]]
    assert words[-2:] == ["report returned to be corrected", "correction of a report is late"]


def test_a_column_of_reports_is_as_high_as_many_were_owed_and_says_both_numbers(cast):
    first, second = (Past(Quarter(2026, no)) for no in (1, 2))
    first.expected, first.submitted, first.in_time = 4, 4, 4
    second.expected, second.submitted, second.in_time = 2, 2, 2
    with translation.override("en"):
        chart = regions._reports([first, second])
    assert [column.figure for column in chart.columns] == ["4/4", "2/2"]
    assert [column.parts[0].height for column in chart.columns] == [72.0, 36.0]


def test_the_board_counts_the_reports_to_hand_in_as_their_list_does(client, cast):
    last = last_quarter(cast)
    named = {"organisation": cast.organisation, "body": cast.body, "by": fresh(cast.coordinator)}
    for one in (last, last.after):
        reports.draw_up(**named, year=one.year, quarter=one.no, at=timezone.now())
    board = opened(client, cast.coordinator).context["board"]
    listed = client.get("/mentoring/reports/").context
    assert board.reports.to_do == len(listed["rows"]) == 1
    assert [tab["count"] for tab in listed["tabs"][:2]] == ["1", None]
    running = client.get("/mentoring/reports/?tab=running").context["rows"]
    assert [row["report"].period for row in running] == [last.after]


def test_the_country_is_told_by_region_and_one_region_by_body(client, cast):
    country = cast.district.parent.parent
    authority = make_user(make_agency(AgencyKind.CENTRAL_AUTHORITY, country), Role.INSPECTOR)
    page = opened(client, authority)
    assert [(row["line"].area.name_ru, row["line"].children) for row in page.context["rows"]] == [
        ("Астана", 1), ("Қостанай", 0)
    ]  # fmt: skip
    region = opened(client, authority, region=cast.district.parent_id)
    assert [row["line"].body.pk for row in region.context["rows"]] == [cast.body.pk]
    assert opened(client, authority, region=cast.district.pk).status_code == 404


def test_waiting_and_keeping_are_counted_as_they_are_told(cast):
    now = timezone.now()
    overview = overview_of(cast.district.parent, now)
    since = (date(2025, 9, 1) - cast.candidate.applied_at.date()).days
    year = local_day(now) - date(2025, 9, 1) >= timedelta(days=365)
    assert (overview.whole.begun, overview.whole.kept) == ((1, 1) if year else (0, 0))
    assert overview.whole.days in (None, since)


def test_the_mentor_goes_to_the_own_page(client, cast):
    page = opened(client, cast.mentor)
    assert (page.status_code, page["Location"]) == (302, reverse("mentoring:mine"))


@pytest.mark.parametrize("person", ["coordinator", "officer", "orphanage", "ombudsman"])
def test_a_board_asks_as_often_with_twenty_as_with_one(client, cast, person):
    waiting_child(cast)
    apply_once(cast)
    few = asked(client, getattr(cast, person))
    for _no in range(8):
        waiting_child(cast)
        apply_once(cast)
        known_mentor(cast.organisation, cast.body, on=local_day(timezone.now()), by=cast.officer, at=timezone.now())
    assert asked(client, getattr(cast, person)) <= few + 2


def test_the_board_is_the_same_for_the_api(cast):
    board = board_of(fresh(cast.coordinator), timezone.now())
    assert board.post == "organisation"
    assert board.waiting is None


def offered(client, url):
    """Addresses of the sections above a page, and of the one that is marked."""
    page = client.get(url, follow=True)
    assert page.status_code == 200, url
    nav = page.content.decode().split('class="mentoring-sections', 1)[1].split("</nav>", 1)[0]
    links = re.findall(r'href="([^"]+)"([^>]*)>', nav)
    return [href for href, _rest in links], [href for href, rest in links if "aria-current" in rest]


@pytest.mark.parametrize("person", ["coordinator", "officer", "orphanage", "ombudsman", "mentor"])
def test_each_section_that_is_offered_opens_and_marks_itself(client, cast, person):
    client.force_login(fresh(getattr(cast, person)))
    sections, marked = offered(client, reverse("mentoring:mine") if person == "mentor" else URL)
    assert len(sections) > 1
    assert len(marked) == 1
    for url in sections:
        assert offered(client, url) == (sections, [url])
