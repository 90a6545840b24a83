"""Posters of an office: the list with what each brought, a new one, its PDF, taking it down."""

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import allows, require
from apps.accounts.kinds import ARTICLE_30_KINDS, AgencyKind
from apps.accounts.permissions import Perm
from apps.complaints.acts import posters
from apps.complaints.models import Poster
from apps.web.answers import answered
from apps.web.appeals.search import BodyField, BodySearch
from apps.web.casework.acts import act_page, posted
from apps.web.posters import pdf as poster_pdf
from apps.web.shared import capped_count, keyset_page, now

FEWEST = 5
"""Fewer appeals than this are not told: a small number can point at a child."""
PLACES = (AgencyKind.SCHOOL, AgencyKind.HEALTH_ORG, *sorted(ARTICLE_30_KINDS))
LANGUAGES = [("kk", gettext_lazy("Kazakh")), ("ru", gettext_lazy("Russian")), ("en", gettext_lazy("English"))]


class PosterForm(BodySearch):
    """Where it will hang, and in which language."""

    body = BodyField(
        label=gettext_lazy("School or organisation"),
        error_messages={"required": gettext_lazy("Find the school or organisation by its name, then choose it.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    field_order = ("language", "find_words", "body")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Posters of the office, the newest first, with those that were taken down."""
    require(request.user, Perm.VIEW_APPEALS)
    mine = Poster.objects.visible_to(request.user)
    page = keyset_page(
        request, mine.select_related("place").annotate(brought=Count("appeals")), ["pk"], descending=True,
        count=capped_count(mine.values("pk")),
    )  # fmt: skip
    rows = [{"poster": one, "brought": brought(one.brought)} for one in page.items]
    context = {"page": page, "rows": rows, "now": now(), "may_make": allows(request.user, Perm.KEEP_APPEALS)}
    return render(request, "posters/index.html", context)


@act_page
def new(request: HttpRequest) -> HttpResponse:
    """Make a poster; its PDF is printed from the list."""
    require(request.user, Perm.KEEP_APPEALS)
    form = PosterForm(
        posted(request), near=request.user.agency.area.region, kinds=PLACES, initial={"language": request.user.language}
    )
    return answered(
        request, form,
        lambda: posters.make_poster(
            place=form.cleaned_data["body"], language=form.cleaned_data["language"], by=request.user, at=now()
        ),
        template="posters/new.html", context={"now": now()}, said=_("The poster is made: print its PDF."),
        back=("posters:index",), fields={"place": "body"},
    )  # fmt: skip


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Poster.objects.visible_to(request.user).select_related("place", "office"), pk=pk, ended_at=None
    )
    answer = HttpResponse(poster_pdf.build(found, now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="poster-{found.pk}-{found.language}.pdf"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It was taken down: asks first, for its code says no more where it hung."""
    found = get_object_or_404(Poster.objects.visible_to(request.user).select_related("place"), pk=pk, ended_at=None)
    require(request.user, Perm.KEEP_APPEALS)
    if request.method != "POST":
        return render(request, "posters/end.html", {"poster": found, "brought": brought(found.appeals.count())})
    posters.end_poster(found, by=request.user, at=now())
    return redirect("posters:index")


def brought(count: int) -> str:
    """How many appeals a poster brought, as far as that points at nobody."""
    return f"<{FEWEST}" if 0 < count < FEWEST else str(count)
