"""Forms of the records in a child's file. The domain checks what they mean (apps.people.acts)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.documents.models import Paper
from apps.people.acts.categories import GROUNDS
from apps.people.models import (
    Child,
    ChildCategory,
    ChildName,
    Citizenship,
    HealthRecord,
    Kinship,
    Language,
    Note,
    ParentStatus,
    Relative,
    Schooling,
)
from apps.people.policies import sees_health, sees_secrecy
from apps.web.children.forms import DIGITS, QUIET
from apps.web.fields import DayField, GroupedField, agencies_near

SCHOOLS = (AgencyKind.SCHOOL, AgencyKind.ORPHAN_ORG)


def blank(choices: Any) -> list[Any]:
    return [("", "—"), *choices]


def quiet(label: Any, longest: int, **options: Any) -> forms.CharField:
    """One line of text that the browser does not remember."""
    return forms.CharField(
        label=label, max_length=longest, required=False, widget=forms.TextInput(QUIET), **options
    )  # fmt: skip


def several_lines(label: Any, *, required: bool = False, longest: int = 10_000, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=longest, widget=forms.Textarea({"rows": 4}), **options
    )  # fmt: skip


class PaperField(forms.ModelChoiceField):
    """A document of the file, by its title or kind."""

    def __init__(self, child: Child, user: User) -> None:
        papers = Paper.objects.visible_to(user).about(child.subject).standing().newest_first()
        super().__init__(papers, label=_("Document"), required=False, empty_label=_("not in the file"))

    def label_from_instance(self, paper: Paper) -> str:
        return " ".join(filter(None, [paper.title or str(paper.get_kind_display()), paper.number]))


class PartForm(forms.Form):
    """A record of a child's file: `data_of_part` is what the action takes."""

    has_paper = True

    def __init__(self, *args: Any, child: Child, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child, self.user = child, user
        if self.has_paper:
            self.fields["paper"] = PaperField(child, user)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the child or the reader."""

    @property
    def data_of_part(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class CategoryForm(PartForm):
    kind = forms.ChoiceField(label=_("Category"), choices=blank(ChildCategory.Kind.choices))
    why = forms.ChoiceField(
        label=_("Ground"), required=False,
        help_text=_("Needed for an orphan, a child without parental care and one in need of special services."),
    )  # fmt: skip
    why_text = quiet(_("Ground in words"), 300)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Only if it is known already."))

    def prepare(self) -> None:
        labels = dict(ChildCategory.Why.choices)
        grouped = [
            (ChildCategory.Kind(kind).label, [(code, labels[code]) for code in codes])
            for kind, codes in GROUNDS.items()
        ]
        self.fields["why"].choices = [("", "—"), *grouped]  # type: ignore[attr-defined]
        if not sees_health(self.user, self.child):
            kinds = [one for one in ChildCategory.Kind.choices if one[0] not in ChildCategory.HEALTH]
            self.fields["kind"].choices = blank(kinds)  # type: ignore[attr-defined]


class HealthForm(PartForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=blank(HealthRecord.Kind.choices))
    group = forms.ChoiceField(
        label=_("Group of disability"), required=False, choices=blank(HealthRecord.Group.choices),
        help_text=_("Only for a disability."),
    )  # fmt: skip
    text = several_lines(_("In words"))
    participants = quiet(
        _("Drawn up with"), 300, help_text=_("For an individual plan: parents, a social worker, specialists.")
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False)


class SchoolingForm(PartForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=blank(Schooling.Kind.choices))
    institution_name = quiet(_("Name of the school"), 200, help_text=_("Only for one that is not in the list."))
    grade = quiet(_("Grade or year"), 20)
    language = forms.ChoiceField(label=_("Language of teaching"), required=False, choices=blank(Language.choices))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Only if it is known already."))

    def prepare(self) -> None:
        rows = agencies_near(self.child.area.region, *SCHOOLS)
        self.fields["institution"] = GroupedField(rows, model=Agency, label=_("School"), required=False)
        self.order_fields(["kind", "institution"])


class NoteForm(PartForm):
    has_paper = False
    kind = forms.ChoiceField(label=_("Kind"), choices=Note.Kind.choices)
    confidentiality = forms.ChoiceField(
        label=_("Who may read it"), choices=Note.Confidentiality.choices, widget=forms.RadioSelect
    )
    text = several_lines(_("Note"), required=True)


class NoteTextForm(PartForm):
    has_paper = False
    text = several_lines(_("Note"), required=True, help_text=_("The earlier text stays readable."))


class RelativeForm(PartForm):
    has_paper = False
    kind = forms.ChoiceField(label=_("Who it is to the child"), choices=blank(Kinship.Kind.choices))
    surname = quiet(_("Surname"), 100, help_text=_("Without any name a parent is recorded as not known."))
    given_name = quiet(_("Given name"), 100)
    patronymic = quiet(_("Patronymic"), 100)
    surname_latin = quiet(_("Surname in Latin letters"), 100)
    given_name_latin = quiet(_("Given name in Latin letters"), 100)
    birth_date = DayField(
        label=_("Birth date"), required=False,
        help_text=_("Only a whole date, 20.03.1985. If just the year is known, write it as a remark."),
    )  # fmt: skip
    iin = forms.CharField(
        label=_("IIN"), required=False, max_length=20, widget=forms.TextInput(DIGITS),
        help_text=_("By the IIN one person is recorded once for all children of the family."),
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=blank(Relative.Sex.choices))
    citizenship = forms.ChoiceField(label=_("Citizenship"), required=False, choices=blank(Citizenship.choices))
    phone = quiet(_("Telephone"), 40)
    address = quiet(_("Address"), 250)
    remark = quiet(_("Remark"), 250)

    def prepare(self) -> None:
        if sees_secrecy(self.user, self.child):
            self.fields["is_secret"] = forms.BooleanField(label=_("Kept in the secrecy of adoption"), required=False)
        else:
            kinds = [one for one in Kinship.Kind.choices if one[0] != Kinship.Kind.ADOPTER]
            self.fields["kind"].choices = blank(kinds)  # type: ignore[attr-defined]


class SiblingForm(PartForm):
    has_paper = False
    number = forms.CharField(
        label=_("Number of the file"), max_length=16, widget=forms.TextInput(QUIET),
        help_text=_("Of the sister or brother, like C-104512. Those with a common parent are found without this."),
    )  # fmt: skip
    remark = quiet(_("Remark"), 250)


class StatusForm(PartForm):
    code = forms.ChoiceField(label=_("Ground"), choices=blank(ParentStatus.Code.choices))
    text = quiet(_("In words"), 300, help_text=_("Needed for another case of lack of parental care."))
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("Until"), required=False)


class NameForm(PartForm):
    surname = quiet(_("Surname"), 100)
    given_name = forms.CharField(label=_("Given name"), max_length=100, widget=forms.TextInput(QUIET))
    patronymic = quiet(_("Patronymic"), 100)
    surname_ru = quiet(_("Surname in Russian"), 100)
    given_name_ru = quiet(_("Given name in Russian"), 100)
    patronymic_ru = quiet(_("Patronymic in Russian"), 100)
    surname_latin = quiet(_("Surname in Latin letters"), 100)
    given_name_latin = quiet(_("Given name in Latin letters"), 100)
    changed_on = DayField(label=_("Changed on"))

    def prepare(self) -> None:
        secret = sees_secrecy(self.user, self.child)
        hidden = () if secret else (ChildName.Reason.ADOPTION, ChildName.Reason.RESTORED)
        reasons = [one for one in ChildName.Reason.choices if one[0] not in hidden]
        self.fields["reason"] = forms.ChoiceField(
            label=_("Why the name is changed"), choices=blank(reasons),
            help_text=_("After an adoption the former name is shown and found only with the right to its secrecy.")
            if secret else "",
        )  # fmt: skip


class EndPartForm(forms.Form):
    ends_on = DayField(label=_("Last day"))


class EndCategoryForm(EndPartForm):
    reason = quiet(_("Why it ends"), 300)


class WithdrawPartForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"), max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("Only for what was entered by mistake. It stays in the history with this reason."),
    )  # fmt: skip


class DatabankForm(forms.Form):
    number = quiet(_("Number in the data bank"), 40)
    on = DayField(label=_("Entered on"))
