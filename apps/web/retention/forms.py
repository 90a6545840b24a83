"""What is typed about keeping a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.retention.finding import PURPOSES
from apps.retention.models import Erasure
from apps.web.fields import DayField

QUIET = {"autocomplete": "off", "spellcheck": "false"}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))


class ArchiveForm(forms.Form):
    """Nothing to type: the page says what happens."""


class HoldForm(ReasonForm):
    ordered_by = forms.CharField(
        label=_("Ordered by"), max_length=250, help_text=_("The court, prosecutor or body, and the number of its act.")
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), required=False, help_text=_("Leave empty if no end is known."))

    field_order = ["ordered_by", "reason", "starts_on", "ends_on"]


class TypedForm(forms.Form):
    """The number of the file, written down by hand."""

    typed = forms.CharField(
        label=_("Number of the file"), max_length=24, widget=forms.TextInput(QUIET),
        help_text=_("Write it as it stands above: this cannot be undone."),
    )  # fmt: skip


class ProposeForm(TypedForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=Erasure.Ground, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))

    field_order = ["ground", "reason", "typed"]


class FindForm(forms.Form):
    """Finding a file in the archive. The purpose is a code: words could name the child, and would stay for good."""

    q = forms.CharField(label=_("Name, number or IIN"), max_length=100, widget=forms.TextInput(QUIET))
    purpose = forms.ChoiceField(
        label=_("What for"), choices=[("", "—"), *((one.value, one.label) for one in PURPOSES)],
        help_text=_("Stays in the ledger with your name."),
    )  # fmt: skip
