"""What is typed about a candidate and the household. The domain checks what it means (apps.mentoring.checks)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.accounts.roles import Role
from apps.core.localtime import local_day
from apps.mentoring.checks.candidates import FIELDS, MOST_CHILDREN
from apps.mentoring.models import Candidate, HouseholdMember, Interest
from apps.people.models import Citizenship, Language
from apps.web.fields import DayField, GroupedField, agencies_near, districts_of
from apps.web.shared import now

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
QUIET = {"autocomplete": "off", "spellcheck": "false"}
CHILDREN = [(number, str(number)) for number in range(1, MOST_CHILDREN + 1)]
MOST_NAMED = 4
"""How many persons the declaration offers rows for at once; more are added afterwards."""
Relation = HouseholdMember.Relation


def text(label: Any, most: int = 4000, *, required: bool = True, rows: int = 3, hint: Any = "") -> forms.CharField:
    """A field of some lines."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=hint)


def yes_no(label: Any, yes: Any, no: Any, *, required: bool = True) -> forms.TypedChoiceField:
    """A question without an answer beforehand; None until it is answered."""
    return forms.TypedChoiceField(
        label=label, choices=[("yes", yes), ("no", no)], coerce=lambda value: value == "yes", empty_value=None,
        widget=forms.RadioSelect, required=required,
    )  # fmt: skip


class PersonForm(forms.Form):
    """Who wishes to become a mentor. What is asked everywhere: at the office, on the public page, in corrections."""

    surname = forms.CharField(label=_("Surname"), max_length=100, widget=forms.TextInput(QUIET))
    given_name = forms.CharField(label=_("Given name"), max_length=100, widget=forms.TextInput(QUIET))
    patronymic = forms.CharField(
        label=_("Patronymic"), required=False, max_length=100, widget=forms.TextInput(QUIET),
        help_text=_("If the identity document has one."),
    )  # fmt: skip
    birth_date = DayField(label=_("Birth date"))
    citizenship = forms.ChoiceField(label=_("Citizenship"), choices=Citizenship.choices, initial=Citizenship.KAZ)
    phone = forms.CharField(label=_("Telephone"), max_length=40, widget=forms.TextInput({"inputmode": "tel"}))
    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=254, widget=forms.TextInput({"inputmode": "email"})
    )
    address = forms.CharField(
        label=_("Where you live: street, house, flat"), required=False, max_length=250, widget=forms.TextInput(QUIET)
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    interests = forms.MultipleChoiceField(
        label=_("What the candidate does gladly with a child"), required=False, choices=Interest.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    capacity = forms.TypedChoiceField(
        label=_("How many children at a time"), choices=CHILDREN, coerce=int, initial=1, empty_value=None
    )


class ApplicationForm(PersonForm):
    """An application made at the organisation: with the IIN, the district and the body that will decide."""

    iin = forms.CharField(
        label=_("IIN"), required=False, max_length=20, widget=forms.TextInput(DIGITS),
        help_text=_("12 digits from the document."),
    )  # fmt: skip
    field_order = ("surname", "given_name", "patronymic", "birth_date", "iin", "citizenship")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].label = _("Address")
        region = user.agency.area.region
        self.fields["area"] = GroupedField(districts_of(region), model=Area, label=_("District of residence"))
        self.fields["body"] = GroupedField(
            agencies_near(region, AgencyKind.GUARDIANSHIP), model=Agency, label=_("Guardianship body that will decide"),
            required=False, help_text=_("Left empty: the body of the district of residence."),
        )  # fmt: skip

    @property
    def data_of_candidate(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in FIELDS}


class CorrectForm(ApplicationForm):
    """Correcting what is known of a candidate; the version shows what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, candidate: Candidate, user: User, **kwargs: Any) -> None:
        held = {name: getattr(candidate, name) for name in FIELDS}
        super().__init__(*args, user=user, initial=held | {"version": candidate.version}, **kwargs)
        del self.fields["body"]


class MemberFields:
    """The four controls of one person of the household, with a prefix."""

    NAMES = ("relation", "name", "birth_date", "starts_on")

    @staticmethod
    def build(*, required: bool, relations: Any = None) -> dict[str, forms.Field]:
        return {
            "relation": forms.ChoiceField(
                label=_("Relation"), choices=[("", "—"), *(relations or Relation.choices)], required=required
            ),
            "name": forms.CharField(
                label=_("Surname, given name, patronymic"), max_length=250, required=required,
                widget=forms.TextInput(QUIET),
            ),
            "birth_date": DayField(label=_("Birth date"), required=required),
            "starts_on": DayField(label=_("Lives there since"), required=False),
        }  # fmt: skip


class DeclareForm(forms.Form):
    """“Lives alone”, or the list. Rows of persons that hold nothing are left out; the domain judges the rest."""

    is_married = yes_no(_("Is the candidate married?"), _("yes, married"), _("no"), required=False)
    lives_alone = yes_no(
        _("Does the candidate live alone?"), _("lives alone"), _("lives together with other persons"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_NAMED + 1):
            for name, field in MemberFields.build(required=False).items():
                self.fields[f"{name}_{number}"] = field
        self.fields["household"] = forms.Field(label=_("Household"), required=False, widget=forms.HiddenInput)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The controls of each person."""
        return [[self[f"{name}_{number}"] for name in MemberFields.NAMES] for number in range(1, MOST_NAMED + 1)]

    @property
    def typed(self) -> dict[int, Mapping[str, Any]]:
        """The persons of whom anything was typed, by the number of their row."""
        found = {}
        for number in range(1, MOST_NAMED + 1):
            row = {name: self.cleaned_data.get(f"{name}_{number}") for name in MemberFields.NAMES}
            if any(row.values()):
                found[number] = row
        return found

    @property
    def places(self) -> dict[str, str]:
        """Where the refusals about each person stand: the action counts those that were typed."""
        return {
            f"members.{n}.{name}": f"{name}_{number}"
            for n, number in enumerate(self.typed)
            for name in MemberFields.NAMES
        }


class MemberForm(forms.Form):
    """One more person of the household."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= MemberFields.build(required=True)
        self.fields["starts_on"].help_text = _("A person of age opens the clearance again; a child does not until 18.")


class EndMemberForm(forms.Form):
    ends_on = DayField(label=_("Last day"))


class ConsultForm(forms.Form):
    held_on = DayField(label=_("Day"))
    note = text(_("What was advised"), 2000, required=False)


class AccountForm(forms.Form):
    """The account of a mentor at this organisation."""

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, initial={"account": candidate.account_id}, **kwargs)
        today = local_day(now())
        posts = candidate.organisation.agency.memberships.in_force(today).filter(role=Role.MENTOR)
        people = User.objects.filter(pk__in=posts.values("user")).order_by("last_name", "first_name", "pk")
        self.fields["account"] = forms.ModelChoiceField(
            people, label=_("Account"), required=False, empty_label=_("none"),
            help_text=_("Persons who hold the post of a mentor here. The candidate sees the own progress by it."),
        )  # fmt: skip
        self.fields["account"].label_from_instance = User.get_full_name


class FilterForm(forms.Form):
    """What the list may be narrowed to. The other side: bodies for an organisation, organisations for a body."""

    side = forms.ModelChoiceField(Agency.objects.none(), required=False, empty_label=_("any"))
    source = forms.ChoiceField(
        label=_("Where from"), required=False, choices=[("", _("any")), *Candidate.Source.choices]
    )

    def __init__(self, *args: Any, sides: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].queryset, self.fields["side"].label = sides, label


class FindForm(forms.Form):
    """By POST: a name must not stand in an address."""

    q = forms.CharField(label=_("Number, IIN or name"), required=False, max_length=100)
