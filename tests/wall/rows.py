"""A row in every table that is behind the wall: of mentoring about the cast's child and mentor, and of appeals."""

from datetime import datetime, timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.complaints.acts import calls, posters, requests, sender, work
from apps.complaints.acts.filing import file_online
from apps.complaints.models import Appeal, Attachment, Exclusion, IncidentLink
from apps.core.localtime import local_day
from apps.incidents.models import Incident
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
from apps.obligations.law import load_law
from tests.cast import Cast
from tests.factories.accounts import fresh
from tests.factories.appeals import entry, under_review
from tests.factories.offices import Offices, make_offices


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


def keep_appeals(cast: Cast) -> Offices:
    """An appeal at an office elsewhere, about the cast's child, with one of everything."""
    load_law()
    offices, now = make_offices(), timezone.now()
    told = {"respondents": [{"agency": None, "level": "LOCAL", "described": "Мектеп"}], "identity": {"name": "Айша"}}
    filed = file_online(entry(area=offices.district, **told), at=now)
    sender.enter(filed.code, at=now)
    head, appeal = fresh(offices.head), under_review(filed.appeal, by=offices.head, at=now)
    by = {"by": head, "at": now}
    work.write_note(appeal, kind="PLAN", text="Сұрау", **by)
    Attachment.objects.create(appeal=appeal, kind="PHOTO", said=b"x", original="appeals/aa/a", at=now)
    appeal.children.create(child=cast.child, **by)
    IncidentLink.objects.create(appeal=appeal, incident=_incident(cast, now), **by)
    Exclusion.objects.create(appeal=appeal, agency=offices.police, reason="RESPONDENT", **by)
    requests.ask(appeal, kind="INFORMATION", body=offices.education, text="Хабарлаңыз", **by)
    posters.make_poster(place=offices.education, language="kk", **by)
    work.propose_law(title="Заң", text="Өзгерту", appeals=[appeal], **by)
    called = {"by": fresh(offices.operator), "at": now}
    call = calls.log_call(data={"category": "SCHOOL", "said": "Ұрады"}, **called)
    calls.refer_to_ombudsman(call, entry={"area": offices.district}, **called)
    assert Appeal.objects.count() == 2
    return offices


def _incident(cast: Cast, now: datetime) -> Incident:
    return Incident.objects.create(
        number="I-26-1", agency=cast.organisation, author=fresh(cast.coordinator), created_at=now
    )
