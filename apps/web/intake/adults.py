"""The fuller form for adults: one screen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Area
from apps.complaints.checks import IDENTITY
from apps.complaints.states import Right
from apps.web.intake.choices import KINDS, SAFE_CHILD_OF_ADULT, WAYS_ADULT, WHO_ADULT
from apps.web.intake.forms import CHOOSE, WORDS, TextForm, WhoForm, check_identity


class AdultForm(WhoForm, TextForm):
    """Everything an adult may say; only the text is needed."""

    kind = forms.ChoiceField(
        label=_("What do you send?"), choices=KINDS, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    safety = forms.ChoiceField(
        label=_("Is the child safe now?"), choices=SAFE_CHILD_OF_ADULT, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    right = forms.ChoiceField(label=_("Which right is it about?"), required=False)
    area = forms.ChoiceField(label=_("Where did it happen?"), required=False)
    relation = forms.CharField(
        label=_("Who are you to the child?"), required=False, widget=forms.TextInput(WORDS),
        help_text=_("For example: mother, neighbour, teacher."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name and surname"), required=False, widget=forms.TextInput(WORDS))
    iin = forms.CharField(
        label=_("IIN"), required=False, widget=forms.TextInput({"inputmode": "numeric", **WORDS})
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("How shall we answer you?"), choices=WAYS_ADULT, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    phone = forms.CharField(
        label=_("Telephone"), required=False, widget=forms.TextInput({"inputmode": "tel", "type": "tel", **WORDS})
    )
    email = forms.CharField(
        label=_("E-mail"), required=False, widget=forms.TextInput({"inputmode": "email", "type": "email", **WORDS})
    )
    address = forms.CharField(label=_("Postal address"), required=False, widget=forms.TextInput(WORDS))
    safe = forms.CharField(
        label=_("When and how is it safe to reach you?"), required=False, widget=forms.Textarea({"rows": 2, **WORDS})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("who", WHO_ADULT), ("right", [("", "—"), *Right.choices]), ("area", _areas())):
            self.fields[name].choices = words
        self.fields["who"].label = _("Whom is it about?")
        self.fields["who"].help_text = _("You may choose several.")
        self.fields["described"].help_text = _("The name of the body, a surname, a post, what you know.")
        self.fields["find"].help_text = _("Write a part of the name, and press “Find”.")
        self.fields["text"].label = _("What happened?")
        self.fields["text"].help_text = _("What, when, who, and what you ask for.")

    def clean(self) -> dict[str, Any]:
        check_identity(self, {name: self.cleaned_data.get(name) for name in (*IDENTITY, "way")})
        return self.cleaned_data


def _areas() -> list[Any]:
    """Each region with itself and its districts."""
    found = Area.objects.exclude(level=Area.Level.COUNTRY).select_related("parent")
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in sorted(found, key=lambda area: (str(area.region), area.level == Area.Level.DISTRICT, str(area))):
        groups.setdefault(str(one.region), []).append((str(one.pk), str(one)))
    return [("", "—"), *groups.items()]
