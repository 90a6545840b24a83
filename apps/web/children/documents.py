"""The documents of a child's file: the list, one document with its versions, and the acts on it."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import NotAllowed, Refused, Stale
from apps.core.localtime import local_day
from apps.documents import previews
from apps.documents.checks import FIELDS
from apps.documents.models import Paper, PaperVersion, open_compartments
from apps.people import papers
from apps.people.actions import open_child
from apps.people.models import Child
from apps.people.opening import check_the_door
from apps.web.children import file
from apps.web.children.paper_forms import AboutForm, AddForm, RenewForm, SieveForm, WithdrawForm
from apps.web.conflicts import count, fields_of, history_of, save_form
from apps.web.shared import Page, get_visible_or_404, keyset_page, now, run_action

TAB = "children:documents"
SOON = timedelta(days=30)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def index(request: HttpRequest, number: str) -> HttpResponse:
    """The list, and below it the form that adds to it."""
    child = _child(request, number)
    may_add = papers.may_add(request.user, child)
    initial = {"kind": request.GET.get("add", "")}
    form = AddForm(request.POST or None, request.FILES or None, user=request.user, initial=initial) if may_add else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed(_("Only the responsible body and the organisation the child lives in keep its documents."))
        if form.is_valid() and _added(request, child, form):
            return redirect(TAB, child.number)
    at = now()
    open_child(child, by=request.user, at=at)
    sieve = SieveForm(request.GET)
    wanted = sieve.cleaned_data if sieve.is_valid() else {}
    context = file.frame(child, request.user, at, tab=TAB) | {
        "form": form, "sieve": sieve, "page": _page(request, child, wanted, local_day(at)),
        "is_sifted": any(wanted.values()),
    }  # fmt: skip
    return render(request, "children/documents.html", context, status=422 if form and form.errors else 200)


@require_safe
def detail(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One document: what is said about it, its versions, and what may be done."""
    child, paper = _paper(request, number, pk)
    at = now()
    open_child(child, by=request.user, at=at)
    versions = list(paper.versions.select_related("document", "by").order_by("-no"))
    context = file.frame(child, request.user, at, tab=TAB) | {
        "paper": paper, "versions": versions, "newest": versions[0], "state": state_of(paper, local_day(at)),
        "may_change": papers.may_change(request.user, paper, child), "drawable": previews.DRAWABLE,
    }  # fmt: skip
    return render(request, "children/document.html", context)


@form_page
def renew(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A new version of the document."""
    child, paper = _changeable(request, number, pk)
    initial = {name: getattr(paper, name) for name in ("number", "issued_by")} | {"version": paper.version}
    form = RenewForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)

    def act() -> Any:
        return papers.add_version(
            paper, child, upload=form.cleaned_data["file"], note=form.cleaned_data["note"], data=form.about,
            version=form.cleaned_data["version"] or 0, by=request.user, at=now(),
        )  # fmt: skip

    words = {"heading": _("New version: %(title)s") % {"title": paper.label}, "act": _("Add the version")}
    return _answer(request, child, paper, form, act, words | {"done": _("The new version is stored.")})


@form_page
def correct(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Correcting what is said about the document."""
    child, paper = _changeable(request, number, pk)
    initial = {name: getattr(paper, name) for name in FIELDS} | {"version": paper.version}
    form = AboutForm(request.POST or None, user=request.user, initial=initial)

    def act() -> Any:
        version = form.cleaned_data["version"] or 0
        return papers.correct_paper(paper, child, data=form.about, version=version, by=request.user, at=now())

    words = {"heading": _("Correct: %(title)s") % {"title": paper.label}, "act": _("Save"), "done": _("Saved.")}
    return _answer(request, child, paper, form, act, words)


@form_page
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Taking the document out of use, with the reason."""
    child, paper = _changeable(request, number, pk)
    form = WithdrawForm(request.POST or None, initial={"version": paper.version})

    def act() -> Any:
        return papers.withdraw_paper(paper, child, **form.cleaned_data, by=request.user, at=now())

    words = {
        "heading": _("Withdraw: %(title)s") % {"title": paper.label}, "act": _("Withdraw the document"),
        "done": _("The document is withdrawn. It may be restored."),
        "lead": _("It stays in the file with its versions and may be restored."),
    }  # fmt: skip
    return _answer(request, child, paper, form, act, words)


@require_POST
def restore(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Putting a withdrawn document back."""
    child, paper = _changeable(request, number, pk)
    try:
        papers.restore_paper(paper, child, version=paper.version, by=request.user, at=now())
        messages.success(request, _("The document is restored."))
    except (Refused, Stale) as refused:
        messages.error(request, str(getattr(refused, "message", "")) or _("Somebody else changed this meanwhile."))
    return redirect("children:document", child.number, paper.pk)


@require_safe
def download(request: HttpRequest, number: str, pk: int, no: int) -> HttpResponse:
    """A version as it was uploaded; noted."""
    child, version = _version(request, number, pk, no)
    document = papers.open_paper(version, child, by=request.user, at=now())
    return FileResponse(
        document.file.open("rb"), content_type=document.content_type, as_attachment=True, filename=document.name
    )


@require_safe
def preview(request: HttpRequest, number: str, pk: int, no: int, size: str) -> HttpResponse:
    """A picture of a version; the large one counts as looking at the document and is noted."""
    if size not in previews.SIZES:
        raise Http404
    child, version = _version(request, number, pk, no)
    if size == previews.LARGE:
        papers.open_paper(version, child, verb="paper.looked_at", by=request.user, at=now())
    else:
        check_the_door(child, request.user, now())
    path = previews.preview(version.document, size)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/jpeg")


def state_of(paper: Paper, today: date) -> str:
    """withdrawn, ended, soon (within 30 days), valid; empty when the document has no last day."""
    if paper.withdrawn_at:
        return "withdrawn"
    if paper.expires_on is None:
        return ""
    if paper.expires_on < today:
        return "ended"
    return "soon" if paper.expires_on <= today + SOON else "valid"


def _page(request: HttpRequest, child: Child, wanted: dict[str, Any], today: date) -> Page:
    """Documents with their newest version and state, newest first: five queries however many there are."""
    rows = papers.papers_of(child, request.user).filter(_of_state(wanted.get("state", ""), today))
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    page = keyset_page(
        request, rows.with_newest().annotate(count=Count("versions")), ["added_at", "pk"], descending=True,
        count=rows.count(),
    )  # fmt: skip
    newest = PaperVersion.objects.select_related("document", "by").in_bulk([paper.newest_id for paper in page.items])
    for paper in page.items:
        paper.newest, paper.state = newest[paper.newest_id], state_of(paper, today)
        paper.is_drawable = paper.newest.document.content_type in previews.DRAWABLE
    return page


def _of_state(state: str, today: date) -> Q:
    """Without a filter the withdrawn ones are left out."""
    standing = Q(withdrawn_at__isnull=True)
    return {
        "withdrawn": ~standing,
        "ended": standing & Q(expires_on__lt=today),
        "soon": standing & Q(expires_on__gte=today, expires_on__lte=today + SOON),
        "valid": standing & (Q(expires_on__isnull=True) | Q(expires_on__gte=today)),
    }.get(state, standing)


def _added(request: HttpRequest, child: Child, form: AddForm) -> bool:
    def act() -> list[Paper]:
        return papers.add_papers(child, uploads=form.uploads, data=form.about, by=request.user, at=now())

    done, made = run_action(form, act, fields={"file": "files"})
    if done:
        messages.success(request, _("Documents added: %(count)s.") % {"count": len(made)})
    return done


def _child(request: HttpRequest, number: str) -> Child:
    """The child, when its documents are shown to this reader; else 404."""
    records = Child.objects.select_related("guardianship", "area")
    child = get_visible_or_404(records, request.user, number=number)
    if not papers.sees_papers(request.user, child):
        raise Http404
    return child


def _paper(request: HttpRequest, number: str, pk: int) -> tuple[Child, Paper]:
    child = _child(request, number)
    records = Paper.objects.about(child.subject).select_related("agency", "added_by", "withdrawn_by")
    return child, get_visible_or_404(records, request.user, pk=pk)


def _changeable(request: HttpRequest, number: str, pk: int) -> tuple[Child, Paper]:
    child, paper = _paper(request, number, pk)
    if not papers.may_change(request.user, paper, child):
        raise NotAllowed(_("Only the responsible body and whoever added the document may change it."))
    return child, paper


def _version(request: HttpRequest, number: str, pk: int, no: int) -> tuple[Child, PaperVersion]:
    child, paper = _paper(request, number, pk)
    version = paper.versions.select_related("document", "paper").filter(no=no).first()
    if version is None:
        raise Http404
    return child, version


def _answer(
    request: HttpRequest, child: Child, paper: Paper, form: Any, act: Any, words: dict[str, str]
) -> HttpResponse:  # fmt: skip
    """The form, or after the act the document."""
    opened = open_compartments(request.user)
    history = history_of(
        paper, values=lambda one: fields_of(one, FIELDS), version=count, known=lambda one: one.compartment in opened
    )
    if save_form(request, form, act, history=history)[0]:
        messages.success(request, words["done"])
        return redirect("children:document", child.number, paper.pk)
    open_child(child, by=request.user, at=now())
    context = {"form": form, "child": child, "paper": paper, "now": now(), **words}
    return render(request, "children/document_form.html", context, status=422 if form.errors else 200)
