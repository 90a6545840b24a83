"""The board of one agency: what waits, soonest first, and what there is, counted. A fixed number of queries each."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed
from apps.core.localtime import ALMATY, day_start, local_day
from apps.mentoring import finding, reading
from apps.mentoring.boards.regions import waiting_by_body
from apps.mentoring.checks.clearance import expiring
from apps.mentoring.models import (
    Agreement,
    Assignment,
    Candidate,
    Clearance,
    Meeting,
    Proposal,
    QuarterlyReport,
    Session,
)
from apps.mentoring.quarters import Quarter, quarter_of
from apps.mentoring.states import (
    BEING_WRITTEN,
    AgreementState,
    CandidateState,
    MeetingState,
    ProposalState,
    ReportState,
)
from apps.obligations.models import Obligation
from apps.people.models import Child

SHOWN = 6
CAP = 1000
ENDING = timedelta(days=60)
"""So long ahead the end of an agreement is shown."""
MONTHS = (30, 90, 180)
"""Bounds, in days, between which the waiting of children is counted."""
DECIDED = ("mentor_review", "mentor_reopening")


@dataclass
class Agreements:
    """`mine` wait for this side, `to_confirm` in all; `ending` run out soon; `theirs` wait for the other side."""

    mine: list[Agreement]
    to_confirm: int
    ending: list[Agreement]
    theirs: int
    in_force: int


@dataclass
class Waiting:
    """Children who may have a mentor and have none; `spans` counts them by how long, in the spans of MONTHS."""

    count: int
    first: list[Child]
    spans: list[int]
    unheard: int


@dataclass
class Reports:
    """Of the quarter that ended last, and of those before what is not settled; `to_do` in all wait for this side.
    `missing`: never handed in to a body; of an organisation, those it has not even begun, which `to_do` counts too."""

    quarter: Quarter
    rows: list[QuarterlyReport]
    to_do: int
    missing: int


@dataclass
class Board:
    """A part that is not for this post is None or empty. Proposals: `to_answer` by the organisation, and `to_begin`,
    accepted ones whose trial meetings the body has not begun. `with_mentor`: children, by `finding.with_mentor`."""

    post: str
    at: datetime
    candidates: dict[str, int] = field(default_factory=dict)
    deciding: list[Candidate] = field(default_factory=list)
    expiring: list[Clearance] = field(default_factory=list)
    expiring_count: int = 0
    to_answer: int = 0
    to_begin: int = 0
    pairs: dict[str, int] = field(default_factory=dict)
    with_mentor: int = 0
    week: dict[date, dict[str, int]] = field(default_factory=dict)
    asked: list[Meeting] = field(default_factory=list)
    asked_count: int = 0
    waiting: Waiting | None = None
    wanted: list[tuple[Agency, int]] = field(default_factory=list)
    agreements: Agreements | None = None
    reports: Reports | None = None
    sessions: list[Session] = field(default_factory=list)


def post_of(user: User) -> str:
    """Which board the post has: organisation, body, home, or none of these."""
    if allows(user, Perm.KEEP_MENTORS):
        return "organisation"
    if allows(user, Perm.CLEAR_MENTORS):
        return "body"
    is_home = allows(user, Perm.TRAIN_MENTORS) and user.agency.kind == AgencyKind.ORPHAN_ORG
    return "home" if is_home else ""


def check_has_board(user: User) -> None:
    """Raises NotAllowed for a post that has no board of its own."""
    if not post_of(user):
        raise NotAllowed(_("Your present post does not allow this."))


def board_of(user: User, at: datetime) -> Board:
    """The whole board of an organisation, a guardianship body or a home."""
    board = Board(post_of(user), at)
    today = local_day(at)
    board.pairs = counted(Assignment.objects.visible_to(user).standing())
    board.with_mentor = _children(finding.with_mentor(Assignment.objects.visible_to(user), today))
    board.week = week_of(user, today)
    if board.post == "home":
        _home(board, user, today)
    else:
        _sides(board, user, today)
    if board.post != "organisation":
        board.waiting = waiting_of(user.agency, today)
    return board


def counted(rows: QuerySet[Any]) -> dict[str, int]:
    """How many in each state that has any."""
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))


def week_of(user: User, today: date) -> dict[date, dict[str, int]]:
    """Meetings of this week, Monday to Sunday, by day and state; those called off are left out."""
    monday = today - timedelta(days=today.weekday())
    days: dict[date, dict[str, int]] = {monday + timedelta(days=ahead): {} for ahead in range(7)}
    planned = Meeting.objects.visible_to(user).exclude(state=MeetingState.CANCELLED).filter(
        planned_from__gte=day_start(monday), planned_from__lt=day_start(monday + timedelta(days=7))
    )  # fmt: skip
    by_day = planned.order_by().values_list(TruncDate("planned_from", tzinfo=ALMATY), "state").annotate(n=Count("pk"))
    for day, state, n in by_day:
        days[day][state] = n
    return days


def waiting_of(agency: Agency, today: date) -> Waiting:
    """Children of a body, or residents of a home, who wait for a mentor; the longest waiting first."""
    rows = finding.waiting(agency, today)
    bounds = [today - timedelta(days=days) for days in MONTHS]
    spans = [Q(waits_since__gt=bounds[0])]
    spans += [Q(waits_since__lte=later, waits_since__gt=sooner) for later, sooner in pairwise(bounds)]
    spans.append(Q(waits_since__lte=bounds[-1]))
    sums = rows.order_by().aggregate(
        n=Count("pk"), unheard=Count("pk", Q(wants=None)),
        **{f"span{no}": Count("pk", span) for no, span in enumerate(spans)},
    )  # fmt: skip
    return Waiting(sums["n"], list(rows[:SHOWN]), [sums[f"span{no}"] for no in range(len(spans))], sums["unheard"])


def deciding_of(user: User) -> list[Candidate]:
    """Candidates whose clearance the body has to decide or to settle, with `due_at`, the soonest first."""
    open_now = Obligation.objects.open().filter(subject_no=OuterRef("number"), subject_kind__in=DECIDED)
    waits = Candidate.objects.visible_to(user).filter(state__in=[CandidateState.REVIEW, CandidateState.SUSPENDED])
    waits = waits.annotate(due_at=Subquery(open_now.filter(owner=user.agency).order_by("due_at").values("due_at")[:1]))
    return list(waits.select_related("organisation__agency").order_by(F("due_at").asc(nulls_last=True), "pk")[:SHOWN])


def agreements_of(user: User, today: date) -> Agreements:
    """What waits for this side, what ends soon, and how many there are."""
    seen = Agreement.objects.visible_to(user).select_related("organisation__agency", "body")
    proposed = Q(state=AgreementState.PROPOSED)
    ours = proposed & ~Q(proposed_agency=user.agency)
    soon = Q(state=AgreementState.IN_FORCE, ends_on__lte=today + ENDING)
    sums = seen.order_by().aggregate(
        to_confirm=Count("pk", ours), theirs=Count("pk", proposed & Q(proposed_agency=user.agency)),
        in_force=Count("pk", Q(state=AgreementState.IN_FORCE)),
    )  # fmt: skip
    first = list(seen.filter(ours | soon).order_by(F("state").desc(), F("ends_on").asc(nulls_last=True), "pk")[:SHOWN])
    mine = [one for one in first if one.state == AgreementState.PROPOSED]
    return Agreements(mine, ending=[one for one in first if one not in mine], **sums)


def reports_of(user: User, today: date) -> Reports:
    """An organisation's reports that are not accepted, and a body's to accept; whose quarter has ended."""
    quarter = quarter_of(today).before
    over = reading.of_quarters_over(today)
    rows = QuarterlyReport.objects.visible_to(user).filter(over).exclude(state=ReportState.ACCEPTED).with_running()
    decides, missing = allows(user, Perm.CLEAR_MENTORS), len(reading.not_begun(user.agency, today))
    waiting = rows.filter(state__in=[ReportState.SUBMITTED] if decides else BEING_WRITTEN)
    if decides:
        rows = waiting
        missing += reading.owed_to(user.agency, today).count()
    ordered = rows.select_related("organisation", "body").order_by("year", "quarter", "pk")
    to_do = waiting.values("pk")[: CAP + 1].count() + (0 if decides else missing)
    return Reports(quarter, list(ordered[:SHOWN]), to_do, missing)


def _sides(board: Board, user: User, today: date) -> None:
    """What the two sides of an agreement have in common, and what each has alone."""
    board.candidates = counted(Candidate.objects.visible_to(user))
    soon = expiring(user.agency, today)
    board.expiring, board.expiring_count = list(soon[:SHOWN]), soon.values("pk")[: CAP + 1].count()
    board.to_answer, board.to_begin = _proposals(user)
    board.agreements = agreements_of(user, today)
    board.reports = reports_of(user, today)
    if board.post == "body":
        board.deciding = deciding_of(user)
    else:
        board.wanted = wanted_by_bodies(user.agency, today)


def _children(assignments: QuerySet[Assignment]) -> int:
    return assignments.order_by().values("child").distinct().count()


def _proposals(user: User) -> tuple[int, int]:
    sums = Proposal.objects.visible_to(user).aggregate(
        asked=Count("pk", Q(state=ProposalState.PROPOSED)),
        agreed=Count("pk", Q(state=ProposalState.ACCEPTED, assignment=None)),
    )  # fmt: skip
    return sums["asked"], sums["agreed"]


def wanted_by_bodies(organisation: Agency, today: date) -> list[tuple[Agency, int]]:
    """How many children wait at each body with which the organisation has an agreement in force, most first."""
    agreed = Agreement.objects.in_force(today).filter(organisation__agency=organisation).values("body")
    bodies = list(Agency.objects.filter(pk__in=agreed))
    counts = waiting_by_body(today, [body.pk for body in bodies])
    return sorted(((body, counts.get(body.pk, 0)) for body in bodies), key=lambda pair: (-pair[1], pair[0].pk))


def _home(board: Board, user: User, today: date) -> None:
    """Outings that wait for the consents of the head and the child, and the sessions of the own training ahead."""
    seen = Meeting.objects.visible_to(user).filter(state=MeetingState.ASKED, planned_to__gte=board.at)
    board.asked = list(seen.select_related("assignment__child").soonest_first()[:SHOWN])
    board.asked_count = seen.values("pk")[: CAP + 1].count()
    ahead = Session.objects.filter(programme__agency=user.agency, cancelled_at=None, starts_at__gte=day_start(today))
    board.sessions = list(ahead.select_related("programme").order_by("starts_at", "pk")[:SHOWN])
