"""Pages of the list of children: the list, its columns, saved filters."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.casework import sifting
from apps.core.errors import NotAllowed
from apps.core.localtime import local_day
from apps.exchange import preferences
from apps.exchange.models import ListPreference, SavedFilter
from apps.people import policies
from apps.web.children import lists
from apps.web.children.columns import COLUMNS, chosen
from apps.web.children.list_form import NEWEST, SIFTED, ListForm
from apps.web.shared import get_visible_or_404, now, run_action

SIZES = [(25, "25"), (50, "50"), (100, "100")]


class ColumnsForm(forms.Form):
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(column.key, column.label) for column in COLUMNS],
        help_text=gettext_lazy("IIN and address stay empty where you may not see them."),
    )  # fmt: skip
    page_size = forms.TypedChoiceField(label=gettext_lazy("Rows on a page"), choices=SIZES, coerce=int)


class FilterForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the filter"), max_length=60,
        help_text=gettext_lazy("No name of a child. What was searched for is not kept."),
    )  # fmt: skip
    shared = forms.BooleanField(label=gettext_lazy("For all colleagues of the agency"), required=False)
    is_default = forms.BooleanField(label=gettext_lazy("Open my list with it"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The list. What is searched for comes by POST, so that no name stands in an address."""
    _check(request)
    mine = preferences.preference_of(request.user)
    if request.method == "GET" and not request.GET and mine.default_filter and not mine.default_filter.removed_at:
        return redirect(address(mine.default_filter.query))
    today = local_day(now())
    form = ListForm(request.POST or request.GET, **sifting.choices_for(request.user, today))
    wanted = form.cleaned_data if form.is_valid() else {}
    kept = address(form.narrowing)
    if request.method == "POST" and not request.htmx and not wanted.get("q"):
        return redirect(kept)
    columns = chosen(mine.columns)
    context = {
        "form": form, "now": now(), "wanted": wanted, "columns": columns,
        "page": lists.page(request, wanted, today, columns, mine.page_size),
        **_around(request, form, mine, wanted),
    }  # fmt: skip
    response = render(request, "children/_list.html" if request.htmx else "children/index.html", context)
    if request.htmx:
        response["HX-Replace-Url"] = kept
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest) -> HttpResponse:
    """Choosing the columns of one's list."""
    _check(request)
    mine = preferences.preference_of(request.user)
    initial = {"columns": [column.key for column in chosen(mine.columns)], "page_size": mine.page_size}
    form = ColumnsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        preferences.choose_columns(**form.cleaned_data, by=request.user, at=now())
        return redirect(address(carried(request)))
    context = {"form": form, "back": address(carried(request))}
    return render(request, "children/columns.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def filters(request: HttpRequest) -> HttpResponse:
    """Saved filters: using, saving the one in the address, sharing, removing with a way back."""
    _check(request)
    narrowing = carried(request)
    form = FilterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        save = lambda: preferences.save_filter(  # noqa: E731
            name=given["name"], query=narrowing, shared=given["shared"], by=request.user, at=now()
        )
        done, saved = run_action(form, save)
        if done:
            if given["is_default"]:
                preferences.set_default(saved, by=request.user, at=now())
            messages.success(request, _("Saved."))
            return redirect(address(narrowing))
    return _filters_page(request, form, narrowing)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request)
    saved = get_visible_or_404(SavedFilter.objects.all(), request.user, pk=pk)
    preferences.remove_filter(saved, by=request.user, at=now())
    return redirect(f"{reverse('children:filters')}?removed={saved.pk}")


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undoing a removal; only one's own are found."""
    _check(request)
    saved = SavedFilter.objects.filter(pk=pk, user=request.user, agency=request.user.agency).first()
    if saved is not None:
        form = FilterForm({"name": saved.name})
        if not run_action(form, lambda: preferences.restore_filter(saved, by=request.user, at=now()))[0]:
            messages.error(request, _("You have a filter of this name already."))
    return redirect("children:filters")


@require_POST
def default(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening the list with a filter; with 0, with none."""
    _check(request)
    saved = get_visible_or_404(SavedFilter.objects.all(), request.user, pk=pk) if pk else None
    preferences.set_default(saved, by=request.user, at=now())
    return redirect("children:filters")


def address(query: dict[str, str]) -> str:
    """The list with these filters; `all` keeps the default filter away when there are none."""
    base = reverse("children:index")
    kept = {name: value for name, value in query.items() if name in (*SIFTED, "sort") and value and value != NEWEST}
    return f"{base}?{urlencode(kept)}" if kept else base


def carried(request: HttpRequest) -> dict[str, str]:
    """The filters in the address of a page beside the list, checked as the list checks them."""
    return ListForm(request.GET, **sifting.choices_for(request.user, local_day(now()))).narrowing


def _filters_page(request: HttpRequest, form: FilterForm, narrowing: dict[str, str]) -> HttpResponse:
    removed = request.GET.get("removed", "")
    gone = SavedFilter.objects.filter(user=request.user, removed_at__isnull=False)
    context = {
        "form": form, "narrowing": narrowing, "back": address(narrowing),
        "mine": preferences.preference_of(request.user),
        "removed": gone.filter(pk=removed).first() if removed.isdecimal() and len(removed) < 18 else None,
        "saved": [{"filter": one, "url": address(one.query)} for one in _saved(request)],
    }  # fmt: skip
    return render(request, "children/filters.html", context, status=422 if form.errors else 200)


def _around(request: HttpRequest, form: ListForm, mine: ListPreference, wanted: dict[str, Any]) -> dict[str, Any]:
    """What stands around the table: saved filters, ways to other pages."""
    narrowing = form.narrowing
    sent = f"?{urlencode(narrowing)}" if narrowing else ""
    given = [name for name in SIFTED if wanted.get(name) not in (None, "")]
    saved = list(_saved(request))
    items = [
        {"label": one.name, "url": address(one.query), "count": None, "current": one.query == narrowing}
        for one in saved
    ]
    if items:
        everything = {"label": _("All"), "url": f"{reverse('children:index')}?all=1", "count": None}
        items.insert(0, {**everything, "current": not narrowing})
    return {
        "is_narrowed": bool(given or wanted.get("q")), "filters_set": len(given), "saved": items, "sent": sent,
        "may_register": may_register(request.user), "may_import": allows(request.user, Perm.IMPORT_CHILDREN),
        "may_export": allows(request.user, Perm.EXPORT_CHILDREN), "has_filter": bool(narrowing),
    }  # fmt: skip


def _saved(request: HttpRequest) -> Any:
    return SavedFilter.objects.visible_to(request.user).select_related("user").order_by("name", "pk")


def _check(request: HttpRequest) -> None:
    if not allows(request.user, Perm.VIEW_OWN_CHILDREN):
        require(request.user, Perm.VIEW_CHILDREN)


def may_register(user: Any) -> bool:
    """Whether the page offers to register a child."""
    try:
        policies.check_can_register(user)
    except NotAllowed:
        return False
    return True
