"""Forms of a child's documents: adding, a new version, correcting, withdrawing; and how the list is sifted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.documents.checks import FIELDS
from apps.documents.models import Compartment, Paper, open_compartments
from apps.web.fields import DayField

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,application/pdf,image/jpeg,image/png"


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; gives a list."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class AboutForm(forms.Form):
    """What is said about a document. `user` limits who may see it to what the own post opens."""

    kind = forms.ChoiceField(label=_("Kind of document"), choices=[("", "—"), *Paper.Kind.choices])
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    number = forms.CharField(label=_("Number of the document"), max_length=60, required=False)
    issued_by = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(
        label=_("Valid until"), required=False, help_text=_("The system reminds of renewing 30 and 7 days before.")
    )
    compartment = forms.ChoiceField(label=_("Who sees it"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opened = open_compartments(user)
        self.fields["compartment"].choices = [pair for pair in Compartment.choices if pair[0] in opened]
        if len(opened) == 1:
            del self.fields["compartment"]

    @property
    def about(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in FIELDS if name in self.fields}


class AddForm(AboutForm):
    """Files, chosen or dropped or photographed; each becomes a document with the same particulars."""

    files = FilesField(
        label=_("Files"), required=False, widget=Files(attrs={"accept": ACCEPT}),
        help_text=_("PDF, JPEG, PNG or Word, up to 10 MB each. Each file becomes a document of its own."),
    )  # fmt: skip
    photos = FilesField(
        label=_("Photograph with the camera"), required=False,
        widget=Files(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )  # fmt: skip
    field_order = ("files", "photos", "kind", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]

    @property
    def uploads(self) -> list[Any]:
        return [*self.cleaned_data["files"], *self.cleaned_data["photos"]]


class RenewForm(AboutForm):
    """A new version: its file, and what has changed with it."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, JPEG, PNG or Word, up to 10 MB."),
    )  # fmt: skip
    note = forms.CharField(label=_("What is new"), max_length=300, required=False)
    field_order = ("file", "note", "number", "issued_by", "issued_on", "expires_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "title", "compartment"):
            self.fields.pop(name, None)
        self.fields["expires_on"].help_text = _("Left empty, the days stay as they are.")

    @property
    def about(self) -> dict[str, Any]:
        """A day left empty is not a day taken away: a better scan changes neither."""
        days = ("issued_on", "expires_on")
        return {name: value for name, value in super().about.items() if value or name not in days}


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)


class SieveForm(forms.Form):
    """The filters of the list; its ids are its own, for the form that adds stands on the same page."""

    STATES = (("", _("all")), ("valid", _("valid")), ("soon", _("ends soon")), ("ended", _("ended")),
              ("withdrawn", _("withdrawn")))  # fmt: skip

    kind = forms.ChoiceField(label=_("Kind of document"), required=False, choices=[("", _("all")), *Paper.Kind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="sieve_%s", **kwargs)
