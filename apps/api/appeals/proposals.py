"""Proposals on the legislation, from ombudsmen to the republic's Commissioner (Article 7-12)."""

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.appeals.inputs import LawProposalIn
from apps.api.appeals.out import LawProposalOut
from apps.api.base import Resource, by_reference, find_visible
from apps.api.paging import Cursor
from apps.complaints.acts import work
from apps.complaints.models import Appeal, LegislativeProposal
from apps.core.errors import Collector


class LawProposals(Resource):
    """An office sees its own; the Commissioner all that were made to it."""

    scope = "appeals"
    pagination_class = Cursor

    @extend_schema(operation_id="law_proposals_list", responses=LawProposalOut(many=True))
    def list(self, request: Request) -> Response:
        """Proposals made by the own office or to it, newest first."""
        require(self.user, Perm.VIEW_APPEALS)
        return self.paged(LawProposalOut(self.page(self._proposals(), "at", "id", descending=True), many=True).data)

    @extend_schema(operation_id="law_proposals_retrieve", responses=LawProposalOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One proposal."""
        return Response(LawProposalOut(find_visible(self._proposals(), ref)).data)

    @extend_schema(operation_id="law_proposals_create", request=LawProposalIn, responses={201: LawProposalOut})
    def create(self, request: Request) -> Response:
        """Propose to improve the legislation, naming the appeals of the own office it rests on."""
        body = self.body(LawProposalIn)
        made = work.propose_law(
            title=body["title"], text=body["text"], appeals=self._named(body.get("appeals", [])), **self.who
        )
        return self.located(Response(LawProposalOut(self._proposals().get(pk=made.pk)).data, status=201), made.pk)

    def _proposals(self) -> QuerySet[LegislativeProposal]:
        appeals = Prefetch("appeals", Appeal.objects.visible_to(self.user).order_by("pk"))
        found = LegislativeProposal.objects.visible_to(self.user).select_related("office", "addressee", "by")
        return found.prefetch_related(appeals)

    def _named(self, references: Sequence[int | str]) -> Sequence[Appeal]:
        refuse, found = Collector(), []
        for one in references:
            held = Appeal.objects.visible_to(self.user).filter(by_reference(Appeal, str(one))).first()
            if held is None:
                refuse(_("There is no appeal %(number)s, or none you may see.") % {"number": one}, field="appeals")
            else:
                found.append(held)
        refuse.done()
        return found
