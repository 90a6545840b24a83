"""Forms of the acts on an incident."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.incidents.models import FollowUp, Incident
from apps.notices.models import Notice
from apps.web import formats
from apps.web.fields import GroupedField, agencies_near
from apps.web.incidents.fields import InstantsForm, WhenField
from apps.web.incidents.words import role_name

TOLD_BY = [Notice.Channel.PHONE, Notice.Channel.LETTER]


class ReasonForm(forms.Form):
    """Nothing but a reason that stays on record."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))


class CorrectForm(InstantsForm):
    """Another instant of establishing, with its reason."""

    established_at = WhenField(
        label=_("When the fact was established"), help_text=_("The old time stays visible beside it.")
    )
    reason = forms.CharField(label=_("Why it is corrected"), max_length=500, widget=forms.Textarea({"rows": 3}))


class ToldForm(InstantsForm):
    """Who was told by telephone or letter, when, and the proof."""

    channel = forms.ChoiceField(label=_("How"), choices=[(c.value, c.label) for c in TOLD_BY], widget=forms.RadioSelect)
    person = forms.CharField(label=_("Who was told: name and post"), max_length=150)
    told_at = WhenField(label=_("When"), quick=True)
    proof = forms.FileField(
        label=_("Proof"),
        required=False,
        help_text=_(
            "A photograph of the call log, the stamped letter: PDF, JPEG or PNG, at most 10 MB. It may follow later."
        ),
    )


class ProofForm(forms.Form):
    """The proof of a call or letter, brought afterwards."""

    proof = forms.FileField(label=_("Proof"), help_text=_("PDF, JPEG or PNG, at most 10 MB."))


class RecipientForm(forms.Form):
    """A body of the register, or the name of somebody outside the system."""

    agency = forms.Field()
    name = forms.CharField(
        label=_("Or somebody outside the system"),
        required=False,
        max_length=250,
        help_text=_("Such a recipient is told by telephone or letter; record it afterwards."),
    )

    def __init__(self, *args: Any, user: Any, role: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [role] if role in AgencyKind.values else [k for k in AgencyKind.values if k != AgencyKind.OPERATIONS]
        rows = agencies_near(user.agency.area.region, *kinds)
        label = role_name(role) if role else _("Body or organisation")
        self.fields["agency"] = GroupedField(rows, model=Agency, label=label, required=False)


class ReplaceForm(RecipientForm):
    """The right recipient in place of a wrong one."""

    reason = forms.CharField(label=_("Why the first was wrong"), max_length=500, widget=forms.Textarea({"rows": 3}))


class FollowUpForm(forms.Form):
    """What was done afterwards."""

    kind = forms.ChoiceField(label=_("What was done"), choices=FollowUp.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a few words: what, by whom, when"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not incident.is_violent or incident.violence_confirmed_at:
            self.fields["kind"].choices = [c for c in FollowUp.Kind.choices if c[0] != FollowUp.Kind.NO_VIOLENCE]


class JoinForm(forms.Form):
    """The report that goes on, among those of the same days that the reader sees."""

    into = forms.ModelChoiceField(
        Incident.objects.none(), label=_("Which report goes on"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, incidents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = incidents
        self.fields["into"].label_from_instance = _report


def _report(incident: Incident) -> str:
    established = formats.instant(incident.established_at) if incident.established_at else ""
    return " · ".join([incident.number, str(incident.get_kind_display()), incident.agency.name, established])
