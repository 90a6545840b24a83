"""Calls to 111 as the centre's own system tells of them."""

from rest_framework import serializers

from apps.api.appeals.inputs import LANGUAGE_CHOICES, IncidentRef, RespondentIn
from apps.api.inputs import AreaRef, Id, Instant, Strict, Text, YesNo
from apps.complaints.acts.calls import LONGEST
from apps.complaints.checks import LONGEST as LONGEST_APPEAL
from apps.complaints.checks import MOST_RESPONDENTS
from apps.complaints.models import Call
from apps.complaints.states import Kind, Right, Safety

ENDINGS = [choice for choice in Call.Outcome.choices if choice[0]]


class CallQuery(Strict):
    category = serializers.ChoiceField(Call.Category.choices, required=False)
    way = serializers.ChoiceField(Call.Way.choices, required=False)
    safety = serializers.ChoiceField(Safety.choices, required=False)
    outcome = serializers.ChoiceField(ENDINGS, required=False)
    open = YesNo(required=False)
    operator = Id(required=False, help_text="id of the operator")


class CallIn(Strict):
    """One contact. There is no field for the caller's name or number: the caller stays anonymous."""

    category = serializers.ChoiceField(Call.Category.choices)
    way = serializers.ChoiceField(Call.Way.choices, required=False)
    safety = serializers.ChoiceField(Safety.choices, required=False)
    language = serializers.ChoiceField(LANGUAGE_CHOICES, required=False)
    by_child = YesNo(required=False)
    area = AreaRef(required=False, allow_null=True)
    said = Text(max_length=LONGEST, required=False)
    began_at = Instant(required=False)


class CallChange(Strict):
    """What is left out stays."""

    category = serializers.ChoiceField(Call.Category.choices, required=False)
    way = serializers.ChoiceField(Call.Way.choices, required=False)
    safety = serializers.ChoiceField(Safety.choices, required=False)
    language = serializers.ChoiceField(LANGUAGE_CHOICES, required=False)
    by_child = YesNo(required=False)
    area = AreaRef(required=False, allow_null=True)
    said = Text(max_length=LONGEST, required=False)


class CallEndIn(Strict):
    outcome = serializers.ChoiceField(ENDINGS)


class CallAppealIn(Strict):
    """What the appeal says; language, safety, district and text are those of the call where left out."""

    text = Text(max_length=LONGEST_APPEAL, required=False)
    kind = serializers.ChoiceField(Kind.choices, required=False)
    right = serializers.ChoiceField(Right.choices, required=False)
    is_urgent = YesNo(required=False)
    area = AreaRef(required=False)
    respondents = serializers.ListField(child=RespondentIn(), max_length=MOST_RESPONDENTS, required=False)


class CallIncidentIn(Strict):
    incident = IncidentRef()
