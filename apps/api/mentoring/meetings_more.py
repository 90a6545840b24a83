"""Around the meetings: help to mentors, vacations, a mentor's own page, and the message that is told immediately."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, Resource, find_visible, require_any
from apps.api.mentoring import meetings_inputs as inputs
from apps.api.mentoring.meetings import MAY_LIST, WITH, MeetingResource, named
from apps.api.mentoring.meetings_out import AtOnceOut, HelpOut, MineOut, VacationOut
from apps.api.paging import Cursor
from apps.core.errors import Refused
from apps.incidents.acts.at_once import RULE, tell_at_once
from apps.mentoring.acts import helping, vacations
from apps.mentoring.models import Assignment, Candidate, Help, Meeting, NonStudyPeriod
from apps.mentoring.states import MENTORS
from apps.notices.models import Notice
from apps.obligations.models import Obligation


class HelpLog(Resource):
    """Legal and psychological help to mentors (Article 28-2(10)(4)); the mentoring organisation's own."""

    scope = "mentoring"
    pagination_class = Cursor
    lookup_value_regex = DIGITS

    @extend_schema(operation_id="help_list", parameters=[inputs.HelpQuery], responses=HelpOut(many=True))
    def list(self, request: Request) -> Response:
        """Help that was given, latest entries first."""
        require(self.user, Perm.KEEP_MENTORS)
        rows, wanted = Help.objects.visible_to(self.user), self.query(inputs.HelpQuery)
        for name, lookup in (("kind", "kind"), ("candidate", "candidate"), ("since", "on__gte"), ("until", "on__lte")):
            if name in wanted:
                rows = rows.filter(**{lookup: wanted[name]})
        found = self.page(rows.select_related("candidate", "by"), "id", descending=True)
        return self.paged(HelpOut(found, many=True).data)

    @extend_schema(operation_id="help_create", request=inputs.HelpIn, responses={201: HelpOut})
    def create(self, request: Request) -> Response:
        """Log help; the quarterly report counts it."""
        body = self.body(inputs.HelpIn)
        candidate = Candidate.objects.visible_to(self.user).filter(pk=body.pop("candidate")).first()
        if candidate is None:
            raise Refused(helping.NO_SUCH, field="candidate")
        return Response(HelpOut(helping.log_help(candidate, **body, **self.who)).data, status=201)

    @extend_schema(operation_id="help_withdraw", request=inputs.HelpWithdrawIn, responses=HelpOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, ref: str) -> Response:
        """Entered by mistake: it stays on record and counts no more."""
        given = find_visible(Help.objects.visible_to(self.user), ref)
        return Response(HelpOut(helping.withdraw_help(given, **self.body(inputs.HelpWithdrawIn), **self.who)).data)


class Vacations(Resource):
    """Days without school besides weekends and holidays, of an orphan organisation (Article 28-2(4)(2))."""

    scope = "mentoring"
    pagination_class = Cursor
    lookup_value_regex = DIGITS

    @extend_schema(operation_id="vacations_list", parameters=[inputs.VacationQuery], responses=VacationOut(many=True))
    def list(self, request: Request) -> Response:
        """Vacations, latest entries first; no secret."""
        require_any(self.user, Perm.VIEW_AGENCIES, *MAY_LIST)
        rows, wanted = NonStudyPeriod.objects.visible_to(self.user), self.query(inputs.VacationQuery)
        rows = rows.filter(**wanted) if wanted else rows
        return self.paged(VacationOut(self.page(rows.select_related("organisation"), "id", descending=True),
                                      many=True).data)  # fmt: skip

    @extend_schema(operation_id="vacations_create", request=inputs.VacationIn, responses={201: VacationOut})
    def create(self, request: Request) -> Response:
        """Enter days without school at the own organisation."""
        made = vacations.add_vacation(self.user.agency, **self.body(inputs.VacationIn), **self.who)
        return Response(VacationOut(made).data, status=201)

    @extend_schema(operation_id="vacations_remove", responses={204: None})
    def destroy(self, request: Request, ref: str) -> Response:
        """Take out days that were entered by mistake."""
        rows = NonStudyPeriod.objects.visible_to(self.user).select_related("organisation")
        if not vacations.remove_vacation(find_visible(rows, ref), **self.who):
            raise Http404
        return Response(status=204)


class OwnMentoring(Resource):
    """A mentor's own pairs, meetings and duties; nothing of a pair that ended or rests."""

    scope = "mentoring"

    @extend_schema(operation_id="mentoring_mine", responses=MineOut)
    def list(self, request: Request) -> Response:
        """My child, meetings ahead and to be recorded, what I owe."""
        require(self.user, Perm.VIEW_OWN_CHILDREN)
        running = Assignment.objects.visible_to(self.user).filter(state__in=MENTORS)
        pairs = list(running.select_related("child", "organisation").order_by("pk"))
        ahead = list(
            Meeting.objects.visible_to(self.user).ahead().filter(assignment__in=pairs).select_related(*WITH)
            .soonest_first()
        )  # fmt: skip
        numbers = Meeting.objects.visible_to(self.user).values("number")
        duties = (
            Obligation.objects.visible_to(self.user)
            .open()
            .filter(subject_kind__in=("meeting", "note_question"), subject_no__in=numbers)
        )
        context = named([one.child for one in pairs] + [one.assignment.child for one in ahead], self.user)
        shown = {
            "pairs": pairs, "meetings": ahead,
            "duties": duties.select_related("rule", "owner", "party").soonest_first(),
        }  # fmt: skip
        return Response(MineOut(shown, context=context).data)


class AtOnce(MeetingResource):
    """What a mentor has to tell immediately (Article 28-2(6)(2)) becomes an incident with its clock."""

    @extend_schema(operation_id="at_once_create", request=inputs.AtOnceIn, responses={201: AtOnceOut})
    def create(self, request: Request) -> Response:
        """Tell at once. Send it with an Idempotency-Key, and again with the same until it is answered."""
        body = self.body(inputs.AtOnceIn)
        pair = self.pair(body.pop("assignment"))
        data = {**body, "occurred_from": body.pop("occurred_at", None)}
        key = request.headers.get("Idempotency-Key") or self._keyless(pair)
        incident = tell_at_once(pair, data=data, key=key, **self.who)
        told = Notice.objects.filter(subject_kind="incident", subject_id=incident.pk, withdrawn_at=None)
        duty = Obligation.objects.about(incident.subject).filter(rule__code=RULE).order_by("due_at").first()
        answer = {
            "incident": incident.number, "established_at": incident.established_at,
            "due_at": duty.due_at if duty else None,
            "told": [
                {"name": one.recipient.name if one.recipient else one.recipient_name, "delivered_at": one.delivered_at}
                for one in told.select_related("recipient").order_by("pk")
            ],
        }  # fmt: skip
        return Response(AtOnceOut(answer).data, status=201)

    def _keyless(self, pair: Assignment) -> str:
        """Without a key each sending is a message of its own."""
        return f"{pair.pk}:{self.at.isoformat()}"
