"""Appeals as they are asked for and acted on."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.api.incidents.inputs import ChildRef
from apps.api.inputs import AgencyRef, AreaRef, Id, Instant, Strict, Text, YesNo
from apps.complaints.acts.requests import LONGEST as LONGEST_REQUEST
from apps.complaints.checks import IDENTITY, LANGUAGES, LONGEST, MOST_RESPONDENTS, WAYS
from apps.complaints.files import MOST_AT_ONCE
from apps.complaints.models import WorkNote
from apps.complaints.states import Channel, Kind, Level, Outcome, RequestKind, Right, Safety, State

REASON = 1000
LANGUAGE_CHOICES = [(code, code) for code in LANGUAGES]
CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.SITE]


class AppealRef(ChildRef):
    """An appeal by its id or number."""

    default_error_messages = {"invalid": _("The id or number of an appeal.")}


class IncidentRef(ChildRef):
    """An incident by its id or number."""

    default_error_messages = {"invalid": _("The id or number of an incident.")}


class AppealQuery(Strict):
    """Every filter narrows; `q` finds appeals in whose texts every word stands, in any of its Kazakh or Russian
    forms."""

    q = Text(max_length=200, required=False, help_text="words of the texts, or the number of an appeal")
    state = serializers.ChoiceField(State.choices, required=False)
    kind = serializers.ChoiceField(Kind.choices, required=False)
    right = serializers.ChoiceField(Right.choices, required=False)
    channel = serializers.ChoiceField(Channel.choices, required=False)
    office = Id(required=False, help_text="id of the office that considers it")
    officer = Id(required=False, help_text="id of the person who works on it")
    by_child = YesNo(required=False)
    urgent = YesNo(required=False)
    overdue = YesNo(required=False, help_text="the term to reply ran out and no reply was sent")
    open = YesNo(required=False)


class RespondentIn(Strict):
    """Whom it is about: a body of the register (`agency`), or one that is not in it, in words, with its level."""

    agency = AgencyRef(required=False, allow_null=True)
    level = serializers.ChoiceField(Level.choices, required=False)
    described = Text(max_length=500, required=False)


def _identity(name: str) -> Text:
    return Text(max_length=IDENTITY[name], required=False)


class IdentityIn(Strict):
    """Who sent it, as far as he or she said. Nobody must name anybody."""

    name = _identity("name")
    relation = _identity("relation")
    iin = _identity("iin")
    phone = _identity("phone")
    email = _identity("email")
    address = _identity("address")
    safe = Text(max_length=IDENTITY["safe"], required=False, help_text="how and when it is safe to answer")
    way = serializers.ChoiceField([(way, way) for way in WAYS], required=False, help_text="how the sender is answered")


class AppealIn(Strict):
    """What an office received by another door than the public page."""

    channel = serializers.ChoiceField(CHANNELS)
    received_at = Instant(required=False, allow_null=True, help_text="when it came; now when left out")
    text = Text(max_length=LONGEST)
    language = serializers.ChoiceField(LANGUAGE_CHOICES, required=False, help_text="in which it is answered")
    kind = serializers.ChoiceField(Kind.choices, required=False)
    right = serializers.ChoiceField(Right.choices, required=False)
    safety = serializers.ChoiceField(Safety.choices, required=False)
    by_child = YesNo(required=False)
    is_urgent = YesNo(required=False)
    is_ill_treatment = YesNo(required=False, help_text="told to a member of the preventive mechanism")
    area = AreaRef(required=False, allow_null=True)
    respondents = serializers.ListField(child=RespondentIn(), max_length=MOST_RESPONDENTS, required=False)
    identity = IdentityIn(required=False)


class DescribeIn(Strict):
    """What the office says it is about; what is left out stays."""

    kind = serializers.ChoiceField(Kind.choices, required=False)
    right = serializers.ChoiceField(Right.choices, required=False)
    is_urgent = YesNo(required=False)
    is_ill_treatment = YesNo(required=False)
    area = AreaRef(required=False, allow_null=True)
    respondents = serializers.ListField(child=RespondentIn(), max_length=MOST_RESPONDENTS, required=False)


class AppealReasonIn(Strict):
    reason = Text(max_length=REASON)


class ForwardIn(Strict):
    """`reason` is read by the sender."""

    to = AgencyRef(help_text="id of the office of an ombudsman that must consider it")
    reason = Text(max_length=REASON)


class OutsideIn(Strict):
    """`to` and `reason` are read by the sender."""

    to = Text(max_length=250, help_text="the court, prosecutor or body the letter goes to")
    reason = Text(max_length=REASON)


class AppealJoinIn(Strict):
    into = AppealRef()


class ExcludeIn(Strict):
    person = Id(help_text="id of somebody of the office")
    reason = Text(max_length=REASON)


class AssignIn(Strict):
    officer = Id(help_text="id of somebody of the office")


class AppealsHandOverIn(Strict):
    old = Id(help_text="id of the person who leaves")
    new = Id(help_text="id of the person who takes them")


class WriteIn(Strict):
    text = Text(max_length=LONGEST)


class AppealNoteIn(Strict):
    """The plan, an interview, a visit with its findings, evidence, a remark."""

    kind = serializers.ChoiceField(WorkNote.Kind.choices)
    text = Text(max_length=LONGEST)
    place = Id(required=False, help_text="id of the institution that was visited")
    happened_at = Instant(required=False)


class AppealNoteForm(AppealNoteIn):
    """The same with photos, voice notes and PDF, each of at most 10 MB."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=255), max_length=MOST_AT_ONCE, required=False
    )


class AskIn(Strict):
    """`text` is all that the body reads: it must not name who wrote."""

    kind = serializers.ChoiceField(RequestKind.choices)
    body = AgencyRef()
    text = Text(max_length=LONGEST_REQUEST)
    child = Text(max_length=16, required=False, help_text="for `FILE`: the whole number of the file, C-…")
    is_urgent = YesNo(required=False, help_text="to be answered within 24 hours")


class PoliceIn(Strict):
    body = AgencyRef(help_text="id of the police department")
    text = Text(max_length=LONGEST_REQUEST, help_text="all that the police read: where, who, what")


class OpenFileIn(Strict):
    child = Text(max_length=16, help_text="the whole number of the file, C-…")


class LinkChildIn(Strict):
    child = ChildRef()


class LinkIncidentIn(Strict):
    incident = IncidentRef()


class ExtendIn(Strict):
    """A reasoned decision of the head; the sender reads `reason`."""

    until = serializers.DateField(help_text="the last day of the new term, at most two months after the first")
    reason = Text(max_length=REASON)


class DecideIn(Strict):
    outcome = serializers.ChoiceField(Outcome.choices)
    evidence = Text(max_length=LONGEST, help_text="what shows it; the sender does not read this")


class OtherWordsIn(Strict):
    """The words in other languages, for senders of joined appeals who wrote in them."""

    kk = Text(max_length=LONGEST, required=False)
    ru = Text(max_length=LONGEST, required=False)
    en = Text(max_length=LONGEST, required=False)


class ReplyIn(Strict):
    """What was found and done. The letter adds opening, rights of appeal and closing: they cannot be left out."""

    text = Text(max_length=LONGEST)
    others = OtherWordsIn(required=False)


class PreviewIn(Strict):
    text = Text(max_length=LONGEST)


class LawProposalIn(Strict):
    """Names nobody. The addressee is the republic's Commissioner and cannot be chosen."""

    title = Text(max_length=250)
    text = Text(max_length=8000)
    appeals = serializers.ListField(child=AppealRef(), max_length=100, required=False)
