"""What is typed about cases and referrals. The domain checks what it means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.casework.checks import HEARD_FROM, keepers_of
from apps.casework.models import Case, Referral, Visit
from apps.casework.states import State
from apps.core.localtime import local_day
from apps.web.fields import DayField, GroupedField, agencies_near, districts_of
from apps.web.incidents.fields import InstantsForm, WhenField
from apps.web.shared import now

RISKS = [(value, label) for value, label in Case.Risk.choices]


def text(label: Any, most: int = 4000, *, required: bool = True, rows: int = 3, hint: Any = "") -> forms.CharField:
    """A field of some lines."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=hint)


def risk_field(**options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Level of risk"), choices=RISKS, coerce=int, widget=forms.RadioSelect, empty_value=None, **options
    )


class PersonField(forms.ModelChoiceField):
    """Somebody who keeps cases at a body today."""

    def __init__(self, agency: Agency, **kwargs: Any) -> None:
        posts = keepers_of(agency, local_day(now()))
        people = User.objects.filter(pk__in=posts.values("user")).order_by("last_name", "first_name", "pk")
        super().__init__(people, **{"empty_label": "—", **kwargs})

    def label_from_instance(self, person: User) -> str:
        return person.get_full_name()


class SeenForm(forms.Form):
    """Carries what the page showed of the record, so that nobody else's change is overwritten unseen."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def parts(self) -> dict[str, Any]:
        """What the action takes: `seen` is empty where nothing was there before."""
        held = dict(self.cleaned_data)
        return {"seen": held.pop("version") or None, **held}


class ReasonForm(forms.Form):
    reason = text(_("Reason"), 500)


class OpenForm(forms.Form):
    """A new case: why, how great the danger, who answers."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Case.Reason.choices])
    reason_text = text(_("The reason in words"), 1000, required=False)
    risk = risk_field()

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"] = PersonField(
            agency, label=_("Responsible officer"), required=False, empty_label=_("I myself")
        )


class AssessForm(forms.Form):
    """An assessment of needs."""

    made_on = DayField(label=_("Day of the assessment"))
    strengths = text(_("Strengths of the child and the family"), required=False)
    needs = text(_("Needs"))
    dangers = text(_("Dangers"), required=False)
    wishes = text(_("Wishes of the child"), required=False)
    not_heard_reason = text(_("Why the child was not heard"), 500, required=False, rows=2)
    conclusion = text(_("Conclusion"))
    risk = risk_field()

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if case.child.age(local_day(now())) >= HEARD_FROM:
            self.fields["wishes"].help_text = _("A child of ten or older is heard; this is needed, or why not.")
            self.fields["wishes"].is_needed = True


class RiskForm(SeenForm, ReasonForm):
    risk = risk_field()
    field_order = ("risk", "reason")


class ReviewForm(forms.Form):
    findings = text(_("What the review found, and what follows"), 2000, rows=5)


class ClosingForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why the case is closed"), widget=forms.RadioSelect,
        choices=[choice for choice in Case.Closing.choices if choice[0] != Case.Closing.TRANSFERRED],
    )  # fmt: skip
    text = text(_("Result"), 1000)


class GoalForm(forms.Form):
    text = forms.CharField(label=_("Goal"), max_length=500)


class StepForm(SeenForm):
    text = forms.CharField(label=_("What is to be done"), max_length=500)
    who = forms.CharField(label=_("Who does it"), max_length=150, required=False)
    due_on = DayField(label=_("Until"))


class DoneForm(forms.Form):
    result = text(_("Result"), 1000, required=False, rows=2)


class VisitForm(InstantsForm):
    """A visit or talk that was made; with the next one planned at once."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Visit.Kind.choices)
    occurred_at = WhenField(label=_("When"), quick=True)
    place = forms.CharField(label=_("Place"), max_length=250, required=False)
    child_seen = forms.BooleanField(label=_("The child was seen"), required=False)
    seen_alone = forms.BooleanField(label=_("The child was seen alone"), required=False)
    findings = text(_("What was found"))
    next_on = DayField(label=_("Next visit on"), required=False)


class PlanVisitForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Visit.Kind.choices)
    planned_on = DayField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=250, required=False)


class RecipientSelect(forms.Select):
    """Bodies; those that may take a child over are marked, for static/js/choices.js to leave only them."""

    def __init__(self, takers: set[int]) -> None:
        super().__init__({"data-search": _("Find a body by name or region"), "data-narrow": "kind=TRANSFER"})
        self.takers = takers

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.takers:
            option["attrs"]["data-fits"] = True
        return option


class ReferralForm(forms.Form):
    """What is asked of whom."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=Referral.Kind.choices, widget=forms.RadioSelect)
    asked = text(
        _("What is asked, in words"), 1000,
        hint=_("Without names: the body reads this before it accepts, with age, sex and district of the child only."),
    )  # fmt: skip
    reason = text(_("Why"), hint=_("Read by the body once it has accepted."))
    until = DayField(
        label=_("Help is needed until"), required=False,
        help_text=_("For help: until that day at most the file is open to the helper."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in AgencyKind.values if kind != AgencyKind.OPERATIONS]
        rows = [row for row in agencies_near(user.agency.area.region, *kinds) if row[1].pk != user.agency.pk]
        takers = {one.pk for _place, one in rows if one.kind == AgencyKind.GUARDIANSHIP}
        placed = {one.pk: heading for heading, one in rows}
        self.fields["recipient"] = GroupedField(
            [row for row in rows if row[1].on_platform], model=Agency, label=_("To which body"),
            spoken=lambda one: f"{one}, {placed[one.pk]}", widget=RecipientSelect(takers),
            help_text=_("Only another guardianship body takes a child over."),
        )  # fmt: skip
        self.order_fields(["kind", "recipient", "asked", "reason", "until"])


class AcceptForm(forms.Form):
    """Taking a child over: where it lives from now on."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = GroupedField(
            districts_of(user.agency.area.region), model=Area, label=_("District of residence from now on"),
            required=False, help_text=_("Leave it empty if the child goes on living where it does."),
        )  # fmt: skip


class AnswerForm(forms.Form):
    text = text(_("What was done"), rows=5)


class AbsenceForm(forms.Form):
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, agency: Agency, may_choose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_choose:
            self.fields["user"] = PersonField(agency, label=_("Who is away"), empty_label=_("I myself"), required=False)
        self.fields["substitute"] = PersonField(agency, label=_("Who stands in"))
        self.order_fields(["user", "substitute"])


class HandOverForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"] = PersonField(agency, label=_("Give to"))
        self.order_fields(["officer", "reason"])


class FilterForm(forms.Form):
    """What the list of cases may be narrowed to."""

    q = forms.CharField(label=_("Number of the case or the child"), required=False, max_length=30)
    risk = forms.TypedChoiceField(
        label=_("Level of risk"), required=False, coerce=int, empty_value=None, choices=[("", _("any")), *RISKS]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("any")), *State.choices])

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"] = PersonField(
            agency, label=_("Responsible officer"), required=False, empty_label=_("anybody")
        )
        self.order_fields(["q", "officer"])
