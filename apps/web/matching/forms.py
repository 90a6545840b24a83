"""What is typed when two files are compared. The domain checks what it means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.matching.models import SuspectedPair

AREA = forms.Textarea({"rows": 3})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("How you know"), max_length=500, widget=AREA,
        help_text=_("A sentence that another officer can follow, without names."),
    )  # fmt: skip


class UndoForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why the merge is undone")


class MergeForm(ReasonForm):
    """Which number stays, and whose value in the fields that differ (`take_…`)."""

    kept = forms.ChoiceField(label=_("The file that stays"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, pair: SuspectedPair, fields: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair, self.chosen = pair, fields
        numbers = [(pair.one.number, pair.one.number), (pair.two.number, pair.two.number)]
        self.fields["kept"].choices = numbers
        self.fields["kept"].initial = pair.one.number
        for name in fields:
            self.fields[f"take_{name}"] = forms.ChoiceField(choices=numbers, required=False)
        self.order_fields(["kept", "reason"])

    def parts(self) -> dict[str, Any]:
        """What the action takes."""
        kept, absorbed = self.pair.one, self.pair.two
        if self.cleaned_data["kept"] == absorbed.number:
            kept, absorbed = absorbed, kept
        take = {name: self.cleaned_data.get(f"take_{name}") == absorbed.number for name in self.chosen}
        return {"kept": kept, "absorbed": absorbed, "take": take, "reason": self.cleaned_data["reason"]}


class AskForm(forms.Form):
    text = forms.CharField(label=_("Your question"), max_length=1000, widget=AREA)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Your answer"), max_length=1000, widget=AREA)
