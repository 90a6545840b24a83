"""Forty quarters of reports of each organisation and body: figures, versions, duties."""

from collections.abc import Iterable
from datetime import timedelta

from apps.core.localtime import day_start
from apps.mentoring.figures import FIGURES
from apps.mentoring.models import QuarterlyReport, ReportFigure, ReportVersion
from apps.mentoring.models.reports import RULE
from apps.mentoring.quarters import Quarter, quarter_of
from apps.obligations.models import Obligation, Rule
from bench.data import say
from bench.mentors.fill import Stage, write

QUARTERS = 40
TERM = timedelta(days=14)


def fill_reports(stage: Stage, mentors: int) -> None:
    """One for each pair and quarter; those of the last quarter in every state, all others accepted."""
    reports = write(QuarterlyReport, _reports(stage, mentors))
    write(ReportFigure, (
        ReportFigure(report=one, code=figure.code, computed=_value(one, n), value=_value(one, n))
        for one in reports for n, figure in enumerate(FIGURES)
    ))  # fmt: skip
    write(ReportVersion, (
        ReportVersion(
            report=one, no=1, figures=_figures(one), texts={"help_given": "Кеңес берілді."}, digest="0" * 64,
            submitted_by=stage.people["organisation"], submitted_at=one.first_submitted_at,
            outcome="ACCEPTED" if one.state == "ACCEPTED" else "RETURNED" if one.state == "RETURNED" else "",
            reason="Толықтырыңыз" if one.state == "RETURNED" else "",
        )
        for one in reports if one.first_submitted_at
    ))  # fmt: skip
    write(Obligation, _duties(reports))
    say(f"{len(reports):,} reports of {QUARTERS} quarters")


def _reports(stage: Stage, mentors: int) -> Iterable[QuarterlyReport]:
    quarters = [quarter_of(stage.today).before]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].before)
    states = ("DRAFT", "SUBMITTED", "RETURNED", "ACCEPTED")
    for back, quarter in enumerate(quarters):
        ended = day_start(quarter.after.first)
        for n, (organisation, body) in enumerate(stage.pairs(mentors)):
            state = "ACCEPTED" if back else states[n % len(states)]
            handed_in = None if state == "DRAFT" else ended + timedelta(days=3 + n % 15)
            yield QuarterlyReport(
                number=f"Q-{quarter.year % 100:02}{quarter.no}{n:05}", organisation=stage.organisations[organisation],
                body=stage.bodies[body], year=quarter.year, quarter=quarter.no, state=state,
                help_given="Кеңес берілді.", created_at=ended, figures_at=ended, first_submitted_at=handed_in,
            )  # fmt: skip


def _duties(reports: list[QuarterlyReport]) -> Iterable[Obligation]:
    rule = Rule.objects.filter(code=RULE).order_by("-version").first()
    assert rule, "the law is loaded"
    for one in reports:
        ended = day_start(Quarter(one.year, one.quarter).after.first)
        due = ended + TERM
        late = one.first_submitted_at and one.first_submitted_at > due
        state = "OPEN" if not one.first_submitted_at else "MET_LATE" if late else "MET"
        yield Obligation(
            rule=rule, subject_kind="mentoring_report", subject_id=one.pk, subject_no=one.number,
            owner_id=one.organisation_id, party_id=one.body_id, started_at=ended, due_at=due, opened_at=ended,
            state=state, met_at=one.first_submitted_at, breached_at=due if late else None, step_times=[],
        )  # fmt: skip


def _value(report: QuarterlyReport, n: int) -> int:
    return (report.quarter * 31 + report.organisation_id * 7 + n * 13) % 60


def _figures(report: QuarterlyReport) -> list[dict[str, object]]:
    return [
        {"code": figure.code, "computed": _value(report, n), "value": _value(report, n), "reason": ""}
        for n, figure in enumerate(FIGURES)
    ]
