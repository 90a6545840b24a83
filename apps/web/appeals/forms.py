"""What is typed about appeals. The domain checks what it means."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, Area, Membership, User
from apps.complaints.checks import MOST_RESPONDENTS
from apps.complaints.models import Appeal, WorkNote
from apps.complaints.states import Channel, Kind, Level, Outcome, RequestKind, Right, State
from apps.web.appeals.search import BodiesField, BodyField, BodySearch
from apps.web.appeals.words import LANGUAGES
from apps.web.children.paper_forms import Files, FilesField
from apps.web.fields import DayField, GroupedField, districts_of
from apps.web.incidents.fields import InstantsForm, WhenField

ACCEPT = "image/jpeg,image/png,application/pdf,audio/*"


def text(label: Any, most: int = 20_000, *, required: bool = True, rows: int = 4, hint: Any = "") -> forms.CharField:
    """A field of some lines."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=hint)


def files_field() -> FilesField:
    return FilesField(
        label=_("Files"), required=False, widget=Files(attrs={"accept": ACCEPT}),
        help_text=_("Photos (JPEG, PNG), voice notes and PDF, up to 10 MB each, five at once."),
    )  # fmt: skip


class SeenForm(forms.Form):
    """Carries the version that the page showed, so that nobody else's act is answered unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(SeenForm):
    reason = text(_("Reason"), 1000)


class TextForm(SeenForm):
    text = text(_("Text"), 8000, rows=6)


class PersonField(forms.ModelChoiceField):
    """Somebody who has a post at an office today."""

    def __init__(self, office: Agency, **kwargs: Any) -> None:
        posts = Membership.objects.in_force().filter(agency=office)
        people = User.objects.filter(pk__in=posts.values("user")).order_by("last_name", "first_name", "pk")
        super().__init__(people, **{"empty_label": "—", **kwargs})

    def label_from_instance(self, person: User) -> str:
        return person.get_full_name()


def area_field(user: User, **kwargs: Any) -> GroupedField:
    """A district where it happened, or a whole region."""
    regions = [
        (str(_("Whole regions")), one) for one in Area.objects.filter(level=Area.Level.REGION).order_by("name_ru")
    ]
    rows = [*districts_of(user.agency.area.region), *regions]
    widget = forms.Select({"data-search": _("Find a district by name")})
    return GroupedField(rows, model=Area, required=False, widget=widget, **kwargs)


class DescribedForm(BodySearch):
    """Whom it is about: bodies of the register, and others in words, each with its kind."""

    def __init__(self, *args: Any, described: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [*described, ("", "")][:MOST_RESPONDENTS]
        for n, (level, words) in enumerate(held):
            self.fields[f"described_{n}"] = forms.CharField(
                label=_("Or somebody who is not in the register"), max_length=500, required=False, initial=words,
                help_text=_("As the sender names the body or the person."),
            )  # fmt: skip
            self.fields[f"level_{n}"] = forms.ChoiceField(
                label=_("What kind"), required=False, initial=level or Level.UNKNOWN, choices=Level.choices
            )
        self.many = len(held)

    @property
    def respondents(self) -> list[dict[str, Any]]:
        """As the domain takes them."""
        held = self.cleaned_data
        named = [{"agency": one, "level": "", "described": ""} for one in held.get("bodies") or ()]
        for n in range(self.many):
            words, level = held.get(f"described_{n}", ""), held.get(f"level_{n}") or Level.UNKNOWN
            if words or level != Level.UNKNOWN:
                named.append({"agency": None, "level": level, "described": words})
        return named

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if len(self.respondents) > MOST_RESPONDENTS:
            self.add_error("bodies", _("At most five bodies."))
        return values


class TriageForm(DescribedForm, SeenForm):
    """What the office says an appeal is about."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    right = forms.ChoiceField(label=_("Right that is said to be violated"), choices=[("", "—"), *Right.choices])
    is_urgent = forms.BooleanField(
        label=_("Urgent: a child is in danger"), required=False,
        help_text=_("It jumps every list, and an hour runs to tell the police or to write why not."),
    )  # fmt: skip
    is_ill_treatment = forms.BooleanField(
        label=_("Torture or ill-treatment, told to the preventive mechanism"), required=False
    )
    bodies = BodiesField(label=_("Whom it is about"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, near=user.agency.area.region, **kwargs)
        self.fields["area"] = area_field(user, label=_("District where it happened"))
        self.order_fields(["kind", "right", "is_urgent", "is_ill_treatment", "area", "find_words", "bodies"])

    @property
    def told(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("kind", "right", "is_urgent", "is_ill_treatment", "area")
        return {name: self.cleaned_data[name] for name in names} | {"respondents": self.respondents}


class ForwardForm(ReasonForm):
    """To which office, and why: the sender reads it."""

    def __init__(self, *args: Any, offices: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = list(offices)
        self.fields["to"] = forms.ModelChoiceField(
            Agency.objects.filter(pk__in=[one.pk for one in kept]), label=_("To which office"), empty_label="—"
        )
        self.fields["reason"].help_text = _("The sender reads this.")
        self.order_fields(["to", "reason"])


class OutsideForm(SeenForm):
    """To a court, the prosecutor, a body that does not work in the system."""

    to = forms.CharField(label=_("To whom the letter goes"), max_length=250)
    reason = text(_("Reason"), 1000, hint=_("The sender reads this."))


class NoteForm(InstantsForm, BodySearch):
    """What the office writes for itself."""

    kind = forms.ChoiceField(label=_("Kind"), choices=WorkNote.Kind.choices, widget=forms.RadioSelect)
    text = text(_("What was planned, said, seen or found"), rows=7)
    happened_at = WhenField(label=_("When"), required=False, quick=True)
    body = BodyField(label=_("Institution that was visited"), required=False)
    files = files_field()
    field_order = ("kind", "text", "happened_at", "find_words", "body", "files")


class AskForm(BodySearch, SeenForm):
    """What is asked of a body."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=RequestKind.choices, widget=forms.RadioSelect)
    text = text(
        _("What you ask"), 8000, rows=6,
        hint=_("The body reads this. Do not name who wrote to you, nor anything by which the sender is known."),
    )  # fmt: skip
    child = forms.CharField(
        label=_("Child's number"), required=False, max_length=20,
        help_text=_("Only to open a file: the number of the file, C-…"),
    )  # fmt: skip
    is_urgent = forms.BooleanField(label=_("Urgent: an answer within 24 hours"), required=False)
    body = BodyField(label=_("Body"), required=False)
    field_order = ("kind", "find_words", "body", "text", "child", "is_urgent")


class PoliceForm(BodySearch, SeenForm):
    """What the police must know at once."""

    text = text(
        _("What the police must know"), 8000, rows=6,
        hint=_("Where the child is, who is in danger, from whom. They read only this and answer within 24 hours."),
    )  # fmt: skip
    body = BodyField(label=_("Police department"), required=False)
    field_order = ("find_words", "body", "text")


class ExtendForm(SeenForm):
    until = DayField(label=_("Last day of the new term"))
    reason = text(_("Reasoned decision"), 1000, hint=_("The sender is told of the extension and reads the reason."))


class DecideForm(SeenForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    evidence = text(_("What shows it"), hint=_("An answer of a body, a visit, a paper. The sender does not read this."))


class ReplyForm(SeenForm):
    text = text(
        _("What was found and done"), rows=10,
        hint=_("The opening, the rights of appeal and the signature of the office are added by the letter."),
    )  # fmt: skip

    def __init__(self, *args: Any, languages: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for one in self.languages:
            name = dict(LANGUAGES)[one]
            label = format_lazy(_("The same for senders of joined appeals who wrote in: {language}"), language=name)
            self.fields[f"text_{one}"] = text(label, rows=8)

    @property
    def others(self) -> dict[str, str]:
        """The words in other languages, for the senders of joined appeals."""
        return {one: self.cleaned_data[f"text_{one}"] for one in self.languages}


class JoinForm(SeenForm):
    into = forms.CharField(label=_("Number of the other appeal"), max_length=16)


class AssignForm(SeenForm):
    def __init__(self, *args: Any, office: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"] = PersonField(office, label=_("Who works on it"))


class HandOverForm(forms.Form):
    def __init__(self, *args: Any, office: Agency, leaving: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old"] = forms.ModelChoiceField(leaving, label=_("From whom"), empty_label="—")
        self.fields["old"].label_from_instance = User.get_full_name  # type: ignore[attr-defined]
        self.fields["new"] = PersonField(office, label=_("To whom"))


class ExcludeForm(forms.Form):
    reason = text(_("Reason"), 1000)

    def __init__(self, *args: Any, office: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(office, label=_("Who is shut out"))
        self.order_fields(["person", "reason"])


class NumberForm(forms.Form):
    """The number of a child's file or of an incident."""

    number = forms.CharField(label=_("Number"), max_length=20)


class ProposalForm(forms.Form):
    title = forms.CharField(label=_("In one line"), max_length=250)
    text = text(_("What should change, and why"), 8000, rows=8, hint=_("Name nobody: the proposal may be published."))
    appeals = forms.CharField(
        label=_("Appeals that show it"), required=False, max_length=400, help_text=_("Numbers E-…, with spaces.")
    )


class FilterForm(forms.Form):
    """What the list of appeals may be narrowed to."""

    q = forms.CharField(label=_("Words of the appeal, or its number"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    right = forms.ChoiceField(label=_("Right"), required=False)
    channel = forms.ChoiceField(label=_("Received through"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    by = forms.ChoiceField(label=_("Sender"), required=False)
    body = forms.CharField(label=_("Body complained about"), required=False, max_length=100)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_ = ("", _("any"))
        for name, known in (("kind", Kind), ("right", Right), ("channel", Channel), ("state", State)):
            self.fields[name].choices = [any_, *known.choices]  # type: ignore[attr-defined]
        self.fields["by"].choices = [any_, ("child", _("a child")), ("adult", _("an adult"))]  # type: ignore[attr-defined]
        self.fields["area"] = area_field(user, label=_("District"))
        self.order_fields(["q", "kind", "right", "state", "channel", "by", "area", "body", "overdue"])


def described_of(appeal: Appeal, vault: Any) -> list[tuple[str, str]]:
    """Kind and words of those an appeal names who are not in the register."""
    held = appeal.respondents.filter(agency__isnull=True).order_by("pk")
    return [(one.level, vault.open(one.described, "respondent")) for one in held]
