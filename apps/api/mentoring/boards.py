"""Boards of mentoring: what waits for the own agency, and sums of regions without any person."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import Resource
from apps.api.briefs import AgencyBrief, AreaBrief
from apps.api.inputs import MOST_ID, Instant, Strict
from apps.mentoring.boards.own import MONTHS, Board, board_of, check_has_board
from apps.mentoring.boards.regions import overseen, overview_of

POSTS = [("organisation", "mentoring organisation"), ("body", "guardianship body"), ("home", "orphan organisation")]


def counts(**options: Any) -> serializers.DictField:
    """How many by state; a state without any is left out."""
    return serializers.DictField(child=serializers.IntegerField(), **options)


class BoardExpiringOut(serializers.Serializer):
    candidate = serializers.CharField(source="candidate.number")
    valid_until = serializers.DateField()


class BoardDecidingOut(serializers.Serializer):
    candidate = serializers.CharField(source="number")
    state = serializers.CharField()
    due_at = Instant(allow_null=True)


class BoardDayOut(serializers.Serializer):
    day = serializers.DateField()
    meetings = counts()


class BoardWaitingOut(serializers.Serializer):
    """Children whom the Law allows a mentor and who have none. `spans`: by how many days they have waited."""

    count = serializers.IntegerField()
    unheard = serializers.IntegerField(help_text="not asked yet whether a mentor is wanted")
    spans = serializers.ListField(
        child=serializers.IntegerField(), help_text="up to {} days, to {}, to {}, and more".format(*MONTHS)
    )


class BoardWantedOut(serializers.Serializer):
    body = AgencyBrief()
    children = serializers.IntegerField()


class BoardAgreementsOut(serializers.Serializer):
    to_confirm = serializers.SerializerMethodField(help_text="numbers of agreements that wait for your side")
    ending = serializers.SerializerMethodField(help_text="numbers of agreements that end within sixty days")
    waiting = serializers.IntegerField(source="theirs", help_text="wait for the other side")
    in_force = serializers.IntegerField()

    def get_to_confirm(self, found: Any) -> list[str]:
        return [one.number for one in found.mine]

    def get_ending(self, found: Any) -> list[str]:
        return [one.number for one in found.ending]


class BoardReportsOut(serializers.Serializer):
    waiting = serializers.SerializerMethodField(help_text="numbers of reports: to hand in, or to accept")
    missing = serializers.IntegerField(help_text="not handed in to this body")

    def get_waiting(self, found: Any) -> list[str]:
        return [one.number for one in found.rows]


@extend_schema_serializer(many=False)
class MentoringBoardOut(serializers.Serializer):
    """A part that is not for this post is null or empty. Lists hold the first ones; the whole is under its address."""

    post = serializers.ChoiceField(POSTS)
    at = Instant()
    candidates = counts()
    deciding = BoardDecidingOut(many=True)
    expiring = BoardExpiringOut(many=True)
    expiring_count = serializers.IntegerField(help_text="clearances that run out within the days of the rule")
    proposals_to_answer = serializers.IntegerField(source="to_answer")
    trials_to_begin = serializers.IntegerField(source="to_begin")
    pairs = counts()
    week = serializers.SerializerMethodField()
    outings_to_decide = serializers.SerializerMethodField(help_text="numbers of meetings")
    waiting = BoardWaitingOut(allow_null=True)
    wanted = serializers.SerializerMethodField()
    agreements = BoardAgreementsOut(allow_null=True)
    reports = BoardReportsOut(allow_null=True)

    def get_week(self, board: Board) -> list[dict[str, Any]]:
        return BoardDayOut([{"day": day, "meetings": states} for day, states in board.week.items()], many=True).data

    def get_outings_to_decide(self, board: Board) -> list[str]:
        return [one.number for one in board.asked]

    def get_wanted(self, board: Board) -> list[dict[str, Any]]:
        return BoardWantedOut([{"body": body, "children": n} for body, n in board.wanted], many=True).data


class OverviewLineOut(serializers.Serializer):
    """`begun` and `kept`: pairs that began one to two years ago, and those that lasted a year. `days`: the middle time
    from application to the first child, of the last year."""

    area = AreaBrief(allow_null=True)
    body = AgencyBrief(allow_null=True)
    in_checks = serializers.IntegerField()
    cleared = serializers.IntegerField()
    suspended = serializers.IntegerField()
    children = serializers.IntegerField(help_text="with a mentor")
    waiting = serializers.IntegerField(help_text="of ten and more, without a mentor")
    begun = serializers.IntegerField()
    kept = serializers.IntegerField()
    days = serializers.IntegerField(allow_null=True)
    expected = serializers.IntegerField(help_text="reports of the quarter that ended last")
    in_time = serializers.IntegerField(help_text="of these, handed in by the end of the term")
    missing = serializers.IntegerField(help_text="of these, never handed in")
    returned = serializers.IntegerField(help_text="of these, returned and not handed in again")
    overdue = serializers.IntegerField(help_text="of the returned, those whose correction is late")


class OverviewQuarterOut(serializers.Serializer):
    year = serializers.IntegerField(source="quarter.year")
    quarter = serializers.IntegerField(source="quarter.no")
    days = serializers.IntegerField(allow_null=True)
    matches = serializers.IntegerField()
    expected = serializers.IntegerField()
    submitted = serializers.IntegerField()
    in_time = serializers.IntegerField()


@extend_schema_serializer(many=False)
class MentoringOverviewOut(serializers.Serializer):
    """Sums alone: no child and no mentor is named."""

    area = AreaBrief()
    at = Instant()
    whole = OverviewLineOut()
    lines = OverviewLineOut(many=True, help_text="one for each region of the country, or each body of a region")
    past = OverviewQuarterOut(many=True, help_text="the last eight quarters, oldest first")


class OverviewQuery(Strict):
    region = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_ID, help_text="id of a region, for those who see the country"
    )


class MentoringBoard(Resource):
    """The board of the own agency."""

    scope = "mentoring"

    @extend_schema(operation_id="mentoring_board", responses=MentoringBoardOut)
    def list(self, request: Request) -> Response:
        """What waits in mentoring for the own agency, counted."""
        check_has_board(self.user)
        return Response(MentoringBoardOut(board_of(self.user, self.at)).data)


class MentoringOverview(Resource):
    """Sums of the region of the post, or of the country."""

    scope = "mentoring"

    @extend_schema(operation_id="mentoring_overview", parameters=[OverviewQuery], responses=MentoringOverviewOut)
    def list(self, request: Request) -> Response:
        """Mentors, children, waiting, and reports by region or by body."""
        area = overseen(self.user, self.query(OverviewQuery).get("region"))
        return Response(MentoringOverviewOut(overview_of(area, self.at)).data)
