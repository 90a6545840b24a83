"""What a sender fills in in the room."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.complaints.checks import IDENTITY
from apps.complaints.models import Appeal
from apps.core.errors import Refused
from apps.web.intake.choices import WAYS, WAYS_ADULT
from apps.web.intake.forms import WORDS, check_identity


class _RoomForm(forms.Form):
    def refuse(self, refused: Refused) -> None:
        for one in refused.all:
            self.add_error(one.field if one.field in self.fields else None, ValidationError(str(one.message)))


class MoreForm(_RoomForm):
    """More words, more files, or both."""

    text = forms.CharField(label=_("Write more"), required=False, widget=forms.Textarea({"rows": 5, **WORDS}))
    text.is_needed = True  # type: ignore[attr-defined]
    files = forms.CharField(
        label=_("Add a photo, your voice or a PDF"), required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,audio/*,application/pdf"}),
    )  # fmt: skip


class IdentityForm(_RoomForm):
    """Who one is, told later; nothing of it is needed but a name."""

    name = forms.CharField(
        label=_("Your name"), widget=forms.TextInput(WORDS), error_messages={"required": _("Write your name.")}
    )
    way = forms.ChoiceField(label=_("May we answer you elsewhere, too?"), required=False, widget=forms.RadioSelect)
    phone = forms.CharField(
        label=_("Telephone"), required=False, widget=forms.TextInput({"inputmode": "tel", "type": "tel", **WORDS})
    )
    email = forms.CharField(
        label=_("E-mail"), required=False, widget=forms.TextInput({"inputmode": "email", "type": "email", **WORDS})
    )
    address = forms.CharField(label=_("Postal address"), required=False, widget=forms.TextInput(WORDS))
    safe = forms.CharField(label=_("When is it safe?"), required=False, widget=forms.Textarea({"rows": 2, **WORDS}))

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        kwargs["prefix"] = "me"
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [
            (value, label) for value, label in (WAYS if appeal.by_child else WAYS_ADULT)
        ]  # fmt: skip
        if appeal.by_child:
            del self.fields["address"]

    @property
    def identity(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in (*IDENTITY, "way")}

    def clean(self) -> dict[str, Any]:
        check_identity(self, self.identity)
        return self.cleaned_data
