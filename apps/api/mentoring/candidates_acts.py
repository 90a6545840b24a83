"""What may be done with a candidate, each by a POST."""

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.api.inputs import Nothing
from apps.api.mentoring import candidates_inputs as inputs
from apps.api.mentoring.candidates import CandidateResource
from apps.api.mentoring.candidates_serializers import CandidatePaperOut, MentorCandidateOut
from apps.api.mentoring.organisation_files import BINARY, DOWNLOADS, handed_out
from apps.api.paging import Cursor
from apps.api.parsers import Json
from apps.core.localtime import local_day
from apps.documents.models import Paper
from apps.mentoring import policies
from apps.mentoring.acts import applications, clearance, evidence, household, papers
from apps.mentoring.checks.progress import missing
from apps.mentoring.models import Candidate

NO = r"[0-9]{1,18}"
FORM = "multipart/form-data"


class CandidateActs(CandidateResource):
    """If-Match, where sent, must name the version the client read."""

    @extend_schema(operation_id="candidates_consult", request=inputs.ConsultationIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def consultations(self, request: Request, ref: str) -> Response:
        """Record advice given to the candidate; the first one meets the duty (Article 28-2(10)(1))."""
        body = self.body(inputs.ConsultationIn)
        return self.act(ref, lambda one: applications.consult(one, **body, **self.who))

    @extend_schema(operation_id="candidates_declare", request=inputs.DeclarationIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def household(self, request: Request, ref: str) -> Response:
        """Declare the household; the first declaration begins the checks."""
        body = self.body(inputs.DeclarationIn)
        return self.act(ref, lambda one: household.declare(one, **body, **self.who))

    @extend_schema(operation_id="candidates_add_member", request=inputs.MemberIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"], url_path="members")
    def members(self, request: Request, ref: str) -> Response:
        """Somebody moved in, or the candidate married. A person of age suspends a clearance."""
        body = self.body(inputs.MemberIn)
        return self.act(ref, lambda one: household.add_member(one, data=body, **self.who))

    @extend_schema(operation_id="candidates_end_member", request=inputs.MemberEndIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"], url_path=rf"members/(?P<member>{NO})/end")
    def end_member(self, request: Request, ref: str, member: str) -> Response:
        """Somebody lives there no more."""
        body = self.body(inputs.MemberEndIn)
        return self.act(ref, lambda one: household.end_member(self.member(one, int(member)), **body, **self.who))

    @extend_schema(operation_id="candidates_check", request=inputs.CheckIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def checks(self, request: Request, ref: str) -> Response:
        """Record one answer on one ground; the newest counts. One that bars suspends a clearance."""
        body = self.body(inputs.CheckIn)
        member, paper = body.pop("member", None), body.pop("paper", None)

        def act(one: Candidate) -> object:
            about, held = self.member(one, member), self.paper(one, paper)
            return evidence.record_check(one, member=about, data=body, paper=held, **self.who)

        return self.act(ref, act)

    @extend_schema(operation_id="candidates_income", request=inputs.IncomeIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def incomes(self, request: Request, ref: str) -> Response:
        """Record a proved income."""
        body = self.body(inputs.IncomeIn)
        paper = body.pop("paper", None)
        return self.act(
            ref, lambda one: evidence.record_income(one, data=body, paper=self.paper(one, paper), **self.who)
        )

    @extend_schema(operation_id="candidates_interview", request=inputs.InterviewIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def interviews(self, request: Request, ref: str) -> Response:
        """The guardianship body talked with the candidate."""
        body = self.body(inputs.InterviewIn)
        return self.act(ref, lambda one: evidence.record_interview(one, **body, **self.who))

    @extend_schema(operation_id="candidates_survey", request=inputs.SurveyIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def surveys(self, request: Request, ref: str) -> Response:
        """The guardianship body looked at the dwelling."""
        body = self.body(inputs.SurveyIn)
        paper = body.pop("paper", None)
        return self.act(ref, lambda one: evidence.record_survey(one, **body, paper=self.paper(one, paper), **self.who))

    @extend_schema(operation_id="candidates_submit", request=Nothing, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, ref: str) -> Response:
        """Put the candidate before the guardianship body. Refused, ground by ground, while anything is missing."""
        self.body(Nothing)
        return self.act(ref, lambda one: clearance.submit(one, **self.who))

    @extend_schema(operation_id="candidates_approve", request=Nothing, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, ref: str) -> Response:
        """Clear the candidate. Refused, ground by ground, while anything is missing or bars."""
        self.body(Nothing)
        return self.act(ref, lambda one: clearance.approve(one, **self.who))

    @extend_schema(operation_id="candidates_return", request=inputs.CandidateReasonIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, ref: str) -> Response:
        """Return for completion, with reasons."""
        body = self.body(inputs.CandidateReasonIn)
        return self.act(ref, lambda one: clearance.send_back(one, **body, **self.who))

    @extend_schema(operation_id="candidates_refuse", request=inputs.CandidateReasonIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, ref: str) -> Response:
        """Refuse, with reasons; a suspended mentor's assignments end."""
        body = self.body(inputs.CandidateReasonIn)
        return self.act(ref, lambda one: clearance.refuse_candidate(one, **body, **self.who))

    @extend_schema(operation_id="candidates_renew", request=Nothing, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, ref: str) -> Response:
        """Clear a mentor anew on renewed papers, before the old clearance runs out."""
        self.body(Nothing)
        return self.act(ref, lambda one: clearance.renew(one, **self.who))

    @extend_schema(operation_id="candidates_report", request=inputs.ReopeningIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def reopenings(self, request: Request, ref: str) -> Response:
        """Report a fact that suspends the clearance: access ends that second, everybody around is told."""
        body = self.body(inputs.ReopeningIn)
        member = body.pop("member", None)
        return self.act(ref, lambda one: clearance.report(one, **body, member=self.member(one, member), **self.who))

    @extend_schema(operation_id="candidates_link_account", request=inputs.AccountIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def account(self, request: Request, ref: str) -> Response:
        """Tie the application to the account of the mentor, or untie it."""
        wanted = self.body(inputs.AccountIn)["account"]

        def act(one: Candidate) -> object:
            policies.check_can_keep(self.user, one.organisation)
            people = User.objects.filter(memberships__agency=one.organisation.agency_id)
            account = people.filter(pk=wanted).first() if wanted else None
            if wanted and account is None:
                raise Http404
            return applications.link_account(one, account=account, **self.who)

        return self.act(ref, act)

    @extend_schema(operation_id="candidates_withdraw", request=inputs.CandidateReasonIn, responses=MentorCandidateOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, ref: str) -> Response:
        """Take the application back; assignments end at once."""
        body = self.body(inputs.CandidateReasonIn)
        return self.act(ref, lambda one: applications.withdraw(one, **body, **self.who))


class OwnApplication(CandidateResource):
    """What the candidate does with the own application."""

    @extend_schema(operation_id="candidates_withdraw_mine", request=inputs.CandidateReasonIn, responses={204: None})
    @action(detail=False, methods=["post"], url_path="mine/withdraw")
    def withdraw(self, request: Request) -> Response:
        """Take the own application back; it stays closed."""
        body = self.body(inputs.CandidateReasonIn)
        own = self.own()
        if not own.is_open:
            raise Http404
        applications.withdraw(own, **body, **self.who)
        return Response(status=204)

    @extend_schema(operation_id="candidates_mine_papers", responses=CandidatePaperOut(many=True))
    @action(detail=False, methods=["get"], url_path="mine/papers")
    def papers(self, request: Request) -> Response:
        """The own papers on which the answers rest, newest first; nobody else's, and none that the body drew up."""
        found = self._papers().select_related("agency").prefetch_related("versions__document")
        return Response(CandidatePaperOut(found.newest_first(), many=True).data)

    @extend_schema(operation_id="candidates_mine_paper_download", responses=BINARY)
    @action(detail=False, url_path=rf"mine/papers/(?P<paper>{NO})/download", **DOWNLOADS)
    def download(self, request: Request, paper: str) -> FileResponse:
        """The newest file as it was uploaded; noted in the ledger."""
        return handed_out(self._papers().filter(pk=paper).first(), None, **self.who)

    def _papers(self) -> QuerySet[Paper]:
        return papers.own_papers(missing(self.own(), local_day(self.at)))


class CandidatePapers(CandidateResource):
    """The papers of an application, for the organisation and the body."""

    pagination_class = Cursor
    parser_classes = [Json, MultiPartParser]

    @extend_schema(operation_id="candidate_papers_list", responses=CandidatePaperOut(many=True))
    @action(detail=True, methods=["get"], url_path="papers", url_name="papers")
    def papers(self, request: Request, ref: str) -> Response:
        """The papers, newest first."""
        found = self.page(self._of(self.candidate(ref)), "added_at", "id", descending=True)
        return self.paged(CandidatePaperOut(found, many=True).data)

    @extend_schema(
        operation_id="candidate_papers_create", request={FORM: inputs.CandidatePaperIn},
        responses={201: CandidatePaperOut},
    )  # fmt: skip
    @papers.mapping.post
    def add(self, request: Request, ref: str) -> Response:
        """Upload a paper; an answer, an income or a survey then names it."""
        candidate, data = self.candidate(ref), self.body(inputs.CandidatePaperIn)
        made = papers.add_paper_of_candidate(candidate, upload=data.pop("file"), data=data, **self.who)
        return Response(CandidatePaperOut(self._of(candidate).get(pk=made.pk)).data, status=201)

    @extend_schema(operation_id="candidate_papers_download", responses=BINARY)
    @action(detail=True, url_path=rf"papers/(?P<paper>{NO})/download", **DOWNLOADS)
    def download(self, request: Request, ref: str, paper: str) -> FileResponse:
        """The newest file as it was uploaded; noted in the ledger."""
        return handed_out(self.paper(self.candidate(ref), int(paper)), None, **self.who)

    def _of(self, candidate: Candidate) -> QuerySet[Paper]:
        found = Paper.objects.visible_to(self.user).about(candidate.subject).select_related("agency")
        return found.prefetch_related("versions__document")
