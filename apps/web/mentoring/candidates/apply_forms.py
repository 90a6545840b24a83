"""What is typed on the public page of applications."""

import json
import re
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Area
from apps.mentoring.checks.candidates import CONSENT, FIELDS
from apps.mentoring.models import Organisation
from apps.web.fields import GroupedField, districts_of
from apps.web.mentoring.candidates.forms import PersonForm

SHOWN = ("surname", "given_name", "patronymic", "birth_date", "citizenship", "phone", "email", "address")
"""As the page shows them; the summary of errors follows."""
_ONCE = re.compile(r"^[\w-]{16,64}$")


class WhereForm(forms.Form):
    """Where the applicant lives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = GroupedField(
            districts_of(None), model=Area, label=_("Where do you live?"),
            widget=forms.Select({"data-search": _("Find a district by name")}),
            help_text=_("The organisations that work there are shown next."),
        )  # fmt: skip


class PublicForm(PersonForm):
    """Who applies, to which organisation, with leave to process the data."""

    consent = forms.BooleanField(
        label=_("I agree that my data are processed as described above."),
        error_messages={
            "required": _("Agree that your data are processed: without it the application cannot be considered.")
        },
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("languages", "interests", "capacity"):
            del self.fields[name]
        self.organisations = {str(one.pk): one for one in organisations}
        self.fields["organisation"] = forms.TypedChoiceField(
            label=_("Which organisation?"), widget=forms.RadioSelect, empty_value=None,
            choices=[(pk, _spoken(one)) for pk, one in self.organisations.items()], coerce=self.organisations.get,
            error_messages={"required": _("Choose an active mentoring organisation.")},
        )  # fmt: skip
        if len(self.organisations) == 1:
            self.fields["organisation"].initial = next(iter(self.organisations))
        self.fields["consent"].short_name = pgettext_lazy("heading", "Consent")  # type: ignore[attr-defined]
        self.order_fields(["organisation", *SHOWN, "consent"])

    @property
    def data_of_candidate(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in FIELDS}

    @property
    def mark(self) -> str:
        """What tells this very form from another; empty when it was tampered with."""
        typed = str(self.data.get("once", ""))
        return typed if _ONCE.match(typed) else ""

    @property
    def digest(self) -> str:
        """What tells what was typed from anything else, and nothing of it. Of a valid form."""
        typed = json.dumps(self.cleaned_data, sort_keys=True, default=lambda one: str(getattr(one, "pk", one)))
        return salted_hmac("apply.once", typed, algorithm="sha256").hexdigest()

    @property
    def version_agreed(self) -> str:
        """The version of the text that was agreed to."""
        return CONSENT if self.cleaned_data.get("consent") else ""


def _spoken(organisation: Organisation) -> str:
    """The organisation with where it is and its telephone."""
    agency = organisation.agency
    return ", ".join(filter(None, [str(agency), str(agency.area), agency.phone]))
