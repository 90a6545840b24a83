"""Who is trained in a programme and how far each has come (Article 28-2(7))."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.mentoring.models import Attendance, Candidate, Certificate, Programme, Session, TestResult
from apps.mentoring.models.training import TRAINED


@dataclass(frozen=True)
class Trainee:
    """A candidate in a programme: sessions and hours attended, the last test, the certificate."""

    candidate: Candidate
    enrolled: int
    attended: int
    hours: int
    last_on: date | None
    result: TestResult | None
    certificate: Certificate | None

    @property
    def is_passed(self) -> bool:
        return self.result is not None and self.result.is_passed

    @property
    def is_ready(self) -> bool:
        """Attended and passed, and holds no certificate of this programme yet."""
        return self.is_passed and self.attended > 0 and self.certificate is None


def trainees_of(programme: Programme) -> QuerySet[Candidate]:
    """Everybody who was enrolled in a session of the programme, by name."""
    enrolled = Attendance.objects.filter(session__programme=programme).values("candidate")
    found = Candidate.objects.filter(pk__in=enrolled).order_by("surname", "given_name", "pk")
    return found.past_the_wall(TRAINED)


def progress_of(programme: Programme, candidates: list[Candidate]) -> list[Trainee]:
    """How far these have come, in three queries however many they are."""
    keys = [one.pk for one in candidates]
    was = Q(was_there=True)
    rows = Attendance.objects.filter(session__programme=programme, session__cancelled_at=None, candidate__in=keys)
    counted: dict[int, dict[str, Any]] = {row["candidate"]: dict(row) for row in rows.values("candidate").annotate(
        enrolled=Count("pk"), attended=Count("pk", filter=was), hours=Sum("session__hours", filter=was),
        last_at=Max("session__starts_at", filter=was),
    )}  # fmt: skip
    results: dict[int, TestResult] = {}
    for result in TestResult.objects.filter(programme=programme, candidate__in=keys).order_by("taken_on", "pk"):
        if not (results.get(result.candidate_id) and results[result.candidate_id].is_passed):
            results[result.candidate_id] = result
    given = Certificate.objects.filter(programme=programme, candidate__in=keys, revoked_at=None)
    held = {one.candidate_id: one for one in given.order_by("issued_on", "pk")}
    return [_trainee(one, counted.get(one.pk, {}), results.get(one.pk), held.get(one.pk)) for one in candidates]


def to_enrol(session: Session, user: User) -> QuerySet[Candidate]:
    """The reader's open candidates who are not enrolled in the session, by name."""
    there = session.attendances.values("candidate")
    mine = Candidate.objects.visible_to(user).open().filter(organisation__agency=user.agency)
    return mine.exclude(pk__in=there).order_by("surname", "given_name", "pk")


def _trainee(
    candidate: Candidate, row: dict, result: TestResult | None, certificate: Certificate | None
) -> Trainee:  # fmt: skip
    last_at = row.get("last_at")
    return Trainee(
        candidate, row.get("enrolled", 0), row.get("attended", 0), row.get("hours") or 0,
        local_day(last_at) if last_at else None, result, certificate,
    )  # fmt: skip
