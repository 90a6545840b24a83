"""What is typed about a child. The domain checks what it means (apps.people.checks)."""

import re
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.kinds import ARTICLE_30_KINDS
from apps.accounts.models import Agency, Area, User
from apps.accounts.permissions import Perm
from apps.mentoring.checks.clearance import cleared
from apps.mentoring.models import Candidate
from apps.people.checks import FIELDS, LATIN_NAMES, RUSSIAN_NAMES
from apps.people.models import Child, Citizenship, Language
from apps.people.secrecy import shown_representative
from apps.web.births import Born
from apps.web.fields import DayField, GroupedField, agencies_near, districts_of

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
QUIET = {"autocomplete": "off", "spellcheck": "false"}


_YEAR, _MONTH = re.compile(r"^\s*(\d{4})\s*$"), re.compile(r"^\s*(\d{1,2})[./](\d{4})\s*$")


class BirthField(DayField):
    """A day, or as much of it as is known: `2019`, `03.2019`. The domain takes the latest day it may be."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            if year := _YEAR.match(value):
                value = f"01.01.{year[1]}"
            elif month := _MONTH.match(value):
                value = f"01.{month[1]}.{month[2]}"
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return value.typed if isinstance(value, Born) else super().prepare_value(value)


def known_parts(typed: str) -> str:
    """The precision of a date as typed."""
    if _YEAR.match(typed):
        return Child.Precision.YEAR
    return Child.Precision.MONTH if _MONTH.match(typed) else Child.Precision.DAY


class ChildForm(forms.Form):
    """Registering a child and correcting its file."""

    surname = forms.CharField(
        label=_("Surname"), required=False, max_length=100, widget=forms.TextInput(QUIET),
        help_text=_("May stay empty only for a found child or a foreigner."),
    )  # fmt: skip
    given_name = forms.CharField(label=_("Given name"), max_length=100, widget=forms.TextInput(QUIET))
    patronymic = forms.CharField(
        label=_("Patronymic"), required=False, max_length=100, widget=forms.TextInput(QUIET),
        help_text=_("If the identity document has one."),
    )  # fmt: skip
    surname_latin = forms.CharField(
        label=_("Surname in Latin letters"), required=False, max_length=100, widget=forms.TextInput(QUIET)
    )
    given_name_latin = forms.CharField(
        label=_("Given name in Latin letters"), required=False, max_length=100, widget=forms.TextInput(QUIET)
    )
    surname_ru = forms.CharField(
        label=_("Surname in Russian"), required=False, max_length=100, widget=forms.TextInput(QUIET)
    )
    given_name_ru = forms.CharField(
        label=_("Given name in Russian"), required=False, max_length=100, widget=forms.TextInput(QUIET)
    )
    patronymic_ru = forms.CharField(
        label=_("Patronymic in Russian"), required=False, max_length=100, widget=forms.TextInput(QUIET)
    )
    birth_date = BirthField(
        label=_("Birth date"), help_text=_("If only the month or the year is known: 03.2019 or 2019.")
    )
    birth_precision = forms.ChoiceField(
        label=_("What is known of the birth date"), required=False, choices=Child.Precision.choices
    )
    birth_date_is_estimated = forms.BooleanField(label=_("The birth date is estimated"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Child.Sex.choices, widget=forms.RadioSelect)
    iin = forms.CharField(
        label=_("IIN"), required=False, max_length=20, widget=forms.TextInput(DIGITS),
        help_text=_("12 digits from the document. Without one, choose the reason below."),
    )  # fmt: skip
    no_iin_reason = forms.ChoiceField(
        label=_("Why there is no IIN"), required=False, choices=[("", _("there is an IIN")), *Child.NoIin.choices]
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=250, widget=forms.TextInput(QUIET))
    representative_kind = forms.ChoiceField(
        label=_("Legal representative is"), required=False, choices=[("", "—"), *Child.Representative.choices],
        help_text=_("A mentor or a host family does not represent a child."),
    )  # fmt: skip
    representative_name = forms.CharField(
        label=_("Legal representative"), required=False, max_length=150, widget=forms.TextInput(QUIET),
        help_text=_("Not needed for an organisation."),
    )  # fmt: skip
    found_place = forms.CharField(
        label=_("Where the child was found"), required=False, max_length=250, widget=forms.TextInput(QUIET),
        help_text=_("Only for a found child."),
    )  # fmt: skip
    found_on = DayField(label=_("Found on"), required=False)
    found_circumstances = forms.CharField(
        label=_("How the child was found, by whom"), required=False, max_length=5000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    citizenship = forms.ChoiceField(label=_("Citizenship"), required=False, choices=[("", "—"), *Citizenship.choices])
    refuge = forms.ChoiceField(
        label=_("Refugee status"), required=False, choices=[("", _("none")), *Child.Refuge.choices]
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40, widget=forms.TextInput(QUIET))
    contacts = forms.CharField(
        label=_("Other ways to reach"), required=False, max_length=250, widget=forms.TextInput(QUIET)
    )
    savings_told_on = DayField(
        label=_("Told of the savings on"), required=False,
        help_text=_("When the child or the representative was told of the target claims of the National Fund."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = GroupedField(
            districts_of(user.agency.area.region), model=Area, label=_("District of residence"),
            initial=user.agency.area_id,
        )  # fmt: skip
        self.fields["area"] = area
        if not allows(user, Perm.VIEW_ADOPTION):
            kind: Any = self.fields["representative_kind"]
            kind.choices = [one for one in kind.choices if one[0] != Child.Representative.ADOPTER]
        for name in ("found_place", "found_circumstances"):
            self.fields[name].is_needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A date typed without its day or month says itself how much of it is known."""
        data = super().clean() or {}
        typed = known_parts(self.data.get(self.add_prefix("birth_date")) or "")
        chosen = data.get("birth_precision") or Child.Precision.DAY
        if typed == Child.Precision.DAY:
            known = Child.Precision.DAY if self._has_learnt_the_day() else chosen
        else:
            known = chosen if chosen == Child.Precision.UNKNOWN else typed
        data["birth_precision"] = known
        if born := data.get("birth_date"):
            data["birth_date"] = self._as_stored(Born.typed_as(born, known))
        self._show_precision(known)
        return data

    def _as_stored(self, born: Born) -> Born:
        """The stored day where the same was typed: `2014` is no change of what counts as 31.12.2014."""
        stored = self.initial.get("birth_date")
        same = isinstance(stored, Born) and (stored.typed, stored.precision) == (born.typed, born.precision)
        return stored if same else born

    def _has_learnt_the_day(self) -> bool:
        """A whole day typed over a month or a year, with the choice beside it left as it was."""
        return "birth_date" in self.changed_data and "birth_precision" not in self.changed_data

    def _show_precision(self, known: str) -> None:
        """A page shown again must not contradict the date typed."""
        name = self.add_prefix("birth_precision")
        if self.data.get(name) != known:
            given = QueryDict(mutable=True)
            given.update(self.data)
            given[name] = known
            self.data = given

    @property
    def has_other_spellings(self) -> bool:
        """Whether the folded part of the form holds something, so that it stands open."""
        return self._holds(*RUSSIAN_NAMES, *LATIN_NAMES)

    @property
    def has_particulars(self) -> bool:
        return self._holds("citizenship", "refuge", "languages", "phone", "contacts", "savings_told_on")

    def _holds(self, *names: str) -> bool:
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def data_of_child(self) -> dict[str, Any]:
        """What the action takes."""
        return {field: self.cleaned_data[field] for field in FIELDS}


def values_of(child: Child, reader: User) -> dict[str, Any]:
    """The stored values under the names of the form, as this reader may know them."""
    held = {field: getattr(child, field) for field in FIELDS}
    return held | {"birth_date": Born.of_child(child), "representative_kind": shown_representative(child, reader)}


class StayForm(forms.Form):
    """Where the child lives, from which day."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Only if it is known already."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = agencies_near(user.agency.area.region, *ARTICLE_30_KINDS)
        self.fields["organisation"] = GroupedField(rows, model=Agency, label=_("Organisation"))
        self.order_fields(["organisation"])


class MentorForm(forms.Form):
    """A mentor whom the own body cleared, and the three-party agreement."""

    contract_no = forms.CharField(label=_("Number of the three-party agreement"), max_length=60)
    contract_on = DayField(label=_("Signed on"))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Only if it is known already."))

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidate"] = GroupedField(
            mentors_of(user.agency, today), model=Candidate, spoken=lambda one: one.full_name,
            label=_("Cleared mentor"), help_text=_("Who has an account will see this one file."),
        )  # fmt: skip
        self.order_fields(["candidate"])


class EndForm(forms.Form):
    ends_on = DayField(
        label=_("Last day"), help_text=_("With today's date or an earlier one, access to the file ends at once.")
    )


def mentors_of(body: Agency, today: date) -> list[tuple[str, Candidate]]:
    """Mentors whom a body cleared, under the organisation's name."""
    found = cleared(today).filter(body=body).select_related("organisation__agency")
    rows = [(str(one.organisation.agency), one) for one in found]
    return sorted(rows, key=lambda row: (row[0], row[1].full_name, row[1].pk))
