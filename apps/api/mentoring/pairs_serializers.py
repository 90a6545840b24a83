"""Waiting children, matches, proposals and pairs as they are asked for and answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from apps.api.articles import article_of_code
from apps.api.briefs import AgencyBrief, PersonBrief
from apps.api.duties import DutyOut
from apps.api.incidents.inputs import ChildRef
from apps.api.inputs import Id, Strict, Text
from apps.mentoring.finding import Suggestion, card_of
from apps.mentoring.models import Assignment, Candidate, Interest, Proposal, Suspension, Wish
from apps.mentoring.states import AssignmentState, CandidateState, ProposalState
from apps.people.models import Child, Language

BY_PEOPLE = [
    choice
    for choice in Assignment.EndReason.choices
    if choice[0] in {"LEFT", "BREACH", "REQUEST", "WISH", "TRIAL", "OTHER"}
]
"""Reasons for an end that people give; the others are found by the system itself."""
RESTS = [choice for choice in Suspension.Reason.choices if choice[0] != Suspension.Reason.CLEARANCE]


class WaitingQuery(Strict):
    wants = serializers.ChoiceField([*Wish.Wants.choices, ("UNHEARD", "UNHEARD")], required=False)


class WishIn(Strict):
    """`text` is needed unless the child wants a mentor."""

    wants = serializers.ChoiceField(Wish.Wants.choices)
    heard_on = serializers.DateField()
    text = Text(max_length=4000, required=False)


class ProposalQuery(Strict):
    state = serializers.ChoiceField(ProposalState.choices, required=False)


class ProposalIn(Strict):
    """`text` is read by the organisation with age, sex, district and languages only: no names in it."""

    child = ChildRef()
    candidate = Id(help_text="id of the mentor")
    text = Text(max_length=1000, required=False)


class MentoringReasonIn(Strict):
    reason = Text(max_length=1000)


class BeginIn(Strict):
    starts_on = serializers.DateField(help_text="first day of the trial meetings")


class PairQuery(Strict):
    state = serializers.ChoiceField(AssignmentState.choices, required=False)
    child = Id(required=False, help_text="id of a child")
    candidate = Id(required=False, help_text="id of a mentor")


class ContractIn(Strict):
    """The three-party agreement as it was signed."""

    contract_no = Text(max_length=60)
    contract_on = serializers.DateField()


class SuspendIn(Strict):
    reason = serializers.ChoiceField(RESTS)
    text = Text(max_length=1000)


class PairEndIn(Strict):
    """`wants` and `words`: what the child says to it, where it was asked."""

    reason = serializers.ChoiceField(BY_PEOPLE)
    ends_on = serializers.DateField(help_text="the last day, included; today or earlier ends access at once")
    text = Text(max_length=1000, required=False)
    wants = serializers.ChoiceField(Wish.Wants.choices, required=False)
    words = Text(max_length=4000, required=False)


class ObstacleOut(serializers.Serializer):
    """Why not, with the rule and its article."""

    field = serializers.CharField(allow_null=True)
    message = serializers.CharField()
    rule = serializers.CharField(allow_null=True)
    article = serializers.SerializerMethodField(help_text="like 28-2(8); null for a rule of the system")

    def get_article(self, one: Any) -> str | None:
        seen: dict[str, str | None] = self.context.setdefault("articles", {})
        if one.rule and one.rule not in seen:
            seen[one.rule] = article_of_code(one.rule)
        return seen.get(one.rule)


class PairChild(serializers.Serializer):
    """`id` and `name` are null where the file is not open to the reader; a name may be initials."""

    id = serializers.IntegerField(allow_null=True)
    number = serializers.CharField()
    name = serializers.CharField(allow_null=True)


def child_of(child: Child, named: dict[int, str]) -> dict[str, Any]:
    """How the reader may name a child; `named` holds those whose file is open."""
    is_open = child.pk in named
    return {"id": child.pk if is_open else None, "number": child.number, "name": named.get(child.pk)}


class WaitingRow(serializers.Serializer):
    """`wants` is the newest wish; null: not heard yet."""

    child = serializers.SerializerMethodField()
    age = serializers.SerializerMethodField(help_text="full years today")
    home = serializers.SerializerMethodField()
    waits_since = serializers.DateField()
    wants = serializers.ChoiceField(Wish.Wants.choices, allow_null=True)

    def get_child(self, child: Child) -> PairChild:
        return {"id": child.pk, "number": child.number, "name": child.full_name}

    def get_age(self, child: Child) -> int:
        return child.age(self.context["today"])

    @extend_schema_field(AgencyBrief(allow_null=True))
    def get_home(self, child: Child) -> Any:
        home = self.context["homes"].get(child.pk)
        return AgencyBrief(home).data if home else None


class WishOut(serializers.ModelSerializer):
    by = PersonBrief()

    class Meta:
        model = Wish
        fields = ("id", "heard_on", "wants", "text", "by")


class MentorBrief(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField(source="full_name")
    state = serializers.ChoiceField(CandidateState.choices)


class SuggestionOut(serializers.Serializer):
    """A mentor beside a child. With obstacles he or she may not be proposed."""

    candidate = MentorBrief()
    organisation = AgencyBrief(source="candidate.organisation.agency")
    is_possible = serializers.BooleanField()
    is_near = serializers.BooleanField(help_text="lives in the child's district")
    languages = serializers.ListField(child=serializers.ChoiceField(Language.choices), help_text="that both speak")
    interests = serializers.ListField(child=serializers.ChoiceField(Interest.choices), source="candidate.interests")
    load = serializers.IntegerField(help_text="children mentored now")
    capacity = serializers.IntegerField(source="candidate.capacity")
    obstacles = ObstacleOut(many=True)
    proposal = serializers.SerializerMethodField(help_text="number of the latest proposal of this mentor for the child")

    def get_proposal(self, one: Suggestion) -> str | None:
        return one.proposal.number if one.proposal else None


@extend_schema_serializer(many=False)
class MatchOut(serializers.Serializer):
    """`obstacles` stand against any mentor; `suggestions` are empty for those who do not look for mentors."""

    child = PairChild()
    wishes = WishOut(many=True)
    obstacles = ObstacleOut(many=True)
    suggestions = SuggestionOut(many=True)


class MentoringCard(serializers.Serializer):
    """All that the organisation learns of the child before mentoring begins."""

    age = serializers.IntegerField()
    sex = serializers.CharField(help_text="in the reader's language")
    district = serializers.CharField(help_text="in the reader's language")
    languages = serializers.ListField(child=serializers.ChoiceField(Language.choices))
    text = serializers.CharField(help_text="why this mentor")


class ProposalRow(serializers.ModelSerializer):
    candidate = MentorBrief()
    organisation = AgencyBrief()
    body = AgencyBrief()
    card = serializers.SerializerMethodField()

    class Meta:
        model = Proposal
        fields = (
            "id", "number", "state", "candidate", "organisation", "body", "card", "proposed_at", "answered_at",
        )  # fmt: skip

    @extend_schema_field(MentoringCard)
    def get_card(self, proposal: Proposal) -> Any:
        card = card_of(proposal, self.context["today"])
        return {"age": card.age, "sex": card.sex, "district": card.district, "languages": card.languages,
                "text": card.text}  # fmt: skip


class ProposalOut(ProposalRow):
    """`child` is null while its file is closed to the reader."""

    child = serializers.SerializerMethodField()
    assignment = serializers.CharField(source="assignment.number", allow_null=True, default=None)
    duties = serializers.SerializerMethodField()

    class Meta(ProposalRow.Meta):
        fields = (*ProposalRow.Meta.fields, "reason", "child", "assignment", "duties")

    @extend_schema_field(PairChild(allow_null=True))
    def get_child(self, proposal: Proposal) -> Any:
        named = self.context["named"]
        return child_of(proposal.child, named) if proposal.child_id in named else None

    @extend_schema_field(DutyOut(many=True))
    def get_duties(self, proposal: Proposal) -> Any:
        return DutyOut(self.context["duties"], many=True).data


class PairMentor(serializers.Serializer):
    """`number` and `id` are null for a pair of before mentors were cleared here."""

    id = serializers.IntegerField(allow_null=True)
    number = serializers.CharField(allow_null=True)
    name = serializers.CharField()


class MentorPairRow(serializers.ModelSerializer):
    child = serializers.SerializerMethodField()
    mentor = serializers.SerializerMethodField()
    organisation = AgencyBrief()
    body = AgencyBrief(allow_null=True)

    class Meta:
        model = Assignment
        fields = (
            "id", "number", "state", "child", "mentor", "organisation", "body", "starts_on", "ends_on", "end_reason",
            "contract_no", "contract_on",
        )  # fmt: skip

    @extend_schema_field(PairChild)
    def get_child(self, pair: Assignment) -> Any:
        return child_of(pair.child, self.context["named"])

    @extend_schema_field(PairMentor)
    def get_mentor(self, pair: Assignment) -> Any:
        person: Candidate | None = pair.candidate
        return {"id": person and person.pk, "number": person and person.number, "name": pair.mentor_name}
