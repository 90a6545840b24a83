"""The code of a printed notice."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.notices.models import CODE_LETTERS

LENGTH = 16


def cleaned(code: str) -> str:
    """The code as it is stored: capitals, without the spaces and dashes of paper."""
    return re.sub(r"[\s\u2010-\u2015-]", "", code).upper()


def is_code(code: str) -> bool:
    return len(code) == LENGTH and set(code) <= set(CODE_LETTERS)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the notice"), max_length=60, strip=True,
        help_text=_("16 letters and figures below the text of the notice. Spaces and dashes do not matter."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        code = cleaned(self.cleaned_data["code"])
        if not is_code(code):
            raise forms.ValidationError(
                _("The code has 16 letters and figures, without O, I, 0 and 1. Copy it from the notice.")
            )
        return code
