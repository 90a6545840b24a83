"""What bodies are asked, as it is asked for and answered."""

from rest_framework import serializers

from apps.api.inputs import Id, Strict, Text, YesNo
from apps.complaints.acts.requests import LONGEST
from apps.complaints.files import MOST_AT_ONCE
from apps.complaints.states import RequestKind, RequestState


class RequestQuery(Strict):
    box = serializers.ChoiceField([("in", "in"), ("out", "out")], required=False)
    kind = serializers.ChoiceField(RequestKind.choices, required=False)
    state = serializers.ChoiceField(RequestState.choices, required=False)
    body = Id(required=False, help_text="id of the body that was asked")
    overdue = YesNo(required=False, help_text="the term ran out and no answer came")


class BodyAnswerIn(Strict):
    text = Text(max_length=LONGEST)


class BodyAnswerForm(BodyAnswerIn):
    """The same with photos, voice notes and PDF, each of at most 10 MB."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=255), max_length=MOST_AT_ONCE, required=False
    )


class RequestReasonIn(Strict):
    reason = Text(max_length=LONGEST)
