"""What is typed about organisations and agreements. The domain checks what it means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.accounts.permissions import Perm
from apps.mentoring.acts.agreements import BY_SIDES
from apps.mentoring.models import Agreement, LegalForm, Organisation
from apps.mentoring.states import AgreementState, OrganisationState
from apps.web.fields import DayField, GroupedField, agencies_near, districts_of, place
from apps.web.widgets import DayWidget

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,application/pdf,image/jpeg,image/png"


def file_field(label: Any, *, required: bool = True) -> forms.FileField:
    """A field for one scanned or written document."""
    widget = forms.FileInput(attrs={"accept": ACCEPT})
    hint = _("PDF, JPEG, PNG or Word, up to 10 MB.")
    return forms.FileField(label=label, required=required, widget=widget, help_text=hint)


class FilterForm(forms.Form):
    """What the register may be narrowed to."""

    q = forms.CharField(label=_("Name or BIN"), required=False, max_length=100)
    region = forms.ModelChoiceField(
        Area.objects.none(), label=_("Works in"), required=False, empty_label=_("everywhere")
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("any")), *OrganisationState.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Area.objects.filter(level=Area.Level.REGION).order_by("name_ru")


class OrganisationForm(forms.Form):
    """What the register says: form, day of registration, where it works."""

    legal_form = forms.ChoiceField(
        label=_("Legal form"), choices=[("", "—"), *LegalForm.choices],
        help_text=_("A mentoring organisation is a non-profit organisation."),
    )  # fmt: skip
    registered_on = DayField(label=_("Registered by the state on"))
    regions = forms.ModelMultipleChoiceField(
        Area.objects.none(), label=_("Regions in which it works"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            areas = list(organisation.areas.all())
            kwargs["initial"] = {
                "legal_form": organisation.legal_form, "registered_on": organisation.registered_on,
                "version": organisation.version,
                "regions": [area.pk for area in areas if area.level == Area.Level.REGION],
                "districts": [area.pk for area in areas if area.level == Area.Level.DISTRICT],
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["regions"].queryset = Area.objects.filter(level=Area.Level.REGION).order_by("name_ru")
        self.fields["districts"] = DistrictsField(
            districts_of(user.agency.area.region), label=_("Or only these districts"), required=False,
            help_text=_("Several: hold Ctrl, on a phone tick them one by one."),
        )  # fmt: skip
        self.order_fields(["agency", "legal_form", "registered_on", "regions", "districts", "file"])

    @property
    def data_given(self) -> dict[str, Any]:
        """What the acts take."""
        held = self.cleaned_data
        return {
            "legal_form": held["legal_form"], "registered_on": held["registered_on"],
            "areas": [*held["regions"], *held["districts"]],
        }  # fmt: skip


class DistrictsField(forms.ModelMultipleChoiceField):
    """Several districts, under their regions."""

    def __init__(self, rows: list[tuple[str, Area]], **kwargs: Any) -> None:
        widget = forms.SelectMultiple(attrs={"size": 6})
        super().__init__(Area.objects.filter(level=Area.Level.DISTRICT), widget=widget, **kwargs)
        groups: dict[str, list[tuple[int, str]]] = {}
        for heading, area in rows:
            groups.setdefault(heading, []).append((area.pk, str(area)))
        self.choices = list(groups.items())


class RegisterForm(OrganisationForm):
    """A new organisation of the register: an agency of its kind that is not there yet."""

    file = file_field(_("Charter"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        rows = agencies_near(user.agency.area.region, AgencyKind.MENTORING_ORG)
        known = set(Organisation.objects.values_list("agency", flat=True))
        own = allows(user, Perm.KEEP_MENTORS)
        free = [row for row in rows if row[1].pk not in known and (row[1].pk == user.agency.pk or not own)]
        self.fields["agency"] = GroupedField(
            free, model=Agency, label=_("Organisation"), spoken=_with_bin,
            help_text=_("Its name, BIN and address stand in the register of agencies."),
            initial=free[0][1].pk if len(free) == 1 else None,
        )  # fmt: skip
        del self.fields["version"]
        self.order_fields(["agency", "legal_form", "registered_on", "regions", "districts", "file"])


def _with_bin(agency: Agency) -> str:
    return f"{agency}, {_('BIN')} {agency.bin or '—'}"


class FileForm(forms.Form):
    file = file_field(_("File"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class VersionForm(forms.Form):
    """Carries the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AgreementForm(forms.Form):
    """An agreement that was signed on paper, entered by one side."""

    paper_number = forms.CharField(label=_("Number of the agreement"), max_length=60)
    signed_on = DayField(label=_("Signed on"))
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), required=False, help_text=_("The last day; empty: without an end."))
    file = file_field(_("Signed text"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_body = not allows(user, Perm.KEEP_MENTORS)
        name = "organisation" if self.by_body else "body"
        self.fields[name] = _organisations(user) if self.by_body else _bodies(user)
        self.order_fields([name, "paper_number", "signed_on", "starts_on", "ends_on", "file"])

    @property
    def about(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("paper_number", "signed_on", "starts_on", "ends_on")}


def _bodies(user: User) -> GroupedField:
    return GroupedField(
        agencies_near(user.agency.area.region, AgencyKind.GUARDIANSHIP), model=Agency, label=_("Guardianship body"),
        widget=forms.Select({"data-search": _("Find a body by name or region")}),
    )  # fmt: skip


def _organisations(user: User) -> GroupedField:
    found = Organisation.objects.visible_to(user).exclude(state=OrganisationState.ENDED)
    held = list(found.select_related("agency__area__parent"))
    mine = place(user.agency.area)
    rows = sorted(((place(one.agency.area), one) for one in held), key=lambda row: (row[0] != mine, row[0], row[1].pk))
    return GroupedField(
        rows, model=Organisation, label=_("Mentoring organisation"), spoken=lambda one: str(one.agency),
        widget=forms.Select({"data-search": _("Find an organisation by name or region")}),
        help_text=_("Only those of the register of mentoring organisations."),
    )  # fmt: skip


class EndForm(forms.Form):
    """Ending an agreement. `expected` carries how many assignments the page said will end."""

    reason = forms.ChoiceField(
        label=_("Why it ends"), widget=forms.RadioSelect,
        choices=[choice for choice in Agreement.EndReason.choices if choice[0] in BY_SIDES],
    )  # fmt: skip
    text = forms.CharField(
        label=_("The reason in words"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    ended_on = DayField(
        label=_("Ended on"), required=False, help_text=_("Empty: today. An earlier day if it ended then.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ending: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("I have understood: assignments that end at once: %(n)s") % {"n": ending}
        self.fields["sure"] = forms.BooleanField(
            label=label, error_messages={"required": _("Confirm that you have understood what ends.")}
        )

    @property
    def parts(self) -> dict[str, Any]:
        """What the act takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sure"}


class AgreementFilterForm(forms.Form):
    """What the list of agreements may be narrowed to."""

    q = forms.CharField(label=_("Number, name or BIN"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("any")), *AgreementState.choices])
    on = forms.DateField(
        label=_("In force on"), required=False, input_formats=["%d.%m.%Y", "%Y-%m-%d"], widget=DayWidget
    )
