"""Quarterly reports: rows 34 and 35 of the bad inputs, figures, the term, returning and accepting, roll-ups."""

from datetime import date, datetime

import pytest

from apps.audit.versions import versions_of
from apps.core import wall
from apps.core.errors import NotAllowed, Refused, Stale
from apps.core.localtime import ALMATY, local_day
from apps.mentoring import reading, rollup
from apps.mentoring.actions import end_assignment
from apps.mentoring.acts import reports
from apps.mentoring.figures import BY_CODE, rows_behind
from apps.mentoring.models import Agreement, Assignment, QuarterlyReport
from apps.mentoring.quarters import Quarter, quarter_of
from apps.mentoring.states import ReportState
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.people.models import Child
from tests.cast import FRIDAY, log_harm, make_cast
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law

pytestmark = pytest.mark.django_db
RULE = "kz345.a28-2.p10.s5"
APRIL = datetime(2026, 4, 2, 10, tzinfo=ALMATY)
"""The day after the first night in which the first quarter of 2026 is over."""


def known_since(day):
    """The agreement is in force since then, and was confirmed here on that day."""
    at = datetime(day.year, day.month, day.day, 10, tzinfo=ALMATY)
    Agreement.objects.update(starts_on=day, signed_on=day, proposed_at=at, confirmed_at=at)


@pytest.fixture
def cast():
    make_law()
    made = make_cast()
    known_since(date(2026, 2, 1))
    return made


def drawn_up(cast, at=APRIL, **fields) -> QuarterlyReport:
    named = {"organisation": cast.organisation, "body": cast.body, "year": 2026, "quarter": 1, **fields}
    return reports.draw_up(by=fresh(cast.coordinator), at=at, **named)


def written(cast, at=APRIL) -> QuarterlyReport:
    report = drawn_up(cast, at)
    return reports.save_texts(
        report, data={"help_given": "Кеңес берілді."}, version=report.version, by=fresh(cast.coordinator), at=at
    )


def submitted(cast, at=APRIL) -> QuarterlyReport:
    report = written(cast, at)
    reports.submit(report, version=report.version, by=fresh(cast.coordinator), at=at)
    report.refresh_from_db()
    return report


def value(report, code) -> int:
    return report.figures.get(code=code).value


@pytest.mark.parametrize(
    ("day", "quarter", "first", "last"),
    [
        (date(2026, 3, 31), Quarter(2026, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), Quarter(2026, 2), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), Quarter(2026, 4), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2024, 2, 29), Quarter(2024, 1), date(2024, 1, 1), date(2024, 3, 31)),
    ],
)
def test_quarters(day, quarter, first, last):
    assert quarter_of(day) == quarter
    assert (quarter.first, quarter.last) == (first, last)
    assert quarter.after.before == quarter.before.after == quarter


def test_row_34_no_report_before_its_quarter_has_ended(cast):
    at = datetime(2026, 3, 31, 23, 59, tzinfo=ALMATY)
    report = written(cast, at)
    with pytest.raises(Refused) as caught:
        reports.submit(report, version=report.version, by=fresh(cast.coordinator), at=at)
    assert (caught.value.field, caught.value.rule) == ("quarter", RULE)
    report.refresh_from_db()
    assert (report.state, report.first_submitted_at) == (ReportState.DRAFT, None)


def test_a_quarter_that_has_not_begun_has_no_report(cast):
    with pytest.raises(Refused) as caught:
        drawn_up(cast, quarter=3)
    assert (caught.value.field, caught.value.rule) == ("quarter", RULE)


def test_row_35_no_second_report_for_one_body_and_quarter(cast):
    report = submitted(cast)
    with pytest.raises(Refused) as caught:
        drawn_up(cast)
    assert (caught.value.field, caught.value.rule) == ("quarter", RULE)
    with pytest.raises(Refused) as caught:
        reports.submit(report, version=report.version, by=fresh(cast.coordinator), at=APRIL)
    assert (caught.value.field, caught.value.rule) == ("quarter", RULE)
    assert QuarterlyReport.objects.count() == report.versions.count() == 1


def test_a_body_the_organisation_did_not_work_with_gets_no_report(cast):
    with pytest.raises(Refused) as caught:
        drawn_up(cast, body=cast.officer2.agency)
    assert (caught.value.field, caught.value.rule) == ("body", RULE)


def test_only_the_organisation_draws_up_its_report(cast):
    for person in (cast.coordinator2, cast.officer, cast.mentor, cast.orphanage):
        with pytest.raises(NotAllowed):
            reports.draw_up(
                organisation=cast.organisation, body=cast.body, year=2026, quarter=1, by=fresh(person), at=APRIL
            )


def test_the_figures_are_counted_from_the_records_of_the_quarter(cast):
    log_harm(cast, at=FRIDAY)
    report = drawn_up(cast)
    assert set(report.figures.values_list("code", flat=True)) == set(BY_CODE)
    expected = {"MENTORS": 1, "CHILDREN": 1, "CHILDREN_AT_END": 1, "STARTED": 0, "ENDED": 0, "MEETINGS": 0, "HARM": 1}
    assert {code: value(report, code) for code in expected} == expected
    behind = rows_behind(report, "CHILDREN", fresh(cast.coordinator))
    assert list(behind) == list(Assignment.objects.filter(child=cast.child))
    assert rows_behind(report, "HARM", fresh(cast.officer)).count() == 1


def test_another_figure_needs_a_reason_and_counting_again_keeps_it(cast):
    report = drawn_up(cast)
    with pytest.raises(Refused) as caught:
        reports.change_figure(
            report, code="MENTORS", value=2, version=report.version, by=fresh(cast.coordinator), at=APRIL
        )
    assert caught.value.field == "reason"
    reports.change_figure(
        report, code="MENTORS", value=2, reason="Екінші тәлімгер қағазда", version=report.version,
        by=fresh(cast.coordinator), at=APRIL,
    )  # fmt: skip
    report.refresh_from_db()
    reports.count_again(report, by=fresh(cast.coordinator), at=APRIL)
    figure = report.figures.get(code="MENTORS")
    assert (figure.computed, figure.value) == (1, 2)
    report.refresh_from_db()
    reports.change_figure(
        report, code="MENTORS", value=None, version=report.version, by=fresh(cast.coordinator), at=APRIL
    )
    figure.refresh_from_db()
    assert (figure.value, figure.reason) == (1, "")


def test_nobody_overwrites_what_another_has_saved(cast):
    report = drawn_up(cast)
    for version in (report.version, report.version + 5):
        try:
            reports.save_texts(report, data={"problems": "x"}, version=version, by=fresh(cast.coordinator), at=APRIL)
        except Stale:
            assert version == report.version + 5
        else:
            assert version == report.version
    report.refresh_from_db()
    assert report.problems == "x"


def test_figures_that_changed_since_are_not_signed_unseen(cast):
    report = written(cast)
    log_harm(cast, at=FRIDAY)
    with pytest.raises(Refused) as caught:
        reports.submit(report, version=report.version, by=fresh(cast.coordinator), at=APRIL)
    assert caught.value.field == "figures"
    report = reports.count_again(report, by=fresh(cast.coordinator), at=APRIL)
    reports.submit(report, version=report.version, by=fresh(cast.coordinator), at=APRIL)


def test_the_term_runs_from_the_end_of_the_quarter_and_is_met_in_time(cast):
    report = submitted(cast)
    duty = Obligation.objects.get(rule__code=RULE)
    assert (local_day(duty.started_at), local_day(duty.due_at)) == (date(2026, 3, 31), date(2026, 4, 14))
    assert (duty.state, duty.owner, duty.party) == ("MET", cast.organisation, cast.body)
    assert Notice.objects.get(subject_kind="report_version").recipient == cast.body
    assert report.first_submitted_at == APRIL


def test_each_night_the_report_that_is_owed_is_there_with_its_clock_once(cast):
    assert reports.open_due(APRIL) == 1
    report = QuarterlyReport.objects.get()
    assert (report.state, value(report, "CHILDREN")) == (ReportState.DRAFT, 1)
    assert Obligation.objects.filter(rule__code=RULE, state="OPEN").count() == 1
    assert reports.open_due(APRIL) == 0
    assert not QuarterlyReport.objects.visible_to(fresh(cast.officer)).exists()


def test_a_draft_of_a_running_quarter_gets_its_clock_when_the_quarter_ends(cast):
    drawn_up(cast, datetime(2026, 3, 5, 9, tzinfo=ALMATY))
    assert not Obligation.objects.filter(rule__code=RULE).exists()
    assert reports.open_due(APRIL) == 1
    assert Obligation.objects.filter(rule__code=RULE, state="OPEN").count() == 1


def test_returned_corrected_and_accepted_keeps_the_first_day_and_every_version(cast):
    report = submitted(cast)
    with pytest.raises(NotAllowed):
        reports.accept(report, by=fresh(cast.officer2), at=APRIL)
    with pytest.raises(Refused) as caught:
        reports.send_back(report, reason=" ", by=fresh(cast.officer), at=APRIL)
    assert caught.value.field == "reason"
    report = reports.send_back(report, reason="Кездесулер жоқ", by=fresh(cast.officer), at=APRIL)
    assert Obligation.objects.get(rule__code="caseflow.mentoring.report_correction").state == "OPEN"
    later = APRIL.replace(day=20)
    report = reports.save_texts(
        report, data={"help_given": "Толықтырылды."}, version=report.version, by=fresh(cast.coordinator), at=later
    )
    reports.submit(report, version=report.version, by=fresh(cast.coordinator), at=later)
    report = reports.accept(report, by=fresh(cast.officer), at=later)
    assert (report.state, report.first_submitted_at) == (ReportState.ACCEPTED, APRIL)
    first, second = report.versions.all()
    assert (first.texts["help_given"], first.outcome, first.reason) == (
        "Кеңес берілді.", "RETURNED", "Кездесулер жоқ",
    )  # fmt: skip
    assert (second.texts["help_given"], second.outcome) == ("Толықтырылды.", "ACCEPTED")
    assert first.digest != second.digest
    assert not Obligation.objects.filter(rule__code__startswith="caseflow.mentoring.report", state="OPEN").exists()
    with pytest.raises(Refused):
        reports.send_back(report, reason="Кеш", by=fresh(cast.officer), at=later)


def test_late_is_late_for_good(cast):
    late = APRIL.replace(day=15)
    reports.open_due(APRIL)
    submitted(cast, late)
    assert Obligation.objects.get(rule__code=RULE).state == "MET_LATE"
    (row,) = rollup.by_region(Quarter(2026, 1), on=APRIL.date())
    assert (row.expected, row.submitted, row.late, row.missing) == (1, 1, 1, 0)


def test_roll_up_counts_what_lies_with_the_bodies(cast):
    reports.open_due(APRIL)
    (row,) = rollup.by_region(Quarter(2026, 1), cast.district.parent, on=APRIL.date())
    assert (row.expected, row.submitted, row.figures["CHILDREN"]) == (1, 0, 0)
    assert [one.organisation for one in rollup.not_reported(Quarter(2026, 1))] == [cast.organisation]
    submitted(cast)
    (row,) = rollup.by_body(Quarter(2026, 1), cast.district, on=APRIL.date())
    assert (row.body, row.submitted, row.figures["CHILDREN"]) == (cast.body, 1, 1)
    assert rollup.total([row, row]).figures["CHILDREN"] == 2
    assert rollup.by_region(Quarter(2026, 1), cast.officer2.agency.area, on=APRIL.date()) == []
    assert not rollup.not_reported(Quarter(2026, 1)).exists()


def test_a_report_that_nobody_began_is_not_handed_in_either(cast):
    """No row is there: the night did not run, or the demo began its life in the middle of a quarter."""
    quarter, today = Quarter(2026, 1), APRIL.date()
    (row,) = rollup.by_region(quarter, cast.district.parent, on=today)
    assert (row.expected, row.submitted, row.missing) == (1, 0, 1)
    (row,) = rollup.by_body(quarter, on=today)
    assert (row.body, row.missing) == (cast.body, 1)
    (owed,) = rollup.not_begun(quarter, on=today)
    assert (owed.organisation, owed.body, owed.quarter) == (cast.organisation, cast.body, quarter)
    assert [one.quarter for one in reading.not_begun(cast.body, today)] == [quarter]
    assert reading.not_begun(cast.officer2.agency, today) == []
    reports.open_due(APRIL)
    (row,) = rollup.by_body(quarter, on=today)
    assert (row.expected, row.missing, rollup.not_begun(quarter, on=today)) == (1, 1, [])


def test_nothing_is_owed_for_a_quarter_that_runs(cast):
    assert rollup.by_region(Quarter(2026, 2), on=APRIL.date()) == []
    assert rollup.by_region(Quarter(2026, 1), on=date(2026, 3, 31)) == []


def test_a_quarter_that_was_forgotten_is_opened_later(cast):
    known_since(date(2025, 8, 1))
    assert reports.open_due(APRIL) == 3
    assert [one.period for one in QuarterlyReport.objects.order_by("year", "quarter")] == [
        Quarter(2025, 3), Quarter(2025, 4), Quarter(2026, 1)
    ]  # fmt: skip
    assert Obligation.objects.filter(rule__code=RULE, state="OPEN").count() == 3
    assert reports.open_due(APRIL) == 0


def test_an_agreement_entered_long_after_its_first_day_makes_nobody_late_for_the_years_before(cast):
    Agreement.objects.update(starts_on=date(2024, 4, 15))
    assert reports.open_due(APRIL) == 2
    assert not QuarterlyReport.objects.filter(year=2025, quarter__lt=4).exists()


def test_compared_with_the_quarter_before(cast):
    before = drawn_up(cast, year=2025, quarter=4)
    reports.change_figure(
        before, code="MENTORS", value=3, reason="Қағазда", version=before.version, by=fresh(cast.coordinator), at=APRIL
    )
    report = drawn_up(cast)
    seen = reading.read(report, fresh(cast.coordinator))
    rows = {row.figure.code: row for row in seen.lines}
    assert (rows["CHILDREN"].before, rows["CHILDREN"].difference) == (1, 0)
    assert len(rows) == len(BY_CODE)
    assert (seen.version, seen.earlier, seen.series("CHILDREN")) == (None, [], [(Quarter(2026, 1), 1)])


def test_the_body_reads_what_was_handed_in_and_never_the_working_copy(cast):
    report = submitted(cast)
    report = reports.send_back(report, reason="Кездесулер жоқ", by=fresh(cast.officer), at=APRIL)
    report = reports.save_texts(
        report, data={"help_given": "Жаңа мәтін"}, version=report.version, by=fresh(cast.coordinator), at=APRIL
    )
    reports.change_figure(
        report, code="MENTORS", value=7, reason="Қағазда", version=report.version, by=fresh(cast.coordinator), at=APRIL
    )
    report.refresh_from_db()
    theirs, ours = (reading.read(report, fresh(who)) for who in (cast.officer, cast.coordinator))
    assert (theirs.texts["help_given"], theirs.value("MENTORS"), theirs.version.no) == ("Кеңес берілді.", 1, 1)
    assert (ours.texts["help_given"], ours.value("MENTORS"), ours.version) == ("Жаңа мәтін", 7, None)
    assert reading.writes(fresh(cast.coordinator), report)
    assert not reading.writes(fresh(cast.officer), report)
    following = drawn_up(cast, APRIL, quarter=2)
    for who in (cast.coordinator, cast.officer):
        assert reading.read(following, fresh(who)).lines[0].before == 1, "as it was handed in last"


def test_what_is_owed_to_a_body_is_known_to_it_without_its_content(cast):
    reports.open_due(APRIL)
    drawn_up(cast, APRIL, quarter=2)
    assert [one.period for one in reading.owed_to(cast.body, APRIL.date())] == [Quarter(2026, 1)]
    assert not reading.owed_to(cast.officer2.agency, APRIL.date()).exists()
    submitted(cast)
    assert not reading.owed_to(cast.body, APRIL.date()).exists()


def test_what_changed_since_the_figures_were_counted(cast):
    report = written(cast)
    assert reading.changed_since(report) == []
    log_harm(cast, at=FRIDAY)
    assert [(one.code, then, now) for one, then, now in reading.changed_since(report)] == [("HARM", 0, 1)]


def test_nobody_accepts_what_he_or_she_has_not_read(cast):
    report = submitted(cast)
    read = report.version
    reports.send_back(report, reason="Кездесулер жоқ", version=read, by=fresh(cast.officer), at=APRIL)
    report.refresh_from_db()
    reports.submit(report, version=report.version, by=fresh(cast.coordinator), at=APRIL)
    with pytest.raises(Stale):
        reports.accept(report, version=read, by=fresh(cast.officer), at=APRIL)
    with pytest.raises(Stale):
        reports.send_back(report, reason="Тағы", version=read, by=fresh(cast.officer), at=APRIL)


def test_a_version_stands_for_what_was_saved_under_it(cast):
    """Two people at one report are shown what the other saved: its history says so for each version."""
    report = drawn_up(cast)
    begun = report.version
    report = reports.save_texts(
        report, data={"problems": "Бірінші"}, version=begun, by=fresh(cast.coordinator), at=APRIL
    )
    kept = {one.records[0].version: one.records[0].problems for one in versions_of(report)}
    assert (kept[begun], kept[report.version]) == ("", "Бірінші")


def test_the_sums_over_time(cast):
    submitted(cast)
    sums = rollup.over_time("CHILDREN", Quarter(2026, 2), cast.district.parent, count=3)
    assert sums == [(Quarter(2025, 4), 0), (Quarter(2026, 1), 1), (Quarter(2026, 2), 0)]
    assert sum(n for _quarter, n in rollup.over_time("CHILDREN", Quarter(2026, 2), cast.officer2.agency.area)) == 0


def test_who_sees_reports(cast):
    report = submitted(cast)
    for person, sees in (
        (cast.coordinator, True), (cast.heads["MENTORING_ORG"], True), (cast.officer, True), (cast.mentor, False),
        (cast.orphanage, False), (cast.ombudsman, False), (cast.officer2, False), (cast.coordinator2, False),
    ):  # fmt: skip
        assert (report in QuarterlyReport.objects.visible_to(fresh(person))) is sees, person


def test_pairs_that_ended_stay_behind_their_figure(cast):
    """The organisation reads that they were, past the wall; the file of the child is closed to it."""
    report, pair = drawn_up(cast), Assignment.objects.get()
    end_assignment(pair, ends_on=local_day(APRIL), reason="WISH", by=fresh(cast.officer), at=APRIL)
    person = fresh(cast.coordinator)
    with wall.standing(person.post.agency_id, person.pk):
        assert not Child.objects.filter(pk=cast.child.pk).exists()
        assert list(rows_behind(report, "CHILDREN", person).select_related("child")) == [pair]
