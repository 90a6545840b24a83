"""Whose an appeal is: taking over, passing on, joining, shutting out; each by a POST."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.appeals import inputs
from apps.api.appeals.out import AppealOut, AppealsMovedOut
from apps.api.appeals.views import AppealResource, respondents_from
from apps.api.base import DIGITS, by_reference
from apps.api.inputs import Nothing
from apps.complaints.acts import triage, work
from apps.complaints.models import Appeal, Exclusion
from apps.core.errors import Refused

GONE = {200: AppealOut, 204: None}
"""204: another office considers it now, or the person withdrew; neither reads it any more."""


class AppealTriage(AppealResource):
    """If-Match, where sent, must name the version the client read."""

    @extend_schema(operation_id="appeals_take_over", request=inputs.DescribeIn, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Request, ref: str) -> Response:
        """Take it over, saying what it is about. What another office must consider is refused, with the article, and
        is passed on by `…/forward/` (Articles 7-1, 7-2, 7-12, 47-5)."""
        data = self._described()
        return self.act(ref, lambda appeal: triage.take_over(appeal, data=data, **self.who))

    @extend_schema(operation_id="appeals_describe", request=inputs.DescribeIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def describe(self, request: Request, ref: str) -> Response:
        """Correct what it is about. Another kind has another term, counted from the same registration."""
        data = self._described()
        return self.act(ref, lambda appeal: triage.describe(appeal, data=data, **self.who))

    @extend_schema(operation_id="appeals_forward", request=inputs.ForwardIn, responses=GONE)
    @action(detail=True, methods=["post"])
    def forward(self, request: Request, ref: str) -> Response:
        """Pass it on to the office that must consider it (APPC Article 65); the sender is told. 204: your office sees
        it no more."""
        body = self.body(inputs.ForwardIn)
        return self.act(ref, lambda appeal: triage.forward(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_pass_outside", request=inputs.OutsideIn, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path="pass-outside")
    def pass_outside(self, request: Request, ref: str) -> Response:
        """Pass it on by letter to a court, a prosecutor, a body that does not work in the system; the appeal is
        closed."""
        body = self.body(inputs.OutsideIn)
        return self.act(ref, lambda appeal: triage.pass_outside(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_withdraw_self", request=inputs.AppealReasonIn, responses=GONE)
    @action(detail=True, methods=["post"], url_path="withdraw-self")
    def withdraw_self(self, request: Request, ref: str) -> Response:
        """Declare a conflict of interest. 204: you see the appeal no more; the only head's goes to the republic."""
        body = self.body(inputs.AppealReasonIn)
        return self.act(ref, lambda appeal: triage.withdraw_self(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_exclude", request=inputs.ExcludeIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def exclude(self, request: Request, ref: str) -> Response:
        """Shut a person of the office out: the appeal is about him or her."""
        body = self.body(inputs.ExcludeIn)
        person = self.colleague(body["person"])
        return self.act(
            ref, lambda appeal: triage.exclude(appeal, person=person, reason=body["reason"], **self.who)
        )  # fmt: skip

    @extend_schema(operation_id="appeals_admit_again", request=inputs.AppealReasonIn, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path=rf"exclusions/(?P<exclusion>{DIGITS})/lift")
    def admit_again(self, request: Request, ref: str, exclusion: str) -> Response:
        """Admit somebody again who was shut out; never oneself, and no body complained about."""
        body = self.body(inputs.AppealReasonIn)
        return self.act(ref, lambda appeal: triage.admit_again(_exclusion(appeal, exclusion), **body, **self.who))

    @extend_schema(operation_id="appeals_join", request=inputs.AppealJoinIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, ref: str) -> Response:
        """The same matter again: it goes on in the other appeal, and its sender is answered too."""
        wanted = by_reference(Appeal, str(self.body(inputs.AppealJoinIn)["into"]))
        into = Appeal.objects.visible_to(self.user).filter(wanted).first()
        return self.act(ref, lambda appeal: triage.join(appeal, into=into, **self.who))

    @extend_schema(operation_id="appeals_separate", request=inputs.AppealReasonIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def separate(self, request: Request, ref: str) -> Response:
        """It was another matter after all: considered by itself again, under its first clock."""
        body = self.body(inputs.AppealReasonIn)
        return self.act(ref, lambda appeal: triage.separate(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_assign", request=inputs.AssignIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, ref: str) -> Response:
        """Say who works on it: the head anybody of the office, a specialist oneself where nobody does."""
        officer = self.colleague(self.body(inputs.AssignIn)["officer"])
        return self.act(ref, lambda appeal: work.assign(appeal, officer=officer, **self.who))

    @extend_schema(operation_id="appeals_begin", request=Nothing, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def begin(self, request: Request, ref: str) -> Response:
        """Begin the work on what was taken over or opened again."""
        self.body(Nothing)
        return self.act(ref, lambda appeal: work.begin(appeal, **self.who))

    @extend_schema(operation_id="appeals_hand_over", request=inputs.AppealsHandOverIn, responses=AppealsMovedOut)
    @action(detail=False, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request) -> Response:
        """Give all open appeals of somebody whose mandate ends to a colleague, but those the colleague is shut out
        of."""
        body = self.body(inputs.AppealsHandOverIn)
        old = self.colleague(body["old"])
        if old is None:
            raise Refused(_("Choose a person of your office."), field="old")
        return Response({"moved": work.hand_over(old=old, new=self.colleague(body["new"]), **self.who)})

    def _described(self) -> dict:
        data = self.body(inputs.DescribeIn)
        if "respondents" in data:
            data["respondents"] = respondents_from(data["respondents"])
        return data


def _exclusion(appeal: Appeal, pk: str) -> Exclusion:
    found = appeal.exclusions.filter(pk=pk).select_related("appeal").first()
    if found is None:
        raise Http404
    return found
