"""Suspected pairs, merges, and what bodies ask each other about files they may not see."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, Resource, find_visible
from apps.api.disclosure.purpose import PURPOSE, open_for
from apps.api.inputs import Nothing
from apps.api.matching import serializers as told
from apps.api.paging import Cursor
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.matching import actions
from apps.matching.handles import child_of
from apps.matching.models import Enquiry, Merge, SuspectedPair
from apps.matching.own import own_of
from apps.matching.telling import Telling
from apps.people.models import Child

WHOLE = ("one__guardianship", "one__area", "two__guardianship", "two__area", "decided_by")
NAMED = ("kept", "absorbed", "merged_by", "undone_by")
BETWEEN = ("child", "asker", "asked", "asked_by", "answered_by")


class Settling(Resource):
    """For those who settle duplicates at a guardianship body."""

    scope = "children"
    lookup_value_regex = DIGITS
    pagination_class: Any = Cursor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(self.user, Perm.MERGE_CHILDREN)

    def context(self, *pairs: SuspectedPair) -> dict[str, Any]:
        own = own_of(self.user, [child for pair in pairs for child in pair.children])
        return {"reader": self.user, "today": local_day(self.at), "own": own}


class Pairs(Settling):
    """Two files that may be of one child: one of them at least the own body's."""

    @extend_schema(operation_id="pairs_list", parameters=[told.PairQuery], responses=told.PairRow(many=True))
    def list(self, request: Request) -> Response:
        """The likeliest first."""
        state = self.query(told.PairQuery).get("state", SuspectedPair.State.OPEN)
        pairs = SuspectedPair.objects.visible_to(self.user).filter(state=state).select_related(*WHOLE)
        found = self.page(pairs, "score", "id", descending=True)
        return self.paged(told.PairRow(found, many=True, context=self.context(*found)).data)

    @extend_schema(operation_id="pairs_retrieve", parameters=PURPOSE, responses=told.PairOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """Both side by side. Counts as looking into those files that you may open."""
        pair = self._pair(ref)
        seen = Child.objects.visible_to(self.user).filter(pk__in=[pair.one_id, pair.two_id])
        for child in seen.select_related("guardianship"):
            open_for(request, child, at=self.at)
        return self._answer(pair)

    @extend_schema(operation_id="pairs_different", request=told.PairReasonIn, responses=told.PairOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def different(self, request: Request, ref: str) -> Response:
        """These are two children: the pair is not listed any more."""
        pair, body = self._pair(ref), self.body(told.PairReasonIn)
        return self._answer(actions.call_different(pair, **body, **self.who))

    @extend_schema(operation_id="pairs_reopen", request=Nothing, responses=told.PairOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def reopen(self, request: Request, ref: str) -> Response:
        """Take back that these are two children."""
        pair = self._pair(ref)
        self.body(Nothing)
        return self._answer(actions.reopen(pair, **self.who))

    def _pair(self, reference: str) -> SuspectedPair:
        return find_visible(SuspectedPair.objects.visible_to(self.user), reference)

    def _answer(self, pair: SuspectedPair) -> Response:
        again = SuspectedPair.objects.select_related(*WHOLE).past_the_wall("the pair of before, after the act")
        whole = again.get(pk=pair.pk)
        return Response(told.PairOut(whole, context=self.context(whole)).data)


class Merges(Settling):
    """Files that became one."""

    @extend_schema(operation_id="merges_list", parameters=[told.MergeQuery], responses=told.MergeOut(many=True))
    def list(self, request: Request) -> Response:
        """Merges into files you may open, the latest first."""
        rows = Merge.objects.visible_to(self.user).select_related(*NAMED)
        standing = self.query(told.MergeQuery).get("standing")
        if standing is not None:
            rows = rows.filter(undone_at__isnull=standing)
        return self.paged(self._out(self.page(rows, "id", descending=True)))

    @extend_schema(operation_id="merges_retrieve", responses=told.MergeOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One merge."""
        return Response(self._out([self._merge(ref)])[0])

    @extend_schema(operation_id="merges_create", request=told.MergeIn, responses={201: told.MergeOut})
    def create(self, request: Request) -> Response:
        """Make two files of the own body one. Both numbers find it; it can be undone."""
        body = self.body(told.MergeIn)
        kept, absorbed = self._file("kept", body["kept"]), self._file("absorbed", body["absorbed"])
        take = dict.fromkeys(body.get("take", ()), True)
        made = actions.merge(kept, absorbed=absorbed, take=take, reason=body["reason"], **self.who)
        response = Response(self._out([self._whole(made)])[0], status=201)
        response["Location"] = request.build_absolute_uri(f"{made.pk}/")
        return response

    @extend_schema(operation_id="merges_undo", request=told.PairReasonIn, responses=told.MergeOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def undo(self, request: Request, ref: str) -> Response:
        """Two files again, each with what it had; what was written since stays with the kept one."""
        made, body = self._merge(ref), self.body(told.PairReasonIn)
        return Response(self._out([self._whole(actions.undo(made, **body, **self.who))])[0])

    def _out(self, merges: Any) -> Any:
        merges = [*merges]
        return told.MergeOut(merges, many=True, context={"telling": Telling(self.user, merges)}).data

    def _merge(self, reference: str) -> Merge:
        return find_visible(Merge.objects.visible_to(self.user).select_related(*NAMED), reference)

    def _whole(self, made: Merge) -> Merge:
        again = Merge.objects.select_related(*NAMED).past_the_wall("the merge of before, after the act")
        return again.get(pk=made.pk)

    def _file(self, field: str, named: int | str) -> Child:
        """A file the person may open. Raises Refused at the field."""
        how = {"pk": named} if isinstance(named, int) else {"number": named}
        found = Child.objects.visible_to(self.user).filter(**how).first()
        if found is None:
            raise Refused(_("There is no child %(number)s, or none you may see.") % {"number": named}, field=field)
        return found


class Enquiries(Settling):
    """Is it the same child? One body asks another about a file it was shown masked."""

    @extend_schema(operation_id="enquiries_list", parameters=[told.EnquiryQuery], responses=told.EnquiryOut(many=True))
    def list(self, request: Request) -> Response:
        """Those the own body asked and those it was asked, the latest first."""
        rows = Enquiry.objects.visible_to(self.user).select_related(*BETWEEN)
        waiting = self.query(told.EnquiryQuery).get("waiting")
        if waiting is not None:
            rows = rows.filter(answered_at__isnull=waiting)
        return self.paged(self._out(self.page(rows, "id", descending=True)))

    @extend_schema(operation_id="enquiries_retrieve", responses=told.EnquiryOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One question."""
        return Response(self._out([self._enquiry(ref)])[0])

    @extend_schema(operation_id="enquiries_create", request=told.EnquiryIn, responses={201: told.EnquiryOut})
    def create(self, request: Request) -> Response:
        """Ask the body responsible for a masked file; it is told at once."""
        body = self.body(told.EnquiryIn)
        child = child_of(body["handle"], self.user)
        if child is None:
            raise Refused(_("This handle is not yours, or it is older than an hour."), field="handle")
        made = actions.ask_body(child, text=body["text"], **self.who)
        return Response(self._out([made])[0], status=201)

    @extend_schema(operation_id="enquiries_answer", request=told.EnquiryAnswerIn, responses=told.EnquiryOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def answer(self, request: Request, ref: str) -> Response:
        """The body that was asked answers."""
        enquiry, body = self._enquiry(ref), self.body(told.EnquiryAnswerIn)
        return Response(self._out([actions.answer_enquiry(enquiry, **body, **self.who)])[0])

    def _enquiry(self, reference: str) -> Enquiry:
        return find_visible(Enquiry.objects.visible_to(self.user).select_related(*BETWEEN), reference)

    def _out(self, found: Any) -> Any:
        ids = [one.child_id for one in found]
        seen = set(Child.objects.visible_to(self.user).filter(pk__in=ids).values_list("pk", flat=True))
        return told.EnquiryOut(found, many=True, context={"seen": seen}).data
