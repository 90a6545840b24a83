"""Children who wait for a mentor, the mentors who come into question, and proposals."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, require_any
from apps.api.disclosure.purpose import PURPOSE, open_for
from apps.api.etags import check_match, tagged, version_hash
from apps.api.incidents.children import children_of
from apps.api.inputs import Nothing
from apps.api.mentoring import pairs_serializers as told
from apps.api.paging import Cursor
from apps.audit import log
from apps.care.models import Placement
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.disclosure import mask
from apps.mentoring import policies
from apps.mentoring.acts import assignments as life
from apps.mentoring.finding import candidates_for, obstacles_of, waiting
from apps.mentoring.models import Candidate, Proposal
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.people.policies import check_may_write_daily, is_responsible

MOST = 200
"""Of the mentors in question; those who may be proposed and the nearest come first."""
WITH = ("child__area", "candidate", "organisation", "body", "assignment")


def named(children: Iterable[Child], reader: User) -> dict[int, str]:
    """The names of those children whose file is open to the reader, whole or as initials."""
    children = list(children)
    ids = {child.pk for child in children}
    open_ = set(Child.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    shown = [child for child in children if child.pk in open_]
    mask.mask(shown, reader)
    return {child.pk: child.full_name for child in shown}


class Waiting(Resource):
    """Reading the list is a row of the ledger."""

    scope = "mentoring"
    pagination_class = Cursor

    @extend_schema(
        operation_id="mentoring_waiting_list", parameters=[told.WaitingQuery], responses=told.WaitingRow(many=True)
    )
    def list(self, request: Request) -> Response:
        """Children of the own body or home who may have a mentor and have none, the longest waiting first."""
        policies.check_can_await(self.user)
        today, wants = local_day(self.at), self.query(told.WaitingQuery).get("wants")
        mine = waiting(self.user.agency, today)
        rows = mine.filter(pk__in=Child.objects.visible_to(self.user).order_by().values("pk"))
        if wants:
            rows = rows.filter(wants__isnull=True) if wants == "UNHEARD" else rows.filter(wants=wants)
        found = self.page(rows, "waits_since", "id")
        ids = [child.pk for child in found]
        log.record("children.listed", Subject("child", None, ""), by=self.user, at=self.at, ids=ids)
        stays = Placement.objects.on(today).filter(child__in=ids).select_related("organisation")
        context = {"today": today, "homes": {stay.child_id: stay.organisation for stay in stays}}
        return self.paged(told.WaitingRow(found, many=True, context=context).data)


class Matches(Resource):
    """One child and the mentors in question; the address holds the child's id or number."""

    scope = "mentoring"

    @extend_schema(operation_id="mentoring_matches_retrieve", parameters=PURPOSE, responses=told.MatchOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """What the child wishes, what stands against any mentor, and each mentor with the reasons why not. Counts as
        looking into the file."""
        return self._answer(self._child(ref))

    @extend_schema(
        operation_id="mentoring_wishes_create", request=told.WishIn, parameters=PURPOSE, responses={201: told.WishOut}
    )
    @action(detail=True, methods=["post"])
    def wishes(self, request: Request, ref: str) -> Response:
        """What the child said about having a mentor; the newest counts."""
        child, body = self._child(ref), self.body(told.WishIn)
        return Response(told.WishOut(life.record_wish(child, **body, **self.who)).data, status=201)

    def _child(self, reference: str) -> Child:
        policies.check_can_await(self.user)
        found = find_visible(Child.objects.visible_to(self.user).select_related("guardianship", "area"), reference)
        check_may_write_daily(self.user, found)
        return found

    def _answer(self, child: Child) -> Response:
        open_for(self.request, child, at=self.at)
        today = local_day(self.at)
        searches = is_responsible(self.user, child)
        data = {
            "child": told.child_of(child, named([child], self.user)), "obstacles": obstacles_of(child, today),
            "wishes": child.mentor_wishes.select_related("by").newest_first(),
            "suggestions": candidates_for(child, today, most=MOST) if searches else [],
        }  # fmt: skip
        return Response(told.MatchOut(data).data)


class Proposals(Resource):
    """Until mentoring begins the organisation reads a masked card: age, sex, district, languages."""

    scope = "mentoring"
    pagination_class = Cursor

    @extend_schema(
        operation_id="mentoring_proposals_list", parameters=[told.ProposalQuery], responses=told.ProposalRow(many=True)
    )
    def list(self, request: Request) -> Response:
        """Proposals to the own organisation, or by the own body, newest first."""
        require_any(self.user, Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS)
        rows = Proposal.objects.visible_to(self.user).select_related(*WITH)
        found = self.page(rows.filter(**self.query(told.ProposalQuery)), "proposed_at", "id", descending=True)
        return self.paged(told.ProposalRow(found, many=True, context={"today": local_day(self.at)}).data)

    @extend_schema(operation_id="mentoring_proposals_retrieve", responses=told.ProposalOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One proposal."""
        return self._answer(self._proposal(ref))

    @extend_schema(
        operation_id="mentoring_proposals_create", request=told.ProposalIn, responses={201: told.ProposalOut}
    )
    def create(self, request: Request) -> Response:
        """Ask an organisation for one of its cleared mentors (Article 28-2(1), (8))."""
        body = self.body(told.ProposalIn)
        child = children_of(self.user, [body.pop("child")], at=self.at)[0]
        candidate = self._candidate(body.pop("candidate"))
        return self._answer(life.propose(child, candidate=candidate, **body, **self.who), status=201)

    @extend_schema(operation_id="mentoring_proposals_accept", request=Nothing, responses=told.ProposalOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def accept(self, request: Request, ref: str) -> Response:
        """The organisation agrees; the body then begins the trial meetings."""
        self.body(Nothing)
        return self._act(ref, lambda one: life.accept_proposal(one, **self.who))

    @extend_schema(
        operation_id="mentoring_proposals_decline", request=told.MentoringReasonIn, responses=told.ProposalOut
    )
    @action(detail=True, methods=["post"], pagination_class=None)
    def decline(self, request: Request, ref: str) -> Response:
        """The organisation says no, and why."""
        body = self.body(told.MentoringReasonIn)
        return self._act(ref, lambda one: life.decline_proposal(one, **body, **self.who))

    @extend_schema(
        operation_id="mentoring_proposals_withdraw", request=told.MentoringReasonIn, responses=told.ProposalOut
    )
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, ref: str) -> Response:
        """The body takes back what was not answered."""
        body = self.body(told.MentoringReasonIn)
        return self._act(ref, lambda one: life.withdraw_proposal(one, **body, **self.who))

    @extend_schema(operation_id="mentoring_proposals_begin", request=told.BeginIn, responses=told.ProposalOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def begin(self, request: Request, ref: str) -> Response:
        """Trial meetings after an accepted proposal; `assignment` names the pair."""
        body = self.body(told.BeginIn)
        return self._act(ref, lambda one: life.begin_trial(one, **body, **self.who))

    def _proposal(self, reference: str) -> Proposal:
        return find_visible(Proposal.objects.visible_to(self.user).select_related(*WITH), reference)

    def _candidate(self, pk: int) -> Candidate:
        found = Candidate.objects.visible_to(self.user).filter(pk=pk).first()
        if found is None:
            raise Refused(_("Choose a mentor of the list."), field="candidate")
        return found

    def _act(self, reference: str, do: Callable[[Proposal], Any]) -> Response:
        proposal = self._proposal(reference)
        with transaction.atomic():
            check_match(self.request, version_of(proposal))
            do(proposal)
        return self._answer(proposal)

    def _answer(self, proposal: Proposal, status: int = 200) -> Response:
        one = self._proposal(str(proposal.pk))
        duties = Obligation.objects.about(one.subject).select_related("rule", "owner", "party").order_by("due_at", "pk")
        context = {"today": local_day(self.at), "duties": duties, "named": named([one.child], self.user)}
        response = tagged(self.request, told.ProposalOut(one, context=context).data, version_of(one), status)
        return self.located(response, one.number)


def version_of(proposal: Proposal) -> str:
    """A proposal counts no versions: what people change of it."""
    return version_hash(proposal.state, proposal.assignment_id)
