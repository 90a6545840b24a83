"""Cases and referrals as they are asked for."""

from rest_framework import serializers

from apps.api.incidents.inputs import ChildRef
from apps.api.inputs import AgencyRef, AreaRef, Id, Instant, Strict, Text, YesNo
from apps.casework.models import Case, Referral, Visit
from apps.casework.states import ReferralState, State

CLOSINGS = [choice for choice in Case.Closing.choices if choice[0] != Case.Closing.TRANSFERRED]


class CaseQuery(Strict):
    state = serializers.ChoiceField(State.choices, required=False)
    risk = serializers.ChoiceField(Case.Risk.choices, required=False, help_text="1 low … 4 critical")
    officer = Id(required=False, help_text="id of the responsible officer")
    child = Id(required=False, help_text="id of a child")
    open = YesNo(required=False)


class CaseIn(Strict):
    child = ChildRef()
    reason = serializers.ChoiceField(Case.Reason.choices)
    reason_text = Text(max_length=1000, required=False)
    risk = serializers.ChoiceField(Case.Risk.choices)
    officer = Id(required=False, help_text="id of somebody of the body; you yourself when absent")


class AssessmentIn(Strict):
    """From ten years on `wishes` or `not_heard_reason` is needed."""

    made_on = serializers.DateField(required=False)
    strengths = Text(max_length=4000, required=False)
    needs = Text(max_length=4000)
    dangers = Text(max_length=4000, required=False)
    wishes = Text(max_length=4000, required=False)
    not_heard_reason = Text(max_length=500, required=False)
    conclusion = Text(max_length=4000)
    risk = serializers.ChoiceField(Case.Risk.choices)


class RiskIn(Strict):
    risk = serializers.ChoiceField(Case.Risk.choices)
    reason = Text(max_length=500)


class CaseReviewIn(Strict):
    findings = Text(max_length=2000)


class StepIn(Strict):
    text = Text(max_length=500)
    who = Text(max_length=150, required=False)
    due_on = serializers.DateField()


class GoalIn(Strict):
    text = Text(max_length=500)
    steps = serializers.ListField(child=StepIn(), max_length=50)


class PlanIn(Strict):
    """The goals of a new version with their steps; `submit` puts it before the supervisor at once."""

    goals = serializers.ListField(child=GoalIn(), min_length=1, max_length=30)
    submit = YesNo(default=True)


class CaseReasonIn(Strict):
    reason = Text(max_length=500)


class ResultIn(Strict):
    result = Text(max_length=1000, required=False, default="")


class ClosingIn(Strict):
    reason = serializers.ChoiceField(CLOSINGS)
    text = Text(max_length=1000)


class VisitIn(Strict):
    """A contact that took place; `planned` names the visit it was planned as."""

    kind = serializers.ChoiceField(Visit.Kind.choices)
    occurred_at = Instant()
    place = Text(max_length=250, required=False)
    child_seen = YesNo(required=False)
    seen_alone = YesNo(required=False)
    findings = Text(max_length=4000)
    planned = Id(required=False)
    next_on = serializers.DateField(required=False)


class PlannedVisitIn(Strict):
    kind = serializers.ChoiceField(Visit.Kind.choices)
    planned_on = serializers.DateField()
    place = Text(max_length=250, required=False)


class HandOverIn(Strict):
    cases = serializers.ListField(child=Id(), min_length=1, max_length=1000)
    officer = Id(help_text="id of the officer who takes them")
    reason = Text(max_length=500)


class ReferralQuery(Strict):
    box = serializers.ChoiceField([("in", "in"), ("out", "out")], required=False)
    state = serializers.ChoiceField(ReferralState.choices, required=False)
    kind = serializers.ChoiceField(Referral.Kind.choices, required=False)


class ReferralIn(Strict):
    """`asked` is read before acceptance: no names in it. `until` for help: the last day the file is open."""

    child = ChildRef()
    kind = serializers.ChoiceField(Referral.Kind.choices)
    recipient = AgencyRef()
    asked = Text(max_length=1000)
    reason = Text(max_length=4000)
    until = serializers.DateField(required=False, allow_null=True)


class AcceptIn(Strict):
    area = AreaRef(required=False)


class AnswerIn(Strict):
    text = Text(max_length=4000)
