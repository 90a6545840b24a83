"""The figures of a quarterly report: each one SQL over the records of the quarter, and the rows behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.core.localtime import day_start
from apps.core.wall import CrossingQuerySet
from apps.mentoring.models import (
    Assignment,
    Candidate,
    Certificate,
    Clearance,
    Consultation,
    Help,
    Meeting,
    QuarterlyReport,
)
from apps.mentoring.models.assignments import ENDED
from apps.mentoring.quarters import Quarter
from apps.mentoring.states import MeetingState
from apps.obligations.models import Obligation

HARM_RULE = "kz345.a28-2.p10.s7"


@dataclass(frozen=True)
class Scope:
    """What a report is about: an organisation (agency), a guardianship body and a quarter."""

    organisation: Agency
    body: Agency
    quarter: Quarter

    def instants(self, field: str) -> Q:
        """Rows whose instant lies in the quarter."""
        return Q(**{f"{field}__gte": self.quarter.starts_at, f"{field}__lt": day_start(self.quarter.after.first)})

    def days(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.quarter.first, f"{field}__lte": self.quarter.last})


Rows = QuerySet[Any]


def _count(rows: Rows) -> int:
    return rows.count()


def _children(rows: Rows) -> int:
    return rows.values("child").distinct().count()


def _mentors(rows: Rows) -> int:
    """Persons: by their candidacy, their account, or, where a row of before has neither, by name."""
    person = Coalesce("candidate__number", "mentor__username", "mentor_name")
    return rows.aggregate(n=Count(person, distinct=True))["n"]


def _hours(rows: Rows) -> int:
    """Whole hours, begun ones included."""
    return -(-(rows.aggregate(n=Sum("minutes"))["n"] or 0) // 60)


def _facts(rows: Rows) -> int:
    return rows.values("subject_kind", "subject_id").distinct().count()


@dataclass(frozen=True)
class Figure:
    """`rows` gives the records of a scope, `count` the number that is reported of them."""

    code: str
    label: Any
    rows: Callable[[Scope], Rows]
    count: Callable[[Rows], int] = _count


def assignments(scope: Scope) -> Rows:
    """Those that ran on any day of the quarter."""
    ran = Q(ends_on__isnull=True) | Q(ends_on__gte=scope.quarter.first)
    return Assignment.objects.filter(
        ran, organisation=scope.organisation, body=scope.body, starts_on__lte=scope.quarter.last
    )


def meetings(scope: Scope) -> Rows:
    """Those planned for an instant of the quarter."""
    pair = Q(assignment__organisation=scope.organisation, assignment__body=scope.body)
    return Meeting.objects.filter(pair, scope.instants("planned_from"))


def candidates(scope: Scope) -> Rows:
    return Candidate.objects.filter(organisation__agency=scope.organisation, body=scope.body)


def of_candidates(model: Any, scope: Scope) -> Rows:
    return model.objects.filter(candidate__organisation__agency=scope.organisation, candidate__body=scope.body)


def helped(scope: Scope, kind: str) -> Rows:
    given = Help.objects.filter(organisation=scope.organisation, body=scope.body, kind=kind, withdrawn_at=None)
    return given.filter(scope.days("on"))


def harm(scope: Scope) -> Rows:
    """The duties of Article 28-2(10)(7) towards the body: one for each fact that was established."""
    owed = Obligation.objects.filter(owner=scope.organisation, party=scope.body, rule__code=HARM_RULE)
    return owed.filter(scope.instants("started_at")).exclude(state=Obligation.State.CANCELLED)


def running_at_end(scope: Scope) -> Rows:
    return assignments(scope).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=scope.quarter.last))


FIGURES: tuple[Figure, ...] = (
    Figure("MENTORS", _("mentors who worked in the quarter"), assignments, _mentors),
    Figure("MENTORS_AT_END", _("mentors on the last day"), running_at_end, _mentors),
    Figure("CHILDREN", _("children who had a mentor in the quarter"), assignments, _children),
    Figure("CHILDREN_AT_END", _("children whose assignment had not ended on the last day"), running_at_end, _children),
    Figure(
        "STARTED", _("assignments that began"),
        lambda scope: assignments(scope).filter(scope.days("starts_on")),
    ),
    Figure(
        "ENDED", _("assignments that ended"),
        lambda scope: assignments(scope).filter(scope.days("ends_on")),
    ),
    Figure("MEETINGS", _("meetings held"), lambda scope: meetings(scope).filter(state=MeetingState.HELD)),
    Figure(
        "OUTINGS", _("of these, outings"),
        lambda scope: meetings(scope).filter(state=MeetingState.HELD, kind=Meeting.Kind.OUTING),
    ),
    Figure("MISSED", _("planned meetings that were missed"), lambda s: meetings(s).filter(state=MeetingState.MISSED)),
    Figure("BREACHES", _("meetings with a breach"), lambda scope: meetings(scope).filter(breaches__len__gt=0)),
    Figure("APPLIED", _("persons who applied"), lambda scope: candidates(scope).filter(scope.instants("applied_at"))),
    Figure(
        "CONSULTED", _("consultations given"),
        lambda scope: of_candidates(Consultation, scope).filter(scope.days("held_on")),
    ),
    Figure(
        "TRAINED", _("certificates of training given"),
        lambda scope: of_candidates(Certificate, scope).filter(
            scope.days("issued_on"), agency=scope.organisation, revoked_at=None
        ),
    ),
    Figure(
        "CLEARED", _("mentors cleared"),
        lambda scope: of_candidates(Clearance, scope).filter(scope.days("given_on")),
    ),
    Figure("LEGAL_HOURS", _("hours of legal help"), lambda scope: helped(scope, Help.Kind.LEGAL), _hours),
    Figure(
        "PSYCHOLOGICAL_HOURS", _("hours of psychological help"),
        lambda scope: helped(scope, Help.Kind.PSYCHOLOGICAL), _hours,
    ),
    Figure("HARM", _("facts of harm to mentored children that were established"), harm, _facts),
    Figure(
        "HARM_LATE", _("of these, told to the guardianship body after twenty-four hours"),
        lambda scope: harm(scope).filter(breached_at__isnull=False), _facts,
    ),
)  # fmt: skip
"""In the order of the report. No text of a person goes into any of them."""

BY_CODE = {figure.code: figure for figure in FIGURES}


def scope_of(report: QuarterlyReport) -> Scope:
    return Scope(report.organisation, report.body, report.period)


def computed(scope: Scope) -> dict[str, int]:
    """Every figure as the records give it now."""
    return {figure.code: figure.count(figure.rows(scope)) for figure in FIGURES}


def rows_behind(report: QuarterlyReport, code: str, reader: User) -> Rows:
    """The records a figure counts, for a reader of the report; those of them that he or she may see.

    Duties name no child: both sides of the report read them. Raises KeyError for an unknown figure.
    """
    rows = BY_CODE[code].rows(scope_of(report))
    if rows.model is Obligation:
        return rows
    if rows.model in (Consultation, Clearance):
        return rows.filter(candidate__in=Candidate.objects.visible_to(reader).values("pk"))
    seen = rows.filter(pk__in=rows.model._default_manager.visible_to(reader).values("pk"))
    if isinstance(seen, CrossingQuerySet) and rows.model in (Assignment, Meeting):
        return seen.past_the_wall(ENDED)
    return seen
