"""Mentoring over a region or the country: sums alone, no row of a person. A fixed number of queries.

The wall is lifted for them: whoever reads them has no ground to see a child, and learns of none.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.db.models.functions import ExtractQuarter, ExtractYear, TruncDate
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.core import wall
from apps.core.errors import Refused
from apps.core.localtime import ALMATY, local_day
from apps.mentoring import policies
from apps.mentoring.finding import with_mentor, without_mentor
from apps.mentoring.models import Assignment, Candidate, QuarterlyReport
from apps.mentoring.owed import last_quarters, unopened_pairs
from apps.mentoring.quarters import Quarter, quarter_of
from apps.mentoring.states import CLOSED, CandidateState, ReportState
from apps.obligations.models import Obligation

LIFTED = "sums of a region name no child and no mentor"
YEAR = timedelta(days=365)
QUARTERS = 8
End = Assignment.EndReason
NO_LOSS = (End.MAJORITY, End.LEFT, End.TRIAL)
"""A pair that ended so is no mentor lost: the child came of age or moved, or it never became more than a trial."""


class Median(Aggregate):
    """The middle one of the values."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass
class Line:
    """One region, or one body. `begun` and `kept`: pairs that began one to two years ago, and those of them that
    lasted a year. `days`: the middle time from application to the first child, of the last year.

    Reports of the quarter that ended last: `expected` are all that were owed, begun or not, `missing` those never
    handed in; `returned` lie with the organisations again, `overdue` of them beyond the term of the correction."""

    area: Area | None = None
    body: Agency | None = None
    in_checks: int = 0
    cleared: int = 0
    suspended: int = 0
    children: int = 0
    waiting: int = 0
    begun: int = 0
    kept: int = 0
    days: int | None = None
    expected: int = 0
    in_time: int = 0
    missing: int = 0
    returned: int = 0
    overdue: int = 0

    @property
    def name(self) -> str:
        return (self.area or self.body).name  # type: ignore[union-attr]

    @property
    def is_of_use(self) -> bool:
        """A body that is at work no more is shown only where something is counted for it still."""
        counted = self.in_checks, self.cleared, self.suspended, self.children, self.waiting, self.begun, self.expected
        return self.body is None or self.body.is_active or any(counted)


@dataclass
class Past:
    """One quarter: the middle time to a match, and how many reports were expected, came, and came in time."""

    quarter: Quarter
    days: int | None = None
    matches: int = 0
    expected: int = 0
    submitted: int = 0
    in_time: int = 0


@dataclass
class Overview:
    """`whole` is the sum; `lines` one for each region of the country or each body of a region; `past` oldest first."""

    area: Area
    whole: Line
    lines: list[Line]
    past: list[Past]
    at: datetime
    reported: Quarter = field(default_factory=lambda: Quarter(1, 1))


def overseen(user: User, region: int | None = None) -> Area:
    """The region or the country the post oversees; with `region`, the id of a region of it. Raises NotAllowed,
    Refused."""
    policies.check_can_oversee(user)
    whole = user.agency.area.region or user.agency.area
    if region is None:
        return whole
    found = Area.objects.filter(pk=region, level=Area.Level.REGION).first()
    if found is None or (whole.level != Area.Level.COUNTRY and found != whole):
        raise Refused(_("There is no such region, or your post does not oversee it."), field="region")
    return found


def overview_of(area: Area, at: datetime) -> Overview:
    """The figures of a region by its bodies, or of the country by its regions."""
    today = local_day(at)
    last = quarter_of(today).before
    with wall.lifted(LIFTED):
        found = _Lines(area, at)
        lines = found.all(last)
        past = _past(area, last, today)
        whole = _sum(lines)
        whole.days = _days(_median(_matches(area).filter(starts_on__gt=today - YEAR)))
    return Overview(area, whole, lines, past, at, last)


def waiting_by_body(today: date, bodies: Collection[int] | None = None) -> dict[int, int]:
    """How many children of each body may have a mentor and have none."""
    waits = without_mentor(today)
    if bodies is not None:
        waits = waits.filter(guardianship__in=bodies)
    with wall.lifted(LIFTED):
        return dict(waits.order_by().values_list("guardianship").annotate(n=Count("pk")))


class _Lines:
    """Lines by region or by body, filled by one query for each subject."""

    def __init__(self, area: Area, at: datetime) -> None:
        self.area, self.at, self.today = area, at, local_day(at)
        self.is_country = area.level == Area.Level.COUNTRY
        self.lines: dict[int, Line] = {}

    def all(self, last: Quarter) -> list[Line]:
        self._bodies()
        self._mentors()
        self._pairs()
        self._waiting()
        self._times()
        self._reports(last)
        self._unopened(last)
        at_work = [line for line in self.lines.values() if line.is_of_use]
        return sorted(at_work, key=lambda line: line.name)

    def _bodies(self) -> None:
        """A line for each body, or for each region that has one."""
        self.bodies: dict[int, int] = {}
        found = Agency.objects.of_kind(AgencyKind.GUARDIANSHIP).filter(_in("", self.area))
        for body in found.select_related("area__parent"):
            region = body.area.region or body.area
            key = region.pk if self.is_country else body.pk
            self.lines.setdefault(key, Line(area=region) if self.is_country else Line(body=body))
            self.bodies[body.pk] = key

    def _key(self, body: str) -> Any:
        return _region(body) if self.is_country else F(f"{body}_id")

    def _mentors(self) -> None:
        seen = Candidate.objects.filter(_in("body__", self.area)).exclude(state__in=CLOSED)
        for key, state, n in seen.order_by().values_list(self._key("body"), "state").annotate(n=Count("pk")):
            line = self.lines[key]
            name = {CandidateState.CLEARED: "cleared", CandidateState.SUSPENDED: "suspended"}.get(state, "in_checks")
            setattr(line, name, getattr(line, name) + n)

    def _pairs(self) -> None:
        begun = Q(starts_on__gt=self.today - 2 * YEAR, starts_on__lte=self.today - YEAR)
        lasted = Q(ends_on=None) | Q(ends_on__gte=F("starts_on") + YEAR)
        begun &= lasted | ~Q(end_reason__in=NO_LOSS)
        runs = Q(pk__in=with_mentor(Assignment.objects.all(), self.today).values("pk"))
        rows = Assignment.objects.filter(_in("body__", self.area)).order_by().values_list(self._key("body"))
        for key, children, begun_, kept in rows.annotate(
            children=Count("child", runs, distinct=True), begun=Count("pk", begun), kept=Count("pk", begun & lasted)
        ):
            line = self.lines[key]
            line.children, line.begun, line.kept = children, begun_, kept

    def _waiting(self) -> None:
        bodies = None if self.is_country else list(self.bodies)
        for body, n in waiting_by_body(self.today, bodies).items():
            if body in self.bodies:
                self.lines[self.bodies[body]].waiting += n

    def _times(self) -> None:
        matched = _matches(self.area).filter(starts_on__gt=self.today - YEAR)
        for key, days in matched.order_by().values_list(self._key("body")).annotate(middle=Median("took")):
            self.lines[key].days = _days(days)

    def _reports(self, last: Quarter) -> None:
        rows = QuarterlyReport.objects.of(last).filter(_in("body__", self.area)).with_due()
        back = Q(state=ReportState.RETURNED)
        late = Obligation.objects.overdue(self.at).filter(
            subject_kind="mentoring_report", subject_id=OuterRef("pk")
        )  # fmt: skip
        for key, *counts in rows.order_by().values_list(self._key("body")).annotate(
            expected=Count("pk"), came=Count("pk", _in_time()), missing=Count("pk", Q(first_submitted_at=None)),
            returned=Count("pk", back), overdue=Count("pk", back & Q(Exists(late))),
        ):  # fmt: skip
            line = self.lines[key]
            line.expected, line.in_time, line.missing, line.returned, line.overdue = counts

    def _unopened(self, last: Quarter) -> None:
        """What is owed and nobody has begun is not handed in either."""
        found = unopened_pairs([last], self.today, _in("body__", self.area))
        for _organisation, body in found.get(last, ()):
            line = self.lines[self.bodies[body]]
            line.expected, line.missing = line.expected + 1, line.missing + 1


def _past(area: Area, last: Quarter, today: date) -> list[Past]:
    quarters = last_quarters(last, QUARTERS)
    rows = {(one.year, one.no): Past(one) for one in quarters}
    first = quarters[0].first
    matched = _matches(area).filter(starts_on__gte=first, starts_on__lte=last.last)
    of_quarter = matched.order_by().values_list(ExtractYear("starts_on"), ExtractQuarter("starts_on"))
    for year, no, middle, n in of_quarter.annotate(middle=Median("took"), n=Count("pk")):
        rows[year, no].days, rows[year, no].matches = _days(middle), n
    reports = QuarterlyReport.objects.filter(_in("body__", area), year__gte=quarters[0].year).with_due()
    for year, no, expected, submitted, in_time in (
        reports.order_by()
        .values_list("year", "quarter")
        .annotate(expected=Count("pk"), submitted=Count("first_submitted_at"), came=Count("pk", _in_time()))
    ):
        if (year, no) in rows:
            one = rows[year, no]
            one.expected, one.submitted, one.in_time = expected, submitted, in_time
    for quarter, pairs in unopened_pairs(quarters, today, _in("body__", area)).items():
        rows[quarter.year, quarter.no].expected += len(pairs)
    return list(rows.values())


def _matches(area: Area) -> QuerySet[Assignment]:
    """Each candidate's first pair, with `took`, the time since the application."""
    earlier = Assignment.objects.filter(candidate=OuterRef("candidate"), starts_on__lt=OuterRef("starts_on"))
    took = F("starts_on") - TruncDate("candidate__applied_at", tzinfo=ALMATY)
    first = Assignment.objects.filter(~Exists(earlier), _in("body__", area), candidate__isnull=False)
    return first.annotate(took=ExpressionWrapper(took, DurationField()))


def _median(rows: QuerySet[Assignment]) -> timedelta | None:
    return rows.aggregate(middle=Median("took"))["middle"]


def _in_time() -> Q:
    """Submitted by the end of the term, or with none that was missed."""
    return Q(first_submitted_at__isnull=False) & (Q(due_at=None) | Q(first_submitted_at__lte=F("due_at")))


def _in(path: str, area: Area) -> Q:
    """Bodies of an area and of its districts; of the country, all."""
    if area.level == Area.Level.COUNTRY:
        return Q()
    return Q(**{f"{path}area": area}) | Q(**{f"{path}area__parent": area})


def _region(body: str) -> Case:
    district = When(**{f"{body}__area__level": Area.Level.DISTRICT}, then=F(f"{body}__area__parent_id"))
    return Case(district, default=F(f"{body}__area_id"))


def _days(span: timedelta | None) -> int | None:
    return None if span is None else round(span / timedelta(days=1))


def _sum(lines: list[Line]) -> Line:
    whole = Line()
    for line in lines:
        for name in ("in_checks", "cleared", "suspended", "children", "waiting", "begun", "kept", "expected",
                     "in_time", "missing", "returned", "overdue"):  # fmt: skip
            setattr(whole, name, getattr(whole, name) + getattr(line, name))
    return whole
