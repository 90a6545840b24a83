"""What is typed about openings, purposes, consents and reviews. The domain checks what it means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.disclosure.models import Consent, EmergencyOpening, Purpose, ReadingAlert
from apps.documents.models import Paper
from apps.people.models import Child
from apps.web.fields import DayField, GroupedField, agencies_near
from apps.web.widgets import DayWidget

QUIET = {"autocomplete": "off", "spellcheck": "false"}


class HiddenFileForm(forms.Form):
    q = forms.CharField(
        label=_("Whole number of the file, or whole IIN"), max_length=40, widget=forms.TextInput(QUIET),
        help_text=_("C-104512, or 12 digits. Names are not searched here."),
    )  # fmt: skip


class EmergencyForm(forms.Form):
    ticket = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind of emergency"), choices=EmergencyOpening.Kind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("What happened, and why you cannot wait"), max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=_("At least twenty characters. The responsible body reads it today."),
    )  # fmt: skip


class PurposeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Purpose"), choices=Purpose.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your words"), required=False, max_length=500, widget=forms.TextInput(QUIET),
        help_text=_("Number of a letter or a short sentence; needed for “something else”."),
    )  # fmt: skip
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, Purpose.Kind(kind).label) for kind in Purpose.STATED]
        self.fields["kind"].choices = kinds


class ReviewForm(forms.Form):
    """A verdict with its note; `verdicts` are those of the record."""

    verdict = forms.ChoiceField(label=_("Verdict"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed unless everything was right."),
    )  # fmt: skip

    def __init__(self, *args: Any, verdicts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = verdicts.choices


EMERGENCY_VERDICTS = EmergencyOpening.Verdict
ALERT_VERDICTS = ReadingAlert.Verdict


class ConsentForm(forms.Form):
    scope = forms.MultipleChoiceField(
        label=_("What may be seen"), choices=Consent.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    given_relation = forms.ChoiceField(label=_("Given by"), choices=[("", "—"), *Consent.Relation.choices])
    given_by = forms.CharField(label=_("Name of the person who gave it"), max_length=150, widget=forms.TextInput(QUIET))
    given_on = DayField(label=_("Given on"))
    expires_on = DayField(label=_("Valid until"), required=False, help_text=_("Empty: until it is withdrawn."))

    def __init__(self, *args: Any, child: Child, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = agencies_near(user.agency.area.region, AgencyKind.MENTORING_ORG)
        self.fields["agency"] = GroupedField(rows, model=Agency, label=_("Mentoring organisation"))
        self.fields["paper"] = forms.ModelChoiceField(
            Paper.objects.visible_to(user).about(child.subject), label=_("Paper of the consent"), required=False,
            empty_label=_("not in the file yet"),
        )  # fmt: skip
        self.fields["paper"].label_from_instance = lambda paper: paper.title or paper.get_kind_display()
        self.order_fields(["agency", "scope"])


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("The organisation sees the child masked at once."),
    )  # fmt: skip


class LedgerForm(forms.Form):
    """Filters of the ledger."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False,
        choices=[
            ("", _("everything")), ("reads", _("reads")), ("refusals", _("refusals")), ("exports", _("exports")),
            ("acts", _("acts")),
        ],
    )  # fmt: skip
    person = forms.CharField(
        label=_("Person (sign-in name)"), required=False, max_length=150, widget=forms.TextInput(QUIET)
    )
    day = DayField(label=_("Day"), required=False, widget=DayWidget())
    number = forms.CharField(label=_("Number"), required=False, max_length=24, widget=forms.TextInput(QUIET))
