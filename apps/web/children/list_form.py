"""Search, filters and order of the list of children as they are asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, Area, User
from apps.casework.sifting import AGES
from apps.people.models import ChildCategory
from apps.web.fields import DayField

NEWEST, BY_NAME, YOUNGEST, OLDEST = "newest", "name", "youngest", "oldest"
ORDERS = [
    (NEWEST, _("newest first")), (BY_NAME, _("by name")), (YOUNGEST, _("youngest first")), (OLDEST, _("oldest first")),
]  # fmt: skip
SIFTED = (
    "organisation", "age", "sex", "mentor", "category", "officer", "district", "papers", "age_from", "age_to", "born",
    "since", "until",
)  # fmt: skip
"""The filters; what was searched for is none of them, for it is personal data and kept nowhere."""
YEAR = {"inputmode": "numeric", "autocomplete": "off"}


class ListForm(forms.Form):
    """Search and filters of the list."""

    q = forms.CharField(label=_("Number, IIN, name, birth date, telephone, document"), required=False, max_length=100)
    age = forms.ChoiceField(
        label=_("Age"), required=False,
        choices=[
            ("", _("any age")), *((key, key.replace("-", "–")) for key in AGES if key != "18"),
            ("18", _("18 and older")),
        ],
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[("", _("girls and boys")), ("FEMALE", _("girls")), ("MALE", _("boys"))]
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Lives in"), required=False, empty_label=_("anywhere")
    )
    mentor = forms.ChoiceField(
        label=_("Mentor"), required=False,
        choices=[("", _("with and without")), ("yes", _("has a mentor")), ("no", _("has none but may have one"))],
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("any category")), *ChildCategory.Kind.choices]
    )
    officer = forms.ModelChoiceField(
        User.objects.none(), label=_("Responsible officer"), required=False, empty_label=_("anybody")
    )
    district = forms.ModelChoiceField(
        Area.objects.none(), label=_("District of residence"), required=False, empty_label=_("any district")
    )
    papers = forms.ChoiceField(
        label=_("IIN"), required=False, choices=[("", _("with and without")), ("no", _("without an IIN"))]
    )
    age_from = forms.IntegerField(
        label=_("Age from"), required=False, min_value=0, max_value=120, widget=forms.TextInput(YEAR)
    )
    age_to = forms.IntegerField(
        label=_("Age to"), required=False, min_value=0, max_value=120, widget=forms.TextInput(YEAR)
    )
    born = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=1900, max_value=2200, widget=forms.TextInput(YEAR)
    )
    since = DayField(label=_("Registered from"), required=False)
    until = DayField(label=_("Registered to"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)

    def __init__(self, *args: Any, homes: Any, officers: Any = None, districts: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("organisation", homes), ("officer", officers), ("district", districts)):
            if rows is not None:
                self.fields[name].queryset = rows
        self.fields["officer"].label_from_instance = User.get_full_name

    @property
    def narrowing(self) -> dict[str, str]:
        """The filters and the order as they stand in an address, without what was searched for."""
        wanted = self.cleaned_data if self.is_valid() else {}
        given = {name: str(self.data.get(name, "")) for name in (*SIFTED, "sort") if wanted.get(name) not in (None, "")}
        return {name: value for name, value in given.items() if value and value != NEWEST}
