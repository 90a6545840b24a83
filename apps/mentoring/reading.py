"""A quarterly report as its reader may read it: the organisation its working copy, the guardianship body what was
signed and handed in. Beside it the quarters before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from apps.accounts.models import Agency, User
from apps.mentoring import policies
from apps.mentoring.checks.reports import TEXTS
from apps.mentoring.figures import FIGURES, Figure, computed, scope_of
from apps.mentoring.models import QuarterlyReport, ReportVersion
from apps.mentoring.owed import CATCH_UP, OWED, Unopened, last_quarters, unopened
from apps.mentoring.quarters import Quarter, quarter_of
from apps.mentoring.states import BEING_WRITTEN

SHOWN = 7
"""How many quarters before this one are drawn beside it."""


@dataclass(frozen=True)
class Line:
    """A figure beside the one of the quarter before; `before` None: nothing was handed in."""

    figure: Figure
    value: int
    computed: int
    reason: str
    before: int | None

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.value - self.before

    @property
    def is_changed(self) -> bool:
        """Whether another number is reported than was counted."""
        return self.value != self.computed


@dataclass(frozen=True)
class Reading:
    """`version` None: the working copy. `earlier` are quarters that were handed in, the oldest first."""

    report: QuarterlyReport
    version: ReportVersion | None
    lines: list[Line]
    texts: Mapping[str, str]
    earlier: list[tuple[Quarter, Mapping[str, int]]]

    def value(self, code: str) -> int:
        return next((line.value for line in self.lines if line.figure.code == code), 0)

    def series(self, code: str) -> list[tuple[Quarter, int]]:
        """A figure over the quarters, this one last."""
        known = [(quarter, values.get(code, 0)) for quarter, values in self.earlier]
        return [*known, (self.report.period, self.value(code))]


def writes(reader: User, report: QuarterlyReport) -> bool:
    """Whether this reader may work on the report now."""
    return report.state in BEING_WRITTEN and policies.may(policies.check_can_report, reader, report.organisation)


def read(report: QuarterlyReport, reader: User, *, version: ReportVersion | None = None) -> Reading:
    """The report for somebody who may see it; `version` for an older one. As many queries for any report."""
    own = policies.may(policies.check_can_report, reader, report.organisation)
    if version is None and not (own and report.state in BEING_WRITTEN):
        version = newest(report)
    now = _of_version(version) if version else _working(report)
    earlier = _earlier(report)
    before = _before(report, earlier, own)
    lines = [
        Line(one, *now[one.code], before.get(one.code) if before is not None else None)
        for one in FIGURES
        if one.code in now
    ]
    texts = version.texts if version else {name: getattr(report, name) for name in TEXTS}
    return Reading(report, version, lines, texts, earlier)


def newest(report: QuarterlyReport) -> ReportVersion | None:
    """What was handed in last."""
    return report.versions.select_related("submitted_by", "decided_by").order_by("-no").first()


def of_quarters_over(on: date) -> Q:
    """Reports whose quarter has ended: only those are due."""
    quarter = quarter_of(on)
    return Q(year__lt=quarter.year) | Q(year=quarter.year, quarter__lt=quarter.no)


def owed_to(body: Agency, on: date) -> QuerySet[QuarterlyReport]:
    """Reports on quarters that are over, never handed in to this body, the longest overdue first."""
    never = QuarterlyReport.objects.filter(of_quarters_over(on), body=body, first_submitted_at=None)
    owed = never.past_the_wall(OWED).with_due()
    return owed.select_related("organisation").order_by(F("due_at").asc(nulls_last=True), "pk")


def not_begun(agency: Agency, on: date) -> list[Unopened]:
    """Reports of the last quarters that this body is owed, or this organisation owes, and that nobody has begun: they
    have no row."""
    side = Q(body=agency) | Q(organisation__agency=agency)
    return unopened(last_quarters(quarter_of(on).before, CATCH_UP), on, side)


def changed_since(report: QuarterlyReport) -> list[tuple[Figure, int, int]]:
    """Figures whose records have changed since they were counted: as counted then, and as the records are now."""
    held = dict(report.figures.values_list("code", "computed"))
    now = computed(scope_of(report))
    return [(one, held.get(one.code, 0), now[one.code]) for one in FIGURES if held.get(one.code) != now[one.code]]


def _working(report: QuarterlyReport) -> dict[str, tuple[int, int, str]]:
    return {one.code: (one.value, one.computed, one.reason) for one in report.figures.all()}


def _of_version(version: ReportVersion) -> dict[str, tuple[int, int, str]]:
    return {one["code"]: (one["value"], one["computed"], one["reason"]) for one in version.figures}


def _earlier(report: QuarterlyReport) -> list[tuple[Quarter, Mapping[str, int]]]:
    """One query: the newest version of each quarter before."""
    past = Q(report__year__lt=report.year) | Q(report__year=report.year, report__quarter__lt=report.quarter)
    found = (
        ReportVersion.objects.filter(past, report__organisation=report.organisation_id, report__body=report.body_id)
        .order_by("-report__year", "-report__quarter", "-no").distinct("report__year", "report__quarter")
        .values_list("report__year", "report__quarter", "figures")[:SHOWN]
    )  # fmt: skip
    rows: list[tuple[Quarter, Mapping[str, int]]] = [
        (Quarter(year, no), {one["code"]: one["value"] for one in figures}) for year, no, figures in found
    ]
    return rows[::-1]


def _before(report: QuarterlyReport, earlier: list[Any], own: bool) -> Mapping[str, int] | None:
    """The quarter before as it was handed in; for the organisation else as its records give it."""
    quarter = report.period.before
    handed_in = next((values for one, values in earlier if one == quarter), None)
    if handed_in is not None or not own:
        return handed_in
    last = QuarterlyReport.objects.of(quarter).filter(organisation=report.organisation_id, body=report.body_id)
    found = last.select_related("organisation", "body").first()
    return computed(scope_of(found)) if found else None
