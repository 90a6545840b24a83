"""Pages of an agency's people: accounts, posts, duty officers."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import policies
from apps.accounts.actions import add_person, correct_person, end_membership, grant_membership, set_duty_officer
from apps.accounts.models import Agency, Confirmation, Membership, User
from apps.core.localtime import local_day
from apps.web.agencies.forms import EditPersonForm, EndPostForm, GrantForm, PersonForm
from apps.web.agencies.views import get_agency
from apps.web.shared import now, run_action

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new person: account, post, and a mail with the link to set the password."""
    agency = _managed(request, pk)
    initial = {"starts_on": local_day(now()), "language": request.user.language}
    form = PersonForm(request.POST or None, agency=agency, initial=initial)

    def act() -> Membership | Confirmation:
        return add_person(form.person, agency=agency, **form.post, by=request.user, at=now())

    def then(made: Membership | Confirmation) -> None:
        mail_password_link(request, made.person if isinstance(made, Confirmation) else made.user)

    words = {
        "heading": _("Add a person"),
        "act": _("Add and send the link"),
        "done": _("Added; the link is on its way."),
    }
    return _answer(request, agency, form, words, act, then)


@form_page
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """A post for somebody who has an account."""
    agency = _managed(request, pk)
    form = GrantForm(request.POST or None, agency=agency, initial={"starts_on": local_day(now())})

    def act() -> Membership | Confirmation:
        data = dict(form.cleaned_data)
        return grant_membership(user=data.pop("who"), agency=agency, **data, by=request.user, at=now())

    words = {"heading": _("Give a post"), "act": _("Give the post"), "done": _("The post is given.")}
    return _answer(request, agency, form, words, act)


@form_page
def edit(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Correct the name or the e-mail of a person."""
    agency = _managed(request, pk)
    who = _person(agency, person)
    policies.check_can_save_user(request.user, who)
    form = EditPersonForm(request.POST or None, instance=who)
    words = {"heading": _("Correct a person's data"), "act": _("Save"), "done": _("Saved.")}
    return _answer(request, agency, form, words, lambda: _correct(form, agency, request.user))


def _correct(form: EditPersonForm, agency: Agency, by: User) -> Confirmation | None:
    return correct_person(form.instance, agency=agency, by=by, at=now())


@form_page
def end(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    agency = _managed(request, pk)
    held = _post(agency, post)
    policies.check_can_grant(request.user, agency, held.user)
    form = EndPostForm(request.POST or None, initial={"ends_on": local_day(now())})
    words = {
        "heading": _("End of the post: %(role)s") % {"role": held.get_role_display()}, "act": _("End the post"),
        "done": _("The end of the post is recorded."), "lead": held.user.get_full_name(),
    }  # fmt: skip
    return _answer(
        request, agency, form, words,
        lambda: end_membership(held, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


@require_POST
def duty(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Put a person on or off duty."""
    agency = _managed(request, pk)
    held = _post(agency, post)
    on_duty = request.POST.get("on") == "1"
    set_duty_officer(held, is_duty_officer=on_duty, by=request.user, at=now())
    messages.success(request, _("On duty now.") if on_duty else _("Off duty now."))
    return redirect("agencies:detail", pk)


@require_POST
def send_password(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Send the link to set a password again."""
    who = _person(_managed(request, pk), person)
    policies.check_can_save_user(request.user, who)
    mail_password_link(request, who)
    messages.success(request, _("The link is on its way."))
    return redirect("agencies:detail", pk)


def mail_password_link(request: HttpRequest, person: User) -> None:
    """The reset mail of the sign-in, in the person's language; its subject and text hold no name."""
    form = ResetPasswordForm({"email": person.email})
    with override(person.language):
        if form.is_valid():
            form.save(request)


def _managed(request: HttpRequest, pk: int) -> Agency:
    agency = get_agency(request, pk)
    policies.check_can_manage_people(request.user, agency)
    return agency


def _post(agency: Agency, post: int) -> Membership:
    return get_object_or_404(agency.memberships.select_related("user", "agency"), pk=post)


def _person(agency: Agency, person: int) -> User:
    return get_object_or_404(User.objects.filter(memberships__agency=agency).distinct(), pk=person)


def _answer(
    request: HttpRequest, agency: Agency, form: Any, words: dict[str, Any], act: Callable[[], Any],
    then: Callable[[Any], None] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form, or after the act the agency's page."""
    if request.method == "POST" and form.is_valid():
        done, result = run_action(form, act, fields={"user": "who"})
        if done:
            if then:
                then(result)
            messages.success(request, words["done"])
            if isinstance(result, Confirmation):
                messages.info(request, _("It takes effect when a second person confirms it; all concerned are told."))
            return redirect("agencies:detail", agency.pk)
    context = {"form": form, "agency": agency, **words}
    return render(request, "agencies/person.html", context, status=422 if form.errors else 200)
