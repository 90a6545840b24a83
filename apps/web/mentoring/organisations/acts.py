"""The acts on an organisation: entering it in the register, correcting, its charter, the end of its work."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Agency
from apps.mentoring import policies
from apps.mentoring.acts import bonds, organisations, papers
from apps.mentoring.models import Agreement, Organisation
from apps.mentoring.states import AgreementState
from apps.web.conflicts import count, fields_of, history_of
from apps.web.mentoring.acting import act_page
from apps.web.mentoring.organisations import forms
from apps.web.mentoring.organisations.shared import fetch_organisation, form_act, posted
from apps.web.shared import now

PLACES = {"bin": "agency", "areas": "regions"}
"""Where the register's form asks what the domain names otherwise."""


@act_page
def register(request: HttpRequest) -> HttpResponse:
    """Enter an agency in the register of mentoring organisations, with its charter when it is at hand."""
    policies.check_can_register(request.user, request.user.agency)
    form = forms.RegisterForm(*posted(request), user=request.user)
    return form_act(
        request, form, lambda: _register(form, request.user), heading=_("Register a mentoring organisation"),
        button=_("Register"), said=_("The organisation is in the register."), back=reverse("mentoring:organisations"),
        up=_register_of_all(), fields=PLACES, onward=_address,
        text=_("The organisation needs a BIN, a non-profit legal form, a charter, and the regions in which it works."),
        rule="kz345.a1.s15-1",
    )  # fmt: skip


@act_page
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Change what the register says."""
    organisation = fetch_organisation(request, number)
    policies.check_can_correct(request.user, organisation)
    form = forms.OrganisationForm(*posted(request), user=request.user, organisation=organisation)
    history = history_of(organisation, values=lambda one: fields_of(one, ("legal_form", "registered_on")),
                         version=count)  # fmt: skip

    def act() -> Organisation:
        return organisations.correct_organisation(
            organisation, **form.data_given, version=form.cleaned_data["version"], by=request.user, at=now()
        )

    return form_act(
        request, form, act, heading=_("Correct the register"), button=_("Save"), said=_("Saved."),
        back=_address(organisation), up=_register_of_all(), number=organisation.number, history=history,
        fields=PLACES | {"bin": "legal_form"}, rule="kz345.a1.s15-1",
    )  # fmt: skip


@act_page
def charter(request: HttpRequest, number: str) -> HttpResponse:
    """Add the charter, or a new version of it."""
    organisation = fetch_organisation(request, number)
    policies.check_can_file_charter(request.user, organisation)
    form = forms.FileForm(*posted(request))
    return form_act(
        request, form,
        lambda: papers.file_charter(organisation, upload=form.cleaned_data["file"], by=request.user, at=now()),
        heading=_("New version of the charter") if organisation.charter_id else _("Add the charter"), button=_("Add"),
        said=_("The charter is stored."), back=_address(organisation), up=_register_of_all(),
        number=organisation.number, text=_("Earlier versions stay in the register.") if organisation.charter_id else "",
    )  # fmt: skip


@act_page
def end(request: HttpRequest, number: str) -> HttpResponse:
    """The organisation ends its work: the page first says what ends with it."""
    organisation = fetch_organisation(request, number)
    policies.check_can_keep(request.user, organisation)
    form = forms.ReasonForm(*posted(request))
    return form_act(
        request, form,
        lambda: organisations.end_organisation(organisation, **form.cleaned_data, by=request.user, at=now()),
        heading=_("The organisation ends its work"), button=_("End the work"),
        said=_("The work of the organisation ended."),
        back=_address(organisation), up=_register_of_all(), number=organisation.number, danger=_what_ends(organisation),
    )  # fmt: skip


def _register(form: forms.RegisterForm, by: Any) -> Organisation:
    """Both or nothing: an organisation whose charter is refused is not registered."""
    at, upload = now(), form.cleaned_data["file"]
    agency: Agency = form.cleaned_data["agency"]
    with transaction.atomic():
        made = organisations.register_organisation(agency, **form.data_given, by=by, at=at)
        return papers.file_charter(made, upload=upload, by=by, at=at) if upload else made


def _what_ends(organisation: Organisation) -> list[str]:
    agreements = Agreement.objects.filter(organisation=organisation, state=AgreementState.IN_FORCE)
    held = list(agreements.select_related("organisation"))
    pairs = sum(bonds.under(one).count() for one in held)
    return [
        _("Agreements that end: %(n)s") % {"n": len(held)},
        _("Children who lose their mentor at once: %(n)s") % {"n": pairs},
        _("Everybody concerned is told. Access to the children's files closes in this second."),
    ]  # fmt: skip


def _address(organisation: Organisation) -> str:
    return reverse("mentoring:organisation", args=[organisation.number])


def _register_of_all() -> tuple[str, str]:
    return reverse("mentoring:organisations"), _("Organisations")
