"""Candidates as they are asked for."""

from rest_framework import serializers

from apps.api.inputs import AgencyRef, AreaRef, Id, Strict, Text, YesNo
from apps.documents.models import Paper
from apps.mentoring.checks.candidates import MOST_CHILDREN
from apps.mentoring.models import Candidate, GroundCheck, HouseholdMember, Interest, Reopening
from apps.mentoring.states import CandidateState
from apps.people.models import Citizenship, Language

MOST_MEMBERS = 30
PERIOD = "its last day; left out: as long as the dated configuration says"


class CandidateQuery(Strict):
    state = serializers.ChoiceField(CandidateState.choices, required=False)
    source = serializers.ChoiceField(Candidate.Source.choices, required=False)
    body = Id(required=False, help_text="id of a guardianship body")
    organisation = Id(required=False, help_text="id of the agency of a mentoring organisation")
    open = YesNo(required=False)


class PersonIn(Strict):
    """What is known of the person. Only a citizen of Kazakhstan who is of age (Article 28-2(3)(1))."""

    surname = Text(max_length=100)
    given_name = Text(max_length=100)
    patronymic = Text(max_length=100, required=False)
    iin = Text(max_length=12, required=False)
    birth_date = serializers.DateField()
    citizenship = serializers.ChoiceField(Citizenship.choices)
    area = AreaRef(help_text="district of residence")
    address = Text(max_length=250, required=False)
    phone = Text(max_length=40)
    email = Text(max_length=254, required=False)
    languages = serializers.ListField(child=serializers.ChoiceField(Language.choices), required=False, max_length=20)
    interests = serializers.ListField(child=serializers.ChoiceField(Interest.choices), required=False, max_length=20)
    capacity = serializers.IntegerField(
        required=False, min_value=-100, max_value=100, help_text=f"children at a time, at most {MOST_CHILDREN}"
    )


class CandidateIn(PersonIn):
    """An application made at the organisation; `body` left out: the body of the district of residence."""

    body = AgencyRef(required=False, allow_null=True)


class CandidateChange(PersonIn):
    """Names left out stay as they are. Lost citizenship of a mentor suspends the clearance."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{**options, "partial": True})


class ConsultationIn(Strict):
    held_on = serializers.DateField()
    note = Text(max_length=2000, required=False, default="")


class MemberIn(Strict):
    """The spouse, or somebody who lives with the candidate."""

    name = Text(max_length=250)
    birth_date = serializers.DateField()
    relation = serializers.ChoiceField(HouseholdMember.Relation.choices)
    starts_on = serializers.DateField(required=False, allow_null=True)


class DeclarationIn(Strict):
    """“Lives alone”, or the list; a married candidate names the spouse. `members` are persons not yet listed."""

    is_married = YesNo(allow_null=True)
    lives_alone = YesNo(allow_null=True)
    members = serializers.ListField(child=MemberIn(), required=False, max_length=MOST_MEMBERS, default=list)


class MemberEndIn(Strict):
    ends_on = serializers.DateField()


class CheckIn(Strict):
    """One answer. Grounds 10 and 13 take `detail`, the others `answer`; `member` is for the six that reach the
    household."""

    ground = serializers.IntegerField(min_value=0, max_value=100)
    member = Id(required=False, allow_null=True)
    answer = serializers.ChoiceField(GroundCheck.Answer.choices, required=False)
    detail = serializers.ChoiceField(GroundCheck.Detail.choices, required=False)
    paper = Id(required=False, allow_null=True, help_text="id of a paper of this application")
    issued_on = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True, help_text=PERIOD)
    note = Text(max_length=500, required=False)


class IncomeIn(Strict):
    """A proved income; it is held against the subsistence minimum of the day of the decision."""

    monthly = serializers.IntegerField(min_value=0, max_value=1_000_000_000, help_text="tenge")
    months = serializers.IntegerField(min_value=0, max_value=1000)
    paper = Id(required=False, allow_null=True)
    issued_on = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True, help_text=PERIOD)


class InterviewIn(Strict):
    held_on = serializers.DateField()
    findings = Text(max_length=4000)
    is_favourable = YesNo()


class SurveyIn(Strict):
    made_on = serializers.DateField()
    address = Text(max_length=250)
    findings = Text(max_length=4000)
    is_favourable = YesNo()
    paper = Id(required=False, allow_null=True)


class CandidateReasonIn(Strict):
    reason = Text(max_length=2000)


class ReopeningIn(Strict):
    """A fact that opens the clearance again: it is suspended at once."""

    cause = serializers.ChoiceField(Reopening.Cause.choices)
    text = Text(max_length=1000)
    member = Id(required=False, allow_null=True)


class AccountIn(Strict):
    account = Id(allow_null=True, help_text="id of a mentor of the organisation; null unties")


class CandidatePaperIn(Strict):
    """A file of at most 10 MB (PDF, JPEG, PNG, DOCX, told by content) and what is said about it."""

    kind = serializers.ChoiceField(Paper.Kind.choices)
    title = Text(max_length=200, required=False)
    number = Text(max_length=60, required=False)
    issued_by = Text(max_length=200, required=False)
    issued_on = serializers.DateField(required=False, allow_null=True)
    expires_on = serializers.DateField(required=False, allow_null=True)
    file = serializers.FileField(allow_empty_file=True, max_length=255)
