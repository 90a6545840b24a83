"""What is typed about wishes, proposals and pairs. The domain checks what it means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.mentoring.finding import Suggestion
from apps.mentoring.models import Assignment, Candidate, Suspension, Wish
from apps.web.fields import DayField, GroupedField

BY_PEOPLE = [
    choice for choice in Assignment.EndReason.choices if choice[0] in {"LEFT", "BREACH", "REQUEST", "WISH", "OTHER"}
]
"""Reasons that people give; the others are found by the system itself."""
WHEN_TRIED = [choice for choice in Assignment.EndReason.choices if choice[0] == "TRIAL"]
SUSPENDED_BY_PEOPLE = [choice for choice in Suspension.Reason.choices if choice[0] != Suspension.Reason.CLEARANCE]


def lines(label: Any, most: int = 1000, *, required: bool = True, hint: Any = "", rows: int = 3) -> forms.CharField:
    """A field of some lines."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=hint)


class ReasonForm(forms.Form):
    reason = lines(_("Reason"), hint=_("It stays on record, and the other side reads it."))


class WishForm(forms.Form):
    """What the child said about having a mentor."""

    wants = forms.ChoiceField(
        label=_("What does the child wish?"), choices=Wish.Wants.choices, widget=forms.RadioSelect
    )
    heard_on = DayField(label=_("Heard on"))
    text = lines(
        _("In the child's words"), 4000, required=False, rows=4, hint=_("Needed when the child does not want one now.")
    )


def _spoken(candidate: Candidate) -> str:
    return f"{candidate.full_name}, {candidate.organisation.agency.name}"


class ProposeForm(forms.Form):
    """Which mentor, and why this one. Offered are those who may be proposed; of another the refusal says why not."""

    text = lines(
        _("Why this mentor"), required=False,
        hint=_("Without the child's name: the organisation reads it with age, sex, district and languages only."),
    )  # fmt: skip

    def __init__(self, *args: Any, suggestions: list[Suggestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = GroupedField(
            [("", one.candidate) for one in suggestions], model=Candidate, label=_("Mentor"), spoken=_spoken
        )
        possible = [one.candidate for one in suggestions if one.is_possible and not one.is_asked]
        field.choices = [("", "—"), *((one.pk, _spoken(one)) for one in possible)]
        if not possible:
            field.help_text = _("Nobody may be proposed now: the page of the child says what stands against each.")
        self.fields["candidate"] = field
        self.order_fields(["candidate", "text"])


class BeginForm(forms.Form):
    starts_on = DayField(
        label=_("First day of the trial meetings"),
        help_text=_("From that day on organisation and mentor see of the file what the consent opens."),
    )


class ContractForm(forms.Form):
    """The three-party agreement as it was signed."""

    contract_no = forms.CharField(label=_("Number of the three-party agreement"), max_length=60)
    contract_on = DayField(label=_("Signed on"))


class SuspendForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=SUSPENDED_BY_PEOPLE, widget=forms.RadioSelect)
    text = lines(
        _("The reason in words"), hint=_("The child's organisation, the body and the mentoring organisation read it.")
    )


class EndForm(forms.Form):
    """The end, and what the child says to it."""

    reason = forms.ChoiceField(label=_("Why it ends"), widget=forms.RadioSelect)
    ends_on = DayField(
        label=_("Last day"), help_text=_("With today's date or an earlier one, access to the file ends at once.")
    )
    text = lines(_("The reason in words"), required=False)
    wants = forms.ChoiceField(
        label=_("Does the child want a mentor from now on?"), required=False, widget=forms.RadioSelect,
        choices=[("", _("the child was not asked yet")), *Wish.Wants.choices],
    )  # fmt: skip
    words = lines(_("The child's last word about this mentor"), 4000, required=False)

    def __init__(self, *args: Any, pair: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tried = WHEN_TRIED if pair.state == "TRIAL" else []
        self.fields["reason"].choices = [*tried, *BY_PEOPLE]  # type: ignore[attr-defined]


class WaitingFilter(forms.Form):
    q = forms.CharField(label=_("Number of the child"), required=False, max_length=30)


class ProposalFilter(forms.Form):
    q = forms.CharField(label=_("Number of the proposal or the mentor"), required=False, max_length=30)


class PairFilter(forms.Form):
    """What the list of pairs may be narrowed to."""

    q = forms.CharField(label=_("Number of the assignment, the child or the mentor"), required=False, max_length=30)
    end_reason = forms.ChoiceField(
        label=_("Why it ended"), required=False, choices=[("", _("any")), *Assignment.EndReason.choices]
    )
