"""Adding, correcting, ending and withdrawing a record of a child's file: the same pages for every kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.disclosure.mask import mask
from apps.people.actions import open_child
from apps.people.acts import parts
from apps.people.acts.categories import CATEGORY
from apps.people.acts.health import HEALTH
from apps.people.acts.schooling import SCHOOLING
from apps.people.models import Child
from apps.web.children.part_forms import (
    CategoryForm,
    EndCategoryForm,
    EndPartForm,
    HealthForm,
    PartForm,
    SchoolingForm,
    WithdrawPartForm,
)
from apps.web.conflicts import History, count, fields_of, history_of, save_form
from apps.web.shared import get_visible_or_404, now

form_page = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Kind:
    """One kind of record and its pages; `tab` is the part of the file that lists it."""

    slug: str
    tab: str
    rules: parts.Rules
    form: type[PartForm]
    new: Any
    edit: Any
    end_form: type[forms.Form] = EndPartForm


KINDS = (
    Kind(
        "category", "children:categories", CATEGORY, CategoryForm, _("Add a category"), _("Correct the category"),
        EndCategoryForm,
    ),
    Kind("health", "children:health", HEALTH, HealthForm, _("Add to the health"), _("Correct the record of health")),
    Kind("schooling", "children:education", SCHOOLING, SchoolingForm, _("Add a school"), _("Correct the school")),
)  # fmt: skip


def find_child(request: HttpRequest, number: str) -> Child:
    files = Child.objects.select_related("guardianship", "area__parent")
    return get_visible_or_404(files, request.user, number=number)


def find_part(model: Any, child: Child, user: User, pk: int) -> Any:
    """A standing record of this child that the user may see, else 404."""
    return get_object_or_404(model.objects.visible_to(user).standing(), child=child, pk=pk)


def adding(kind: Kind) -> View:
    @form_page
    def view(request: HttpRequest, number: str) -> HttpResponse:
        child = find_child(request, number)
        kind.rules.may(request.user, child)
        initial = {"starts_on": local_day(now())}
        form = kind.form(request.POST or None, child=child, user=request.user, initial=initial)
        return answer(
            request, child, form, kind.tab, {"heading": kind.new, "act": _t("Add")},
            lambda: parts.add(kind.rules, child, data=form.data_of_part, by=request.user, at=now()),
        )  # fmt: skip

    return view


def correcting(kind: Kind) -> View:
    @form_page
    def view(request: HttpRequest, number: str, pk: int) -> HttpResponse:
        child = find_child(request, number)
        kind.rules.may(request.user, child)
        part = find_part(kind.rules.model, child, request.user, pk)
        initial = fields_of(part, kind.rules.fields) | {"version": part.version}
        form = kind.form(request.POST or None, child=child, user=request.user, initial=initial)
        return answer(
            request, child, form, kind.tab, {"heading": kind.edit, "act": _t("Save")},
            lambda: parts.correct(
                kind.rules, part, data=form.data_of_part, version=version_in(form), by=request.user, at=now()
            ),
            history=history_of(
                part, values=lambda one: fields_of(one, kind.rules.fields), version=count,
                known=lambda one: "kind" not in form.fields or one.kind in dict(form.fields["kind"].choices),
            ),
        )  # fmt: skip

    return view


def ending(kind: Kind) -> View:
    @form_page
    def view(request: HttpRequest, number: str, pk: int) -> HttpResponse:
        child = find_child(request, number)
        kind.rules.may(request.user, child)
        part = find_part(kind.rules.model, child, request.user, pk)
        form = kind.end_form(request.POST or None, initial={"ends_on": local_day(now())})
        return answer(
            request, child, form, kind.tab, {"heading": _t("End it"), "act": _t("End it")},
            lambda: parts.end(kind.rules, part, **form.cleaned_data, by=request.user, at=now()),
        )  # fmt: skip

    return view


def withdrawing(kind: Kind) -> View:
    @form_page
    def view(request: HttpRequest, number: str, pk: int) -> HttpResponse:
        child = find_child(request, number)
        kind.rules.may(request.user, child)
        part = find_part(kind.rules.model, child, request.user, pk)
        form = WithdrawPartForm(request.POST or None)
        return answer(
            request, child, form, kind.tab, {"heading": _t("Withdraw the record"), "act": _t("Withdraw")},
            lambda: (parts.withdraw(kind.rules, part, **form.cleaned_data, by=request.user, at=now())),
        )  # fmt: skip

    return view


def paths_of(kind: Kind) -> list[URLPattern]:
    """`…/category/new/`, `…/category/7/edit/`, `…/end/`, `…/withdraw/`."""
    start = f"<str:number>/{kind.slug}/"
    return [
        path(f"{start}new/", adding(kind), name=f"{kind.slug}_new"),
        path(f"{start}<int:pk>/edit/", correcting(kind), name=f"{kind.slug}_edit"),
        path(f"{start}<int:pk>/end/", ending(kind), name=f"{kind.slug}_end"),
        path(f"{start}<int:pk>/withdraw/", withdrawing(kind), name=f"{kind.slug}_withdraw"),
    ]


def answer(
    request: HttpRequest, child: Child, form: Any, tab: str, words: dict[str, Any], act: Callable[[], Any], *,
    history: History | None = None,
) -> HttpResponse:  # fmt: skip
    """The form, or after the act the part of the file with what is doubtful said above it.

    A form that is shown, a refused one too, counts as looking into the file.
    """
    done, result = save_form(request, form, act, history=history)
    if done:
        messages.success(request, words.get("done") or _t("Saved."))
        warn(request, form, result)
        return redirect(tab, child.number)
    open_child(child, by=request.user, at=now())
    mask([child], request.user)
    context = {"form": form, "child": child, "now": now(), "tab": tab, **words}
    return render(request, "children/part_form.html", context, status=422 if form.errors else 200)


def warn(request: HttpRequest, form: Any, result: Any) -> None:
    """Show the cautions that an act gave beside its record."""
    for caution in result[1] if isinstance(result, tuple) else ():
        label = form[caution.field].label if caution.field in form.fields else ""
        messages.warning(request, ": ".join(filter(None, [str(label), str(caution.message)])))


def version_in(form: Any) -> int:
    return form.cleaned_data.get("version") or 0
