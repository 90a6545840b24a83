"""What is typed about meetings, notes, help and vacations. The domain checks what it means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, Area, User
from apps.accounts.roles import HEAD_ROLES
from apps.core.localtime import local_day
from apps.mentoring.models import Assignment, Help, Meeting
from apps.web.fields import DayField, GroupedField, districts_of
from apps.web.incidents.fields import InstantsForm, WhenField


def text(label: Any, most: int = 1000, *, required: bool = True, rows: int = 3, hint: Any = "") -> forms.CharField:
    """A field of some lines."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=hint)


FOR_OUTING = _("required for an outing")


class Nothing(forms.Form):
    """An act that is asked about and needs no words."""


class ReasonForm(forms.Form):
    reason = text(_("Reason"), 500)


class HeadField(forms.ModelChoiceField):
    """The heads of an organisation on a day."""

    def __init__(self, home: Agency, on: Any, **kwargs: Any) -> None:
        posts = home.memberships.in_force(on).filter(role__in=HEAD_ROLES)
        people = User.objects.filter(pk__in=posts.values("user")).order_by("last_name", "first_name", "pk")
        super().__init__(people, **{"empty_label": "—", **kwargs})

    def label_from_instance(self, person: User) -> str:
        return person.get_full_name()


class WhitherForm(InstantsForm):
    """What a meeting to come and one that was share."""

    kind = forms.ChoiceField(
        label=_("Kind of meeting"), choices=Meeting.Kind.choices, widget=forms.RadioSelect, required=False
    )
    planned_from = WhenField(label=_("Begins"), required=False)
    planned_to = WhenField(label=_("Ends"), required=False)
    place = forms.CharField(
        label=_("Place"), max_length=250, required=False, help_text=_("For an outing: where the child goes.")
    )
    purpose = text(_("What for"), 1000, required=False, rows=2)
    service = forms.ChoiceField(
        label=_("Services for the child"), choices=Meeting.Service.choices, required=False,
        help_text=_("Educational and medical help besides is for vacations, weekends and holidays."),
    )  # fmt: skip
    is_abroad = forms.BooleanField(
        label=_("The place lies outside Kazakhstan"), required=False,
        help_text=_("A mentor may not take the child abroad."),
    )  # fmt: skip

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = assignment.child.area
        self.fields["area"] = GroupedField(
            districts_of(area.region), model=Area, label=_("District"), required=False,
            help_text=_("For an outing: the district of Kazakhstan to which the child goes."),
        )  # fmt: skip
        for name in ("kind", "planned_from", "planned_to"):
            self.fields[name].is_needed = True  # type: ignore[attr-defined]


class PlanForm(WhitherForm):
    """A meeting to come. The organisation the child lives in may enter the consents it has already."""

    field_order = ("kind", "planned_from", "planned_to", "area", "place", "is_abroad", "purpose", "service")

    def __init__(self, *args: Any, assignment: Assignment, home: Agency | None = None, **kwargs: Any) -> None:
        super().__init__(*args, assignment=assignment, **kwargs)
        self.home = home
        for name in ("area", "place", "purpose"):
            self.fields[name].needed_when = FOR_OUTING  # type: ignore[attr-defined]
        if home is not None:
            self._ask_consents(home)
        self.order_fields([*self.field_order, "agreed", "head_consent", "child_consent"])

    @property
    def is_agreed(self) -> bool:
        return bool(self.cleaned_data.get("agreed"))

    @property
    def plan(self) -> dict[str, Any]:
        """What the actions take; both consents were given when the form was sent."""
        data = dict(self.cleaned_data)
        if self.is_agreed:
            asked_at = self.now if data.get("child_consent") else None
            head = data.get("head_consent")
            data |= {
                "head_consent_by": head, "head_consent_at": self.now if head else None, "child_consent_at": asked_at,
            }  # fmt: skip
        return data

    def _ask_consents(self, home: Agency) -> None:
        self.fields["agreed"] = forms.BooleanField(
            label=_("The head and the child have agreed already"), required=False,
            help_text=_("For an outing. Otherwise both are asked first."),
        )  # fmt: skip
        self.fields["head_consent"] = HeadField(
            home, local_day(self.now), label=_("The head who agreed"), required=False
        )
        self.fields["child_consent"] = forms.BooleanField(label=_("The child was asked and agrees"), required=False)


class LeftForm(InstantsForm):
    left_at = WhenField(label=_("When the child left"), quick=True)


class ReturnedForm(InstantsForm):
    returned_at = WhenField(label=_("When the child came back"), quick=True)


class CourseForm(InstantsForm):
    """How a meeting went; of an outing also out and in, and with whom the child was left."""

    left_at = WhenField(label=_("When the child left"), required=False)
    returned_at = WhenField(label=_("When the child came back"), required=False)
    third_party = forms.ChoiceField(
        label=_("With whom the child was left"), choices=Meeting.ThirdParty.choices, widget=forms.RadioSelect,
        required=False, help_text=_("What happened is recorded as it was; what was against the Law is told of."),
    )  # fmt: skip
    third_party_text = text(_("With whom, when and why"), 1000, required=False, rows=2)
    is_abroad = forms.BooleanField(label=_("The child was outside Kazakhstan"), required=False)

    def __init__(self, *args: Any, meeting: Meeting | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting is not None and not meeting.is_outing:
            for name in ("left_at", "returned_at", "left_at_offset", "returned_at_offset"):
                del self.fields[name]
            self.instants = []


class UnplannedForm(WhitherForm, CourseForm):
    """A meeting that took place and nobody had planned."""

    field_order = (
        "kind", "planned_from", "planned_to", "area", "place", "purpose", "service", "left_at", "returned_at",
        "third_party", "third_party_text", "is_abroad",
    )  # fmt: skip

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, assignment=assignment, meeting=None, **kwargs)
        self.fields["is_abroad"].label = _("The child was outside Kazakhstan")
        for name in ("left_at", "returned_at"):
            self.fields[name].needed_when = FOR_OUTING  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class NoteForm(forms.Form):
    """A note being written; `version` is that of the draft the page shows, 0 for none."""

    text = text(_("Note"), 10_000, rows=14, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, initial=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].is_needed = True  # type: ignore[attr-defined]

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0


class QuestionForm(forms.Form):
    text = text(_("Question"), 1000)


class AnswerForm(forms.Form):
    text = text(_("Answer"), 2000)


class HelpForm(forms.Form):
    """Legal or psychological help given to a mentor."""

    candidate = forms.CharField(
        label=_("Number of the mentor or candidate"), max_length=16,
        widget=forms.TextInput({"list": "helped", "autocomplete": "off"}),
        help_text=_("As it stands on the application. Begin with the name or the number and choose."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What kind of help"), choices=Help.Kind.choices, widget=forms.RadioSelect)
    on = DayField(label=_("Day"))
    minutes = forms.IntegerField(
        label=_("How many minutes"), min_value=1, max_value=24 * 60,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    note = text(
        _("What about, in short"), 1000, required=False, rows=2, hint=_("No details of health or of the child.")
    )


class VacationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For example: autumn vacation."))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))


class SieveForm(forms.Form):
    """What the list of meetings may be narrowed to. Numbers alone: no name stands in an address."""

    q = forms.CharField(label=_("Number of the meeting, the pair or the child"), required=False, max_length=30)
    kind = forms.ChoiceField(
        label=_("Kind of meeting"), required=False, choices=[("", _("any")), *Meeting.Kind.choices]
    )


class HelpSieveForm(forms.Form):
    q = forms.CharField(label=_("Number of the mentor or candidate"), required=False, max_length=30)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("any")), *Help.Kind.choices])
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)
