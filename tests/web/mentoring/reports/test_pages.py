"""Pages of quarterly reports: who opens them, the acts on them, rows 34 and 35 of the bad inputs, number of queries."""

import io

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from apps.accounts.models import Area
from apps.audit.models import LedgerEntry
from apps.mentoring.acts import reports
from apps.mentoring.figures import BY_CODE
from apps.mentoring.models import QuarterlyReport
from apps.obligations.models import Obligation
from tests.cast import FRIDAY, log_harm
from tests.factories.accounts import fresh, make_agency, make_user
from tests.web.mentoring.reports.conftest import APRIL, accepted, drawn_up, returned, submitted, written

RULE = "kz345.a28-2.p10.s5"


@pytest.fixture
def coordinator(client, cast):
    client.force_login(fresh(cast.coordinator))
    return client


@pytest.fixture
def officer(client, cast):
    client.force_login(fresh(cast.officer))
    return client


def address(name, *args):
    return reverse(f"mentoring:{name}", args=args)


def rules_at(answer, field):
    return [error.params["rule"] for error in answer.context["form"].errors.as_data().get(field, [])]


def test_from_an_empty_list_to_an_accepted_report(client, coordinator, cast):
    assert coordinator.get(address("reports")).status_code == 200
    answer = coordinator.post(address("report_new"), {"year": "2026", "quarter": "1", "body": cast.body.pk})
    report = QuarterlyReport.objects.get()
    assert answer.url == address("report", report.number)
    page = coordinator.get(answer.url)
    assert [one["url"] for one in page.context["missing"]] == [address("report_texts", report.number)]
    data = {"version": page.context["report"].version, "help_given": "Кеңес берілді.", "problems": "", "proposals": ""}
    assert coordinator.post(address("report_texts", report.number), data).status_code == 302
    report.refresh_from_db()
    unsigned = coordinator.post(address("report_submit", report.number), {"version": report.version})
    assert (unsigned.status_code, "signed" in unsigned.context["form"].errors) == (422, True)
    signed = coordinator.post(address("report_submit", report.number), {"version": report.version, "signed": "on"})
    assert signed.status_code == 302
    client.force_login(fresh(cast.officer))
    page = client.get(address("report", report.number))
    assert page.context["may_judge"]
    assert "Кеңес берілді." in page.content.decode()
    seen = {"version": page.context["report"].version}
    assert client.get(address("report_accept", report.number)).status_code == 200
    assert client.post(address("report_accept", report.number), seen).status_code == 302
    report.refresh_from_db()
    assert report.state == "ACCEPTED"


def test_of_a_returned_report_only_the_term_that_runs_is_shown(coordinator, cast):
    report = returned(cast)
    first = Obligation.objects.get(subject_kind="mentoring_report", rule__code=RULE)
    again = Obligation.objects.get(subject_kind="mentoring_report", rule__code="caseflow.mentoring.report_correction")
    assert first.due_at != again.due_at
    page = coordinator.get(address("report", report.number))
    assert page.context["duty"] == again
    assert "basis-law" not in page.content.decode().split('<div class="actions">')[0].split("<h1>")[1]
    (row,) = coordinator.get(address("index")).context["reports"]["rows"]
    assert (row["number"], row["due_at"]) == (report.number, again.due_at)


def test_the_tile_counts_all_reports_and_not_those_that_are_shown(coordinator, cast):
    """Eight that were begun, and the last quarter's, which nobody began."""
    QuarterlyReport.objects.bulk_create(
        QuarterlyReport(number=f"Q-{no}", organisation=cast.organisation, body=cast.body, year=2024 + no // 4,
                        quarter=no % 4 + 1, created_at=APRIL, figures_at=APRIL)
        for no in range(8)
    )  # fmt: skip
    page = coordinator.get(address("index"))
    figures = {tile["url"]: tile["figure"] for tile in page.context["tiles"]}
    assert (figures[address("reports")], len(page.context["reports"]["rows"])) == ("9", 6)


def test_row_34_no_report_before_its_quarter_has_ended(coordinator, cast):
    running = written(cast, quarter=2)
    page = coordinator.get(address("report", running.number))
    assert not page.context["has_ended"]
    data = {"version": running.version, "signed": "on"}
    answer = coordinator.post(address("report_submit", running.number), data)
    assert (answer.status_code, rules_at(answer, "quarter")) == (422, [RULE])
    with translation.override("ru"):
        assert "28-2" in answer.content.decode()
    ahead = coordinator.post(address("report_new"), {"year": "2026", "quarter": "3", "body": cast.body.pk})
    assert (ahead.status_code, rules_at(ahead, "quarter")) == (422, [RULE])
    running.refresh_from_db()
    assert (running.state, running.first_submitted_at) == ("DRAFT", None)


def test_row_35_no_second_report_for_one_body_and_quarter(coordinator, cast):
    report = submitted(cast)
    again = coordinator.post(address("report_new"), {"year": "2026", "quarter": "1", "body": cast.body.pk})
    assert (again.status_code, rules_at(again, "quarter")) == (422, [RULE])
    data = {"version": report.version, "signed": "on"}
    twice = coordinator.post(address("report_submit", report.number), data)
    assert (twice.status_code, rules_at(twice, "quarter")) == (422, [RULE])
    assert QuarterlyReport.objects.count() == report.versions.count() == 1


def test_a_draft_that_was_begun_is_opened_and_not_made_twice(coordinator, cast):
    report = drawn_up(cast)
    answer = coordinator.post(address("report_new"), {"year": "2026", "quarter": "1", "body": cast.body.pk})
    assert answer.url == address("report", report.number)
    assert QuarterlyReport.objects.count() == 1


def test_another_number_needs_its_reason_and_the_counted_one_takes_it_back(coordinator, cast):
    report = drawn_up(cast)
    one = address("report_figure", report.number, "MENTORS")
    assert coordinator.get(one).status_code == 200
    refused = coordinator.post(one, {"value": "2", "reason": "", "version": report.version})
    assert (refused.status_code, "reason" in refused.context["form"].errors) == (422, True)
    assert coordinator.post(one, {"value": "2", "reason": "Қағазда", "version": report.version}).status_code == 302
    page = coordinator.get(address("report", report.number)).content.decode()
    assert "Қағазда" in page
    report.refresh_from_db()
    assert coordinator.post(one, {"value": "1", "reason": "", "version": report.version}).status_code == 302
    figure = report.figures.get(code="MENTORS")
    assert (figure.value, figure.reason) == (1, "")
    assert coordinator.get(address("report_figure", report.number, "NONE")).status_code == 404


def test_two_coordinators_at_the_texts_see_what_the_other_saved(coordinator, cast):
    report = drawn_up(cast)
    seen = report.version
    by = fresh(cast.heads["MENTORING_ORG"])
    reports.save_texts(report, data={"problems": "Бірінші"}, version=seen, by=by, at=APRIL)
    data = {"version": seen, "help_given": "Кеңес", "problems": "Екінші", "proposals": ""}
    answer = coordinator.post(address("report_texts", report.number), data)
    assert answer.status_code == 422
    (conflict,) = answer.context["form"].comparison.conflicts
    assert (conflict.name, conflict.stored, conflict.mine) == ("problems", "Бірінші", "Екінші")
    report.refresh_from_db()
    settled = {**data, "version": report.version, "begun": seen, "conflict": "problems", "keep-problems": "stored"}
    assert coordinator.post(address("report_texts", report.number), settled).status_code == 302
    report.refresh_from_db()
    assert (report.help_given, report.problems) == ("Кеңес", "Бірінші")


def test_what_changed_since_it_was_counted_is_shown_before_signing(coordinator, cast):
    report = written(cast)
    log_harm(cast, at=FRIDAY)
    page = coordinator.get(address("report_submit", report.number))
    assert [one["now"] for one in page.context["drifted"]] == ["1"]
    data = {"version": report.version, "signed": "on"}
    refused = coordinator.post(address("report_submit", report.number), data)
    assert refused.status_code == 422
    assert coordinator.get(address("report_count", report.number)).status_code == 200
    assert coordinator.post(address("report_count", report.number)).status_code == 302
    assert coordinator.get(address("report_submit", report.number)).context["drifted"] == []
    stale = coordinator.post(address("report_submit", report.number), data)
    assert stale.status_code == 422, "signed is what was seen"


def test_returned_with_a_reason_and_handed_in_again(client, officer, cast):
    report = submitted(cast)
    data = {"version": report.version, "reason": ""}
    assert client.post(address("report_return", report.number), data).status_code == 422
    data["reason"] = "Кездесулер саны басқа"
    assert client.post(address("report_return", report.number), data).status_code == 302
    client.force_login(fresh(cast.coordinator))
    page = client.get(address("report", report.number))
    assert "Кездесулер саны басқа" in page.content.decode()
    report.refresh_from_db()
    change = {"value": "5", "reason": "Журнал бойынша", "version": report.version}
    client.post(address("report_figure", report.number, "MEETINGS"), change)
    report.refresh_from_db()
    data = {"version": report.version, "signed": "on"}
    assert client.post(address("report_submit", report.number), data).status_code == 302
    client.force_login(fresh(cast.officer))
    second = client.get(address("report_version", report.number, 2))
    assert [(one["was"], one["now"]) for one in second.context["changes"]] == [(0, 5)]
    assert client.get(address("report_version", report.number, 1)).context["changes"] == []
    assert client.get(address("report_version", report.number, 3)).status_code == 404


def test_nobody_accepts_a_version_he_or_she_has_not_seen(officer, cast):
    report = returned(cast)
    reports.submit(report, version=report.version, by=fresh(cast.coordinator), at=APRIL)
    answer = officer.post(address("report_accept", report.number), {"version": "1"})
    assert answer.status_code == 422
    report.refresh_from_db()
    assert report.state == "SUBMITTED"


def test_the_body_reads_what_was_handed_in_alone(officer, cast):
    report = returned(cast)
    by = fresh(cast.coordinator)
    reports.save_texts(report, data={"help_given": "Жаңа мәтін"}, version=report.version, by=by, at=APRIL)
    for one in (address("report", report.number), address("report_table", report.number)):
        page = officer.get(one)
        assert page.status_code == 200
        assert "Жаңа мәтін" not in page.content.decode(errors="ignore")
    assert "Кеңес берілді." in officer.get(address("report", report.number)).content.decode()


@pytest.mark.parametrize("who", ["mentor", "orphanage", "police", "ombudsman", "officer2", "coordinator2"])
def test_outsiders_find_nothing(client, cast, who):
    report = submitted(cast)
    client.force_login(fresh(getattr(cast, who)))
    for name in ("report", "report_texts", "report_count", "report_submit", "report_accept", "report_return"):
        assert client.get(address(name, report.number)).status_code == 404, name
    for args in (("report_rows", report.number, "CHILDREN"), ("report_version", report.number, 1),
                 ("report_pdf", report.number, "ru"), ("report_table", report.number),
                 ("report_figure", report.number, "CHILDREN")):  # fmt: skip
        assert client.get(address(*args)).status_code == 404, args
    listed = client.get(address("reports"))
    assert listed.status_code in (302, 403) or report.number not in listed.content.decode()


def test_each_side_is_kept_to_its_own_acts(client, cast):
    report = submitted(cast)
    for who, names in ((cast.officer, ("texts", "count", "submit")), (cast.coordinator, ("accept", "return"))):
        client.force_login(fresh(who))
        for name in names:
            assert client.get(address(f"report_{name}", report.number)).status_code == 403, name


def test_the_body_sees_a_draft_as_owed_alone(officer, cast):
    report = drawn_up(cast)
    assert officer.get(address("report", report.number)).status_code == 404
    listed = officer.get(address("reports"), {"tab": "missing"})
    assert [row["report"] for row in listed.context["rows"]] == [report]
    assert address("report", report.number) not in listed.content.decode()


def test_the_list_narrows_and_says_who_is_late(coordinator, cast):
    first, second = submitted(cast), written(cast, year=2025, quarter=4)
    for query, found in (
        ({}, [second]), ({"tab": "lying"}, [first]), ({"tab": "all"}, [first, second]),
        ({"tab": "all", "year": "2025"}, [second]), ({"tab": "all", "quarter": "1"}, [first]),
        ({"tab": "all", "time": "late"}, [second]), ({"tab": "all", "time": "in_time"}, [first]),
        ({"tab": "all", "body": str(cast.body.pk)}, [first, second]), ({"tab": "all", "state": "ACCEPTED"}, []),
    ):  # fmt: skip
        rows = coordinator.get(address("reports"), query).context["rows"]
        assert [row["report"] for row in rows] == found, query


@pytest.mark.parametrize("code", list(BY_CODE))
def test_every_figure_leads_to_its_rows(coordinator, cast, code):
    log_harm(cast, at=FRIDAY)
    report = drawn_up(cast)
    page = coordinator.get(address("report_rows", report.number, code))
    assert page.status_code == 200
    expected = {"MENTORS": 1, "MENTORS_AT_END": 1, "CHILDREN": 1, "CHILDREN_AT_END": 1, "HARM": 3}
    assert len(page.context["rows"]) == expected.get(code, 0) or code.startswith("HARM")
    assert LedgerEntry.objects.filter(verb="mentoring_report.rows_read").count() == 1
    assert coordinator.get(address("report_rows", report.number, "NONE")).status_code == 404


def test_rows_name_no_child(officer, cast):
    report = submitted(cast)
    page = officer.get(address("report_rows", report.number, "CHILDREN")).content.decode()
    assert cast.child.number in page
    assert cast.child.surname not in page


def test_pdf_in_both_languages_and_the_table(coordinator, cast):
    report = submitted(cast)
    for language in ("kk", "ru"):
        answer = coordinator.get(address("report_pdf", report.number, language))
        assert answer.content.startswith(b"%PDF"), language
        assert f"{report.number}-{language}.pdf" in answer["Content-Disposition"]
    assert coordinator.get(address("report_pdf", report.number, "en")).status_code == 404
    old = coordinator.get(address("report_pdf", report.number, "ru"), {"version": "9"})
    assert old.status_code == 404
    book = load_workbook(io.BytesIO(coordinator.get(address("report_table", report.number)).content))
    figures = [row for row in book.worksheets[0].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert len(figures) == len(BY_CODE)
    assert figures[2][3] == 1
    assert "Кеңес берілді." in [row[1] for row in book.worksheets[1].iter_rows(values_only=True)]
    assert LedgerEntry.objects.filter(verb="mentoring_report.taken").count() == 3


def test_words_that_a_spreadsheet_would_run_stay_words(coordinator, cast):
    report = drawn_up(cast)
    by = fresh(cast.coordinator)
    reports.save_texts(report, data={"help_given": "=1+1"}, version=report.version, by=by, at=APRIL)
    book = load_workbook(io.BytesIO(coordinator.get(address("report_table", report.number)).content))
    assert "'=1+1" in [row[1] for row in book.worksheets[1].iter_rows(values_only=True)]


def test_the_roll_up_for_region_and_country(client, cast):
    accepted(cast)
    client.force_login(fresh(cast.ombudsman))
    assert client.get(address("reports")).url == address("reports_region")
    page = client.get(address("reports_region"))
    assert page.context["whole"].figures["CHILDREN"] == 1
    assert [one["name"] for one in page.context["rows"]] == [cast.body.name]
    assert "region" not in page.context["form"].fields
    client.force_login(fresh(cast.ombudsman2))
    assert client.get(address("reports_region")).context["rows"] == []
    named = {"level": "COUNTRY", "name_kk": "Қазақстан", "name_ru": "Казахстан"}
    land, _new = Area.objects.get_or_create(code="KZ", defaults=named)
    client.force_login(make_user(make_agency("CENTRAL_AUTHORITY", land), "INSPECTOR"))
    page = client.get(address("reports_region"), {"figure": "MEETINGS", "year": "2026", "quarter": "1"})
    assert [one["name"] for one in page.context["rows"]] == [cast.district.parent.name]
    deeper = client.get(address("reports_region") + page.context["rows"][0]["url"])
    assert [one["name"] for one in deeper.context["rows"]] == [cast.body.name]
    table = client.get(address("reports_region_table"), {"year": "2026", "quarter": "1"})
    (sheet,) = load_workbook(io.BytesIO(table.content)).worksheets
    assert sheet.max_row == 2
    assert cast.child.number not in page.content.decode()


@pytest.mark.parametrize("who", ["coordinator", "officer", "mentor", "orphanage", "police"])
def test_sums_are_for_those_who_oversee(client, cast, who):
    client.force_login(fresh(getattr(cast, who)))
    for name in ("reports_region", "reports_region_table"):
        assert client.get(address(name)).status_code == 403


def test_the_same_queries_for_few_reports_and_for_more(client, cast, django_assert_max_num_queries):
    submitted(cast)
    accepted(cast, year=2025, quarter=4)
    most = {}
    for person in (cast.coordinator, cast.officer):
        client.force_login(fresh(person))
        client.get(address("reports"), {"tab": "all"})
        with django_assert_max_num_queries(60) as few:
            client.get(address("reports"), {"tab": "all"})
        most[person.pk] = len(few)
    accepted(cast, year=2025, quarter=3)
    for person in (cast.coordinator, cast.officer):
        client.force_login(fresh(person))
        with django_assert_max_num_queries(most[person.pk]):
            rows = client.get(address("reports"), {"tab": "all"}).context["rows"]
        assert len(rows) == 3, person
