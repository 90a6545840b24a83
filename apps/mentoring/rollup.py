"""Quarterly reports over a region or the country: sums of figures, who reported and when. No row of a person."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from apps.accounts.models import Agency, Area
from apps.core import wall
from apps.mentoring.figures import BY_CODE
from apps.mentoring.models import QuarterlyReport, ReportFigure
from apps.mentoring.owed import Unopened, last_quarters, unopened, unopened_pairs
from apps.mentoring.quarters import Quarter
from apps.mentoring.states import ReportState

LIFTED = "sums of a region name no person; who owes a report is no secret to who oversees it"
COUNTED = ("expected", "submitted", "accepted", "returned", "late")


@dataclass
class Row:
    """One region, or one body of a region: how many reports, and the sums of those that lie with the bodies.

    `expected` is what was owed, begun or not. What was returned counts as submitted, in time or late; `returned` are
    those that lie with the organisation still, their figures count again once they are handed in again."""

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


def by_region(quarter: Quarter, area: Area | None = None, *, on: date) -> list[Row]:
    """One row for each region where reports are owed on this day, of the whole country or of `area`. A fixed number of
    queries."""
    return _rows(quarter, area, on, "region", Area)


def by_body(quarter: Quarter, area: Area | None = None, *, on: date) -> list[Row]:
    """One row for each guardianship body."""
    return _rows(quarter, area, on, "body", Agency)


def total(rows: list[Row]) -> Row:
    """The sum of rows."""
    whole = Row()
    for row in rows:
        for name in COUNTED:
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
        for code, value in row.figures.items():
            whole.figures[code] += value
    return whole


def not_begun(quarter: Quarter, area: Area | None = None, *, on: date) -> list[Unopened]:
    """Reports that are owed and that nobody has even begun: they stand in no list of reports."""
    return unopened([quarter], on, within(area))


def not_reported(quarter: Quarter, area: Area | None = None) -> QuerySet[QuarterlyReport]:
    """Reports that were begun and never submitted, the longest overdue first."""
    missing = _in(quarter, area).filter(first_submitted_at=None).past_the_wall(LIFTED).with_due()
    return missing.select_related("organisation", "body").order_by(F("due_at").asc(nulls_last=True), "pk")


@wall.lifted(LIFTED)
def over_time(code: str, until: Quarter, area: Area | None = None, count: int = 8) -> list[tuple[Quarter, int]]:
    """The sum of one figure over the last quarters, the oldest first; 0 where nothing was handed in."""
    quarters = last_quarters(until, count)
    first = quarters[0]
    since = Q(year__gt=first.year) | Q(year=first.year, quarter__gte=first.no)
    reports = QuarterlyReport.objects.filter(since).filter(within(area)).submitted()
    figures = ReportFigure.objects.filter(code=code, report__in=reports).order_by()
    found = figures.values_list("report__year", "report__quarter").annotate(n=Sum("value"))
    sums = {Quarter(year, no): n for year, no, n in found}
    return [(one, sums.get(one, 0)) for one in quarters]


def _in(quarter: Quarter, area: Area | None) -> Any:
    return QuarterlyReport.objects.of(quarter).filter(within(area))


def within(area: Area | None) -> Q:
    """Rows whose `body` works in the area or in a district of it."""
    if area is None or area.level == Area.Level.COUNTRY:
        return Q()
    return Q(body__area=area) | Q(body__area__parent=area)


@wall.lifted(LIFTED)
def _rows(quarter: Quarter, area: Area | None, on: date, key: str, named: Any) -> list[Row]:
    reports = _in(quarter, area)
    region = Case(When(body__area__level=Area.Level.DISTRICT, then="body__area__parent_id"), default="body__area_id")
    counted = reports.with_due().annotate(region=region).values(key).annotate(
        expected=Count("pk"), submitted=Count("first_submitted_at"),
        accepted=Count("pk", filter=Q(state=ReportState.ACCEPTED)),
        returned=Count("pk", filter=Q(state=ReportState.RETURNED)),
        late=Count("pk", filter=Q(first_submitted_at__gt=F("due_at"))),
    )  # fmt: skip
    rows = {one.pop(key): Row(**one) for one in list(counted.values(key, *COUNTED))}
    for where in _unopened(quarter, area, on, key):
        rows.setdefault(where, Row()).expected += 1
    for where, code, value in _sums(reports, key):
        rows[where].figures[code] = value
    names = named.objects.in_bulk(rows)
    for where, row in rows.items():
        setattr(row, "area" if key == "region" else "body", names[where])
    return sorted(rows.values(), key=lambda row: (row.area or row.body).name)


def _unopened(quarter: Quarter, area: Area | None, on: date, key: str) -> list[int]:
    """The body, or its region, of each report that is owed and was not begun."""
    bodies = [body for pairs in unopened_pairs([quarter], on, within(area)).values() for _organisation, body in pairs]
    if key == "body" or not bodies:
        return bodies
    areas = {one.pk: one.area for one in Agency.objects.filter(pk__in=bodies).select_related("area__parent")}
    return [(areas[body].region or areas[body]).pk for body in bodies]


def _sums(reports: Any, key: str) -> Any:
    """Where, which figure, its sum: of the reports that lie with the bodies."""
    sums = ReportFigure.objects.filter(report__in=reports.submitted(), code__in=BY_CODE).annotate(
        region=Case(
            When(report__body__area__level=Area.Level.DISTRICT, then="report__body__area__parent_id"),
            default="report__body__area_id",
        )
    )  # fmt: skip
    group = key if key == "region" else "report__body"
    return sums.values_list(group, "code").annotate(n=Sum("value"))
