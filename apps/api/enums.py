"""Choices that live inside a model, under names the schema can be told of."""

from apps.accounts.models import SignIn
from apps.casework.models import Approval, Case, Referral, Visit
from apps.complaints.models import Appeal, Attachment, Call, Exclusion, Post, WorkNote
from apps.disclosure.models import Consent, EmergencyOpening, ReadingAlert
from apps.documents.models import Paper
from apps.incidents.models import FollowUp, Incident
from apps.matching.models import SuspectedPair
from apps.mentoring.models import (
    Agreement,
    Assignment,
    Candidate,
    GroundCheck,
    Help,
    HouseholdMember,
    Meeting,
    Reopening,
    ReportVersion,
    Review,
    Suspension,
    Wish,
)
from apps.obligations.models import Change, Obligation
from apps.people.models import (
    Child,
    ChildCategory,
    ChildName,
    HealthRecord,
    Kinship,
    Note,
    ParentStatus,
    Relative,
    Schooling,
)
from apps.retention.models import Erasure

CANDIDATE_SOURCES = Candidate.Source.choices
GROUND_ANSWERS = GroundCheck.Answer.choices
GROUND_DETAILS = GroundCheck.Detail.choices
HOUSEHOLD_RELATIONS = HouseholdMember.Relation.choices
MENTOR_REVIEW_OUTCOMES = Review.Outcome.choices
REOPENING_CAUSES = Reopening.Cause.choices
REOPENING_OUTCOMES = Reopening.Outcome.choices
CHANGE_CAUSES = Change.Cause.choices
DUTY_STATES = Obligation.State.choices
FOLLOW_UP_KINDS = FollowUp.Kind.choices
ALERT_KINDS = ReadingAlert.Kind.choices
ALERT_VERDICTS = ReadingAlert.Verdict.choices
ERASURE_GROUNDS = Erasure.Ground.choices
PAIR_STATES = SuspectedPair.State.choices
SIGN_IN_KINDS = SignIn.How.choices
CONSENT_SCOPES = Consent.Scope.choices
EMERGENCY_KINDS = EmergencyOpening.Kind.choices
EMERGENCY_VERDICTS = EmergencyOpening.Verdict.choices
PAPER_KINDS = Paper.Kind.choices
CASE_REASONS = Case.Reason.choices
CASE_RISKS = Case.Risk.choices
CASE_CLOSINGS = Case.Closing.choices
VISIT_KINDS = Visit.Kind.choices
APPROVAL_KINDS = Approval.Kind.choices
APPROVAL_OUTCOMES = Approval.Outcome.choices
REPORT_OUTCOMES = ReportVersion.Outcome.choices
REFERRAL_KINDS = Referral.Kind.choices
CATEGORY_KINDS = ChildCategory.Kind.choices
CHILD_SEXES = Child.Sex.choices
HEALTH_KINDS = HealthRecord.Kind.choices
KINSHIP_KINDS = Kinship.Kind.choices
NAME_REASONS = ChildName.Reason.choices
NOTE_KINDS = Note.Kind.choices
PARENT_CODES = ParentStatus.Code.choices
RELATIVE_SEXES = Relative.Sex.choices
SCHOOLING_KINDS = Schooling.Kind.choices
WISHES = Wish.Wants.choices
PAIR_END_REASONS = Assignment.EndReason.choices
AGREEMENT_END_REASONS = Agreement.EndReason.choices
REST_REASONS = Suspension.Reason.choices
MEETING_KINDS = Meeting.Kind.choices
HELP_KINDS = Help.Kind.choices
APPEAL_ROUTES = Appeal.Route.choices
APPEAL_FILE_KINDS = Attachment.Kind.choices
APPEAL_NOTE_KINDS = WorkNote.Kind.choices
EXCLUSION_REASONS = Exclusion.Reason.choices
POST_WHATS = Post.What.choices
CALL_CATEGORIES = Call.Category.choices
CALL_WAYS = Call.Way.choices
INCIDENT_SAFETIES = Incident.Safety.choices
