"""All addresses of the API."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from apps.api.access.sign_ins import SignIns
from apps.api.access.views import SignIn, Tokens
from apps.api.agencies.views import Agencies
from apps.api.appeals.course import AppealCourse
from apps.api.appeals.proposals import LawProposals
from apps.api.appeals.triage import AppealTriage
from apps.api.appeals.views import Appeals
from apps.api.appeals.work import AppealWork
from apps.api.appeals_figures import AppealFigures
from apps.api.areas.views import Areas
from apps.api.calls.views import Calls
from apps.api.casework.acts import CaseActs
from apps.api.casework.referrals import Referrals
from apps.api.casework.staff import Absences, Handovers
from apps.api.casework.views import Cases
from apps.api.children.documents import Documents
from apps.api.children.filters import Filters
from apps.api.children.parts import PARTS
from apps.api.children.periods import Assignments, Placements
from apps.api.children.timeline import Timeline
from apps.api.children.views import Children
from apps.api.disclosure.views import AccessGrants, Alerts, Consents, Looks, Purposes
from apps.api.docs import Docs, OpenApi, Unknown
from apps.api.exports.views import Exports
from apps.api.imports.views import Imports
from apps.api.incidents.acts import IncidentActs
from apps.api.incidents.views import Incidents
from apps.api.ledger.views import Ledger
from apps.api.matching.views import Enquiries, Merges, Pairs
from apps.api.mentoring.agreements import Agreements
from apps.api.mentoring.assignments import MentorPairs
from apps.api.mentoring.boards import MentoringBoard, MentoringOverview
from apps.api.mentoring.candidates import Candidates
from apps.api.mentoring.candidates_acts import CandidateActs, CandidatePapers, OwnApplication
from apps.api.mentoring.meetings import Meetings
from apps.api.mentoring.meetings_more import AtOnce, HelpLog, OwnMentoring, Vacations
from apps.api.mentoring.meetings_notes import MeetingNotes
from apps.api.mentoring.organisations import Organisations
from apps.api.mentoring.pairs import Matches, Proposals, Waiting
from apps.api.mentoring.reports import Reports, ReportTotals
from apps.api.mentoring.training import Certificates, Programmes, Sessions
from apps.api.notices.views import Notices
from apps.api.obligations.views import Obligations
from apps.api.posters.views import Posters
from apps.api.requests.views import BodyRequests
from apps.api.retention.views import RetentionActs, Retentions
from apps.api.rules.views import Rules
from apps.api.users.views import Users

app_name = "api"

CHILD = r"children/(?P<child_id>[0-9A-Za-z][0-9A-Za-z-]{0,31})"

router = SimpleRouter()
router.register("areas", Areas, "area")
router.register("agencies", Agencies, "agency")
router.register("users", Users, "user")
router.register("children", Children, "child")
router.register(f"{CHILD}/placements", Placements, "placement")
router.register(f"{CHILD}/assignments", Assignments, "assignment")
router.register(f"{CHILD}/documents", Documents, "document")
router.register(f"{CHILD}/consents", Consents, "consent")
router.register(f"{CHILD}/looks", Looks, "look")
router.register(f"{CHILD}/timeline", Timeline, "timeline")
router.register(f"{CHILD}/purpose", Purposes, "purpose")
router.register("access-grants", AccessGrants, "access-grant")
router.register("reading-alerts", Alerts, "reading-alert")
router.register("suspected-pairs", Pairs, "pair")
router.register("merges", Merges, "merge")
router.register("enquiries", Enquiries, "enquiry")
router.register("saved-filters", Filters, "filter")
router.register("retention", RetentionActs, "retention-act")
router.register("retention", Retentions, "retention")
router.register("ledger", Ledger, "ledger")
router.register("imports", Imports, "import")
for address, part in PARTS.items():
    router.register(f"{CHILD}/{address}", part, address)
router.register("cases", CaseActs, "case-act")
router.register("cases", Cases, "case")
router.register("absences", Absences, "absence")
router.register("hand-overs", Handovers, "handover")
router.register("exports", Exports, "export")
router.register("appeals/figures", AppealFigures, "appeal-figures")
router.register("appeals", AppealTriage, "appeal-triage")
router.register("appeals", AppealWork, "appeal-work")
router.register("appeals", AppealCourse, "appeal-course")
router.register("appeals", Appeals, "appeal")
router.register("law-proposals", LawProposals, "law-proposal")
router.register("requests", BodyRequests, "body-request")
router.register("calls", Calls, "call")
router.register("posters", Posters, "poster")
router.register("referrals", Referrals, "referral")
router.register("incidents", Incidents, "incident")
router.register("incidents", IncidentActs, "incident-act")
router.register("mentoring/candidates", OwnApplication, "own-application")
router.register("mentoring/candidates", CandidateActs, "candidate-act")
router.register("mentoring/candidates", CandidatePapers, "candidate-paper")
router.register("mentoring/candidates", Candidates, "candidate")
router.register("mentoring/organisations", Organisations, "mentoring-organisation")
router.register("mentoring/agreements", Agreements, "mentoring-agreement")
router.register("mentoring/programmes", Programmes, "mentoring-programme")
router.register("mentoring/sessions", Sessions, "mentoring-session")
router.register("mentoring/certificates", Certificates, "mentoring-certificate")
router.register("mentoring/board", MentoringBoard, "mentoring-board")
router.register("mentoring/overview", MentoringOverview, "mentoring-overview")
router.register("mentoring/reports", Reports, "mentoring-report")
router.register("mentoring/report-sums", ReportTotals, "mentoring-report-sums")
router.register("mentoring/children-waiting", Waiting, "mentoring-waiting")
router.register("mentoring/matches", Matches, "mentoring-match")
router.register("mentoring/proposals", Proposals, "mentoring-proposal")
router.register("mentoring/assignments", MentorPairs, "mentoring-assignment")
router.register("mentoring/meetings", MeetingNotes, "meeting-note")
router.register("mentoring/meetings", Meetings, "meeting")
router.register("mentoring/help", HelpLog, "help")
router.register("mentoring/vacations", Vacations, "vacation")
router.register("mentoring/mine", OwnMentoring, "mentoring-mine")
router.register("mentoring/at-once", AtOnce, "at-once")
router.register("notices", Notices, "notice")
router.register("obligations", Obligations, "obligation")
router.register("rules", Rules, "rule")
router.register("sign-ins", SignIns, "sign-in")
router.register("tokens", Tokens, "token")

urlpatterns = [
    path("schema/", OpenApi.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    path("v1/auth/token/", SignIn.as_view({"post": "create"}), name="auth-token"),
    path("v1/", include(router.urls)),
    re_path(r"", Unknown.as_view()),
]
