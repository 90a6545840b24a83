"""What may be done with a case, each by a POST."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.casework import inputs
from apps.api.casework.serializers import CaseOut, HandoverOut
from apps.api.casework.views import CaseResource
from apps.api.inputs import Nothing
from apps.casework import actions, planning, staffing
from apps.casework.models import Approval, Case, Step, Visit

NO = r"[0-9]{1,18}"


class CaseActs(CaseResource):
    """If-Match, where sent, must name the version the client read."""

    @extend_schema(operation_id="cases_assess", request=inputs.AssessmentIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def assessments(self, request: Request, ref: str) -> Response:
        """Record an assessment of needs; from ten years on the child is heard."""
        body = self.body(inputs.AssessmentIn)
        return self.act(ref, lambda case: actions.assess(case, data=body, **self.who))

    @extend_schema(operation_id="cases_set_risk", request=inputs.RiskIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def risk(self, request: Request, ref: str) -> Response:
        """Change the level of risk; the review is counted anew."""
        body = self.body(inputs.RiskIn)
        return self.act(ref, lambda case: actions.set_risk(case, **body, **self.who))

    @extend_schema(operation_id="cases_review", request=inputs.CaseReviewIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def reviews(self, request: Request, ref: str) -> Response:
        """Record a review."""
        body = self.body(inputs.CaseReviewIn)
        return self.act(ref, lambda case: actions.review(case, **body, **self.who))

    @extend_schema(operation_id="cases_plan", request=inputs.PlanIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def plans(self, request: Request, ref: str) -> Response:
        """A new version of the plan, put before the supervisor unless `submit` is false."""
        body = self.body(inputs.PlanIn)
        return self.act(ref, lambda case: self._plan(case, body))

    @extend_schema(operation_id="cases_approve", request=Nothing, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, ref: str) -> Response:
        """Approve what waits: a plan or a closing. Nobody approves what is one's own."""
        self.body(Nothing)
        return self.act(ref, lambda case: planning.approve(self._asked(case), **self.who))

    @extend_schema(operation_id="cases_return", request=inputs.CaseReasonIn, responses=CaseOut)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, ref: str) -> Response:
        """Return what waits, with a reason."""
        body = self.body(inputs.CaseReasonIn)
        return self.act(ref, lambda case: planning.send_back(self._asked(case), **body, **self.who))

    @extend_schema(operation_id="cases_step_done", request=inputs.ResultIn, responses=CaseOut)
    @action(detail=True, methods=["post"], url_path=rf"steps/(?P<step>{NO})/done")
    def done(self, request: Request, ref: str, step: str) -> Response:
        """A step was done."""
        body = self.body(inputs.ResultIn)
        return self.act(ref, lambda case: planning.finish_step(self._step(case, step), **body, **self.who))

    @extend_schema(operation_id="cases_step_drop", request=inputs.CaseReasonIn, responses=CaseOut)
    @action(detail=True, methods=["post"], url_path=rf"steps/(?P<step>{NO})/drop")
    def drop(self, request: Request, ref: str, step: str) -> Response:
        """A step is needed no more."""
        body = self.body(inputs.CaseReasonIn)
        return self.act(ref, lambda case: planning.drop_step(self._step(case, step), **body, **self.who))

    @extend_schema(operation_id="cases_visit", request=inputs.VisitIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def visits(self, request: Request, ref: str) -> Response:
        """Record a contact that took place."""
        body = self.body(inputs.VisitIn)
        planned, next_on = body.pop("planned", None), body.pop("next_on", None)

        def act(case: Case) -> Visit:
            held = self._visit(case, planned) if planned else None
            return planning.record_visit(case, data=body, planned=held, next_on=next_on, **self.who)

        return self.act(ref, act)

    @extend_schema(operation_id="cases_plan_visit", request=inputs.PlannedVisitIn, responses=CaseOut)
    @action(detail=True, methods=["post"], url_path="planned-visits")
    def planned_visits(self, request: Request, ref: str) -> Response:
        """Plan a visit; it is a duty from then on."""
        body = self.body(inputs.PlannedVisitIn)
        return self.act(ref, lambda case: planning.plan_visit(case, **body, **self.who))

    @extend_schema(operation_id="cases_call_off", request=inputs.CaseReasonIn, responses=CaseOut)
    @action(detail=True, methods=["post"], url_path=rf"visits/(?P<visit>{NO})/call-off")
    def call_off(self, request: Request, ref: str, visit: str) -> Response:
        """A planned visit does not take place."""
        body = self.body(inputs.CaseReasonIn)
        return self.act(ref, lambda case: planning.call_off_visit(self._visit(case, int(visit)), **body, **self.who))

    @extend_schema(operation_id="cases_close", request=inputs.ClosingIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, ref: str) -> Response:
        """Ask the supervisor to close the case."""
        body = self.body(inputs.ClosingIn)
        return self.act(ref, lambda case: actions.submit_closing(case, **body, **self.who))

    @extend_schema(operation_id="cases_reopen", request=inputs.CaseReasonIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, ref: str) -> Response:
        """Open a closed case again; it begins with a fresh assessment."""
        body = self.body(inputs.CaseReasonIn)
        return self.act(ref, lambda case: actions.reopen(case, **body, **self.who))

    @extend_schema(operation_id="cases_hand_over", request=inputs.HandOverIn, responses=HandoverOut)
    @action(detail=False, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request) -> Response:
        """Give cases (ids) to another officer of the body: all of them, or none."""
        body = self.body(inputs.HandOverIn)
        officer = self.person(body["officer"])
        done = staffing.hand_over(body["cases"], to=officer, reason=body["reason"], **self.who)
        return Response({"id": done.pk, "moved": done.cases.count()})

    def _plan(self, case: Case, body: dict) -> None:
        plan = planning.draft_plan(case, **self.who)
        for wanted in body["goals"]:
            goal = planning.add_goal(plan, text=wanted["text"], **self.who)
            for step in wanted["steps"]:
                planning.save_step(None, goal=goal, **step, **self.who)
        if body["submit"]:
            planning.submit_plan(plan, **self.who)

    def _asked(self, case: Case) -> Approval:
        asked = case.approvals.filter(outcome="").select_related("case", "plan").first()
        if asked is None:
            raise Http404
        return asked

    def _step(self, case: Case, pk: str) -> Step:
        found = Step.objects.filter(pk=pk, goal__plan__case=case).select_related("goal__plan__case").first()
        if found is None:
            raise Http404
        return found

    def _visit(self, case: Case, pk: int) -> Visit:
        found = case.visits.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found
