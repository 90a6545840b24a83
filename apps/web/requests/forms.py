"""What is typed about requests of an ombudsman. The domain checks what it means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.complaints.acts.requests import LONGEST
from apps.complaints.states import RequestKind, RequestState
from apps.web.casework.forms import text
from apps.web.children.paper_forms import FilesField

VERSION = forms.IntegerField(widget=forms.HiddenInput, required=False)
IN_TIME, OVERDUE, LATE = "in_time", "overdue", "late"
ANY = ("", _("any"))
WAITING = [ANY, (IN_TIME, _("the term still runs")), (OVERDUE, _("overdue"))]
DONE = [ANY, *[one for one in RequestState.choices if one[0] != RequestState.SENT], (LATE, _("answered late"))]


class AnswerForm(forms.Form):
    text = text(_("Answer"), LONGEST, rows=8)
    files = FilesField(label=_("Documents and photos"), required=False)
    version = VERSION


class RefusalForm(forms.Form):
    reason = text(_("Reasons"), LONGEST, rows=5)
    version = VERSION


class FilterForm(forms.Form):
    """What the lists are narrowed by. Of what still waits only the term can differ."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *RequestKind.choices], required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, done: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = DONE if done else WAITING  # type: ignore[attr-defined]
