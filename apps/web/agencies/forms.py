"""Agencies, accounts and posts as they are typed."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.actions import AGENCY_FIELDS
from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.models import Agency, Area, User
from apps.accounts.roles import Role
from apps.web.agencies.words import role_facts
from apps.web.fields import DayField, GroupedField

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
ONLY_THE_SYSTEM = ("kind", "area", "bin", "on_platform", "is_active")


class ListForm(forms.Form):
    q = forms.CharField(label=_("Name or BIN"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("any kind")), *AgencyKind.choices])
    region = forms.ModelChoiceField(Area.objects.none(), label=_("Region"), required=False, empty_label=_("everywhere"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Area.objects.filter(level=Area.Level.REGION).order_by("name_ru")


AGENCY_LABELS = {
    "kind": _("Kind"), "bin": _("BIN"), "name_kk": _("Name in Kazakh"), "name_ru": _("Name in Russian"),
    "name_en": _("Name in English"), "head_name": _("Head"), "address": _("Address"), "phone": _("Telephone"),
    "email": _("E-mail for notices"), "on_platform": _("Works in the system"), "is_active": _("Active"),
}  # fmt: skip
AGENCY_HINTS = {
    "email": _("Notices go here with a number and a link, without names."),
    "on_platform": _("Without this it is told by telephone or letter only."),
}


class AgencyForm(forms.Form):
    """An agency. Its own administrators change less of it than the system administrator."""

    def __init__(self, *args: Any, agency: Agency, whole: bool, **kwargs: Any) -> None:
        names = [name for name in AGENCY_FIELDS if whole or name not in ONLY_THE_SYSTEM]
        super().__init__(*args, initial=forms.model_to_dict(agency, names), **kwargs)
        self.agency = agency
        self.fields |= forms.fields_for_model(
            Agency, names, labels=AGENCY_LABELS, help_texts=AGENCY_HINTS, widgets={"bin": forms.TextInput(DIGITS)}
        )
        if whole:
            areas = Area.objects.select_related("parent").order_by("parent__name_ru", "level", "name_ru")
            rows = [(str(area.parent or area), area) for area in areas]
            self.fields["area"] = GroupedField(rows, model=Area, label=_("Area"))

    def changed(self) -> Agency:
        """The agency with what was typed, not saved yet: the action checks and saves it."""
        for name, value in self.cleaned_data.items():
            setattr(self.agency, name, value)
        return self.agency


class PostForm(forms.Form):
    """A post: the role with its description, and the period."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), required=False, help_text=_("The last day; empty: without an end."))
    is_duty_officer = forms.BooleanField(
        label=_("Duty officer"), required=False, help_text=_("Gets the reminders of the agency's duties.")
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = roles_for(agency.kind)
        self.roles = [role_facts(role) for role in Role if role in allowed]
        self.fields["role"].choices = [(role.code, role.name) for role in self.roles]


class PersonForm(PostForm):
    """A new account with its first post."""

    last_name = forms.CharField(label=_("Surname"), max_length=150)
    first_name = forms.CharField(label=_("Given name"), max_length=150)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"), help_text=_("A link to set the password is sent here."))
    username = forms.CharField(label=_("User name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"))
    field_order = (
        "last_name", "first_name", "patronymic", "email", "username", "language", "role", "starts_on", "ends_on",
        "is_duty_officer",
    )  # fmt: skip
    ACCOUNT = ("last_name", "first_name", "patronymic", "email", "username", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES

    @property
    def person(self) -> User:
        return User(**{name: self.cleaned_data[name] for name in self.ACCOUNT})

    @property
    def post(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.ACCOUNT}


class GrantForm(PostForm):
    """A post for somebody who has an account."""

    who = forms.CharField(
        label=_("User name or e-mail"), max_length=254, help_text=_("Exactly as the person signs in.")
    )
    field_order = ("who", "role", "starts_on", "ends_on", "is_duty_officer")

    def clean_who(self) -> User:
        text = self.cleaned_data["who"].strip()
        found = User.objects.filter(username__iexact=text) | User.objects.filter(email__iexact=text)
        people = list(found.filter(is_active=True)[:2])
        if len(people) != 1:
            raise forms.ValidationError(_("No account fits exactly. Check the spelling, or add a new person."))
        return people[0]


class EditPersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("last_name", "first_name", "patronymic", "email")
        labels = {
            "last_name": _("Surname"), "first_name": _("Given name"), "patronymic": _("Patronymic"),
            "email": _("E-mail"),
        }  # fmt: skip


class EndPostForm(forms.Form):
    ends_on = DayField(
        label=_("Last day"), help_text=_("With yesterday's date, rights end at once; with today's, tonight.")
    )
