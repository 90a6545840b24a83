"""Appeals as they are answered. Acts are answered without any sealed text; one appeal is read with its texts."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.briefs import AgencyBrief, AreaBrief, PersonBrief
from apps.api.duties import DutyOut
from apps.complaints.models import (
    Appeal,
    Attachment,
    BodyRequest,
    Exclusion,
    LegislativeProposal,
    Post,
    Round,
    WorkNote,
)
from apps.complaints.states import Level


class AppealRow(serializers.ModelSerializer):
    """What is known of an appeal without opening it. `due_at`: when its reply is due, while it is open."""

    office = AgencyBrief()
    officer = PersonBrief(allow_null=True)
    area = AreaBrief(allow_null=True)
    joined_to = serializers.CharField(source="joined_to.number", allow_null=True, default=None)
    wrote_at = serializers.DateTimeField(help_text="the sender wrote and nobody has read it yet", allow_null=True)

    class Meta:
        model = Appeal
        fields = (
            "id", "number", "kind", "channel", "state", "language", "office", "officer", "route", "received_at",
            "registered_on", "by_child", "is_anonymous", "safety", "is_urgent", "is_ill_treatment", "right", "area",
            "joined_to", "outcome", "due_at", "wrote_at", "replied_at", "closed_at", "version",
        )  # fmt: skip


class RoundOut(serializers.ModelSerializer):
    """One consideration, with its own term."""

    class Meta:
        model = Round
        fields = (
            "no", "began_at", "extended_at", "extended_to", "extension_told_at", "outcome", "decided_at", "ended_at",
        )  # fmt: skip


class AskedOut(serializers.ModelSerializer):
    """What a body was asked. `is_late`: answered after its term."""

    body = AgencyBrief()
    is_late = serializers.BooleanField()

    class Meta:
        model = BodyRequest
        fields = (
            "id", "number", "kind", "state", "body", "is_urgent", "is_obstruction", "due_at", "sent_at", "answered_at",
            "is_late", "withdrawn_at", "version",
        )  # fmt: skip


class AppealOut(AppealRow):
    """An appeal after an act: its considerations, what bodies were asked, and every clock with its arithmetic."""

    rounds = RoundOut(many=True)
    requests = AskedOut(many=True)
    duties = serializers.SerializerMethodField()

    class Meta(AppealRow.Meta):
        fields = (*AppealRow.Meta.fields, "keep_until", "shredded_at", "rounds", "requests", "duties")

    @extend_schema_field(DutyOut(many=True))
    def get_duties(self, appeal: Appeal) -> Any:
        return DutyOut(self.context["duties"], many=True).data


class FileOut(serializers.Serializer):
    """A file of the conversation or of a note; handed out by `…/files/{id}/`."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Attachment.Kind.choices)
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="bytes")


class SaidOut(serializers.Serializer):
    """One entry of the conversation. `by`: who wrote it at the office, never told to the sender."""

    id = serializers.IntegerField(source="post.pk")
    author = serializers.ChoiceField(Post.Author.choices, source="post.author")
    what = serializers.ChoiceField(Post.What.choices, source="post.what")
    text = serializers.CharField()
    files = FileOut(many=True)
    by = PersonBrief(source="post.by", allow_null=True)
    at = serializers.DateTimeField(source="post.at")
    seen_at = serializers.DateTimeField(source="post.seen_at", allow_null=True)


class AppealNoteOut(serializers.Serializer):
    """What the office wrote for itself."""

    id = serializers.IntegerField(source="note.pk")
    kind = serializers.ChoiceField(WorkNote.Kind.choices, source="note.kind")
    text = serializers.CharField()
    files = FileOut(many=True)
    place = AgencyBrief(source="note.place", allow_null=True)
    happened_at = serializers.DateTimeField(source="note.happened_at")
    by = PersonBrief(source="note.by")
    at = serializers.DateTimeField(source="note.at")


class AskedWholeOut(serializers.Serializer):
    """A request with its texts."""

    request = AskedOut()
    asked = serializers.CharField()
    answer = serializers.CharField()
    refusal = serializers.CharField()


class RespondentOut(serializers.Serializer):
    """Whom it is about; `described` where it is not in the register."""

    level = serializers.ChoiceField(Level.choices)
    agency = AgencyBrief(allow_null=True)
    described = serializers.CharField()


class ReasonsOut(serializers.Serializer):
    """The sealed texts of one consideration."""

    no = serializers.IntegerField()
    reason = serializers.CharField(help_text="why it was opened again")
    extension = serializers.CharField(help_text="why its term was extended")
    evidence = serializers.CharField(help_text="what shows the outcome")


class AppealExclusionOut(serializers.ModelSerializer):
    """Who may not see this appeal: a person, or a body."""

    user = PersonBrief(allow_null=True)
    agency = AgencyBrief(allow_null=True)

    class Meta:
        model = Exclusion
        fields = ("id", "user", "agency", "reason", "at")


class LinkOut(serializers.Serializer):
    """A link to a child or an incident. `number` is null where the reader may not see it."""

    id = serializers.IntegerField(help_text="id of the link, for `…/unlink/`")
    number = serializers.CharField(allow_null=True)


class AppealWholeOut(AppealOut):
    """One appeal opened: the conversation, notes, respondents, reasons, links. Who sent it is no part of it:
    `…/identity/` opens that, and is noted. The texts of an appeal that was destroyed are null."""

    respondents = serializers.SerializerMethodField()
    conversation = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()
    asked = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    children = serializers.SerializerMethodField()
    incidents = serializers.SerializerMethodField()
    exclusions = serializers.SerializerMethodField()
    joined = serializers.SerializerMethodField(help_text="numbers of the appeals that were joined to it")

    class Meta(AppealOut.Meta):
        fields = (
            *AppealOut.Meta.fields, "respondents", "conversation", "notes", "asked", "reasons", "children", "incidents",
            "exclusions", "joined",
        )  # fmt: skip

    def get_respondents(self, appeal: Appeal) -> RespondentOut(many=True, allow_null=True):
        return self._opened(RespondentOut, "respondents")

    def get_conversation(self, appeal: Appeal) -> SaidOut(many=True, allow_null=True):
        return self._opened(SaidOut, "conversation")

    def get_notes(self, appeal: Appeal) -> AppealNoteOut(many=True, allow_null=True):
        return self._opened(AppealNoteOut, "notes")

    def get_asked(self, appeal: Appeal) -> AskedWholeOut(many=True, allow_null=True):
        return self._opened(AskedWholeOut, "asked")

    def get_reasons(self, appeal: Appeal) -> ReasonsOut(many=True, allow_null=True):
        return self._opened(ReasonsOut, "reasons")

    def get_children(self, appeal: Appeal) -> LinkOut(many=True):
        return LinkOut(self.context["children"], many=True).data

    def get_incidents(self, appeal: Appeal) -> LinkOut(many=True):
        return LinkOut(self.context["incidents"], many=True).data

    def get_exclusions(self, appeal: Appeal) -> AppealExclusionOut(many=True):
        return AppealExclusionOut(self.context["exclusions"], many=True).data

    def get_joined(self, appeal: Appeal) -> list[str]:
        return self.context["joined"]

    def _opened(self, form: type[serializers.Serializer], name: str) -> Any:
        opened = self.context["opened"]
        return None if opened is None else form(opened[name], many=True).data


class TicketOut(serializers.Serializer):
    """The ticket of what was registered (APPC Article 63): number, date, time, receiver. `code` is the sender's
    receipt: sixteen digits to be handed over, told this once; its first own use puts a new one in its place."""

    number = serializers.CharField()
    received_at = serializers.DateTimeField()
    registered_on = serializers.DateField(help_text="the first working day: the term counts from it")
    received_by = PersonBrief()
    office = AgencyBrief(help_text="the office that considers it, by whom it is about and where")
    route = serializers.ChoiceField(Appeal.Route.choices, help_text="why that office")
    due_at = serializers.DateTimeField()
    is_urgent = serializers.BooleanField()
    code = serializers.CharField()


class AppealIdentityOut(serializers.Serializer):
    """Who sent it, as far as he or she said; everything null: nobody was named."""

    name = serializers.CharField(allow_null=True)
    relation = serializers.CharField(allow_null=True)
    iin = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    safe = serializers.CharField(allow_null=True, help_text="how and when it is safe to answer")
    way = serializers.CharField(allow_null=True, help_text="how the sender wishes to be answered")


class LetterOut(serializers.Serializer):
    """The letter as it would be sent, in the language of the appeal."""

    template = serializers.CharField(help_text="code and version of the letter")
    text = serializers.CharField()


class AppealsMovedOut(serializers.Serializer):
    moved = serializers.IntegerField()


class LawProposalOut(serializers.ModelSerializer):
    office = AgencyBrief()
    addressee = AgencyBrief()
    by = PersonBrief()
    appeals = serializers.SerializerMethodField(help_text="numbers of those the reader may see")

    class Meta:
        model = LegislativeProposal
        fields = ("id", "office", "addressee", "title", "text", "appeals", "by", "at")

    def get_appeals(self, proposal: LegislativeProposal) -> list[str]:
        return [one.number for one in proposal.appeals.all()]


class RequestRow(AskedOut):
    """What an ombudsman asks of a body. `appeal` is null for the body: it sees this record alone."""

    office = AgencyBrief()
    appeal = serializers.SerializerMethodField()
    child = serializers.SerializerMethodField(help_text="number of the child's file, where the reader may see it")

    class Meta(AskedOut.Meta):
        fields = (*AskedOut.Meta.fields, "office", "appeal", "child")

    def get_appeal(self, request: BodyRequest) -> str | None:
        return self.context["appeals"].get(request.appeal_id)

    def get_child(self, request: BodyRequest) -> str | None:
        return self.context["children"].get(request.child_id)


class RequestOut(RequestRow):
    """One request with its texts and its clock."""

    asked = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()
    refusal = serializers.SerializerMethodField()
    why_withdrawn = serializers.CharField()
    duties = serializers.SerializerMethodField()

    class Meta(RequestRow.Meta):
        fields = (*RequestRow.Meta.fields, "asked", "answer", "refusal", "why_withdrawn", "duties")

    def get_asked(self, request: BodyRequest) -> str:
        return self.context["opened"].asked

    def get_answer(self, request: BodyRequest) -> str:
        return self.context["opened"].answer

    def get_refusal(self, request: BodyRequest) -> str:
        return self.context["opened"].refusal

    @extend_schema_field(DutyOut(many=True))
    def get_duties(self, request: BodyRequest) -> Any:
        return DutyOut(self.context["duties"], many=True).data
