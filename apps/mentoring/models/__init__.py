"""Mentoring (Article 28-2): organisations, candidates and their clearance, and who mentors whom."""

from apps.mentoring.models.assignments import Assignment, Proposal, Suspension, Wish
from apps.mentoring.models.candidates import Candidate, Consultation, HouseholdMember, Interest
from apps.mentoring.models.clearance import Clearance, HousingSurvey, Interview, Reopening, Review
from apps.mentoring.models.grounds import Ground, GroundCheck, Income
from apps.mentoring.models.meetings import (
    Help,
    Meeting,
    MeetingNote,
    NonStudyPeriod,
    NoteDraft,
    NoteQuestion,
)
from apps.mentoring.models.organisations import Agreement, LegalForm, Organisation, OrganisationArea
from apps.mentoring.models.reports import QuarterlyReport, ReportFigure, ReportVersion
from apps.mentoring.models.training import Attendance, Certificate, Programme, Session, TestResult

__all__ = [
    "Agreement", "Assignment", "Attendance", "Candidate", "Certificate", "Clearance", "Consultation", "Ground",
    "GroundCheck", "Help", "HouseholdMember", "HousingSurvey", "Income", "Interest", "Interview", "LegalForm",
    "Meeting", "MeetingNote", "NonStudyPeriod", "NoteDraft", "NoteQuestion", "Organisation", "OrganisationArea",
    "Programme", "Proposal", "QuarterlyReport", "Reopening", "ReportFigure", "ReportVersion", "Review", "Session",
    "Suspension", "TestResult", "Wish",
]  # fmt: skip
