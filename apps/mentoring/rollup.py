"""Quarterly reports over a region or the country: sums of figures, who reported and when. No row of a person."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from apps.accounts.models import Agency, Area
from apps.mentoring.figures import BY_CODE, FIGURES, Figure, computed, scope_of
from apps.mentoring.models import QuarterlyReport, ReportFigure
from apps.mentoring.quarters import Quarter
from apps.mentoring.states import ReportState


@dataclass
class Row:
    """One region, or one body of a region: how many reports, and the sums of those that lie with the bodies."""

    area: Area | None = None
    body: Agency | None = None
    expected: int = 0
    submitted: int = 0
    accepted: int = 0
    late: int = 0
    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BY_CODE, 0))

    @property
    def missing(self) -> int:
        return self.expected - self.submitted

    @property
    def in_time(self) -> int:
        return self.submitted - self.late


@dataclass(frozen=True)
class Change:
    """A figure beside the one of the quarter before; `before` None: there was no report."""

    figure: Figure
    value: int
    computed: int
    reason: str
    before: int | None

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.value - self.before


def by_region(quarter: Quarter, area: Area | None = None) -> list[Row]:
    """One row for each region with reports, of the whole country or of `area`. Two queries and the regions' names."""
    return _rows(_in(quarter, area), "region", Area)


def by_body(quarter: Quarter, area: Area | None = None) -> list[Row]:
    """One row for each guardianship body."""
    return _rows(_in(quarter, area), "body", Agency)


def total(rows: list[Row]) -> Row:
    """The sum of rows."""
    whole = Row()
    for row in rows:
        for name in ("expected", "submitted", "accepted", "late"):
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
        for code, value in row.figures.items():
            whole.figures[code] += value
    return whole


def not_reported(quarter: Quarter, area: Area | None = None) -> QuerySet[QuarterlyReport]:
    """Reports that are owed and were never submitted, the longest overdue first."""
    missing = _in(quarter, area).filter(first_submitted_at=None).with_due()
    return missing.select_related("organisation", "body").order_by(F("due_at").asc(nulls_last=True), "pk")


def compared(report: QuarterlyReport) -> list[Change]:
    """The figures of a report, each with the quarter before: as reported then, else as the records give it."""
    before = QuarterlyReport.objects.of(report.period.before).filter(
        organisation=report.organisation_id, body=report.body_id
    )
    last = before.first()
    if last is None:
        earlier: dict[str, int] = {}
    elif last.first_submitted_at is None:
        earlier = computed(scope_of(last))
    else:
        earlier = {figure.code: figure.value for figure in last.figures.all()}
    held = {figure.code: figure for figure in report.figures.all()}
    return [
        Change(one, held[one.code].value, held[one.code].computed, held[one.code].reason, earlier.get(one.code))
        for one in FIGURES
        if one.code in held
    ]


def _in(quarter: Quarter, area: Area | None) -> Any:
    reports = QuarterlyReport.objects.of(quarter)
    if area is None or area.level == Area.Level.COUNTRY:
        return reports
    return reports.filter(Q(body__area=area) | Q(body__area__parent=area))


def _rows(reports: Any, key: str, named: Any) -> list[Row]:
    region = Case(When(body__area__level=Area.Level.DISTRICT, then="body__area__parent_id"), default="body__area_id")
    counted = reports.with_due().annotate(region=region).values(key).annotate(
        expected=Count("pk"), submitted=Count("first_submitted_at"),
        accepted=Count("pk", filter=Q(state=ReportState.ACCEPTED)),
        late=Count("pk", filter=Q(first_submitted_at__gt=F("due_at"))),
    )  # fmt: skip
    rows = {one.pop(key): Row(**one) for one in list(counted.values(key, "expected", "submitted", "accepted", "late"))}
    sums = ReportFigure.objects.filter(report__in=reports.submitted(), code__in=BY_CODE).annotate(
        region=Case(
            When(report__body__area__level=Area.Level.DISTRICT, then="report__body__area__parent_id"),
            default="report__body__area_id",
        )
    )  # fmt: skip
    group = key if key == "region" else "report__body"
    for where, code, value in sums.values_list(group, "code").annotate(n=Sum("value")):
        rows[where].figures[code] = value
    names = named.objects.in_bulk(rows)
    for where, row in rows.items():
        setattr(row, "area" if key == "region" else "body", names[where])
    return sorted(rows.values(), key=lambda row: (row.area or row.body).name)
