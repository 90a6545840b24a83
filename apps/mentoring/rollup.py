"""Quarterly reports over a region or the country: sums of figures, who reported and when. No row of a person."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from apps.accounts.models import Agency, Area
from apps.core import wall
from apps.mentoring.figures import BY_CODE
from apps.mentoring.models import QuarterlyReport, ReportFigure
from apps.mentoring.quarters import Quarter
from apps.mentoring.states import ReportState

LIFTED = "sums of a region name no person; who owes a report is no secret to who oversees it"
COUNTED = ("expected", "submitted", "accepted", "returned", "late")


@dataclass
class Row:
    """One region, or one body of a region: how many reports, and the sums of those that lie with the bodies. What was
    returned counts as submitted, in time or late; its figures count again once it is handed in again."""

    area: Area | None = None
    body: Agency | None = None
    expected: int = 0
    submitted: int = 0
    accepted: int = 0
    returned: int = 0
    late: int = 0
    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BY_CODE, 0))

    @property
    def missing(self) -> int:
        return self.expected - self.submitted

    @property
    def in_time(self) -> int:
        return self.submitted - self.late


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
        for name in COUNTED:
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
        for code, value in row.figures.items():
            whole.figures[code] += value
    return whole


def not_reported(quarter: Quarter, area: Area | None = None) -> QuerySet[QuarterlyReport]:
    """Reports that are owed and were never submitted, the longest overdue first."""
    missing = _in(quarter, area).filter(first_submitted_at=None).past_the_wall(LIFTED).with_due()
    return missing.select_related("organisation", "body").order_by(F("due_at").asc(nulls_last=True), "pk")


@wall.lifted(LIFTED)
def over_time(code: str, until: Quarter, area: Area | None = None, count: int = 8) -> list[tuple[Quarter, int]]:
    """The sum of one figure over the last quarters, the oldest first; 0 where nothing was handed in."""
    quarters = [until]
    while len(quarters) < count:
        quarters.append(quarters[-1].before)
    first = quarters[-1]
    since = Q(year__gt=first.year) | Q(year=first.year, quarter__gte=first.no)
    reports = _within(QuarterlyReport.objects.filter(since).submitted(), area)
    figures = ReportFigure.objects.filter(code=code, report__in=reports).order_by()
    found = figures.values_list("report__year", "report__quarter").annotate(n=Sum("value"))
    sums = {Quarter(year, no): n for year, no, n in found}
    return [(one, sums.get(one, 0)) for one in reversed(quarters)]


def _in(quarter: Quarter, area: Area | None) -> Any:
    return _within(QuarterlyReport.objects.of(quarter), area)


def _within(reports: Any, area: Area | None) -> Any:
    if area is None or area.level == Area.Level.COUNTRY:
        return reports
    return reports.filter(Q(body__area=area) | Q(body__area__parent=area))


@wall.lifted(LIFTED)
def _rows(reports: Any, key: str, named: Any) -> list[Row]:
    region = Case(When(body__area__level=Area.Level.DISTRICT, then="body__area__parent_id"), default="body__area_id")
    counted = reports.with_due().annotate(region=region).values(key).annotate(
        expected=Count("pk"), submitted=Count("first_submitted_at"),
        accepted=Count("pk", filter=Q(state=ReportState.ACCEPTED)),
        returned=Count("pk", filter=Q(state=ReportState.RETURNED)),
        late=Count("pk", filter=Q(first_submitted_at__gt=F("due_at"))),
    )  # fmt: skip
    rows = {one.pop(key): Row(**one) for one in list(counted.values(key, *COUNTED))}
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
