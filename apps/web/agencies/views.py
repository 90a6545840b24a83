"""Pages of agencies: the register, one agency, registering and changing it."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import allows, require
from apps.accounts.actions import save_agency
from apps.accounts.models import Agency, Membership, User
from apps.accounts.permissions import Perm
from apps.core.db import KkKey
from apps.core.localtime import local_day
from apps.web.agencies.forms import AgencyForm, ListForm
from apps.web.agencies.words import role_facts
from apps.web.shared import capped_count, get_visible_or_404, keyset_page, now, run_action


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The register, in the alphabet of the page's language."""
    require(request.user, Perm.VIEW_AGENCIES)
    form = ListForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Agency.objects.visible_to(request.user).filter(_fits(wanted)).select_related("area__parent")
    name = "name_kk" if get_language() == "kk" else "name_ru"
    page = keyset_page(request, found, (KkKey(name), "pk"), count=capped_count(found))
    context = {
        "form": form, "page": page, "wanted": wanted,
        "may_register": allows(request.user, Perm.MANAGE_ALL_AGENCIES),
    }  # fmt: skip
    response = render(request, "agencies/_list.html" if request.htmx else "agencies/index.html", context)
    if request.htmx:
        response["HX-Replace-Url"] = request.get_full_path()
    return response


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    agency = get_agency(request, pk)
    manages = may_manage(request.user, agency)
    posts = agency.memberships.select_related("user").order_by("user__last_name", "user__first_name", "pk")
    today = local_day(now())
    current = [post for post in posts if _in_force(post, today)]
    context = {
        "agency": agency, "manages": manages, "today": today,
        "duty_officers": [post.user for post in current if post.is_duty_officer],
        "people": _people(posts, today) if manages else [], "facts": facts(agency),
    }  # fmt: skip
    return render(request, "agencies/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(request.user, Perm.MANAGE_ALL_AGENCIES)
    return _form(request, Agency(), _("Register an agency"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    agency = get_agency(request, pk)
    if not allows(request.user, Perm.MANAGE_ALL_AGENCIES):
        require(request.user, Perm.MANAGE_AGENCY, agency)
    return _form(request, agency, _("Correct the agency"))


def get_agency(request: HttpRequest, pk: int) -> Agency:
    return get_visible_or_404(Agency.objects.select_related("area__parent"), request.user, pk=pk)


def may_manage(user: User, agency: Agency) -> bool:
    """Whether the person manages the agency's people."""
    return allows(user, Perm.MANAGE_ALL_AGENCIES) or allows(user, Perm.MANAGE_AGENCY, agency)


def facts(agency: Agency) -> list[dict[str, Any]]:
    region = agency.area.region
    where = f"{region}, {agency.area}" if region and region != agency.area else str(agency.area)
    return [
        {"label": _("Kind"), "value": agency.get_kind_display()},
        {"label": _("Area"), "value": where},
        {"label": _("BIN"), "value": agency.bin},
        {"label": _("Head"), "value": agency.head_name},
        {"label": _("Address"), "value": agency.address},
        {"label": _("Telephone"), "value": agency.phone},
        {"label": _("E-mail for notices"), "value": agency.email},
    ]


def _form(request: HttpRequest, agency: Agency, heading: str) -> HttpResponse:
    whole = allows(request.user, Perm.MANAGE_ALL_AGENCIES)
    form = AgencyForm(request.POST or None, agency=agency, whole=whole)
    if request.method == "POST" and form.is_valid():
        done, saved = run_action(form, lambda: save_agency(form.changed(), by=request.user, at=now()))
        if done:
            messages.success(request, _("Saved."))
            return redirect("agencies:detail", saved.pk)
    context = {"form": form, "agency": agency, "heading": heading}
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


def _fits(wanted: dict[str, Any]) -> Q:
    fits = Q()
    if text := wanted.get("q"):
        fits &= Q(name_kk__icontains=text) | Q(name_ru__icontains=text) | Q(name_en__icontains=text) | Q(bin=text)
    if wanted.get("kind"):
        fits &= Q(kind=wanted["kind"])
    if region := wanted.get("region"):
        fits &= Q(area=region) | Q(area__parent=region)
    return fits


def _in_force(post: Membership, today: Any) -> bool:
    return post.starts_on <= today and (post.ends_on is None or post.ends_on >= today)


def _people(posts: Any, today: Any) -> list[dict[str, Any]]:
    """Posts with their role in words, those in force first."""
    rows = [
        {"post": post, "role": role_facts(post.role), "ended": bool(post.ends_on and post.ends_on < today)}
        for post in posts
    ]
    return sorted(rows, key=lambda row: row["ended"])
