"""The acts on an agreement: proposing, confirming, its text, withdrawing, ending."""

from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed
from apps.mentoring import policies
from apps.mentoring.acts import agreements, bonds, papers
from apps.mentoring.models import Agreement, Organisation
from apps.mentoring.states import OrganisationState
from apps.web.mentoring.acting import act_page
from apps.web.mentoring.organisations import agreement as one_page
from apps.web.mentoring.organisations import forms
from apps.web.mentoring.organisations.shared import fetch_agreement, form_act, posted
from apps.web.shared import now

RULE = "kz345.a28-2.p8"


@act_page
def new(request: HttpRequest) -> HttpResponse:
    """Enter an agreement that was signed; the other side confirms it. `?with=` names the organisation."""
    if not allows(request.user, Perm.KEEP_MENTORS):
        require(request.user, Perm.CLEAR_MENTORS)
    own = _own_organisation(request)
    wanted = request.GET.get("with", "")
    initial = {"organisation": wanted} if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else {}
    form = forms.AgreementForm(*posted(request), user=request.user, initial=initial)
    return form_act(
        request, form, lambda: _propose(form, own, request.user), heading=_("Propose an agreement"),
        button=_("Propose"), said=_("Entered. The other side is told and confirms."), rule=RULE,
        back=reverse("mentoring:agreements"), up=_list(), onward=_address,
        text=_("No child is given a mentor outside an agreement. It is in force once the other side confirms."),
    )  # fmt: skip


@act_page
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The other side confirms; GET shows once more what is confirmed."""
    agreement = fetch_agreement(request, number)
    policies.check_can_confirm(request.user, agreement)
    form = forms.VersionForm(*posted(request), initial={"version": agreement.version})
    return _act(
        request, agreement, form,
        lambda: agreements.confirm(agreement, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Confirm the agreement"), button=_("Confirm"), said=_("Confirmed: the agreement is in force."),
        text=_("From its first day mentors of the organisation may be given to children of the guardianship body."),
        shown=one_page.facts(agreement), rule=RULE,
    )  # fmt: skip


@act_page
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The proposal comes to nothing."""
    agreement = fetch_agreement(request, number)
    form = forms.ReasonForm(*posted(request))
    return _act(
        request, agreement, form,
        lambda: agreements.withdraw(agreement, **form.cleaned_data, by=request.user, at=now()),
        heading=_("The agreement is not concluded"), button=_("Do not conclude"),
        said=_("The other side is told, with your reason."),
        text=_("It stays on record and is never confirmed; a new one may be proposed at any time."),
    )  # fmt: skip


@act_page
def text(request: HttpRequest, number: str) -> HttpResponse:
    """Add the signed text, or another one while the other side has not confirmed."""
    agreement = fetch_agreement(request, number)
    form = forms.FileForm(*posted(request))
    return _act(
        request, agreement, form,
        lambda: papers.file_text(agreement, upload=form.cleaned_data["file"], by=request.user, at=now()),
        heading=_("Signed text of the agreement"), button=_("Add"), said=_("The text is stored."),
        text=_("Both sides read it. Once both have confirmed it is not exchanged for another."),
    )  # fmt: skip


@act_page
def end(request: HttpRequest, number: str) -> HttpResponse:
    """End the agreement: the page says how many assignments end with it, and asks for assent to that number."""
    agreement = fetch_agreement(request, number)
    ending = bonds.under(agreement).count()
    form = forms.EndForm(
        *_with_present(request, agreement, ending), ending=ending,
        initial={"version": agreement.version, "expected": ending},
    )  # fmt: skip
    return _act(
        request, agreement, form, lambda: agreements.end(agreement, **form.parts, by=request.user, at=now()),
        heading=_("End the agreement"), button=_("End the agreement"),
        said=_("The agreement ended; everybody is told."),
        danger=_what_ends(ending), pairs=one_page.pairs_of(agreement, request.user).select_related("child")[:10],
        fields={"expected": "sure"},
    )  # fmt: skip


def _with_present(request: HttpRequest, agreement: Agreement, ending: int) -> tuple[Any, Any]:
    """What was posted. Where other numbers are true by now, assent is asked anew, with those."""
    data, files = posted(request)
    present = {"version": str(agreement.version), "expected": str(ending)}
    if data is None or all(data.get(name) == value for name, value in present.items()):
        return data, files
    data = data.copy()
    data.pop("sure", None)
    for name, value in present.items():
        data[name] = value
    return data, files


def _what_ends(ending: int) -> list[str]:
    first = ngettext(
        "%(n)s child loses the mentor at once.", "%(n)s children lose their mentors at once.", ending
    ) % {"n": ending} if ending else _("No child is mentored under it now.")  # fmt: skip
    return [
        first, _("Access of the organisation and its mentors to the children's files closes in this second."),
        _("The children's organisations, the guardianship body and the mentoring organisation are told."),
    ]  # fmt: skip


def _own_organisation(request: HttpRequest) -> Organisation | None:
    """The reader's organisation, when it is one; it has to be in the register to conclude agreements."""
    if not allows(request.user, Perm.KEEP_MENTORS):
        return None
    own = Organisation.objects.visible_to(request.user).exclude(state=OrganisationState.ENDED).first()
    if own is None:
        raise NotAllowed(
            _("Your organisation is not in the register of mentoring organisations yet. Register it first.")
        )
    return own


def _propose(form: forms.AgreementForm, own: Organisation | None, by: Any) -> Agreement:
    """Both or nothing: an agreement whose text is refused is not proposed."""
    at, upload = now(), form.cleaned_data["file"]
    organisation = own or form.cleaned_data["organisation"]
    body = form.cleaned_data["body"] if own else by.agency
    with transaction.atomic():
        made = agreements.propose(organisation, body=body, data=form.about, by=by, at=at)
        return papers.file_text(made, upload=upload, by=by, at=at) if upload else made


def _act(request: HttpRequest, agreement: Agreement, form: Form, act: Any, **words: Any) -> HttpResponse:
    return form_act(request, form, act, back=_address(agreement), up=_list(), number=agreement.number, **words)


def _address(agreement: Agreement) -> str:
    return reverse("mentoring:agreement", args=[agreement.number])


def _list() -> tuple[str, str]:
    return reverse("mentoring:agreements"), _("Agreements")
