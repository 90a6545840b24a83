"""Candidates: the list, the whole, one's own, what runs out, entering and correcting an application."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, match_version, require_any
from apps.api.etags import require_match, tagged
from apps.api.mentoring.candidates_inputs import CandidateChange, CandidateIn, CandidateQuery
from apps.api.mentoring.candidates_serializers import (
    ExpiringOut,
    MentorCandidateOut,
    MentorCandidateRow,
    OwnApplicationOut,
)
from apps.api.paging import Cursor
from apps.audit import log
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.documents.models import Paper
from apps.mentoring import addressees, dated, policies
from apps.mentoring.acts import applications
from apps.mentoring.checks.candidates import told_reason
from apps.mentoring.checks.clearance import expiring
from apps.mentoring.checks.next_step import next_step
from apps.mentoring.checks.progress import progress_of
from apps.mentoring.doubles import doubles_of
from apps.mentoring.models import Candidate, Clearance, HouseholdMember, Organisation
from apps.mentoring.states import CLOSED
from apps.obligations.models import Obligation

WITH = ("organisation__agency", "body", "area__parent", "account")
SUBJECTS = ("candidate", "mentor_review", "mentor_reopening", "clearance")
PEOPLE = {"consultations": "by", "interviews": "by", "surveys": "by", "reviews": "decided_by"}
PLAIN = ("incomes", "clearances", "reopenings", "certificates")


class CandidateResource(Resource):
    """Finding one candidate, acting on it, answering with it whole. The candidate reads `mine`."""

    scope = "mentoring"

    def candidate(self, reference: str) -> Candidate:
        """Of those the organisation keeps or the body decides on; 404 for others, and for the candidate."""
        require_any(self.user, Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS)
        return find_visible(Candidate.objects.visible_to(self.user).select_related(*WITH), reference)

    def own(self) -> Candidate:
        """The reader's own application: the open one, else the last; 404 for who never applied."""
        found = Candidate.objects.visible_to(self.user).filter(account=self.user).select_related(*WITH)
        own = max(found, key=lambda one: (one.is_open, one.pk), default=None)
        if own is None:
            raise Http404
        return own

    def act(self, reference: str, do: Callable[[Candidate], Any], status: int = 200) -> Response:
        """Do something to the version the client read (If-Match), and answer with what came of it."""
        candidate = self.candidate(reference)
        with transaction.atomic():
            match_version(self.request, candidate)
            do(candidate)
        return self.answer(candidate, status)

    def stored(self) -> Response | None:
        return self.answer(self.candidate(self.kwargs["ref"]))

    def answer(self, candidate: Candidate, status: int = 200) -> Response:
        whole = Candidate.objects.select_related(*WITH).prefetch_related(*parts()).get(pk=candidate.pk)
        held = Obligation.objects.filter(subject_no=whole.number, subject_kind__in=SUBJECTS, owner=self.user.agency)
        duties = held.select_related("rule", "owner", "party").order_by("due_at", "pk")
        minimum = dated.minimum_on(local_day(self.at))
        context = {**self.known([whole]), "duties": duties, "minimum": minimum.tenge if minimum else None}
        response = tagged(self.request, MentorCandidateOut(whole, context=context).data, whole.version, status)
        return self.located(response, whole.number)

    def known(self, candidates: list[Candidate]) -> dict[str, Any]:
        """Progress, end of the clearance, next step and doubles of each, as many queries for many as for one."""
        progress = progress_of(candidates, local_day(self.at))
        held = Clearance.objects.filter(candidate__in=candidates, ended_at=None)
        until = dict(held.values_list("candidate_id", "valid_until"))
        steps = {one.pk: next_step(one, progress[one.pk], until.get(one.pk)) for one in candidates}
        return {"progress": progress, "until": until, "next": steps, "doubles": doubles_of(candidates, self.user)}

    def member(self, candidate: Candidate, pk: int | None) -> HouseholdMember | None:
        """A person of the household by id; 404 for somebody else's."""
        if pk is None:
            return None
        found = candidate.household.select_related("candidate").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def paper(self, candidate: Candidate, pk: int | None) -> Paper | None:
        """A paper of the application by id; 404 for another."""
        if pk is None:
            return None
        found = Paper.objects.visible_to(self.user).about(candidate.subject).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class Candidates(CandidateResource):
    """Reading one, and every list, is a row of the ledger."""

    pagination_class = Cursor

    @extend_schema(operation_id="candidates_list", parameters=[CandidateQuery], responses=MentorCandidateRow(many=True))
    def list(self, request: Request) -> Response:
        """Candidates of the own organisation, or those before the own body, newest first."""
        require_any(self.user, Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS)
        rows = narrowed(Candidate.objects.visible_to(self.user), self.query(CandidateQuery)).select_related(*WITH)
        found = self.page(rows, "applied_at", "id", descending=True)
        self._note("candidates.listed", [one.pk for one in found])
        return self.paged(MentorCandidateRow(found, many=True, context=self.known(found)).data)

    @extend_schema(operation_id="candidates_retrieve", responses=MentorCandidateOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """The whole application, with the fourteen grounds."""
        candidate = self.candidate(ref)
        applications.look(candidate, **self.who)
        return self.answer(candidate)

    @extend_schema(operation_id="candidates_create", request=CandidateIn, responses={201: MentorCandidateOut})
    def create(self, request: Request) -> Response:
        """Enter an application made at the organisation."""
        require(self.user, Perm.KEEP_MENTORS)
        body = self.body(CandidateIn)
        organisation = Organisation.objects.visible_to(self.user).select_related("agency").first()
        wanted = body.pop("body", None)
        if wanted is None and organisation:
            wanted = addressees.body_for(organisation, body["area"], local_day(self.at))
        made = applications.apply(organisation, body=wanted, data=body, **self.who)
        return self.answer(made, status=201)

    @extend_schema(operation_id="candidates_update", request=CandidateChange, responses=MentorCandidateOut)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Correct what is known. If-Match names the version that was changed."""
        candidate, body = self.candidate(ref), self.body(CandidateChange)
        policies.check_can_keep(self.user, candidate.organisation)
        require_match(request)
        return self.act(ref, lambda held: applications.correct(held, data=body, **self.who))

    @extend_schema(operation_id="candidates_mine", responses=OwnApplicationOut)
    @action(detail=False, methods=["get"], pagination_class=None)
    def mine(self, request: Request) -> Response:
        """One's own application: the open one, else the last."""
        found = self.own()
        context = {**self.known([found]), "reason": told_reason(found)}
        return tagged(request, OwnApplicationOut(found, context=context).data, found.version)

    @extend_schema(operation_id="candidates_expiring", responses=ExpiringOut(many=True))
    @action(detail=False, methods=["get"])
    def expiring(self, request: Request) -> Response:
        """Clearances that run out within the days of the rule, the next one first."""
        require_any(self.user, Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS)
        today = local_day(self.at)
        rows = expiring(self.user.agency, today).select_related("candidate__body")
        found = self.page(rows, "valid_until", "id")
        self._note("candidates.listed", [one.candidate_id for one in found])
        last = today + timedelta(days=dated.validity_on(today).expiring_days)
        context = {"progress": progress_of([one.candidate for one in found], today), "last": last}
        return self.paged(ExpiringOut(found, many=True, context=context).data)

    def _note(self, verb: str, ids: Iterable[int]) -> None:
        log.record(verb, Subject("candidate", None, ""), by=self.user, at=self.at, ids=[*ids])


def narrowed(candidates: QuerySet[Candidate], wanted: dict[str, Any]) -> QuerySet[Candidate]:
    for name in ("state", "source", "body"):
        if name in wanted:
            candidates = candidates.filter(**{name: wanted[name]})
    if "organisation" in wanted:
        candidates = candidates.filter(organisation__agency=wanted["organisation"])
    if "open" in wanted:
        candidates = candidates.open() if wanted["open"] else candidates.filter(state__in=CLOSED)
    return candidates


def parts() -> list[Prefetch]:
    """Everything a whole application is made of, a query each, newest first."""
    found = [Prefetch("household", HouseholdMember.objects.order_by("-relation", "pk"))]
    for name, person in PEOPLE.items():
        rows = Candidate._meta.get_field(name).related_model._base_manager
        found.append(Prefetch(name, rows.select_related(person).order_by("-pk")))
    for name in PLAIN:
        rows = Candidate._meta.get_field(name).related_model._base_manager
        found.append(Prefetch(name, rows.order_by("-pk")))
    return found
