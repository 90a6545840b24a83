"""A row in every table of mentoring that is behind the wall, about the cast's child and mentor."""

from datetime import datetime, timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.mentoring.models import (
    Attendance,
    Consultation,
    GroundCheck,
    Help,
    HouseholdMember,
    HousingSurvey,
    Income,
    Interview,
    Meeting,
    MeetingNote,
    NoteDraft,
    NoteQuestion,
    Programme,
    Proposal,
    QuarterlyReport,
    Reopening,
    ReportFigure,
    ReportVersion,
    Review,
    Session,
    Suspension,
    TestResult,
)
from tests.cast import Cast
from tests.factories.accounts import fresh


def keep_mentoring(cast: Cast) -> None:
    """Pairs, meetings, evidence, training and a report."""
    now, by = timezone.now(), fresh(cast.officer)
    pair = cast.child.assignments.get()
    parts = {"by": by, "at": now}
    Suspension.objects.create(assignment=pair, came_from="ACTIVE", reason="OTHER", since=now, until=now)
    proposed = {"organisation": cast.organisation, "body": cast.body, "proposed_by": by, "proposed_at": now}
    Proposal.objects.create(number="W-26-1", child=cast.child, candidate=cast.candidate, **proposed)
    span = {"planned_from": now, "planned_to": now + timedelta(hours=1), "planned_by": by, "planned_at": now}
    meeting = Meeting.objects.create(number="V-26-1", assignment=pair, kind="INSIDE", state="HELD", **span)
    note = MeetingNote.objects.create(meeting=meeting, text="Ойнадық.", author=cast.mentor, written_at=now)
    NoteQuestion.objects.create(note=note, text="Қайда?", asked_by=by, asked_at=now)
    times = {"saved_at": now, "expires_at": now + timedelta(days=1)}
    NoteDraft.objects.create(meeting=meeting, author=cast.mentor, text="Ой", **times)
    two = {"organisation": cast.organisation, "body": cast.body}
    Help.objects.create(candidate=cast.candidate, kind="LEGAL", on=local_day(now), minutes=30, **two, **parts)
    _evidence(cast, now, by)


def _evidence(cast: Cast, now: datetime, by: User) -> None:
    day, of = local_day(now), {"candidate": cast.candidate, "by": by, "at": now}
    lives = {"name": "Ахметов А.", "birth_date": day, "relation": "COHABITANT", "recorded_at": now}
    HouseholdMember.objects.create(candidate=cast.candidate, recorded_by=by, **lives)
    GroundCheck.objects.create(ground=2, answer="PASSED", issued_on=day, **of)
    Income.objects.create(monthly=300_000, months=6, issued_on=day, **of)
    Interview.objects.create(held_on=day, findings="Жақсы.", is_favourable=True, **of)
    HousingSurvey.objects.create(made_on=day, address="Абай 1", findings="Жақсы.", is_favourable=True, **of)
    _training(cast, now, of)
    _report(cast, now, by)
    Consultation.objects.create(held_on=day, **of)
    Review.objects.create(candidate=cast.candidate, asked_by=by, asked_at=now)
    Reopening.objects.create(cause="OTHER", **of)


def _training(cast: Cast, now: datetime, of: dict) -> None:
    programme = Programme.objects.create(agency=cast.organisation, title="Мектеп", hours=36, approved_on=local_day(now))
    times = {"starts_at": now, "ends_at": now + timedelta(hours=3)}
    session = Session.objects.create(programme=programme, hours=3, place="Зал", trainer="Сейітова", **times)
    Attendance.objects.create(session=session, was_there=True, **of)
    TestResult.objects.create(programme=programme, taken_on=local_day(now), score=90, is_passed=True, **of)


def _report(cast: Cast, now: datetime, by: User) -> None:
    report = QuarterlyReport.objects.create(
        number="R-26-1", organisation=cast.organisation, body=cast.body, year=2026, quarter=1, state="SUBMITTED",
        created_at=now, figures_at=now, first_submitted_at=now,
    )  # fmt: skip
    ReportFigure.objects.create(report=report, code="MENTORS", computed=1, value=1)
    of = {"report": report, "no": 1, "figures": {"a": 1}, "texts": {}, "digest": "1" * 64}
    ReportVersion.objects.create(submitted_by=by, submitted_at=now, **of)
