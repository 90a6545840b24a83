"""Meetings, notes, help, vacations and the immediate message as they are asked for."""

from rest_framework import serializers

from apps.api.inputs import AreaRef, Id, Instant, Strict, Text, YesNo
from apps.incidents.models import Incident
from apps.incidents.states import SITUATIONS, Kind
from apps.mentoring.models import Help, Meeting
from apps.mentoring.states import MeetingState

SITUATION_KINDS = [(kind.value, kind.label) for kind in Kind if kind in SITUATIONS]
"""What a mentor tells of at once (Article 28-2(6)(2))."""


class MeetingQuery(Strict):
    state = serializers.ChoiceField(MeetingState.choices, required=False)
    kind = serializers.ChoiceField(Meeting.Kind.choices, required=False)
    assignment = Id(required=False, help_text="id of a pair")
    child = Id(required=False, help_text="id of a child")
    since = Instant(required=False, help_text="begins at or after")
    before = Instant(required=False, help_text="begins before")
    breach = YesNo(required=False, help_text="true: with something that was against the Law")


class MeetingPlanIn(Strict):
    """An outing names a district of Kazakhstan, a place and what it is for. `ask`: true asks the head and the child
    first; false: both have agreed, which the organisation the child lives in alone may say."""

    assignment = Id(help_text="id of the pair")
    kind = serializers.ChoiceField(Meeting.Kind.choices)
    planned_from = Instant()
    planned_to = Instant()
    area = AreaRef(required=False)
    place = Text(max_length=250, required=False)
    purpose = Text(max_length=1000, required=False)
    service = serializers.ChoiceField(Meeting.Service.choices, required=False, allow_blank=True)
    is_abroad = YesNo(required=False, default=False)
    third_party = serializers.ChoiceField(Meeting.ThirdParty.choices, required=False)
    ask = YesNo(required=False, default=True)
    head_consent_by = Id(required=False, help_text="id of the head who agreed")
    head_consent_at = Instant(required=False)
    child_consent_at = Instant(required=False)


class CourseIn(Strict):
    """How a meeting went. What was against the Law is recorded as a breach, and told of; it is not refused."""

    left_at = Instant(required=False)
    returned_at = Instant(required=False)
    third_party = serializers.ChoiceField(Meeting.ThirdParty.choices, required=False)
    third_party_text = Text(max_length=1000, required=False)
    is_abroad = YesNo(required=False)


class UnplannedIn(CourseIn):
    """A meeting that took place and nobody had planned."""

    assignment = Id(help_text="id of the pair")
    kind = serializers.ChoiceField(Meeting.Kind.choices)
    planned_from = Instant(help_text="when it began")
    planned_to = Instant(help_text="when it ended")
    area = AreaRef(required=False)
    place = Text(max_length=250, required=False)
    purpose = Text(max_length=1000, required=False)
    service = serializers.ChoiceField(Meeting.Service.choices, required=False, allow_blank=True)


class LeftIn(Strict):
    left_at = Instant()


class ReturnedIn(Strict):
    returned_at = Instant()


class MeetingReasonIn(Strict):
    reason = Text(max_length=500)


class MeetingNoteIn(Strict):
    """`version` is that of the draft one has read; it may be left out where there is none."""

    text = Text(max_length=10_000, trim_whitespace=False)
    version = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class NoteDraftIn(Strict):
    """`version` is that of the draft one has read, 0 for none."""

    text = Text(max_length=10_000, trim_whitespace=False)
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class NoteQuestionIn(Strict):
    text = Text(max_length=1000)


class NoteAnswerIn(Strict):
    text = Text(max_length=2000)


class HelpQuery(Strict):
    kind = serializers.ChoiceField(Help.Kind.choices, required=False)
    candidate = Id(required=False, help_text="id of a mentor or candidate")
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


class HelpIn(Strict):
    candidate = Id(help_text="id of the mentor or candidate")
    kind = serializers.ChoiceField(Help.Kind.choices)
    on = serializers.DateField()
    minutes = serializers.IntegerField(min_value=-1_000_000, max_value=1_000_000, help_text="1 to 1440")
    note = Text(max_length=1000, required=False)


class HelpWithdrawIn(Strict):
    reason = Text(max_length=300)


class VacationQuery(Strict):
    organisation = Id(required=False, help_text="id of an orphan organisation")


class VacationIn(Strict):
    name = Text(max_length=100)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class AtOnceIn(Strict):
    """The Idempotency-Key names the message: sent again with it, it stays one incident."""

    assignment = Id(help_text="id of the pair")
    kind = serializers.ChoiceField(SITUATION_KINDS)
    description = Text(max_length=4000, required=False, help_text="a few words; without them the kind says it")
    occurred_at = Instant(required=False, help_text="when it happened; now when left out")
    safety = serializers.ChoiceField(Incident.Safety.choices, required=False)
    place = Text(max_length=250, required=False)
