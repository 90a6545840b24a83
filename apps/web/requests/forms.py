"""What is typed about requests of an ombudsman. The domain checks what it means."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.complaints.acts.requests import LONGEST
from apps.web.casework.forms import text
from apps.web.children.paper_forms import FilesField

VERSION = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AnswerForm(forms.Form):
    text = text(_("Answer"), LONGEST, rows=8)
    files = FilesField(label=_("Documents and photos"), required=False)
    version = VERSION


class RefusalForm(forms.Form):
    reason = text(_("Reasons"), LONGEST, rows=5)
    version = VERSION
